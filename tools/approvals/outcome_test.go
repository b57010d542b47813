package approvals

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
)

func TestAnApprovalIsVerifiedByTheStatus(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		asSystem bool
		code     string
		says     string // empty: the report shows the approval
	}{
		{"the last approver", false, "A_APPR", ""},
		{"with the processor now", false, "A_ACCO", ""},
		{"with the next approver now", false, "A_PEND", "next step"},
		{"a status of the company's own", false, "A_X1", "next step"},
		{"back with its owner", false, "A_RESU", "not in the workflow"},
		{"the step of the system", true, "A_PEND", ""},
		{"the step of the system, still", true, "A_EXTV", "next step"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			note := approver{asSystem: c.asSystem}.afterApproval(concur.Report{ApprovalStatusID: c.code})
			if c.says == "" {
				assert.Empty(t, note)
				return
			}
			assert.Contains(t, note, c.says)
		})
	}
}

func TestEveryDocumentedReasonHasANextStep(t *testing.T) {
	t.Parallel()
	for _, id := range []string{
		"error.submit.no_entries", "error.submit.rptXctMaxThreshold", "error.submit.entryXctMaxThreshold", "error.submit.undefined_expense_type",
		"error.submit.missing_reqd_fields", "error.submit.missing_alloc_reqd_fields", "error.submit.missingKids", "error.submit.itemDiff",
		"error.submit.itemMissing", "error.submit.alreadySubmitted", "error.submit.cannotSubmitAsDelegate",
		"error.submit.cashadvance_cant_carry_balance", "error.submit.cashadvance_negative_balance", "error.submit.single_row_itinerary",
		"error.submit.invalidAttendeeType", "info.submit.notify_by_delegate", "error.workflow.no_clearingcode", "error.workflow.invalid_action",
		"error.workflow.incomplete_receipt_review", "error.workflow.invalid_report_key", "error.workflow.missing_alloc_reqd_fields",
		"error.workflow.noComments", "error.workflow.missingComments", "error.workflow.rejectedExpenseMissingComments",
		"error.workflow.CostObjectChangeMissingComments", "error.workflow.BudgetObjectChangeMissingComments", "error.recall.cannotRecall",
		"cannot_approve_your_own_report", "no_approver", "no_approver.not_editable_step", "no_approver.change_my_info", "invalid_auth_approver",
		"not_an_approver", "wf_config_invalid_next_step", "approver_cum_reportowner", "approver_cum_reportowner.is_editableby",
		"approver_cashadvance_owner.is_editableby", "instance_out_of_date", "review_approval_flow_approver", "cost_object_step",
		"step_exit_blocking_by_exception", "receiptimagehold.workflow.noapprover", "attendee_total_error", "invalidAction.currentStep",
		"reports.workflow.invalidFGIStep", "reports.workflow.operationNotAllowed",
	} {
		refused := &concur.Error{Fault: concur.Refused, Status: 400, ID: id}
		var explained tools.Problem
		if assert.ErrorAs(t, explain(refused), &explained) {
			assert.NotEqual(t, refused.NextStep(), explained.NextStep(), id)
			assert.ErrorIs(t, explained, error(refused), id)
		}
	}
}

func TestWhatIsNoKnownReasonStaysAsItIs(t *testing.T) {
	t.Parallel()
	for _, err := range []error{
		&concur.Error{Fault: concur.Refused, Status: 400, ID: "error.submit.Generic"},
		&concur.Error{Fault: concur.Lost, ID: "error.submit.no_entries"},
		errors.New("something else"),
	} {
		assert.Same(t, err, explain(err))
	}
}
