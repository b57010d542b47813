package concur

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

func TestWorkflowActionsAreSentAsDocumented(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, exchange string
		kind           auth.Kind
		act            func(*Session) error
		refusedWith    string // errorId; empty: it works
	}{
		{"submit", "submit_report/submitted", auth.User, func(s *Session) error {
			return s.SubmitReport(t.Context(), Subject{}, reportID)
		}, ""},
		{"submit for the owner", "submit_report/submitted", auth.Company, func(s *Session) error {
			return s.SubmitReport(t.Context(), Subject{User: rita}, reportID)
		}, ""},
		{"submit what is blocked", "submit_report/blocked", auth.User, func(s *Session) error {
			return s.SubmitReport(t.Context(), Subject{}, reportID)
		}, "error.submit.entryXctMaxThreshold"},
		{"recall", "recall_report/recalled", auth.User, func(s *Session) error {
			return s.RecallReport(t.Context(), Subject{}, reportID)
		}, ""},
		{"approve", "approve_report/approved", auth.User, func(s *Session) error {
			return s.ApproveReport(t.Context(), "", reportID, Approval{Comment: "Fine", RejectedComment: "Minibar is private"})
		}, ""},
		{"approve as a delegate", "approve_report/delegate", auth.User, func(s *Session) error {
			return s.ApproveReport(t.Context(), tom, reportID, Approval{})
		}, ""},
		{"approve what is at no step", "approve_report/not_approvable", auth.User, func(s *Session) error {
			return s.ApproveReport(t.Context(), "", reportID, Approval{})
		}, "error.workflow.invalid_action"},
		{"approve as the system", "approve_report_company/released", auth.Company, func(s *Session) error {
			return s.ApproveReport(t.Context(), "", reportID, Approval{Comment: "Checked by policy engine", Guard: Guard{StepCode: "EXTVAL"}})
		}, ""},
		{"send back", "send_back_report/returned", auth.User, func(s *Session) error {
			return s.SendBackReport(t.Context(), "", reportID, Return{Comment: "Please add the attendee names"})
		}, ""},
		{"send back as the system", "send_back_report_company/returned", auth.Company, func(s *Session) error {
			return s.SendBackReport(t.Context(), "", reportID, Return{
				Comment: "Receipt for 26 March is unreadable", Guard: Guard{StepCode: "EXTVAL", StepSequence: "4"},
			})
		}, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := c.act(playing(t, c.kind, c.exchange))
			if c.refusedWith == "" {
				assert.NoError(t, err)
				return
			}
			assert.Equal(t, c.refusedWith, refusalOf(t, err).ID)
		})
	}
}

func TestTheQueueIsAskedForWithItsOrder(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User, "get_reports_to_approve/queue", "get_reports_to_approve/sorted")
	queue, err := session.ReportsToApprove(t.Context(), "", QueueOrder{})
	require.NoError(t, err)
	require.Len(t, queue, 1)
	assert.Equal(t, UserID(tom), queue[0].Approver.UUID)
	assert.Equal(t, UserID(rita), queue[0].Employee.UUID)
	assert.Equal(t, "300", queue[0].ClaimedAmount.Value.String())
	queue, err = session.ReportsToApprove(t.Context(), "", QueueOrder{Sort: "name", Order: "asc", IncludeDelegates: true})
	require.NoError(t, err)
	assert.Empty(t, queue)
}
