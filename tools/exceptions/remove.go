package exceptions

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type removedException struct {
	ReportID     concur.ReportID      `json:"report_id"`
	ExpenseID    concur.ExpenseID     `json:"expense_id,omitempty"`
	AllocationID concur.AllocationID  `json:"allocation_id,omitempty"`
	Code         concur.ExceptionCode `json:"removed_code"`
	view.Written
}

func (k kit) removeException() tools.Tool {
	def := define("remove_exception", "Remove an exception", tools.Delete)
	def.Description = "Removes an exception that was put on a report, an expense or an allocation through the API, until the report is " +
		"paid. " +
		"list_report_exceptions gives the codes. Company connection only."
	def.Operations = []string{"delete_report_exception", "delete_expense_exception", "delete_allocation_exception"}
	def.Supporting = supporting()
	return tools.New(def, func(ctx context.Context, call *tools.Call, in target) (removedException, error) {
		session := k.concur.As(call.Caller)
		spot, err := in.spot(ctx, session)
		if err != nil {
			return removedException{}, err
		}
		out := removedException{
			ReportID: in.ReportID, ExpenseID: spot.Expense, AllocationID: spot.Allocation, Code: in.Code,
		}
		gone := func(ctx context.Context) (bool, error) {
			found, err := in.find(ctx, session, spot)
			if err != nil {
				return false, err
			}
			out.Verified = found == nil
			return out.Verified, nil
		}
		if err := session.RemoveException(ctx, spot, in.Code); err != nil {
			err = tools.Settle(ctx, err, gone) // it fills out
			return out, view.Advise(err, "Only exceptions that were added through the API can be removed, and only until the report is paid: "+
				"others go when their cause does. list_report_exceptions shows them.")
		}
		switch done, err := gone(ctx); {
		case err != nil:
			out.Written = view.Unread(err)
		case !done:
			out.Note = "Concur took it, but still shows the exception. Look again with list_report_exceptions in a moment."
		}
		return out, nil
	})
}
