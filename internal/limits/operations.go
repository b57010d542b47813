package limits

// operation is what the rules know of an operation that writes: what it does, and what it
// may set. Rules take no other notice of its name.
type operation struct {
	// unknown: the operation is not in the table. Every rule about what a write does
	// refuses it.
	unknown bool
	// onReport: it writes to a report, or to something on one.
	onReport bool
	// createsAmount: it creates something that has an amount. maySetAmount: it may set the
	// amount of something that exists.
	createsAmount, maySetAmount bool
	// setsType: it always sets an expense type. maySetType: it may set one.
	setsType, maySetType bool
	// createsReport: it creates a report, which gets a policy. maySetPolicy: it may give a
	// report another policy.
	createsReport, maySetPolicy bool
	// submits: it submits a report.
	submits bool
	// approves: it approves a report. pays: it pays out a payment batch or a cash advance, for
	// which paysAdvance is set as well.
	approves, pays, paysAdvance bool
	// decides: it decides about what somebody else owns, by approving it, paying it out or
	// sending it back.
	decides bool
}

// operationOf knows all operations of the catalogue that write; a test sees to it.
func operationOf(name string) operation {
	switch name {
	case "create_entry", "create_itemization":
		return operation{onReport: true, createsAmount: true, setsType: true}
	case "update_entry", "update_itemization":
		return operation{onReport: true, maySetAmount: true, maySetType: true}
	case "quick_expense_create", "quick_expense_create_with_image", "create_quick_expense":
		return operation{createsAmount: true, setsType: true}
	case "update_quick_expense":
		return operation{maySetAmount: true, maySetType: true}
	case "cash_advance_create", "ereceipt_create":
		return operation{createsAmount: true}
	case "create_report", "create_report_v3":
		return operation{createsReport: true}
	case "update_report", "update_submitted_report", "update_report_v3":
		return operation{onReport: true, maySetPolicy: true}
	case "submit_report":
		return operation{onReport: true, submits: true}
	case "approve_report", "approve_report_company":
		return operation{onReport: true, approves: true, decides: true}
	case "send_back_report", "send_back_report_company":
		return operation{onReport: true, decides: true}
	case "cash_advance_issue":
		return operation{pays: true, paysAdvance: true, decides: true}
	case "payment_batch_close", "payment_batch_close_async":
		return operation{pays: true, decides: true}
	default:
		return plainOperation(name)
	}
}

// plainOperation knows those that set no amount, no expense type and no policy.
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
