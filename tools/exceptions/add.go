package exceptions

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type addExceptionIn struct {
	ReportID concur.ReportID `json:"report_id"`
	// Concur takes 8 characters here, although codes of its own are longer
	// (Exceptions v4 > schema ExceptionRequest).
	Code         concur.ExceptionCode `json:"exception_code" max:"8"`
	ExpenseID    concur.ExpenseRef    `json:"expense_id,omitzero"`
	AllocationID concur.AllocationID  `json:"allocation_id,omitempty"`
	Visibility   visibility           `json:"visibility,omitempty" jsonschema:"ALL if not given"`
}

// visibility says who sees an exception (Exceptions v4 > schema ExceptionRequest).
type visibility string

// Values lists the audiences; ALL includes the traveler.
func (visibility) Values() []string { return []string{"ALL", "APPROVER_PROCESSOR", "PROCESSOR"} }

func (in addExceptionIn) target() target {
	return target{ReportID: in.ReportID, Code: in.Code, ExpenseID: in.ExpenseID, AllocationID: in.AllocationID}
}

func (k kit) addException() tools.Tool {
	def := define("add_exception", "Add an exception", tools.Create)
	def.Description = "Puts a configured exception on an unpaid report, expense or allocation; it may block submitting. Company " +
		"connection only."
	def.Operations = []string{"add_report_exception", "add_expense_exception", "add_allocation_exception"}
	def.Supporting = supporting()
	return tools.New(def, func(ctx context.Context, call *tools.Call, in addExceptionIn) (writtenException, error) {
		session, at := k.concur.As(call.Caller), in.target()
		spot, err := at.spot(ctx, session)
		if err != nil {
			return writtenException{}, err
		}
		if in.Visibility == "" {
			in.Visibility = "ALL"
		}
		out := writtenException{ReportID: in.ReportID}
		look := func(ctx context.Context) (bool, error) {
			found, err := at.find(ctx, session, spot)
			if found == nil || found.Visibility != string(in.Visibility) {
				return false, err
			}
			out.show(*found)
			out.Verified = true
			return true, nil
		}
		if err := session.AddException(ctx, spot, in.Code, string(in.Visibility)); err != nil {
			err = tools.Settle(ctx, err, look) // it fills out
			return out, view.Advise(err, "The code must be an active exception of the company, which its Concur administrator knows, "+
				"and the report not paid yet.")
		}
		switch done, err := look(ctx); {
		case err != nil:
			out.Written = view.Unread(err)
		case !done:
			out.Note = "Concur took it, but does not show it. Look again with list_report_exceptions in a moment."
		}
		return out, nil
	})
}
