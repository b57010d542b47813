package catalogue

import "net/http"

// scopeReportTax is for taxes alone, and they are written with no other scope.
const scopeReportTax = "expense.report.tax.readwrite"

// taxesV4 lists the operations of Expense Tax v4.
func taxesV4() []Operation {
	list := v4Read("get_expense_taxes", expenseShort+"/taxes", companyOnly)
	list.Scopes = anyOf(scopeReportRead, scopeReportWrite, scopeReportTax)
	update := v4Write("update_expense_tax", http.MethodPatch, expenseShort+"/tax/{taxAuthorityId}", Idempotent, companyOnly)
	update.Scopes = anyOf(scopeReportTax)
	update.Note = "Taken at the step Pending External Validation (A_EXTV) only; the status of a refusal elsewhere is inferred."
	operations := []Operation{list, update}
	for i := range operations {
		operations[i].API = "Expense Tax v4"
	}
	return operations
}

// requestsV4 lists the operation of Request Associations v4.
func requestsV4() []Operation {
	requests := v4Read("get_request_associations", reportOfUser+"/requestassociations", either, Traveler, Manager, Processor, Proxy)
	requests.API = "Request Associations v4"
	return []Operation{requests}
}
