package approvals_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

const tomsID = "1e0b6d5c-90aa-4c1f-b0d3-5e6f70819203"

func queueOf(kit *testkit.Kit, arguments args) listing {
	var l listing
	kit.Call("list_reports_to_approve", arguments).Into(&l)
	return l
}

func lastQuery(kit *testkit.Kit) string {
	query := ""
	for _, entry := range kit.Sim.Journal() {
		query = entry.Query
	}
	return query
}

func TestTheQueueShowsWhatWaits(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	own := queueOf(kit, nil)
	assert.Contains(t, own.names(), lucasReport)
	assert.NotContains(t, own.names(), adasReport)
	assert.Equal(t, "includeDelegateApprovals=false", lastQuery(kit), "it is always said")
	for _, r := range own.Reports {
		assert.Regexp(t, `^[0-9A-F]{20}$`, r.ReportID)
		require.NotNil(t, r.Claimed)
		assert.Equal(t, "EUR", r.Claimed.Currency)
		assert.NotEmpty(t, r.OwnerID)
	}

	all := queueOf(kit, args{"include_delegates": true, "sort": "claimedAmount", "order": "asc"})
	assert.Equal(t, "includeDelegateApprovals=true&order=asc&sort=claimedAmount", lastQuery(kit))
	assert.Subset(t, all.names(), append(own.names(), adasReport))
	for _, r := range all.Reports {
		if r.Name == adasReport {
			assert.Equal(t, tomsID, r.Approver)
		}
	}
}

func TestTheQueueOfAnotherApproverIsForTheCompany(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.CompanyOnly())
	assert.Contains(t, queueOf(kit, args{"user": testkit.Tom}).names(), pendingReport)
	assert.Contains(t, kit.Call("list_reports_to_approve", nil).Failure()["message"], "`user`")
}

func TestAnEmptyQueueSaysSo(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.As("ingrid.halden@haldenreyes.example"))
	for _, r := range queueOf(kit, nil).Reports {
		call(kit, "send_back_report", args{"report_id": r.ReportID, "comment": "Not now"})
	}
	empty := queueOf(kit, nil)
	assert.Empty(t, empty.Reports)
	assert.Contains(t, empty.Note, "include_delegates")
	assert.NotContains(t, queueOf(kit, args{"include_delegates": true}).Note, "include_delegates")
}

func TestAnApproverApproves(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	id := testkit.ReportID(t, lucasReport)
	done := call(kit, "approve_report", args{"report_id": id, "comment": "Fine", "expected_step_code": "MANAGER"})
	assert.True(t, done.Verified, done.Note)
	assert.Equal(t, "A_ACCO", done.Report.Code)
	assert.Equal(t, []string{"approve_report", "get_report", "get_report_comments"}, kit.From("approve_report"))
	assert.JSONEq(t, `{"comment": "Fine", "expectedStepCode": "MANAGER"}`, string(kit.Sent("approve_report").RequestBody))
	assert.NotContains(t, queueOf(kit, nil).names(), lucasReport)
}

func TestADelegateApprovesForTheApprover(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		options []testkit.Option
		userID  string
		first   string
	}{
		{"named by UUID", nil, tomsID, "get_report"},
		{
			"named by e-mail",
			[]testkit.Option{testkit.WithCompany()},
			testkit.Tom,
			"identity_search_users",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t, c.options...)
			done := call(kit, "approve_report", args{"report_id": testkit.ReportID(t, adasReport), "user_id": c.userID})
			assert.True(t, done.Verified, done.Note)
			assert.Equal(t, c.first, kit.Operations()[0])
			assert.Equal(t, []string{"approve_report", "get_report"}, kit.From("approve_report"))
			sent := kit.Sent("approve_report")
			assert.Contains(t, sent.Path, tomsID)
			assert.NotEqual(t, tomsID, sent.Subject, "with the delegate's own token")
		})
	}
}

func TestRejectedExpensesNeedTheirComment(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	id := testkit.ReportID(t, rejectedReport)
	failure := kit.Call("approve_report", args{"report_id": id}).Failure()
	assert.Contains(t, failure["next_step"], "rejected_comment")
	assert.Equal(t, "error.workflow.rejectedExpenseMissingComments", failure["concur_error_id"])
	done := call(kit, "approve_report", args{"report_id": id, "rejected_comment": "The minibar is private"})
	assert.True(t, done.Verified, done.Note)
}

func TestWhoMayNotApproveIsTold(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		options   []testkit.Option
		report    string
		arguments args
		next      string
	}{
		{"the own report", nil, pendingReport, args{}, "Somebody else"},
		{"a report of another queue", []testkit.Option{testkit.As(testkit.Luca)}, pendingReport, args{}, ""},
		{"somebody's delegate who is none", nil, "Boston field calls", args{"user_id": "f7acbe83-62d8-4045-91a7-52ce41b36f08"}, ""},
		{"the step of a person, by the company", []testkit.Option{testkit.CompanyOnly()}, pendingReport, args{}, "connect as the approver"},
		{"another step than expected", nil, lucasReport, args{"expected_step_code": "EXTVAL"}, "list_reports_to_approve"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t, c.options...)
			c.arguments["report_id"] = testkit.ReportID(t, c.report)
			failure := kit.Call("approve_report", c.arguments).Failure()
			assert.Equal(t, "nothing_changed", failure["changed"])
			assert.NotEmpty(t, failure["next_step"])
			assert.Contains(t, failure["next_step"], c.next)
		})
	}
}

func TestTheCompanyTakesTheStepOfTheSystem(t *testing.T) {
	t.Parallel()
	id := testkit.ReportID(t, externalReport)
	kit := newKit(t, testkit.CompanyOnly())
	blind := call(kit, "approve_report", args{"report_id": id, "expected_step_code": "EXTVAL", "comment": "Checked"})
	assert.False(t, blind.Verified)
	assert.Contains(t, blind.Note, "`user`")
	assert.Equal(t, []string{"approve_report_company"}, kit.Operations())

	kit = newKit(t, testkit.CompanyOnly())
	seen := call(kit, "approve_report", args{"report_id": id, "user": testkit.Rita})
	assert.True(t, seen.Verified, seen.Note)
	assert.NotEqual(t, "A_EXTV", seen.Report.Code)

	kit = newKit(t, testkit.CompanyOnly())
	back := call(kit, "send_back_report", args{"report_id": id, "user": testkit.Rita, "comment": "Receipt unreadable"})
	assert.True(t, back.Verified, back.Note)
	assert.Equal(t, 1, kit.Attempts("send_back_report_company"))
}

func TestAnApproverSendsBack(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	id := testkit.ReportID(t, lucasReport)
	done := call(kit, "send_back_report", args{"report_id": id, "comment": "Who was at the dinner?"})
	assert.True(t, done.Verified, done.Note)
	assert.Equal(t, "A_RESU", done.Report.Code)
	assert.True(t, done.Report.SentBack)
	assert.Equal(t, []string{"send_back_report", "get_report", "get_report_comments"}, kit.From("send_back_report"))
	assert.NotContains(t, queueOf(kit, nil).names(), lucasReport)
	own := kit.As(testkit.Luca)
	var seen report
	own.Call("get_report", args{"report_id": id}).Into(&seen)
	assert.True(t, seen.SentBack)
}
