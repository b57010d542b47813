package limits

// operation says what a write of Concur's does, as far as rules care.
type operation struct {
	// unknown ones break every rule on what a write does.
	unknown bool
	// onReport means that there is a report that it is about.
	onReport bool
	// makes means that something with an amount comes to be; mayReprice that a change may
	// set an amount.
	makes, mayReprice bool
	// types means that it needs an expense type, and mayRetype that it may set one.
	types, mayRetype bool
	// opens means that a report comes to be, under a policy; mayMove that it may get
	// another.
	opens, mayMove bool
	submits        bool
	// approves means a report, and pays a payment batch or an advance. decides is either of
	// them, or the refusal of it: what one does to what others own.
	approves, pays, advance, decides bool
}

// operationOf knows all writes of the operation catalogue.
func operationOf(name string) operation {
	switch name {
	case "create_entry", "create_itemization":
		return operation{onReport: true, makes: true, types: true}
	case "update_entry", "update_itemization":
		return operation{onReport: true, mayReprice: true, mayRetype: true}
	case "quick_expense_create", "quick_expense_create_with_image", "create_quick_expense":
		return operation{makes: true, types: true}
	case "update_quick_expense":
		return operation{mayReprice: true, mayRetype: true}
	case "cash_advance_create", "ereceipt_create":
		return operation{makes: true}
	case "create_report", "create_report_v3":
		return operation{opens: true}
	case "update_report", "update_submitted_report", "update_report_v3":
		return operation{onReport: true, mayMove: true}
	case "submit_report":
		return operation{onReport: true, submits: true}
	case "approve_report", "approve_report_company":
		return operation{onReport: true, approves: true, decides: true}
	case "send_back_report", "send_back_report_company":
		return operation{onReport: true, decides: true}
	case "cash_advance_issue":
		return operation{pays: true, advance: true, decides: true}
	case "payment_batch_close", "payment_batch_close_async":
		return operation{pays: true, decides: true}
	default:
		return plainOperation(name)
	}
}

// plainOperation is about those that set no amount, type or policy.
func plainOperation(name string) operation {
	switch name {
	case "delete_report", "recall_report", "delete_expense", "delete_entry", "delete_itemization", "update_expense_submitted",
		"update_expense_tax", "update_allocation", "set_expense_attendees", "delete_expense_attendees",
		"set_report_cash_advances", "remove_report_cash_advances", "upload_entry_image_v1", "upload_report_image_v1",
		"create_report_comment", "create_report_comment_company", "create_expense_comment", "create_expense_comment_company",
		"update_latest_report_comment", "update_latest_report_comment_company",
		"update_latest_expense_comment", "update_latest_expense_comment_company",
		"delete_latest_report_comment", "delete_latest_report_comment_company",
		"delete_latest_expense_comment", "delete_latest_expense_comment_company",
		"add_report_exception", "add_expense_exception", "add_allocation_exception",
		"delete_report_exception", "delete_expense_exception", "delete_allocation_exception":
		return operation{onReport: true}
	case "create_attendee", "update_attendee", "delete_attendee", "delete_quick_expense",
		"create_receipt_image", "append_receipt_image", "delete_receipt_image", "image_only_receipt_create":
		return operation{}
	default:
		return operation{unknown: true}
	}
}
