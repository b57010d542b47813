package approvals

import (
	"errors"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// explain adds the next step to a refusal whose reason is known.
func explain(err error) error {
	var refused *concur.Error
	if !errors.As(err, &refused) {
		return err
	}
	return view.Advise(err, nextStep(refused.ID))
}

// explain tells besides that the company decides at system steps only (Workflows v4
// > Approve on behalf of the system step).
func (a approver) explain(err error) error {
	if a.asSystem && concur.IsForbidden(err) {
		return view.Advise(err, "A company connection alone decides only at a system step, such as pending external validation (A_EXTV). "+
			"At any other step, connect as the approver.")
	}
	return explain(err)
}

// nextStep says what to do about a reason (Workflows v4 > error ids).
func nextStep(id string) string {
	for _, prefix := range []string{"error.submit.", "error.workflow.", "error.recall.", "info.submit.", "reports.workflow."} {
		id = strings.TrimPrefix(id, prefix)
	}
	switch id {
	case "no_entries":
		return "Add expenses with create_report_expense, then submit again."
	case "rptXctMaxThreshold", "entryXctMaxThreshold", "step_exit_blocking_by_exception":
		return "list_report_exceptions shows what blocks it. Clear those, then call again."
	case "missing_reqd_fields":
		return "Concur does not name the field. list_report_expenses with fields all shows which expense lacks a business purpose, vendor or " +
			"location; get_report_expense shows custom fields. Fill it in (update_report_expense, update_report), then call again."
	case "undefined_expense_type":
		return "list_report_expenses shows the expense of undefined type. Give it an expense_type with update_report_expense, then call again."
	case "missingKids", "itemMissing", "itemDiff":
		return "list_report_expenses shows the hotels and the like, which need itemizations that add up. create_expense_itemization adds them " +
			"where it is offered, or the owner itemizes in Concur; then call again."
	case "missing_alloc_reqd_fields":
		return "update_expense_allocation fills in the custom fields of an allocation where it is offered, or the owner does in Concur; " +
			"then call again."
	case "invalidAttendeeType", "attendee_total_error":
		return "set_expense_attendees completes the attendees where it is offered, or the owner does in Concur; then call again."
	case "alreadySubmitted":
		return "It is submitted already: get_report shows its status. Nothing is left to do."
	case "cannotSubmitAsDelegate", "notify_by_delegate":
		return "Only the owner may submit it: ask the owner to review and submit the report."
	case "cashadvance_cant_carry_balance", "cashadvance_negative_balance":
		return "set_report_cash_advances takes a cash advance off the report where it is offered, or the owner settles it in " +
			"Concur; then call again."
	case "single_row_itinerary":
		return "The owner has to settle this in Concur: itineraries cannot be changed here."
	case "cannotRecall":
		return "get_report shows can_recall and the status: only a submitted report that is not being paid can be recalled."
	case "noComments", "missingComments", "CostObjectChangeMissingComments", "BudgetObjectChangeMissingComments":
		return "Give a comment and call again."
	case "rejectedExpenseMissingComments":
		return "Expenses of it are rejected: say why in rejected_comment and call again."
	case "incomplete_receipt_review":
		return "The approver has to open all receipts in Concur first."
	case "cannot_approve_your_own_report":
		return "Somebody else has to approve it: nobody approves the own report."
	case "invalid_action", "operationNotAllowed", "invalidAction.currentStep", "instance_out_of_date", "invalidFGIStep":
		return "It is not at a step where this can be done: get_report shows its status, list_reports_to_approve what waits for you."
	case "cost_object_step":
		return "Cost objects are approved by their approvers in Concur itself; that cannot be done here."
	case "no_clearingcode":
		return "A payment type lacks its clearing account: a Concur administrator has to add it."
	case "invalid_report_key":
		return "The report no longer exists; list_reports shows what there is."
	case "no_approver", "no_approver.not_editable_step", "no_approver.change_my_info", "invalid_auth_approver", "not_an_approver",
		"wf_config_invalid_next_step", "approver_cum_reportowner", "approver_cum_reportowner.is_editableby",
		"approver_cashadvance_owner.is_editableby", "receiptimagehold.workflow.noapprover", "review_approval_flow_approver":
		return "The next step needs an approver, who is chosen in the approval flow in Concur, or set by an administrator."
	default:
		return ""
	}
}
