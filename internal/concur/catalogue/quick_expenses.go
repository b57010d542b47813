package catalogue

import "net/http"

func quickExpensesV3() []Operation {
	const (
		api  = "Quick Expense v3"
		path = "/api/v3.0/expense/quickexpenses"
		one  = path + "/{id}"
	)
	list := v3List("list_quick_expenses", api, path, scopeExpenseV3)
	list.Note = "The filters by date of change are those of an OpenAPI description of Concur. "
	all := []Operation{
		list,
		v3("get_quick_expense", api, http.MethodGet, one, scopeExpenseV3, Safe),
		v3("create_quick_expense", api, http.MethodPost, path, scopeExpenseV3, Unsafe),
		v3("update_quick_expense", api, http.MethodPut, one, scopeExpenseV3, Idempotent),
		v3("delete_quick_expense", api, http.MethodDelete, one, scopeExpenseV3, Idempotent),
	}
	for i := range all {
		all[i].State = Retired
		all[i].Note += "Decommissioned: Concur answers with a message that says so. Quick Expense v4 makes quick expenses now."
	}
	return all
}
