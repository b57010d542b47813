package expenses

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type deleteReportExpenseIn struct {
	ReportID  concur.ReportID   `json:"report_id"`
	ExpenseID concur.ExpenseRef `json:"expense_id"`
	User      concur.Ref        `json:"user,omitempty" jsonschema:"owner: UUID, login, e-mail or name"`
}

type deletedExpenseOut struct {
	ReportID  concur.ReportID  `json:"report_id"`
	ExpenseID concur.ExpenseID `json:"deleted_expense_id"`
	view.Written
}

func (k kit) deleteReportExpense() tools.Tool {
	def := define("delete_report_expense", "Delete an expense of a report", tools.Delete)
	def.Description = "Deletes an expense, with its itemizations, from a report that is not submitted. list_report_expenses gives expense_id."
	def.Operations = []string{"delete_expense"}
	def.Supporting = []string{"get_expense", "get_entry", "identity_search_users", "identity_get_user"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in deleteReportExpenseIn) (deletedExpenseOut, error) {
		session := k.concur.As(call.Caller)
		on, err := session.OnOwner(ctx, in.User, "get_expense")
		if err != nil {
			return deletedExpenseOut{}, err
		}
		id, err := session.ExpenseOf(ctx, on.User, in.ExpenseID)
		if err != nil {
			return deletedExpenseOut{}, err
		}
		out := deletedExpenseOut{ReportID: in.ReportID, ExpenseID: id}
		gone := func(ctx context.Context) (bool, error) {
			_, err := session.GetExpense(ctx, on, in.ReportID, id)
			if concur.IsNotFound(err) {
				out.Verified = true
				return true, nil
			}
			return false, err
		}
		if err := session.DeleteExpense(ctx, on, in.ReportID, id); err != nil {
			err = tools.Settle(ctx, err, gone) // it fills out
			return out, view.Advise(err, takenBackFirst)
		}
		switch done, err := gone(ctx); {
		case err != nil:
			out.Written = view.Unread(err)
		case !done:
			out.Note = "Concur took it, but still shows the expense. Look again with get_report_expense in a moment."
		}
		return out, nil
	})
}
