package catalogue

import "net/http"

// olderReports lists what the older APIs do with reports, entries and groups and
// the newer ones do too, or instead.
func olderReports() []Operation {
	const (
		reports, report = "/api/v3.0/expense/reports", "/api/v3.0/expense/reports/{id}"
		reportsAPI      = "Expense Reports v3"
	)
	create := v3("create_report_v3", reportsAPI, http.MethodPost, reports, scopeExpenseV3, Unsafe)
	create.Note = "PolicyID is ignored: the report falls under the default policy of its owner. create_report takes a policy."
	update := v3("update_report_v3", reportsAPI, http.MethodPut, report, scopeExpenseV3, Idempotent)
	update.Note = "In which states it is taken is not documented; unsubmitted and sent-back reports are assumed."
	remove := v3("delete_entry", "Expense Entries v3", http.MethodDelete, "/api/v3.0/expense/entries/{id}", scopeExpenseV3, Idempotent)
	remove.State = Deprecated
	remove.Note = "Deprecated 2025-06-26 in favour of delete_expense."
	group := v3("get_expense_group_configuration", "Expense Group Configurations v3", http.MethodGet,
		"/api/v3.0/expense/expensegroupconfigurations/{id}", scopeConfigV3, Safe)
	group.State = Deprecated
	group.Note = "Deprecated 2025-06-26; its successor is Expense Configuration v4."
	details := v3("get_report_details_v2", "Get Report Details v2", http.MethodGet,
		"/api/expense/expensereport/v2.0/report/{reportId}", scopeExpenseV3, Safe)
	details.State = Deprecated
	details.Note = "Needs an administrator's token. Successors are get_report and list_expenses, which have no journal entries and card " +
		"transactions. That it answers in JSON where JSON is accepted is observed."
	return append([]Operation{
		v3("get_report_v3", reportsAPI, http.MethodGet, report, scopeExpenseV3, Safe), create, update, remove, group, details,
	}, digests()...)
}

// digests are the slim list of reports, which the documentation no longer has.
func digests() []Operation {
	const api, path = "Report Digests v3", "/api/v3.0/expense/reportdigests"
	list := v3List("list_report_digests", api, path, scopeExpenseV3)
	one := v3("get_report_digest", api, http.MethodGet, path+"/{id}", scopeExpenseV3, Safe)
	operations := []Operation{list, one}
	for i := range operations {
		operations[i].State = Inferred
		operations[i].Note = "Its page was removed in 2016; others still refer to it, and it is reported to answer. list_reports takes its place."
	}
	return operations
}
