package comments

import (
	"context"
	"errors"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type writeCommentIn struct {
	ReportID  concur.ReportID   `json:"report_id"`
	Comment   string            `json:"comment" max:"2000"`
	ExpenseID concur.ExpenseRef `json:"expense_id,omitzero"`
	User      concur.Ref        `json:"user,omitempty" jsonschema:"owner"`
}

type addCommentIn struct {
	ReportID  concur.ReportID   `json:"report_id"`
	Comment   string            `json:"comment" max:"2000"`
	ExpenseID concur.ExpenseRef `json:"expense_id,omitzero"`
	Role      reader            `json:"role,omitempty"`
	User      concur.Ref        `json:"user,omitempty" jsonschema:"owner or approver"`
}

type writtenComment struct {
	ReportID concur.ReportID `json:"report_id"`
	view.Written
	// Comment is as it was read afterwards.
	Comment *row `json:"written,omitempty"`
}

func (k kit) addComment() tools.Tool {
	def := define("add_comment", "Add a comment", tools.Create)
	def.Description = "Comments on a report or one of its expenses, in any status; approvers on the report only, in role manager. " +
		"list_reports gives report_id."
	def.Operations = bothLevels("create", "comment")
	def.Supporting = append(bothLevels("get", "comments"), supporting()...)
	return tools.New(def, func(ctx context.Context, call *tools.Call, in addCommentIn) (writtenComment, error) {
		p, err := k.placeOf(ctx, call, in.ReportID, in.ExpenseID, in.User)
		if err != nil {
			return writtenComment{}, err
		}
		out, err := p.write(ctx, in.Comment, func(ctx context.Context) error {
			// A refusal changed nothing, so that the other role may be tried.
			_, err := concur.ReadAs(p.on, concur.Role(in.Role), func(on concur.Subject) (struct{}, error) {
				p.on = on
				return struct{}{}, p.session.CreateComment(ctx, on, p.about, in.Comment)
			})
			return err
		})
		return out, view.LookWith(undecided(err), "list_comments")
	})
}

func (k kit) updateLatestComment() tools.Tool {
	def := define("update_latest_comment", "Change the latest comment", tools.Change)
	def.Description = "Replaces the text of your latest comment on a report, or on an expense of it. list_comments shows which one that is."
	def.Operations = bothLevels("update_latest", "comment")
	def.Supporting = append(bothLevels("get", "comments"), supporting()...)
	return tools.New(def, func(ctx context.Context, call *tools.Call, in writeCommentIn) (writtenComment, error) {
		p, err := k.placeOf(ctx, call, in.ReportID, in.ExpenseID, in.User)
		if err != nil {
			return writtenComment{}, err
		}
		return p.write(ctx, in.Comment, func(ctx context.Context) error {
			return p.session.UpdateLatestComment(ctx, p.on, p.about, in.Comment)
		})
	})
}

// write sends a text and looks at the comments afterwards. Comments have no id, so
// after a lost answer the text alone tells whether it is there.
func (p *place) write(ctx context.Context, text string, send func(context.Context) error) (writtenComment, error) {
	out := writtenComment{ReportID: p.about.Report}
	lost := false
	err := send(ctx)
	err = tools.Settle(ctx, err, func(ctx context.Context) (bool, error) {
		lost = true
		found, err := p.find(ctx, text)
		out.Comment = found
		return found != nil, err
	})
	switch {
	case err != nil:
		return out, view.LookWith(p.advise(err), "list_comments")
	case lost:
		out.Note = "Concur's answer was lost, and the comment is there. If the same text was there before, list_comments tells by the time."
		return out, nil
	}
	found, err := p.find(ctx, text)
	switch {
	case err != nil:
		out.Written = view.Unread(err)
	case found == nil:
		out.Note = "Concur took it, but does not show it yet. Look again with list_comments in a moment."
	default:
		out.Comment, out.Verified = found, true
	}
	return out, nil
}

type deleteCommentIn struct {
	ReportID  concur.ReportID   `json:"report_id"`
	ExpenseID concur.ExpenseRef `json:"expense_id,omitzero"`
	User      concur.Ref        `json:"user,omitempty" jsonschema:"owner"`
}

type deletedComment struct {
	ReportID concur.ReportID `json:"report_id"`
	view.Written
	// Comment is the one that was there before and is no more.
	Comment *row `json:"deleted,omitempty"`
}

func (k kit) deleteLatestComment() tools.Tool {
	def := define("delete_latest_comment", "Delete the latest comment", tools.Delete)
	def.Description = "Deletes your latest comment on a report, or on an expense of it, and shows it. list_comments shows which one " +
		"that is. Called twice, it deletes two."
	def.Operations = bothLevels("delete_latest", "comment")
	def.Supporting = append(bothLevels("get", "comments"), supporting()...)
	return tools.New(def, func(ctx context.Context, call *tools.Call, in deleteCommentIn) (deletedComment, error) {
		p, err := k.placeOf(ctx, call, in.ReportID, in.ExpenseID, in.User)
		if err != nil {
			return deletedComment{}, err
		}
		return p.delete(ctx)
	})
}

// delete looks at the comments before and after: no other way tells which one went,
// or whether one did if the answer is lost.
func (p place) delete(ctx context.Context) (deletedComment, error) {
	out := deletedComment{ReportID: p.about.Report}
	before, err := p.read(ctx)
	if err != nil {
		return out, p.advise(err)
	}
	look := func(ctx context.Context) (bool, error) {
		after, err := p.read(ctx)
		if err != nil {
			return false, err
		}
		rows, err := p.rows(ctx, gone(before, after))
		switch {
		case err != nil || len(rows) == 0:
			return false, err
		case len(rows) > 1 || rows[0].foreign || !rows[0].Latest:
			return false, errOthers
		}
		out.Comment, out.Verified = &rows[0], true
		return true, nil
	}
	if err := p.session.DeleteLatestComment(ctx, p.on, p.about); err != nil {
		err = undecided(tools.Settle(ctx, err, look)) // it fills out
		return out, view.LookWith(p.advise(err), "list_comments")
	}
	switch done, err := look(ctx); {
	case err != nil:
		out.Written = view.Unread(err)
	case !done:
		out.Note = "Concur took it, but still shows all comments. Look again with list_comments in a moment."
	}
	return out, nil
}

var errOthers = errors.New("other comments are gone than the latest of this caller, so that somebody else changed some too")

// gone lists the comments that are not there any more.
func gone(before, after []concur.Comment) []concur.Comment {
	type mark struct {
		text, created string
		author        concur.UserID
	}
	there := map[mark]int{}
	for _, c := range after {
		there[mark{c.Text, c.Created, c.Author.UUID}]++
	}
	var missing []concur.Comment
	for _, c := range before {
		m := mark{c.Text, c.Created, c.Author.UUID}
		there[m]--
		if there[m] < 0 {
			missing = append(missing, c)
		}
	}
	return missing
}
