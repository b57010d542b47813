package simulator

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestWhatMayBeDoneInWhichState is the table of operations by state: for each state
// the answers, as status and errorId, in the order of the first line.
func TestWhatMayBeDoneInWhichState(t *testing.T) {
	t.Parallel()
	operations := []string{
		"update_report", "delete_report", "delete_expense", "update_expense_submitted", "create_entry", "update_entry",
		"submit_report", "recall_report", "approve_report", "send_back_report", "approve_report_company", "send_back_report_company",
	}
	const (
		invalid   = "400 error.workflow.invalid_action"
		done      = "400 reports.workflow.operationNotAllowed"
		submitted = "400 error.submit.alreadySubmitted"
		norecall  = "400 error.recall.cannotRecall"
	)
	waiting := func(approve, sendBack, approveCompany, sendBackCompany string) []string {
		return []string{"403", "400", "400", "204", "400", "400", submitted, "204", approve, sendBack, approveCompany, sendBackCompany}
	}
	nobodys := waiting("403", "403", "403", "403")
	table := map[string][]string{
		"A_NOTF":           {"204", "204", "204", "204", "200", "204", "204", norecall, invalid, invalid, invalid, invalid},
		"A_RESU sent back": {"204", "204", "204", "204", "400", "204", "204", norecall, invalid, invalid, invalid, invalid},
		"A_RESU recalled":  {"204", "204", "204", "204", "400", "204", "204", norecall, invalid, invalid, invalid, invalid},
		"A_PEND":           waiting("204", "204", "403", "403"),
		"A_EXTV":           waiting("403", "403", "204", "204"),
		// Cost objects and budgets wait for Tom, whose delegate Rita is.
		"A_PECO": waiting("400 cost_object_step", "204", "403", "403"),
		"A_PBDG": waiting("204", "204", "403", "403"),
		"A_ACCO": nobodys, "A_RHLD": nobodys, "A_AAFH": nobodys, "A_PVAL": nobodys, "A_TEXP": nobodys, "A_FILE": nobodys,
		"P_PROC": {"403", "400", "400", "204", "400", "400", submitted, norecall, done, done, invalid, invalid},
		"P_HOLD": {"403", "400", "400", "204", "400", "400", submitted, norecall, done, done, invalid, invalid},
		"P_PAID": {"403", "400", "400", "400", "400", "400", submitted, norecall, done, done, invalid, invalid},
		"P_PAYC": {"403", "400", "400", "400", "400", "400", submitted, norecall, done, done, invalid, invalid},
	}
	for state, want := range table {
		t.Run(state, func(t *testing.T) {
			t.Parallel()
			got := make([]string, 0, len(operations))
			for _, operation := range operations {
				s := newScene(t)
				got = append(got, s.act(t, operation, s.bring(state)))
			}
			require.Len(t, want, len(operations))
			assert.Equal(t, strings.Join(want, "\n"), strings.Join(got, "\n"))
		})
	}
}

// TestAReopenedReportTakesNoChange is about a report that came back to its owner after
// it was paid.
func TestAReopenedReportTakesNoChange(t *testing.T) {
	t.Parallel()
	for operation, want := range map[string]string{
		"update_report": "403", "delete_report": "403", "delete_expense": "403", "update_expense_submitted": "403",
		"create_entry": "400", "update_entry": "400", "submit_report": "403",
	} {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			r := s.bring("A_RESU sent back")
			r.reopened = true
			assert.Equal(t, want, s.act(t, operation, r))
		})
	}
}

func TestWhereAnActionLeads(t *testing.T) {
	t.Parallel()
	cases := []struct {
		from, operation, approval, payment, name string
	}{
		{"A_NOTF", "submit_report", "A_PEND", "P_NOTP", "Submitted & Pending Approval"},
		{"A_RESU sent back", "submit_report", "A_PEND", "P_NOTP", "Submitted & Pending Approval"},
		{"A_PEND", "approve_report", "A_ACCO", "P_NOTP", "Approved & In Accounting Review"},
		{"A_PEND", "send_back_report", "A_RESU", "P_NOTP", "Sent Back to Employee"},
		{"A_PEND", "recall_report", "A_RESU", "P_NOTP", "Recalled by Employee"},
		{"A_EXTV", "approve_report_company", "A_PEND", "P_NOTP", "Submitted & Pending Approval"},
		{"A_EXTV", "send_back_report_company", "A_RESU", "P_NOTP", "Sent Back to Employee"},
		{"A_RHLD", "recall_report", "A_RESU", "P_NOTP", "Recalled by Employee"},
	}
	for _, c := range cases {
		t.Run(c.operation+" in "+c.from, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			r := s.bring(c.from)
			require.Equal(t, "204", s.act(t, c.operation, r))
			var header struct {
				ApprovalStatusID, ApprovalStatus, PaymentStatusID                                  string
				SubmitDate                                                                         *string
				IsSubmitted, IsSentBack, IsReportEverSentBack, CanRecall, CanAddExpense, CanReopen bool
			}
			s.get(luca, s.path(luca, "TRAVELER", r)).into(t, &header)
			assert.Equal(
				t,
				[]string{c.approval, c.payment, c.name},
				[]string{header.ApprovalStatusID, header.PaymentStatusID, header.ApprovalStatus},
			)
			isBack := c.approval == "A_RESU"
			assert.Equal(t, !isBack, header.IsSubmitted)
			assert.Equal(t, isBack, header.CanAddExpense)
			assert.Equal(t, !isBack, header.CanRecall)
			assert.Equal(t, isBack, header.SubmitDate == nil)
			sentBack := strings.HasPrefix(c.operation, "send_back")
			assert.Equal(t, sentBack, header.IsSentBack)
			assert.Equal(t, sentBack || c.from == "A_RESU sent back", header.IsReportEverSentBack)
		})
	}
}

func TestEveryStatusHasANameOfItsOwn(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, s := range workflowSteps() {
		r := &report{approvalStatus: s.status}
		name := r.approvalStatusName()
		assert.NotEqual(t, s.status, name)
		assert.Empty(t, seen[name], name)
		seen[name] = s.status
	}
}

func TestTheLastCommentOfEachAuthorIsTheLatest(t *testing.T) {
	t.Parallel()
	var comments []*comment
	for _, text := range []string{"rita 1", "tom 1", "rita 2"} {
		author, _, _ := strings.Cut(text, " ")
		comments = addComment(comments, comment{text: text, authorID: author})
	}
	assert.Equal(t, []bool{false, true, true}, []bool{comments[0].latest, comments[1].latest, comments[2].latest})
}
