package catalogue

import "net/http"

// allocationsV4 lists the operations of Allocations v4. Making allocations and
// sharing out percentages is not among them.
func allocationsV4() []Operation {
	operations := []Operation{
		v4List("list_allocations", expenseOfUser+"/allocations", either, Traveler, Manager, Proxy),
		v4Read("get_allocation", reportOfUser+allocationPart, either, Traveler, Proxy),
		v4Write("update_allocation", http.MethodPatch, reportOfUser+allocationPart, Idempotent, either, Traveler, Proxy),
	}
	for i := range operations {
		operations[i].API = "Allocations v4"
	}
	operations[0].Note = "PROXY is from the API explorer, MANAGER from the page."
	operations[2].Note = "It changes custom fields only. That they are merged by id is inferred."
	return operations
}

// allocationsV3 lists the operations of Allocations v3, which reads only.
func allocationsV3() []Operation {
	const (
		api = "Allocations v3"
		all = "/api/v3.0/expense/allocations"
	)
	list := v3List("list_allocations_v3", api, all, scopeExpenseV3)
	list.Note = "It alone gives the labels of custom fields. The page says that user is not supported; the API explorer lists it."
	return []Operation{list, v3("get_allocation_v3", api, http.MethodGet, all+"/{id}", scopeExpenseV3, Safe)}
}
