package reports_test

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
		fault      simulator.FaultKind
		arguments  args
		changed    string // of the failure; empty where the call works out
		writes     int
	}{
		{"an update that was made", "update_report", simulator.CommitThenDrop, args{"name": "Anew"}, "", 1},
		{"an update that was not made", "update_report", simulator.ResetBefore, args{"name": "Anew"}, "nothing_changed", 1},
		{"an update that broke", "update_report", simulator.ServerError, args{"name": "Anew"}, "nothing_changed", 1},
		{
			"an update of which a part was so before", "update_report", simulator.ResetBefore,
			args{"name": openReport, "business_purpose": "Anew"},
			"nothing_changed", 1,
		},
		{"a comment that was made", "update_report", simulator.CommitThenDrop, args{"comment": "Anew"}, "", 1},
		{"a comment that was not made", "update_report", simulator.ResetBefore, args{"comment": "Anew"}, "nothing_changed", 1},
		{"a deletion that was made", "delete_report", simulator.CommitThenDrop, args{}, "", 1},
		{"a deletion that was not made", "delete_report", simulator.ResetBefore, args{}, "nothing_changed", 1},
		{"a creation that was made", "create_report", simulator.CommitThenDrop, args{"name": "Anew", "comment": "x"}, "", 1},
		{"a creation that was not made", "create_report", simulator.ResetBefore, args{"name": "Anew"}, "unknown", 1},
		{"a creation of which Concur says that it failed", "create_report", simulator.ServerError, args{"name": "Anew"}, "nothing_changed", 1},
		{"a creation with an answer that breaks off", "create_report", simulator.Malformed, args{"name": "Anew"}, "", 1},
		{"a creation with half an answer", "create_report", simulator.Truncated, args{"name": "Anew"}, "", 1},
		{"a creation with no answer", "create_report", simulator.EmptyBody, args{"name": "Anew"}, "", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t)
			if c.tool != "create_report" {
				c.arguments["report_id"] = testkit.ReportID(t, openReport)
			}
			kit.Sim.AddFault(simulator.Fault{Operation: c.tool, Nth: 1, Kind: c.fault})
			result := kit.Call(c.tool, c.arguments)
			writes := 0
			for _, operation := range kit.Operations() {
				if operation == c.tool {
					writes++
				}
			}
			assert.Equal(t, c.writes, writes)
			if c.changed == "" {
				var done written
				result.Into(&done)
				assert.True(t, done.Verified, done.Note)
				assert.Contains(t, done.Note, "answer was lost")
				return
			}
			failure := result.Failure()
			assert.Equal(t, c.changed, failure["changed"])
			if c.tool == "create_report" && c.changed == "unknown" {
				assert.Contains(t, failure["next_step"], "list_reports")
			}
		})
	}
}

func TestAWriteThatCannotBeReadBackIsNoFailure(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"create_report", "update_report", "delete_report"} {
		t.Run(tool, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t)
			arguments := args{"name": "Anew"}
			if tool != "create_report" {
				arguments["report_id"] = testkit.ReportID(t, openReport)
			}
			if tool == "delete_report" {
				delete(arguments, "name")
			}
			kit.Sim.AddFault(simulator.Fault{Operation: "get_report", Kind: simulator.HTMLPage, Status: 200})
			var done written
			kit.Call(tool, arguments).Into(&done)
			assert.Regexp(t, `^[0-9A-F]{20}$`, done.ReportID+done.Deleted)
			assert.False(t, done.Verified)
			assert.Contains(t, done.Note, "HTML page")
		})
	}
}

func TestGarbageFromConcurIsReportedAsSuch(t *testing.T) {
	t.Parallel()
	for tool, operation := range map[string]string{
		"list_reports": "list_reports", "get_report": "get_report", "list_report_exceptions": "get_report_exceptions",
	} {
		t.Run(tool, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t)
			arguments := args{}
			if tool != "list_reports" {
				arguments["report_id"] = testkit.ReportID(t, openReport)
			}
			for _, kind := range []simulator.FaultKind{simulator.Malformed, simulator.Truncated, simulator.HTMLPage, simulator.EmptyBody} {
				kit.Sim.ClearFaults()
				kit.Sim.AddFault(simulator.Fault{Operation: operation, Kind: kind, Status: 200})
				failure := kit.Call(tool, arguments).Failure()
				assert.Equal(t, "nothing_changed", failure["changed"], kind)
				assert.Equal(t, operation, failure["operation"], kind)
				assert.NotContains(t, failure["message"], "<h1>", kind)
			}
		})
	}
}
