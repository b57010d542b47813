package simulator

// expenseHandlers answer reports, expenses and workflow actions, v4 and v3.
func expenseHandlers() map[string]handler {
	return map[string]handler{
		"get_report":              getReport,
		"create_report":           createReport,
		"update_report":           updateReport,
		"delete_report":           deleteReport,
		"get_report_form_fields":  getReportFormFields,
		"get_expense_form_fields": getExpenseFormFields,
		"get_reports_to_approve":  getReportsToApprove,

		"get_report_exceptions":             getReportExceptions,
		"get_report_exceptions_company":     getReportExceptions,
		"get_expense_exceptions":            getExpenseExceptions,
		"get_expense_exceptions_company":    getExpenseExceptions,
		"get_allocation_exceptions":         getAllocationExceptions,
		"get_allocation_exceptions_company": getAllocationExceptions,

		"list_expenses":            listExpenses,
		"get_expense":              getExpense,
		"get_itemizations":         getItemizations,
		"update_expense_submitted": updateExpenseSubmitted,
		"delete_expense":           deleteExpense,

		"submit_report":            submitReport,
		"approve_report":           approveReport,
		"approve_report_company":   approveReportCompany,
		"send_back_report":         sendBackReport,
		"send_back_report_company": sendBackReportCompany,
		"recall_report":            recallReport,

		"list_reports": listReportsV3,
		"list_entries": listEntriesV3,
		"get_entry":    getEntryV3,
		"create_entry": createEntryV3,
		"update_entry": updateEntryV3,
	}
}
