package concur

import (
	"context"
	"strings"
	"time"
)

// Comments v4: what people wrote on a report or an expense.

// Comment is a comment (Comments v4 > schema CommentDetails). It has no id.
type Comment struct {
	Text   string    `json:"comment"`
	Author Commenter `json:"author"`
	// CreatedFor differs from Author where a proxy wrote it.
	CreatedFor Commenter `json:"createdForEmployee"`
	Created    string    `json:"creationDate"`
	ExpenseID  ExpenseID `json:"expenseId"` // empty on those of the header
	IsAuditor  bool      `json:"isAuditorComment"`
	// IsLatest marks the one of its author that can be changed or deleted.
	IsLatest bool `json:"isLatest"`
	// StepID is the workflow step during which it was written.
	StepID string `json:"stepInstanceId"`
}

// At is when it was written, in UTC; zero if Concur does not say.
func (c Comment) At() time.Time {
	at, _ := time.Parse(time.RFC3339, c.Created)
	return at.UTC()
}

// Is reports whether it has a text, as people would compare: Concur may trim what it
// keeps (inferred).
func (c Comment) Is(text string) bool {
	plain := func(text string) string { return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")) }
	return plain(c.Text) == plain(text)
}

// Commenter is a person as comments name one. Older payloads have names in place of
// the UUID.
type Commenter struct {
	EmployeeID string `json:"employeeId"`
	UUID       UserID `json:"employeeUuid"`
	FirstName  string `json:"firstName"`
	LastName   string `json:"lastName"`
}

// Commented is what comments are on: the header of a report, or an expense or
// itemization of it.
type Commented struct {
	Report  ReportID
	Expense ExpenseID // empty for the header
}

func (c Commented) path() map[string]string {
	if c.Expense == "" {
		return map[string]string{"reportId": string(c.Report)}
	}
	return expensePath(c.Report, c.Expense)
}

// operation names the operation that does something there.
func (c Commented) operation(verb, noun string) string {
	if c.Expense == "" {
		return verb + "_report_" + noun
	}
	return verb + "_expense_" + noun
}

// Comments lists the comments on something in Concur's order.
func (s *Session) Comments(ctx context.Context, on Subject, about Commented) ([]Comment, error) {
	return s.comments(ctx, on, about, false)
}

// AllComments lists the comments on the header of a report and on its expenses.
func (s *Session) AllComments(ctx context.Context, on Subject, report ReportID) ([]Comment, error) {
	return s.comments(ctx, on, Commented{Report: report}, true)
}

func (s *Session) comments(ctx context.Context, on Subject, about Commented, everything bool) ([]Comment, error) {
	r, err := s.eitherForm(ctx, on, about.operation("get", "comments"), about.path())
	if err != nil {
		return nil, err
	}
	if everything {
		r.query = query("includeAllComments", "true")
	}
	var comments []Comment
	err = s.do(ctx, r, &comments)
	return comments, err
}

type commentBody struct {
	Text string `json:"comment"`
}

// CreateComment adds a comment. Concur gives it no id.
func (s *Session) CreateComment(ctx context.Context, on Subject, about Commented, text string) error {
	r, err := s.eitherForm(ctx, on, about.operation("create", "comment"), about.path())
	if err != nil {
		return err
	}
	r.body = commentBody{text}
	return s.do(ctx, r, nil)
}

// UpdateLatestComment changes the text of the latest comment.
func (s *Session) UpdateLatestComment(ctx context.Context, on Subject, about Commented, text string) error {
	r, err := s.eitherForm(ctx, on, about.operation("update_latest", "comment"), about.path())
	if err != nil {
		return err
	}
	r.body = commentBody{text}
	return s.do(ctx, r, nil)
}

// DeleteLatestComment removes the latest comment. Sent twice, it removes two.
func (s *Session) DeleteLatestComment(ctx context.Context, on Subject, about Commented) error {
	r, err := s.eitherForm(ctx, on, about.operation("delete_latest", "comment"), about.path())
	if err != nil {
		return err
	}
	return s.do(ctx, r, nil)
}

// eitherForm makes a request of an operation that has two forms: the path with the
// user and the role, for user tokens, or the short one, whose name ends in _company,
// for company tokens.
func (s *Session) eitherForm(ctx context.Context, on Subject, operation string, path map[string]string) (request, error) {
	asCompany, err := s.asCompany(ctx, on)
	if asCompany {
		operation += "_company"
	}
	return request{operation: operation, about: on.User, role: on.Role.contextType(), path: path}, err
}
