package simulator

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// workflowAction is the body of approve and sendBack. It is an action and no merge
// patch: {} is a plain approval (inferred).
type workflowAction struct {
	Comment                string `json:"comment"`
	ExpenseRejectedComment string `json:"expenseRejectedComment"`
	StatusID               string `json:"statusId"`
	ExpectedStepCode       string `json:"expectedStepCode"`
	ExpectedStepSequence   string `json:"expectedStepSequence"`
	ExpectedStepInstanceID string `json:"expectedWorkflowStepInstanceId"`
}

const (
	invalidAction = "error.workflow.invalid_action"
	statusLimit   = 6
)

// approveReport answers Workflows v4 > Approve as the current approver.
func approveReport(st *state, c *call) reply {
	r, refusal := st.approvable(c)
	if refusal != nil {
		return *refusal
	}
	if r.stepCode == stepCostObject {
		return refuseV4(c, http.StatusBadRequest, "cost_object_step", "Cost object approvals cannot be given this way.")
	}
	return st.approve(c, r)
}

// approveReportCompany answers Workflows v4 > Approve on behalf of the system step.
func approveReportCompany(st *state, c *call) reply {
	r, refusal := st.atSystemStep(c)
	if refusal != nil {
		return *refusal
	}
	return st.approve(c, r)
}

// approvable finds the report of a user path for its current approver: the person,
// a delegate with the right, or at the accounting step a processor (inferred).
func (st *state) approvable(c *call) (*report, *reply) {
	r, refusal := st.reportAt(c)
	if refusal != nil {
		return nil, refusal
	}
	user := st.person(c.path["userId"])
	if user == nil {
		missing := refuseV4(c, http.StatusNotFound, "", "userId not found")
		return nil, &missing
	}
	if caller := st.caller(c); caller.id == r.ownerID {
		own := refuseV4(c, http.StatusBadRequest, "cannot_approve_your_own_report", "You cannot approve your own report.")
		return nil, &own
	}
	manager := st.person(r.ownerID).managerID
	involved := func(p *person) bool { return p.id == manager || p.isProcessor || slices.Contains(r.approverIDs, p.id) }
	if !st.inApproverRole(c, user, involved) {
		return nil, forbidden(c, "The user may not modify this report")
	}
	if refusal := refuseState(c, r, "reports.workflow.operationNotAllowed"); refusal != nil {
		return nil, refusal
	}
	current := func(p *person) bool {
		return p.id == r.approverID || (r.stepCode == stepAccounting && p.isProcessor && p.id != r.ownerID)
	}
	if !st.inApproverRole(c, user, current) {
		return nil, forbidden(c, "The user is not the approver of the current step")
	}
	return r, nil
}

// atSystemStep finds the report of a short path where the company may act: at the
// external validation, the one system step of the simulated workflow.
func (st *state) atSystemStep(c *call) (*report, *reply) {
	r, refusal := st.reportAt(c)
	if refusal != nil {
		return nil, refusal
	}
	if refusal := refuseState(c, r, invalidAction); refusal != nil {
		return nil, refusal
	}
	if r.stepCode != stepValidation {
		return nil, forbidden(c, "The current step is not a system step")
	}
	return r, nil
}

// refuseState refuses reports that are not in a workflow: not yet, or not any more. For
// send-back the pages list neither error id; those of approve stand in (inferred).
func refuseState(c *call, r *report, whenApproved string) *reply {
	if r.inWorkflow() {
		return nil
	}
	errorID := whenApproved
	if r.unsubmitted() {
		errorID = invalidAction
	}
	refusal := refuseV4(c, http.StatusBadRequest, errorID, "This action is not valid in the current workflow state.")
	return &refusal
}

// approve takes a report that the caller may approve to its next step.
func (st *state) approve(c *call, r *report) reply {
	action, refusal := readAction(c, r)
	if refusal != nil {
		return *refusal
	}
	if refusal := refuseStatusID(c, action.StatusID); refusal != nil {
		return *refusal
	}
	rejected := func(e *expense) bool { return e.rejected }
	if anyExpense(r, rejected) && strings.TrimSpace(action.ExpenseRejectedComment) == "" {
		return refuseV4(c, http.StatusBadRequest, "error.workflow.rejectedExpenseMissingComments", "Say why expenses are rejected.")
	}
	if !anyExpense(r, func(e *expense) bool { return !e.rejected }) { // inferred: a report needs an expense
		return refuseV4(c, http.StatusBadRequest, invalidAction, "Every expense is rejected: send the report back instead.")
	}
	st.commentReport(c, r, action.Comment)
	if anyExpense(r, rejected) {
		st.splitRejected(c, r, action.ExpenseRejectedComment)
	}
	switch r.stepCode {
	case stepValidation:
		st.startWorkflow(r, c)
	case stepAccounting:
		r.approveFinally(c.now)
	default:
		st.passManager(r, c)
	}
	r.touch(c)
	return noContent()
}

// refuseStatusID takes the statuses that a step can lead to. The step after the
// current one decides, whatever status is named (inferred).
func refuseStatusID(c *call, statusID string) *reply {
	_, waits := stepByStatus(statusID)
	if statusID == "" || statusID == approved || waits {
		return nil
	}
	refusal := refuseV4(c, http.StatusBadRequest, "statusId.invalidValue", "The statusId is not a status of this company.")
	return &refusal
}

// splitRejected moves the rejected expenses to an addendum report of the owner
// (Workflows v4 > Approve). The addendum is like a report that was sent back, with
// the reason as its comment (inferred).
func (st *state) splitRejected(c *call, r *report, reason string) {
	addendum := *r
	addendum.id, addendum.number = c.ids.hex20(), c.ids.number()
	addendum.name = shortened(r.name, nameLimit-len(addendumMark)) + addendumMark
	addendum.created, addendum.modified, addendum.version = c.now, c.now, 0
	addendum.comments, addendum.exceptions, addendum.expenses = nil, nil, nil
	addendum.approverIDs, addendum.custom = slices.Clone(r.approverIDs), map[string]string{}
	applyCustom(addendum.custom, r.custom)
	var kept []*expense
	for _, e := range r.expenses {
		if !e.rejected {
			kept = append(kept, e)
			continue
		}
		e.rejected = false
		addendum.expenses = append(addendum.expenses, e)
	}
	r.expenses = kept
	st.commentReport(c, &addendum, reason)
	addendum.returnToOwner(true)
	st.reports = append(st.reports, &addendum)
}

const addendumMark = " (addendum)"

func shortened(text string, limit int) string {
	letters := []rune(text)
	return string(letters[:min(len(letters), limit)])
}

// readAction reads the body of an action and holds it to the guards: the report must
// be at the step that the caller expects. The error id for another step is inferred.
func readAction(c *call, r *report) (workflowAction, *reply) {
	var action workflowAction
	if refusal := decodeV4(c, &action); refusal != nil {
		return action, refusal
	}
	var v validation
	v.atMost("comment", action.Comment, commentLimit)
	v.atMost("expenseRejectedComment", action.ExpenseRejectedComment, commentLimit)
	v.atMost("statusId", action.StatusID, statusLimit)
	if len(v) > 0 {
		refusal := refuseFields(c, v...)
		return action, &refusal
	}
	elsewhere := func(expected, actual string) bool { return expected != "" && expected != actual }
	if elsewhere(action.ExpectedStepCode, r.stepCode) || elsewhere(action.ExpectedStepSequence, strconv.Itoa(r.stepSequence)) ||
		elsewhere(action.ExpectedStepInstanceID, r.stepID) {
		refusal := refuseV4(c, http.StatusBadRequest, invalidAction, "The report is not at the expected workflow step.")
		return action, &refusal
	}
	return action, nil
}
