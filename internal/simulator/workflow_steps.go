package simulator

import "time"

// Statuses that the rules of the workflow speak of. The others are in
// workflow_names.go.
const (
	notSubmitted = "A_NOTF"
	returned     = "A_RESU" // sent back or recalled
	approved     = "A_APPR"

	notPaid    = "P_NOTP"
	processing = "P_PROC"
	onHold     = "P_HOLD"
	sentToPay  = "P_PAID"
	confirmed  = "P_PAYC"
)

// Codes of workflow steps (Expense Reports v4 > events > stepCode).
const (
	stepValidation = "EXTVAL"
	stepManager    = "MANAGER"
	stepCostObject = "CO_STEP"
	stepAccounting = "ACCTCLERK"
)

// step is a place in the workflow where a report waits.
type step struct {
	code     string
	sequence int
	status   string
}

// workflowSteps are the steps of the simulated company's workflow. Concur's are
// configured by each company; codes beyond the four named above are inferred, and so
// is the order.
func workflowSteps() []step {
	return []step{
		{"FILED", 1, "A_FILE"},
		{"RCPTHOLD", 2, "A_RHLD"},
		{"ANOMALY", 3, "A_AAFH"},
		{stepValidation, 4, "A_EXTV"},
		{stepManager, 5, "A_PEND"},
		{"EXPIRED", 6, "A_TEXP"},
		{stepCostObject, 7, "A_PECO"},
		{"BUDGET", 8, "A_PBDG"},
		{stepAccounting, 9, "A_ACCO"},
		{"PREPAY", 10, "A_PVAL"},
	}
}

func stepByCode(code string) (step, bool) {
	return stepWhere(func(s step) bool { return s.code == code })
}

func stepByStatus(status string) (step, bool) {
	return stepWhere(func(s step) bool { return s.status == status })
}

func stepWhere(wanted func(step) bool) (step, bool) {
	for _, s := range workflowSteps() {
		if wanted(s) {
			return s, true
		}
	}
	return step{}, false
}

// unsubmitted reports whether the report is with its owner: never submitted, sent
// back or recalled.
func (r *report) unsubmitted() bool {
	return r.approvalStatus == notSubmitted || r.approvalStatus == returned
}

// inWorkflow reports whether the report waits at some step.
func (r *report) inWorkflow() bool { return r.stepCode != "" }

// paidOut reports whether the report reached a status after which nothing about it
// changes any more.
func (r *report) paidOut() bool {
	return r.paymentStatus == sentToPay || r.paymentStatus == confirmed
}

// changeable reports whether header and expenses may still be edited by their owner.
// A reopened report may not (Expense Reports v4 > Update a report).
func (r *report) changeable() bool { return r.unsubmitted() && !r.reopened }

// refuseReopened is the answer of v4 to an edit of a reopened report.
func refuseReopened(c *call) *reply { return forbidden(c, "The report is reopened") }

// enter moves a report to a step. Cost objects and budgets are approved one level
// above the manager (inferred).
func (st *state) enter(r *report, at step, instanceID string) {
	r.approvalStatus, r.paymentStatus = at.status, notPaid
	r.stepCode, r.stepSequence, r.stepID = at.code, at.sequence, instanceID
	r.approverID = ""
	manager := st.person(st.person(r.ownerID).managerID)
	if manager == nil {
		return
	}
	switch at.code {
	case stepManager:
		r.approverID = manager.id
	case stepCostObject, "BUDGET":
		r.approverID = manager.id
		if above := st.person(manager.managerID); above != nil {
			r.approverID = above.id
		}
	default:
		return
	}
	r.approverIDs = append(r.approverIDs, r.approverID)
}

// approveFinally ends the workflow: the report waits for its payment.
func (r *report) approveFinally(at time.Time) {
	r.leaveWorkflow(approved)
	r.paymentStatus, r.processing = processing, at
}

func (r *report) leaveWorkflow(status string) {
	r.approvalStatus, r.paymentStatus = status, notPaid
	r.stepCode, r.stepSequence, r.stepID, r.approverID = "", 0, "", ""
}

// returnToOwner takes a report out of the workflow and gives it back. What becomes
// of the submit date is not documented; it is null as for every report that is not
// submitted (inferred).
func (r *report) returnToOwner(sentBack bool) {
	r.leaveWorkflow(returned)
	r.submitted, r.submitterID = time.Time{}, ""
	r.sentBack, r.recalled = sentBack, !sentBack
	r.everSentBack = r.everSentBack || sentBack
}

// addComment puts a comment at the end. Of each author's comments the last is
// marked as the latest (Comments v4 > isLatest).
func addComment(comments []*comment, added comment) []*comment {
	for _, c := range comments {
		if c.authorID == added.authorID {
			c.latest = false
		}
	}
	added.latest = true
	return append(comments, &added)
}
