package simulator

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func (s *scene) approve(login, as string, r *report, body string) string {
	s.t.Helper()
	return s.do(login, http.MethodPatch, s.path(as, "MANAGER", r)+"/approve", body).outcome(s.t)
}

func TestAReportGoesFromSubmitToItsPayment(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.bring(notSubmitted)
	require.Equal(t, "204", s.act(t, "submit_report", r))
	assert.Equal(t, s.id(rita), r.approverID)
	require.Equal(t, "204", s.approve(rita, rita, r, ""))
	assert.Equal(t, "A_ACCO", r.approvalStatus)
	assert.Empty(t, r.approverID)
	assert.Equal(t, "403", s.approve(rita, rita, r, ""), "the step is not hers any more")
	require.Equal(t, "204", s.approve(elena, elena, r, ""))
	assert.Equal(t, []string{"A_APPR", "P_PROC"}, []string{r.approvalStatus, r.paymentStatus})
	assert.Equal(t, s.clock.now(), r.processing)
	assert.Equal(t, "400 reports.workflow.operationNotAllowed", s.approve(rita, rita, r, ""))
}

func TestWithoutAccountingReviewTheManagerIsTheLastStep(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Boston field calls")
	require.Equal(t, "204", s.approve(grace, grace, r, "{}"))
	assert.Equal(t, []string{"A_APPR", "P_PROC"}, []string{r.approvalStatus, r.paymentStatus})
}

func TestWhoMayApprove(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, caller, as, report, expect string }{
		{"the current approver", tom, tom, "Munich calibration audit", "204"},
		{"the owner, who is a delegate of the approver", rita, tom, "Munich calibration audit", "400 cannot_approve_your_own_report"},
		{"the owner, who is an approver", rita, rita, "Munich calibration audit", "400 cannot_approve_your_own_report"},
		{"a delegate by the delegator's id", rita, tom, "Vienna administration", "204"},
		{"a delegate by the own id", rita, rita, "Vienna administration", "204"},
		{"another approver", grace, grace, "Munich calibration audit", "403"},
		{"the approver in somebody else's name", tom, grace, "Munich calibration audit", "403"},
		{"a delegate without the right to approve", sofie, rita, "Milan service week", "403"},
		{"a processor before accounting", elena, elena, "Munich calibration audit", "403"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			assert.Equal(t, c.expect, s.approve(c.caller, c.as, s.report(c.report), ""))
		})
	}
}

func TestAnActionIsHeldToItsGuards(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, body, expect string }{
		{"the step it is at", `{"expectedStepCode": "MANAGER"}`, "204"},
		{"another step", `{"expectedStepCode": "EXTVAL"}`, "400 error.workflow.invalid_action"},
		{"another sequence", `{"expectedStepSequence": "1"}`, "400 error.workflow.invalid_action"},
		{"another instance", `{"expectedWorkflowStepInstanceId": "AB"}`, "400 error.workflow.invalid_action"},
		{"an unknown status", `{"statusId": "A_ZZZZ"}`, "400 statusId.invalidValue"},
		{"a status that is too long", `{"statusId": "A_ZZZZZZ"}`, "400"},
		{"a known status", `{"statusId": "A_APPR"}`, "204"},
		{"no JSON", `approve`, "400"},
		{"a comment that is no text", `{"comment": 7}`, "400"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			r := s.report("Milan service week")
			assert.Equal(t, c.expect, s.approve(rita, rita, r, c.body))
			assert.Equal(t, c.expect != "204", r.approvalStatus == "A_PEND", "a refusal changes nothing")
		})
	}
	s := newScene(t)
	r := s.report("Milan service week")
	guards := fmt.Sprintf(`{"expectedStepSequence": "%d", "expectedWorkflowStepInstanceId": %q}`, r.stepSequence, r.stepID)
	assert.Equal(t, "204", s.approve(rita, rita, r, guards))
}

func TestRejectedExpensesAreSplitOff(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Vienna spare parts")
	before, reports := len(r.expenses), len(s.state.reports)
	rejected := r.expenses[6]
	require.True(t, rejected.rejected)
	assert.Equal(t, "400 error.workflow.rejectedExpenseMissingComments", s.approve(rita, rita, r, `{"comment": "Fine"}`))
	assert.Len(t, r.expenses, before)

	require.Equal(t, "204", s.approve(rita, rita, r, `{"expenseRejectedComment": "Breakfast was included"}`))
	assert.Len(t, r.expenses, before-1)
	require.Len(t, s.state.reports, reports+1)
	addendum := s.state.reports[reports]
	assert.Equal(t, "Vienna spare parts (addendum)", addendum.name)
	assert.Equal(t, []*expense{rejected}, addendum.expenses)
	assert.False(t, rejected.rejected)
	assert.True(t, addendum.sentBack)
	assert.Equal(t, returned, addendum.approvalStatus)
	assert.NotEqual(t, r.id, addendum.id)
	assert.Equal(t, "Breakfast was included", addendum.comments[0].text)
	assert.Equal(t, "200", s.get(luca, s.path(luca, "TRAVELER", addendum)).outcome(t))
	assert.Equal(t, "204", s.submit(luca, luca, addendum).outcome(t))
	assert.Equal(t, "A_ACCO", r.approvalStatus, "the addendum goes its own way")
}

func TestAReportOfRejectedExpensesOnlyIsNotApproved(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Milan service week")
	for _, e := range r.expenses {
		e.rejected = true
	}
	assert.Equal(t, "400 error.workflow.invalid_action", s.approve(rita, rita, r, `{"expenseRejectedComment": "No"}`))
}

func TestASendBackNeedsAComment(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Milan service week")
	step := r.stepID
	path := s.path(rita, "MANAGER", r) + "/sendBack"
	assert.Equal(t, "400 error.workflow.noComments", s.do(rita, http.MethodPatch, path, `{"comment": " "}`).outcome(t))
	require.Equal(t, "204", s.do(rita, http.MethodPatch, path, `{"comment": "Which customers?"}`).outcome(t))
	last := r.comments[len(r.comments)-1]
	assert.Equal(t, comment{text: "Which customers?", authorID: s.id(rita), created: s.clock.now(), stepID: step, latest: true}, *last)
	assert.Equal(t, "400 error.workflow.invalid_action", s.do(rita, http.MethodPatch, path, `{"comment": "Again"}`).outcome(t))
}

func TestWhoMayRecall(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, caller, role, expect string }{
		{"the owner", rita, "TRAVELER", "204"},
		{"the holder of the proxy role", ada, "PROXY", "204"},
		{"a delegate who may submit", aino, "PROXY", "204"},
		{"a delegate who may not submit", sofie, "PROXY", "403"},
		{"the approver", tom, "TRAVELER", "403"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			r := s.report("Munich calibration audit")
			assert.Equal(t, c.expect, s.do(c.caller, http.MethodPatch, s.path(rita, c.role, r)+"/recall", "").outcome(t))
		})
	}
}
