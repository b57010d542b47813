package comments

import (
	"context"
	"slices"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
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
	outcome.Written
	// Comment is as it was read afterwards.
	Comment *row `json:"written,omitempty"`
}

func (k kit) addComment() tools.Tool {
	def := define("add_comment", "Add a comment", tools.Create)
	def.Description = "Comments on a report or one of its expenses, in any status; approvers on the report only, in role manager. " +
		"list_reports gives report_id."
	def.Operations = bothLevels("create", "comment")
	def.Supporting = append(bothLevels("get", "comments"), supporting()...)
	return tools.NewWrite(def, k.runAddComment, func(
		ctx context.Context, call *tools.Call, in addCommentIn, sent tools.Sent,
	) (tools.Seen, error) {
		p, err := k.placeOf(ctx, call, in.ReportID, in.ExpenseID, in.User)
		if err != nil {
			return tools.Seen{Verdict: tools.Unknown}, err
		}
		return concur.ReadAs(p.on, concur.Role(in.Role), func(on concur.Subject) (tools.Seen, error) {
			p.on = on
			_, seen, err := p.added(ctx, in.Comment, sent)
			return sent.Settled(seen, p.session.Now()), err
		})
	})
}

func (k kit) runAddComment(ctx context.Context, call *tools.Call, in addCommentIn) (writtenComment, error) {
	out := writtenComment{ReportID: in.ReportID}
	p, err := k.placeOf(ctx, call, in.ReportID, in.ExpenseID, in.User)
	if err != nil {
		return out, err
	}
	sent := tools.Sent{At: p.session.Now()}
	// A refusal changed nothing, so that the other role may be tried.
	_, err = concur.ReadAs(p.on, concur.Role(in.Role), func(on concur.Subject) (struct{}, error) {
		p.on = on
		return struct{}{}, p.session.CreateComment(ctx, on, p.about, in.Comment)
	})
	look := func(ctx context.Context) (seen tools.Seen, err error) {
		out.Comment, seen, err = p.added(ctx, in.Comment, sent)
		return seen, err
	}
	found, err := tools.Resolve(ctx, err, look)
	if err != nil {
		return writtenComment{}, outcome.LookWith(outcome.Undecided(p.advise(err)), "list_comments")
	}
	if p.on.Role == concur.RoleManager {
		call.NoUndo("An approver's comment stays: Concur lets only the owner's side delete comments.")
	} else {
		call.Undo("delete_latest_comment", deleteCommentIn{in.ReportID, in.ExpenseID, in.User},
			"It deletes the latest comment of whoever calls it, whichever that is then.")
	}
	out.seen(ctx, found, look)
	return out, nil
}

// added looks for a comment that was written when it was sent. An older one with the same
// text proves nothing.
func (p place) added(ctx context.Context, text string, sent tools.Sent) (*row, tools.Seen, error) {
	rows, err := p.shown(ctx)
	if err != nil {
		return nil, tools.Seen{Verdict: tools.Unknown}, err
	}
	there := find(rows, text)
	if (there == nil || sent.Fits(there.of.At()) == tools.NotDone) && sent.Late && slices.ContainsFunc(rows, ownSince(sent)) {
		return nil, tools.Seen{Verdict: tools.Unknown, Found: "list_comments shows another comment from then on, which it may be, changed, " +
			"or which may have followed it."}, nil
	}
	if there == nil {
		return nil, tools.Seen{Verdict: tools.NotDone, Found: "list_comments shows no comment of this caller with this text."}, nil
	}
	seen := tools.Seen{Verdict: sent.Fits(there.of.At())}
	switch seen.Verdict {
	case tools.Done:
		seen.Found = "The comment is there."
		return there, seen, nil
	case tools.NotDone:
		seen.Found = "list_comments shows the same text only from before, written " + there.Created + "."
	case tools.Unknown:
		seen.Found = "list_comments shows the same text, written " + there.Created + ", which may have been before."
	}
	return nil, seen, nil
}

// ownSince tells the comments that are not known to be somebody else's, and not from before
// a write.
func ownSince(sent tools.Sent) func(row) bool {
	return func(r row) bool { return !r.foreign && sent.MayBeSince(r.of.At()) }
}

// seen looks at a comment that Concur took, unless it has been found already.
func (w *writtenComment) seen(ctx context.Context, found string, look func(context.Context) (tools.Seen, error)) {
	if found != "" {
		w.Verified, w.Note = true, found
		return
	}
	switch seen, err := look(ctx); {
	case err != nil:
		w.Written = outcome.Unread(err)
	case seen.Verdict == tools.Done:
		w.Verified = true
	case seen.Verdict == tools.Unknown:
		w.Note = "Concur took it. " + seen.Found
	default:
		w.Note = "Concur took it, but does not show it yet. Look again with list_comments in a moment."
	}
}

func (k kit) updateLatestComment() tools.Tool {
	def := define("update_latest_comment", "Change the latest comment", tools.Change)
	def.Description = "Replaces the text of your latest comment on a report, or on an expense of it. list_comments shows which one that is."
	def.Operations = bothLevels("update_latest", "comment")
	def.Supporting = append(bothLevels("get", "comments"), supporting()...)
	return tools.NewWrite(def, k.runUpdateLatest, func(
		ctx context.Context, call *tools.Call, in writeCommentIn, sent tools.Sent,
	) (tools.Seen, error) {
		p, err := k.placeOf(ctx, call, in.ReportID, in.ExpenseID, in.User)
		if err != nil {
			return tools.Seen{Verdict: tools.Unknown}, err
		}
		_, seen, err := p.changed(ctx, in.Comment, sent)
		return seen, err
	})
}

func (k kit) runUpdateLatest(ctx context.Context, call *tools.Call, in writeCommentIn) (writtenComment, error) {
	out := writtenComment{ReportID: in.ReportID}
	p, err := k.placeOf(ctx, call, in.ReportID, in.ExpenseID, in.User)
	if err != nil {
		return out, err
	}
	before, err := p.shown(ctx) // Whoever may not read it may change it all the same.
	former := mine(before)
	switch {
	case err != nil:
		call.NoUndo("The former text could not be read before the change.")
	case former == nil:
		call.NoUndo("Which comment is the latest of this caller could not be told before the change, and so its former text is not known.")
	default:
		call.Undo("update_latest_comment", writeCommentIn{in.ReportID, former.of.Text, in.ExpenseID, in.User}, "")
	}
	sent := tools.Sent{At: p.session.Now()}
	look := func(ctx context.Context) (seen tools.Seen, err error) {
		out.Comment, seen, err = p.changed(ctx, in.Comment, sent)
		return seen, err
	}
	found, err := tools.Resolve(ctx, p.session.UpdateLatestComment(ctx, p.on, p.about, in.Comment), look)
	if err != nil {
		return writtenComment{}, outcome.LookWith(p.advise(err), "list_comments")
	}
	out.seen(ctx, found, look)
	return out, nil
}

// changed looks whether the latest comment has a text. That it may have had it before
// makes no difference to what is there.
func (p place) changed(ctx context.Context, text string, sent tools.Sent) (*row, tools.Seen, error) {
	rows, err := p.shown(ctx)
	if err != nil {
		return nil, tools.Seen{Verdict: tools.Unknown}, err
	}
	if there := find(rows, text); there != nil {
		return there, tools.Seen{Verdict: tools.Done, Found: "The latest comment has this text."}, nil
	}
	if own := mine(rows); own != nil && own.of.At().After(sent.At) {
		return nil, tools.Seen{Verdict: tools.Unknown, Found: "There is a later comment of this caller, so that it cannot be told. " +
			"list_comments shows them."}, nil
	}
	return nil, tools.Seen{Verdict: tools.NotDone, Found: "list_comments shows no comment of this caller with this text."}, nil
}
