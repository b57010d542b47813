package catalogue

import "net/http"

// commentsV4 lists the operations of Comments v4: four on the header and four on an
// expense, each for a user token, with the role in the path, and for a company
// token, without.
func commentsV4() []Operation {
	const comments = "/comments"
	header := []string{Traveler, Manager, Proxy}
	owner := []string{Traveler, Proxy}
	operations := []Operation{
		v4List("get_report_comments", reportOfUser+comments, userOnly, header...),
		v4List("get_report_comments_company", reportShort+comments, companyOnly),
		v4List("get_expense_comments", expenseOfUser+comments, userOnly, owner...),
		v4List("get_expense_comments_company", expenseShort+comments, companyOnly),
		v4Write("create_report_comment", http.MethodPost, reportOfUser+comments, Unsafe, userOnly, header...),
		v4Write("create_report_comment_company", http.MethodPost, reportShort+comments, Unsafe, companyOnly),
		v4Write("create_expense_comment", http.MethodPost, expenseOfUser+comments, Unsafe, userOnly, owner...),
		v4Write("create_expense_comment_company", http.MethodPost, expenseShort+comments, Unsafe, companyOnly),
		v4Write("update_latest_report_comment", http.MethodPut, reportOfUser+comments, Idempotent, userOnly, owner...),
		v4Write("update_latest_report_comment_company", http.MethodPut, reportShort+comments, Idempotent, companyOnly),
		v4Write("update_latest_expense_comment", http.MethodPut, expenseOfUser+comments, Idempotent, userOnly, owner...),
		v4Write("update_latest_expense_comment_company", http.MethodPut, expenseShort+comments, Idempotent, companyOnly),
		v4Write("delete_latest_report_comment", http.MethodDelete, reportOfUser+comments, Unsafe, userOnly, owner...),
		v4Write("delete_latest_report_comment_company", http.MethodDelete, reportShort+comments, Unsafe, companyOnly),
		v4Write("delete_latest_expense_comment", http.MethodDelete, expenseOfUser+comments, Unsafe, userOnly, owner...),
		v4Write("delete_latest_expense_comment_company", http.MethodDelete, expenseShort+comments, Unsafe, companyOnly),
	}
	for i := range operations {
		operations[i].API = "Comments v4"
		if operations[i].Method == http.MethodDelete {
			operations[i].Note = "Removes the latest comment: sent twice, it removes two."
		}
	}
	return operations
}

// exceptionWritesV4 lists the operations of Exceptions v4 that put a code on
// something and take it away.
func exceptionWritesV4() []Operation {
	const exceptions, code = "/exceptions", "/exceptions/{exceptionCode}"
	operations := []Operation{
		v4Write("add_report_exception", http.MethodPut, reportShort+exceptions, Idempotent, companyOnly),
		v4Write("delete_report_exception", http.MethodDelete, reportShort+code, Idempotent, companyOnly),
		v4Write("add_expense_exception", http.MethodPut, expenseShort+exceptions, Idempotent, companyOnly),
		v4Write("delete_expense_exception", http.MethodDelete, expenseShort+code, Idempotent, companyOnly),
		v4Write("add_allocation_exception", http.MethodPut, expenseShort+allocationPart+exceptions, Idempotent, companyOnly),
		v4Write("delete_allocation_exception", http.MethodDelete, expenseShort+allocationPart+code, Idempotent, companyOnly),
	}
	for i := range operations {
		operations[i].API = "Exceptions v4"
	}
	return operations
}
