package approvals_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestALostAnswerIsLookedAfterAndNeverRepeated(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, tool string
		operation  string
		options    []testkit.Option
		fault      simulator.FaultKind
		report     string
		arguments  args
		changed    string // of the failure; empty where the call works out
	}{
		{"a submission that happened", "submit_report", "submit_report", nil, simulator.CommitThenDrop, readyReport, args{}, ""},
		{"a submission that did not", "submit_report", "submit_report", nil, simulator.ResetBefore, readyReport, args{}, "nothing_changed"},
		{"a submission that broke", "submit_report", "submit_report", nil, simulator.ServerError, readyReport, args{}, "nothing_changed"},
		{"a recall that happened", "recall_report", "recall_report", nil, simulator.CommitThenDrop, pendingReport, args{}, ""},
		{"a recall that did not", "recall_report", "recall_report", nil, simulator.ResetBefore, pendingReport, args{}, "nothing_changed"},
		{"an approval that happened", "approve_report", "approve_report", nil, simulator.CommitThenDrop, lucasReport, args{}, ""},
		{"an approval that did not", "approve_report", "approve_report", nil, simulator.ResetBefore, lucasReport, args{}, "nothing_changed"},
		{
			"a delegate's approval that did not", "approve_report", "approve_report", nil, simulator.ResetBefore, adasReport,
			args{"user_id": tomsID},
			"nothing_changed",
		},
		{"a return that happened", "send_back_report", "send_back_report", nil, simulator.CommitThenDrop, lucasReport, args{"comment": "x"}, ""},
		{
			"a return that did not", "send_back_report", "send_back_report", nil, simulator.ResetBefore, lucasReport,
			args{"comment": "x"},
			"nothing_changed",
		},
		{
			"a system step that happened", "approve_report", "approve_report_company",
			[]testkit.Option{testkit.CompanyOnly()},
			simulator.CommitThenDrop, externalReport,
			args{"user": testkit.Rita},
			"unknown", // it waits for Tom now, as it may have done before
		},
		{
			"a system step that did not", "approve_report", "approve_report_company",
			[]testkit.Option{testkit.CompanyOnly()},
			simulator.ResetBefore, externalReport,
			args{"user": testkit.Rita},
			"nothing_changed",
		},
		{
			"a system step that nobody can see", "approve_report", "approve_report_company",
			[]testkit.Option{testkit.CompanyOnly()},
			simulator.CommitThenDrop, externalReport,
			args{},
			"unknown",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t, c.options...)
			c.arguments["report_id"] = testkit.ReportID(t, c.report)
			kit.Sim.AddFault(simulator.Fault{Operation: c.operation, Nth: 1, Kind: c.fault})
			result := kit.Call(c.tool, c.arguments)
			assert.Equal(t, 1, kit.Attempts(c.operation), "a write is sent once")
			if c.changed == "" {
				var done written
				result.Into(&done)
				assert.True(t, done.Verified, done.Note)
				return
			}
			assert.Equal(t, c.changed, result.Failure()["changed"])
		})
	}
}

func TestALookThatFailsLeavesTheOutcomeUnknown(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	kit.Sim.AddFault(simulator.Fault{Operation: "submit_report", Kind: simulator.CommitThenDrop})
	kit.Sim.AddFault(simulator.Fault{Operation: "get_report", Kind: simulator.HTMLPage, Status: 200})
	failure := kit.Call("submit_report", args{"report_id": testkit.ReportID(t, readyReport)}).Failure()
	assert.Equal(t, "unknown", failure["changed"])
	assert.Contains(t, failure["next_step"], "Do not repeat")
	assert.Equal(t, 1, kit.Attempts("submit_report"))
}

func TestAStepThatCannotBeReadBackIsNoFailure(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		fault  simulator.Fault
		report string
		tool   string
		says   string
	}{
		{"after a submission", simulator.Fault{Kind: simulator.Truncated}, readyReport, "submit_report", "could not be read"},
		{"after an approval", simulator.Fault{Kind: simulator.Malformed}, lucasReport, "approve_report", "could not be read"},
		{
			"of a report that is hidden now",
			simulator.Fault{Kind: simulator.ServerError, Status: 403},
			lucasReport, "approve_report",
			"no longer shown",
		},
		{
			"of a report that is gone now",
			simulator.Fault{Kind: simulator.ServerError, Status: 404},
			lucasReport, "approve_report",
			"no longer shown",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t)
			c.fault.Operation = "get_report"
			kit.Sim.AddFault(c.fault)
			done := call(kit, c.tool, args{"report_id": testkit.ReportID(t, c.report)})
			assert.False(t, done.Verified)
			assert.Contains(t, done.Note, c.says)
			assert.Nil(t, done.Report)
		})
	}
}

func TestAReportThatWaitsForSomebodyElseProvesNoApproval(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.As("grace.whitfield@haldenreyes.example"))
	kit.Sim.AddFault(simulator.Fault{Operation: "approve_report", Kind: simulator.ServerError})
	failure := kit.Call("approve_report", args{"report_id": testkit.ReportID(t, "Chicago install")}).Failure()
	assert.Equal(t, "unknown", failure["changed"], "it is on receipt hold, and has not waited for her before either")
	assert.Contains(t, failure["next_step"], "list_reports_to_approve")
	assert.Equal(t, 1, kit.Attempts("approve_report"))
}
