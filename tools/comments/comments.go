package comments

import (
	"context"
	"errors"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// kit is what the tools of this toolset work with.
type kit struct{ concur *concur.Client }

// Tools lists the toolset in order.
func Tools(client *concur.Client) []tools.Tool {
	k := kit{client}
	return []tools.Tool{
		k.listComments(),
		k.addComment(),
		k.updateLatestComment(),
		k.deleteLatestComment(),
	}
}

func define(name, title string, effect tools.Effect) tools.Definition {
	return tools.Definition{Name: name, Title: title, Toolset: "comments", Effect: effect, Optional: true}
}

// bothLevels names the four operations that do one thing: on the header and on an
// expense, for a person's connection and for the company's.
func bothLevels(verb, noun string) []string {
	var operations []string
	for _, level := range []string{"_report_", "_expense_"} {
		operations = append(operations, verb+level+noun, verb+level+noun+"_company")
	}
	return operations
}

// supporting are the operations that find out what is meant.
func supporting() []string {
	return []string{"get_entry", "identity_search_users", "identity_get_user"}
}

// place is what comments are on, and who looks at it.
type place struct {
	session *concur.Session
	on      concur.Subject
	about   concur.Commented
}

// placeOf finds what a caller named: the header of a report where no expense is.
func (k kit) placeOf(
	ctx context.Context, call *tools.Call, report concur.ReportID, expense concur.ExpenseRef, user concur.Ref,
) (place, error) {
	p := place{session: k.concur.As(call.Caller), about: concur.Commented{Report: report}}
	on, err := p.session.OnOwner(ctx, user, "get_report_comments_company")
	if err != nil {
		return p, err
	}
	if p.on = on; !expense.IsZero() {
		p.about.Expense, err = p.session.ExpenseOf(ctx, on.User, expense)
	}
	return p, err
}

// read lists the comments. Concur shows those of an expense to an approver only
// together with all others of the report (Comments v4 > contextType).
func (p place) read(ctx context.Context) ([]concur.Comment, error) {
	if p.on.Role != concur.RoleManager || p.about.Expense == "" {
		return p.session.Comments(ctx, p.on, p.about)
	}
	all, err := p.session.AllComments(ctx, p.on, p.about.Report)
	var there []concur.Comment
	for _, c := range all {
		if c.ExpenseID == p.about.Expense {
			there = append(there, c)
		}
	}
	return there, err
}

// shown lists the comments as rows.
func (p place) shown(ctx context.Context) ([]row, error) {
	comments, err := p.read(ctx)
	if err != nil {
		return nil, err
	}
	return p.rows(ctx, comments)
}

// mine is the latest comment of this caller; nil where it cannot be told from those of
// others: the company writes for everybody, and then several may be the latest of somebody.
func mine(rows []row) *row {
	var own *row
	for i, r := range rows {
		switch {
		case !r.Latest || r.foreign:
		case own != nil:
			return nil
		default:
			own = &rows[i]
		}
	}
	return own
}

// find looks for a comment with a text that is the latest of its author, who is not known
// to be somebody else: what others wrote does not tell that this caller's comment is there.
// Of several the one that was written last counts.
func find(rows []row, text string) *row {
	var found *row
	for i, r := range rows {
		if r.Latest && !r.foreign && r.of.Is(text) && (found == nil || !r.of.At().Before(found.of.At())) {
			found = &rows[i]
		}
	}
	return found
}

// advise explains refusals of writes.
func (p place) advise(err error) error {
	if concur.IsNotFound(err) {
		return &noCommentError{err}
	}
	if p.about.Expense != "" {
		return view.Advise(err, "Expenses are commented by the owner, who may be named in user, or by the company. "+
			"An approver comments on the report: leave expense_id out.")
	}
	return view.Advise(err, "Check whose report it is: its delegate or proxy names the owner in user. "+
		"An approver only adds comments, and to reports that wait for them.")
}

// noCommentError is about a comment, or what it would be on, that is not there.
type noCommentError struct{ error }

// Unwrap gives what Concur said.
func (e *noCommentError) Unwrap() error { return e.error }

// WhatChanged implements tools.Problem.
func (e *noCommentError) WhatChanged() string { return string(tools.NothingChanged) }

// NextStep implements tools.Problem.
func (e *noCommentError) NextStep() string {
	return "list_comments shows what there is. Each person changes and deletes the own latest comment only; add_comment adds one."
}

// Details implements tools.Problem.
func (e *noCommentError) Details() map[string]string {
	if problem, ok := errors.AsType[tools.Problem](e.error); ok {
		return problem.Details()
	}
	return nil
}
