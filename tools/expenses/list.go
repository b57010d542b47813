package expenses

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type listReportExpensesIn struct {
	ReportID concur.ReportID `json:"report_id"`
	Role     reader          `json:"role,omitempty" jsonschema:"manager for a report you approve"`
	User     concur.Ref      `json:"user,omitempty" jsonschema:"owner, or approver for role manager: UUID, login, e-mail or name"`
	tools.Page
}

type listReportExpensesOut struct {
	Expenses render.Rows `json:"expenses"`
	render.Listing
}

func (k kit) listReportExpenses() tools.Tool {
	def := define("list_report_expenses", "List the expenses of a report", tools.Read)
	def.Description = "Lists the expenses of a report with amount, vendor, receipt and exceptions. " +
		"list_reports or list_reports_to_approve gives report_id. Approvers: role manager."
	def.Operations = []string{"list_expenses", "list_entries"}
	def.Supporting = []string{"get_report", "identity_search_users"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in listReportExpensesIn) (listReportExpensesOut, error) {
		ask, err := view.Ask(def.Name, in.Page, []string{string(in.ReportID), string(in.Role), string(in.User)})
		if err != nil {
			return listReportExpensesOut{}, err
		}
		rows, err := expensesOf(ctx, k.concur.As(call.Caller), in)
		if err != nil {
			return listReportExpensesOut{}, view.AdviseReading(err)
		}
		var out listReportExpensesOut
		out.Expenses, out.Listing, err = render.Whole(rows, ask, view.ExpenseSummary())
		if len(rows) == 0 {
			out.Note = "The report has no expenses yet, or Concur shows none in this role. create_report_expense adds one."
		}
		return out, view.ListError(err)
	})
}

// expensesOf reads the expenses in the role that is asked for. Where none is and
// Concur refuses to show them to a traveller, the report may be one that the
// caller approves.
func expensesOf(ctx context.Context, session *concur.Session, in listReportExpensesIn) ([]view.Expense, error) {
	on, err := session.OnOwner(ctx, in.User, "list_expenses")
	if err != nil {
		return nil, err
	}
	return concur.ReadAs(on, concur.Role(in.Role), func(on concur.Subject) ([]view.Expense, error) {
		if on.Role == concur.RoleManager {
			return toApprove(ctx, session, on, in.ReportID)
		}
		expenses, err := session.ListExpenses(ctx, on, in.ReportID)
		return rowsOf(expenses), err
	})
}

func rowsOf(expenses []concur.Expense) []view.Expense {
	rows := make([]view.Expense, len(expenses))
	for i, e := range expenses {
		rows[i] = view.OfExpense(e)
	}
	return rows
}
