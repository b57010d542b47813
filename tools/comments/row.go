package comments

import (
	"context"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
)

// row is a comment as a list shows it.
type row struct {
	Text     render.Text   `json:"comment"`
	Author   render.Text   `json:"author,omitempty"` // older payloads have names
	AuthorID concur.UserID `json:"author_id,omitempty"`
	// EmployeeNumber is how the company calls the author.
	EmployeeNumber string `json:"author_employee_number,omitempty"`
	// ForID is whom a proxy wrote it for.
	ForID   concur.UserID `json:"written_for_id,omitempty"`
	Created string        `json:"created,omitempty"`
	// ExpenseID is absent on comments of the report as a whole.
	ExpenseID concur.ExpenseID `json:"expense_id,omitempty"`
	// Latest comments of an author are the ones that can be changed.
	Latest  bool   `json:"latest"`
	Mine    bool   `json:"mine,omitempty"`
	Auditor bool   `json:"by_auditor,omitempty"`
	StepID  string `json:"workflow_step_id,omitempty"`
	// foreign is true where somebody else is known to have written it.
	foreign bool
	of      concur.Comment
}

// summary names the fields that a row has unless others are asked for.
func summary() []string {
	return []string{"comment", "author", "author_id", "written_for_id", "created", "expense_id", "latest", "mine"}
}

func (p place) rows(ctx context.Context, comments []concur.Comment) ([]row, error) {
	self, err := p.session.Self(ctx)
	// The company writes for others, and then no page says who the author is.
	byCompany := self == "" || (p.session.HasCompany(ctx) && p.on.User != "" && p.on.User != self)
	rows := make([]row, len(comments))
	for i, c := range comments {
		rows[i] = row{
			Text: render.Text(c.Text), Author: render.Text(strings.TrimSpace(c.Author.FirstName + " " + c.Author.LastName)),
			AuthorID: c.Author.UUID, EmployeeNumber: c.Author.EmployeeID, Created: c.Created, ExpenseID: c.ExpenseID,
			Latest: c.IsLatest, Mine: self != "" && c.Author.UUID == self, Auditor: c.IsAuditor, StepID: c.StepID, of: c,
		}
		rows[i].foreign = !byCompany && c.Author.UUID != "" && c.Author.UUID != self
		if c.CreatedFor.UUID != c.Author.UUID {
			rows[i].ForID = c.CreatedFor.UUID
		}
	}
	return rows, err
}
