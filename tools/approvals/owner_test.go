package approvals_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestAReportIsSubmittedAndRecalled(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	id := testkit.ReportID(t, readyReport)
	submitted := call(kit, "submit_report", args{"report_id": id})
	assert.True(t, submitted.Verified, submitted.Note)
	assert.Equal(t, "A_PEND", submitted.Report.Code)
	assert.Equal(t, "2026-03-20T10:00:00Z", submitted.Report.Submitted)
	assert.Equal(t, []string{"submit_report", "get_report"}, kit.From("submit_report"))
	assert.Zero(t, kit.Sent("submit_report").RequestBytes, "Concur documents no body")

	kit.Sim.ResetJournal()
	recalled := call(kit, "recall_report", args{"report_id": id})
	assert.True(t, recalled.Verified, recalled.Note)
	assert.Equal(t, "A_RESU", recalled.Report.Code)
	assert.False(t, recalled.Report.SentBack)
	assert.Equal(t, []string{"recall_report", "get_report"}, kit.From("recall_report"))
}

func TestARefusedSubmissionSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, report string
		says         string
	}{
		{"a blocking exception", blockedReport, "list_report_exceptions"},
		{"a report that is submitted already", pendingReport, "submitted already"},
		{"a hotel that is not itemized", "Paris onsite", "itemizes in Concur"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t)
			failure := kit.Call("submit_report", args{"report_id": testkit.ReportID(t, c.report)}).Failure()
			assert.Equal(t, "nothing_changed", failure["changed"])
			assert.Contains(t, failure["next_step"], c.says, failure["concur_error_id"])
			assert.NotEmpty(t, failure["concur_error_id"])
			assert.Equal(t, 1, kit.Attempts("submit_report"))
		})
	}
	kit := newKit(t)
	var made written
	kit.Call("create_report", args{"name": "Empty"}).Into(&made)
	failure := kit.Call("submit_report", args{"report_id": made.ReportID}).Failure()
	assert.Contains(t, failure["next_step"], "create_report_expense")
	kit.Call("create_report_expense", args{
		"report_id": made.ReportID, "expense_type": "ENTRT", "transaction_date": "2026-03-19", "amount": 20, "currency": "EUR",
	})
	failure = kit.Call("submit_report", args{"report_id": made.ReportID}).Failure()
	assert.Equal(t, "error.submit.missing_reqd_fields", failure["concur_error_id"])
	assert.Contains(t, failure["next_step"], "business purpose")
	assert.NotContains(t, failure["next_step"], "list_report_exceptions", "they say nothing about required fields")
}

func TestOthersSubmitForTheOwner(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		options []testkit.Option
	}{
		{"the company", []testkit.Option{testkit.CompanyOnly()}},
		{"a person with the company beside", []testkit.Option{testkit.As(testkit.Tom), testkit.WithCompany()}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			done := call(newKit(t, c.options...), "submit_report", args{"report_id": testkit.ReportID(t, readyReport), "user": testkit.Rita})
			assert.True(t, done.Verified, done.Note)
		})
	}
}

func TestWhatCannotBeRecalledIsExplained(t *testing.T) {
	t.Parallel()
	failure := newKit(t).Call("recall_report", args{"report_id": testkit.ReportID(t, readyReport)}).Failure()
	assert.Equal(t, "nothing_changed", failure["changed"])
	assert.Contains(t, failure["next_step"], "can_recall")
	failure = newKit(t, testkit.CompanyOnly()).Call(
		"recall_report", args{"report_id": testkit.ReportID(t, pendingReport), "user": testkit.Rita},
	).Failure()
	assert.Contains(t, failure["message"], "user connection")
}

func TestTheProxyRecallsForTheOwner(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.As(testkit.Ada))
	done := call(kit, "recall_report", args{"report_id": testkit.ReportID(t, pendingReport), "user": testkit.Rita})
	assert.True(t, done.Verified, done.Note)
	require.NotNil(t, done.Report)
	assert.Equal(t, "A_RESU", done.Report.Code)
}
