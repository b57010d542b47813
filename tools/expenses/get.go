package expenses

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type getReportExpenseIn struct {
	ReportID  concur.ReportID   `json:"report_id"`
	ExpenseID concur.ExpenseRef `json:"expense_id" jsonschema:"v4 or v3 id"`
	Role      reader            `json:"role,omitempty" jsonschema:"manager for a report you approve"`
	User      concur.Ref        `json:"user,omitempty" jsonschema:"owner, or approver for role manager: UUID, login, e-mail or name"`
}

func (k kit) getReportExpense() tools.Tool {
	def := define("get_report_expense", "Get an expense of a report", tools.Read)
	def.Description = "Reads one expense or itemization in full: amounts, exchange rate, receipt, flags and custom fields. " +
		"list_report_expenses gives expense_id."
	def.Operations = []string{"get_expense"}
	def.Supporting = []string{"get_entry", "identity_search_users", "identity_get_user"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in getReportExpenseIn) (view.ExpenseDetail, error) {
		expense, err := expenseOf(ctx, k.concur.As(call.Caller), in)
		return view.OfExpenseDetail(expense), view.AdviseReading(err)
	})
}

// expenseOf reads an expense in the role that is asked for; where none is, as its
// owner, and if Concur refuses that, as the approver of the report.
func expenseOf(ctx context.Context, session *concur.Session, in getReportExpenseIn) (concur.Expense, error) {
	on, err := session.OnOwner(ctx, in.User, "get_expense")
	if err != nil {
		return concur.Expense{}, err
	}
	owner := on.User
	if concur.Role(in.Role) == concur.RoleManager {
		owner = "" // whose report it is, is not known
	}
	id, err := session.ExpenseOf(ctx, owner, in.ExpenseID)
	if err != nil {
		return concur.Expense{}, err
	}
	return concur.ReadAs(on, concur.Role(in.Role), func(on concur.Subject) (concur.Expense, error) {
		return session.GetExpense(ctx, on, in.ReportID, id)
	})
}
