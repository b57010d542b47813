package catalogue

import "net/http"

// itemizationsV3 lists the operations of Itemizations v3: the only documented way to
// make the parts of an expense.
func itemizationsV3() []Operation {
	const (
		api  = "Itemizations v3"
		all  = "/api/v3.0/expense/itemizations"
		note = "The page calls it deprecated since 2016-05-19, the API explorer does not; nothing takes its place."
	)
	get := v3("get_itemization", api, http.MethodGet, all+"/{id}", scopeExpenseV3, Safe)
	get.Note = "It has no ExpenseID: the v4 id of an itemization is found through its parent (inferred)."
	update := v3("update_itemization", api, http.MethodPut, all+"/{id}", scopeExpenseV3, Idempotent)
	remove := v3("delete_itemization", api, http.MethodDelete, all+"/{id}", scopeExpenseV3, Idempotent)
	update.State, update.Note = Deprecated, note
	remove.State, remove.Note = Deprecated, note
	return []Operation{
		v3List("list_itemizations", api, all, scopeExpenseV3),
		get,
		v3("create_itemization", api, http.MethodPost, all, scopeExpenseV3, Unsafe),
		update,
		remove,
	}
}
