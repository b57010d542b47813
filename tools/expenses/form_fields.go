package expenses

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type expenseFormIn struct {
	ReportID    concur.ReportID   `json:"report_id"`
	ExpenseID   concur.ExpenseRef `json:"expense_id"`
	ExpenseType concur.Ref        `json:"expense_type_id,omitempty" jsonschema:"the form with this type instead"`
	User        concur.Ref        `json:"user,omitempty"`
	tools.Page
}

func (k kit) getExpenseFormFields() tools.Tool {
	def := define("get_expense_form_fields", "Get the fields of an expense's form", tools.Read)
	def.Description = "Shows which fields the form of an expense has: labels, ids for custom_fields, types, which are required, and the " +
		"lists they choose from (search_list_items)."
	def.Operations = []string{"get_expense_form_fields"}
	def.Supporting = []string{
		"get_entry", "identity_search_users", "identity_get_user", "expense_config_list_policies", "expense_config_list_expense_types",
	}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in expenseFormIn) (view.FormFields, error) {
		ask, err := view.Ask("get_expense_form_fields", in.Page, []any{in.ReportID, in.ExpenseID.String(), in.ExpenseType})
		if err != nil {
			return view.FormFields{}, err
		}
		session := k.concur.As(call.Caller)
		on, err := session.On(ctx, in.User, concur.RoleTraveler)
		if err != nil {
			return view.FormFields{}, err
		}
		id, err := session.ExpenseOf(ctx, on.User, in.ExpenseID)
		if err != nil {
			return view.FormFields{}, err
		}
		expenseType, err := in.typeCode(ctx, session, on.User)
		if err != nil {
			return view.FormFields{}, err
		}
		form, err := session.ExpenseForm(ctx, in.ReportID, id, expenseType)
		if err != nil {
			return view.FormFields{}, view.AdviseReading(err)
		}
		return view.ShowForm(form, ask)
	})
}

// typeCode is the code of the type that the form is asked for, or nothing.
func (in expenseFormIn) typeCode(ctx context.Context, session *concur.Session, owner concur.UserID) (string, error) {
	if in.ExpenseType == "" {
		return "", nil
	}
	return session.FindTypeCode(ctx, owner, in.ExpenseType)
}
