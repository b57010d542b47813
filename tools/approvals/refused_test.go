package approvals_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestBadInputIsRefusedBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	const id = "7A90C4E15B2D4F6883AC"
	for _, c := range []struct {
		name, tool string
		arguments  args
		says       string
	}{
		{"no id", "submit_report", args{}, "report_id"},
		{"an id with a slash", "submit_report", args{"report_id": "7A90C4E1/B2D4F6883AC"}, "report_id"},
		{"an id that climbs", "approve_report", args{"report_id": "../.."}, "report_id"},
		{"an id with a query", "send_back_report", args{"report_id": id + "?a=b", "comment": "x"}, "report_id"},
		{"an id with a fragment", "recall_report", args{"report_id": id + "#"}, "report_id"},
		{"an escaped id", "approve_report", args{"report_id": "%2e%2e"}, "report_id"},
		{"a very long id", "recall_report", args{"report_id": strings.Repeat("A", 101)}, "report_id"},
		{"a very long name", "approve_report", args{"report_id": id, "user_id": strings.Repeat("a", 101)}, "user_id"},
		{"an empty name", "submit_report", args{"report_id": id, "user": " "}, "user"},
		{"no comment", "send_back_report", args{"report_id": id}, "comment"},
		{"an empty comment", "send_back_report", args{"report_id": id, "comment": " \n"}, "comment"},
		{"a long comment", "send_back_report", args{"report_id": id, "comment": strings.Repeat("x", 2001)}, "2001 characters"},
		{"a long approval", "approve_report", args{"report_id": id, "comment": strings.Repeat("x", 2001)}, "comment"},
		{"a long rejection", "approve_report", args{"report_id": id, "rejected_comment": strings.Repeat("x", 2001)}, "rejected_comment"},
		{"a step before the first", "approve_report", args{"report_id": id, "expected_step_sequence": -1}, "expected_step_sequence"},
		{"a step in words", "approve_report", args{"report_id": id, "expected_step_sequence": "first"}, "expected_step_sequence"},
		{"an unknown order", "list_reports_to_approve", args{"order": "up"}, "desc, asc"},
		{"an unknown field to sort by", "list_reports_to_approve", args{"sort": "colour"}, "reportDate"},
		{"a limit beyond all", "list_reports_to_approve", args{"limit": 1000}, "limit"},
		{"an unknown field", "list_reports_to_approve", args{"fields": "colour"}, "colour"},
		{"an unknown argument", "approve_report", args{"report_id": id, "status": "A_APPR"}, "status"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := kit.For(t)
			failure := kit.Call(c.tool, c.arguments).Failure()
			assert.Contains(t, failure["message"], c.says)
			assert.Equal(t, "nothing_changed", failure["changed"])
			assert.Empty(t, kit.Sim.Journal(), "nothing was sent, not even a sign-in")
		})
	}
}

func TestADelegateNeedsAnOwnConnection(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.CompanyOnly())
	failure := kit.Call("approve_report", args{"report_id": testkit.ReportID(t, pendingReport), "user_id": tomsID}).Failure()
	assert.Contains(t, failure["message"], "user_id")
	assert.Empty(t, kit.Operations())
}
