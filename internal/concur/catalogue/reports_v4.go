package catalogue

import "net/http"

// Scopes of Expense Reports v4. A token that holds only .readwrite is taken for
// reads too: pages that name both say so, and the others are assumed to follow.
const (
	scopeReportRead     = "expense.report.read"
	scopeReportWrite    = "expense.report.readwrite"
	scopeReportWorkflow = "expense.report.workflowstatus.write"
)

// The two families of paths of Expense Reports v4: with the user and the role
// in which they act, and the short one, which names the report alone.
const (
	reportsOfUser  = "/expensereports/v4/users/{userId}/context/{contextType}"
	reportOfUser   = reportsOfUser + "/reports/{reportId}"
	reportShort    = "/expensereports/v4/reports/{reportId}"
	expenseOfUser  = reportOfUser + "/expenses/{expenseId}"
	expenseShort   = reportShort + "/expenses/{expenseId}"
	allocationPart = "/allocations/{allocationId}"
)

// The values of {contextType}: the role in which somebody looks at a report.
const (
	Traveler  = "TRAVELER"  // the owner
	Manager   = "MANAGER"   // an approver
	Processor = "PROCESSOR" // the back office
	Proxy     = "PROXY"     // somebody who holds the expense proxy role for the owner
)

func v4Read(name, path string, tokens []Token, contexts ...string) Operation {
	return Operation{
		Name: name, API: "Expense Reports v4", Method: http.MethodGet, Path: path, Tokens: tokens,
		Scopes: anyOf(scopeReportRead, scopeReportWrite), Contexts: contexts,
		Safety: Safe, Errors: V4Error, State: Current,
	}
}

// v4List makes a row that reads a list. v4 does not page.
func v4List(name, path string, tokens []Token, contexts ...string) Operation {
	op := v4Read(name, path, tokens, contexts...)
	op.Paging = Whole
	return op
}

func v4Write(name, method, path string, safety Safety, tokens []Token, contexts ...string) Operation {
	return Operation{
		Name: name, API: "Expense Reports v4", Method: method, Path: path, Tokens: tokens,
		Scopes: anyOf(scopeReportWrite), Contexts: contexts,
		Safety: safety, Errors: V4Error, State: Current,
	}
}

var (
	either      = []Token{User, Company}
	userOnly    = []Token{User}
	companyOnly = []Token{Company}
)

func reportsV4() []Operation {
	const exceptions = "/exceptions"
	return []Operation{
		v4Read("get_report", reportOfUser, either, Traveler, Manager, Processor, Proxy),
		v4Write("create_report", http.MethodPost, reportsOfUser+"/reports", Unsafe, either, Traveler, Proxy),
		v4Write("update_report", http.MethodPatch, reportOfUser, Idempotent, either, Traveler, Proxy),
		v4Write("update_submitted_report", http.MethodPatch, reportShort, Idempotent, companyOnly),
		v4Write("delete_report", http.MethodDelete, reportShort, Idempotent, either),
		v4List("get_report_form_fields", reportShort+"/formFields", either),
		v4List("get_reports_to_approve", reportsOfUser+"/reportsToApprove", either, Manager),
		v4List("get_cost_objects_for_approver", "/expensereports/v4/users/{userId}/reports/{reportId}/costObjectsForApprover", either),
		v4List("get_report_exceptions", reportOfUser+exceptions, userOnly, Traveler, Manager, Proxy),
		v4List("get_report_exceptions_company", reportShort+exceptions, companyOnly),
		v4List("get_expense_exceptions", expenseOfUser+exceptions, userOnly, Traveler, Manager, Proxy),
		v4List("get_expense_exceptions_company", expenseShort+exceptions, companyOnly),
		v4List("get_allocation_exceptions", expenseOfUser+allocationPart+exceptions, userOnly, Traveler, Manager, Proxy),
		v4List("get_allocation_exceptions_company", expenseShort+allocationPart+exceptions, companyOnly),
	}
}

func expensesV4() []Operation {
	return []Operation{
		v4List("list_expenses", reportOfUser+"/expenses", either, Traveler, Proxy),
		v4Read("get_expense", expenseOfUser, either, Traveler, Manager, Proxy),
		v4List("get_itemizations", expenseOfUser+"/itemizations", either, Traveler, Proxy),
		v4Write("update_expense_submitted", http.MethodPatch, expenseShort, Idempotent, companyOnly),
		v4Write("delete_expense", http.MethodDelete, expenseShort, Idempotent, either),
		v4List("get_expense_form_fields", expenseShort+"/formFields", either),
	}
}

// workflowV4 lists the workflow actions. They are unsafe: approving twice may
// approve the next step too. Submit alone is among the writes of a report by its
// scope (Workflows v4 > Submit a report).
func workflowV4() []Operation {
	operations := []Operation{
		v4Write("submit_report", http.MethodPatch, "/expensereports/v4/users/{userId}/reports/{reportId}/submit", Unsafe, either),
		v4Write("approve_report", http.MethodPatch, reportOfUser+"/approve", Unsafe, userOnly, Manager),
		v4Write("approve_report_company", http.MethodPatch, reportShort+"/approve", Unsafe, companyOnly),
		v4Write("send_back_report", http.MethodPatch, reportOfUser+"/sendBack", Unsafe, userOnly, Manager),
		v4Write("send_back_report_company", http.MethodPatch, reportShort+"/sendBack", Unsafe, companyOnly),
		v4Write("recall_report", http.MethodPatch, reportOfUser+"/recall", Unsafe, userOnly, Traveler, Proxy),
	}
	for i := range operations {
		if operations[i].Name != "submit_report" {
			operations[i].Scopes = anyOf(scopeReportWorkflow)
		}
	}
	return operations
}
