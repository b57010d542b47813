package approvals

import (
	"errors"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
)

// refusal is a step that Concur refused for a reason that it names by id, with
// what to do about it.
type refusal struct {
	tools.Problem
	next string
}

// Unwrap gives Concur's refusal.
func (r refusal) Unwrap() error { return r.Problem }

// NextStep says what to do about the reason.
func (r refusal) NextStep() string { return r.next }

// explain adds the next step to a refusal whose reason is known.
func explain(err error) error {
	var refused *concur.Error
	if !errors.As(err, &refused) || refused.Fault != concur.Refused {
		return err
	}
	if next := nextStep(refused.ID); next != "" {
		return refusal{refused, next}
	}
	return err
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
	case "missing_reqd_fields", "missing_alloc_reqd_fields", "undefined_expense_type", "missingKids", "itemDiff", "itemMissing",
		"invalidAttendeeType", "attendee_total_error":
		return "list_report_exceptions names the expenses concerned; list_report_expenses shows them. Complete those, then call again."
	case "alreadySubmitted":
		return "It is submitted already: get_report shows its status. Nothing is left to do."
	case "cannotSubmitAsDelegate", "notify_by_delegate":
		return "Only the owner may submit it: ask the owner to review and submit the report."
	case "cashadvance_cant_carry_balance", "cashadvance_negative_balance", "single_row_itinerary":
		return "The owner has to settle this in Concur: cash advances and itineraries cannot be changed here."
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
