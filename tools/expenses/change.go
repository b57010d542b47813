package expenses

import (
	"context"
	"fmt"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
)

// change is what is to be changed of an expense.
type change struct {
	// entry are the changes as v3 takes them.
	entry concur.EntryWrite
	// custom are custom fields and org units as they were given; look and patch find
	// out what they are.
	custom concur.CustomFields
	// rejected and paperReceived are for v4 alone.
	rejected, paperReceived *bool
	// The names of the fields, by who can change them.
	forPerson, forCompany, forEither []string
}

// fits refuses what no connection that there is can do in one request.
func (c change) fits(ctx context.Context, session *concur.Session) error {
	switch {
	case len(c.forPerson) > 0 && len(c.forCompany) > 0:
		return &tools.StoppedError{
			Reason: fmt.Sprintf("%s can be changed by a person's connection only, and %s by the company's only",
				strings.Join(c.forPerson, ", "), strings.Join(c.forCompany, ", ")),
			Next: "Call twice, with the fields of one kind each.",
		}
	case len(c.forPerson) > 0 && !session.HasPerson(ctx):
		return &tools.StoppedError{
			Reason: fmt.Sprintf("%s cannot be changed with a company connection: Concur takes business_purpose, custom_fields, "+
				"is_rejected and is_paper_receipt_received from it", strings.Join(c.forPerson, ", ")),
			Next: "Leave them out, or connect as the person whose expense it is.",
		}
	case len(c.forCompany) > 0 && !session.HasCompany(ctx):
		return &tools.StoppedError{
			Reason: fmt.Sprintf("%s can be changed with a company connection only, and there is none", strings.Join(c.forCompany, ", ")),
			Next:   "Leave them out, or ask the operator to connect the company.",
		}
	default:
		return nil
	}
}

// byCompany decides through which connection the change goes: as the fields want
// it, else the person's own for their own expenses, and the company's for those
// of somebody else.
func (c change) byCompany(ctx context.Context, session *concur.Session, on concur.Subject) (bool, error) {
	switch {
	case len(c.forPerson) > 0:
		return false, nil
	case len(c.forCompany) > 0 || !session.HasPerson(ctx):
		return true, nil
	case on.User == "" || !session.HasCompany(ctx):
		return false, nil
	}
	self, err := session.Self(ctx)
	return on.User != self, err
}
