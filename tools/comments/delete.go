package comments

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
)

type deleteCommentIn struct {
	ReportID  concur.ReportID   `json:"report_id"`
	ExpenseID concur.ExpenseRef `json:"expense_id,omitzero"`
	User      concur.Ref        `json:"user,omitempty" jsonschema:"owner"`
}

type deletedComment struct {
	ReportID concur.ReportID `json:"report_id"`
	outcome.Written
	// Comment is the one that was there before and is no more.
	Comment *row `json:"deleted,omitempty"`
}

func (k kit) deleteLatestComment() tools.Tool {
	def := define("delete_latest_comment", "Delete the latest comment", tools.Delete)
	def.Description = "Deletes your latest comment on a report, or on an expense of it, and shows it. list_comments shows which one " +
		"that is. Called twice, it deletes two."
	def.Operations = bothLevels("delete_latest", "comment")
	def.Supporting = append(bothLevels("get", "comments"), supporting()...)
	return tools.NewWrite(def, k.runDeleteLatest, lookAfterDeletion)
}

// lookAfterDeletion cannot tell: comments have no id, and the arguments do not say which
// one was the latest.
func lookAfterDeletion(context.Context, *tools.Call, deleteCommentIn, tools.Sent) (tools.Seen, error) {
	return tools.Seen{Verdict: tools.Unknown, Found: "Nothing tells which comment was the latest then. list_comments shows what is there; " +
		"called again, it may delete another one."}, nil
}

// runDeleteLatest looks at the comments before and after: no other way tells which one
// went, or whether one did if the answer is lost.
func (k kit) runDeleteLatest(ctx context.Context, call *tools.Call, in deleteCommentIn) (deletedComment, error) {
	out := deletedComment{ReportID: in.ReportID}
	p, err := k.placeOf(ctx, call, in.ReportID, in.ExpenseID, in.User)
	if err != nil {
		return out, err
	}
	before, err := p.shown(ctx)
	if err != nil {
		return out, p.advise(err)
	}
	if own := mine(before); own == nil {
		call.NoUndo("Which comment is the latest of this caller could not be told before; the result shows the one that went.")
	} else {
		call.Undo("add_comment", writeCommentIn{in.ReportID, own.of.Text, in.ExpenseID, in.User},
			"It is then a new comment of whoever adds it, with the time of then.")
	}
	look := func(ctx context.Context) (seen tools.Seen, err error) {
		out.Comment, seen, err = p.deleted(ctx, before)
		return seen, err
	}
	found, err := tools.Resolve(ctx, p.session.DeleteLatestComment(ctx, p.on, p.about), look)
	if err != nil {
		return deletedComment{}, outcome.LookWith(outcome.Undecided(p.advise(err)), "list_comments")
	}
	if found != "" {
		out.Written = outcome.Written{Verified: true, Note: found}
		return out, nil
	}
	switch seen, err := look(ctx); {
	case err != nil:
		out.Written = outcome.Unread(err)
	case seen.Verdict == tools.Done:
		out.Verified = true
	case seen.Verdict == tools.Unknown:
		out.Note = "Concur took it. " + seen.Found
	default:
		out.Note = "Concur took it, but still shows all comments. Look again with list_comments in a moment."
	}
	return out, nil
}

// deleted compares the comments with those that were there before.
func (p place) deleted(ctx context.Context, before []row) (*row, tools.Seen, error) {
	after, err := p.shown(ctx)
	if err != nil {
		return nil, tools.Seen{Verdict: tools.Unknown}, err
	}
	switch rows := gone(before, after); {
	case len(rows) == 0:
		return nil, tools.Seen{Verdict: tools.NotDone, Found: "All comments are still there."}, nil
	case len(rows) > 1 || rows[0].foreign || !rows[0].Latest:
		return nil, tools.Seen{Verdict: tools.Unknown, Found: "Other comments are gone than the latest of this caller, so that somebody else " +
			"deleted some too. list_comments shows what is left."}, nil
	default:
		return &rows[0], tools.Seen{Verdict: tools.Done, Found: "The comment is not there any more."}, nil
	}
}

// gone lists the comments that are not there any more.
func gone(before, after []row) []row {
	type mark struct {
		text, created string
		author        concur.UserID
	}
	of := func(r row) mark { return mark{r.of.Text, r.of.Created, r.of.Author.UUID} }
	there := map[mark]int{}
	for _, r := range after {
		there[of(r)]++
	}
	var missing []row
	for _, r := range before {
		there[of(r)]--
		if there[of(r)] < 0 {
			missing = append(missing, r)
		}
	}
	return missing
}
