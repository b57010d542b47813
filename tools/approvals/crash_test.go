package approvals_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/tools"
)

func TestAfterACrashTheReportIsLookedAt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		tool, report string
		options      []testkit.Option
		arguments    args
		want         tools.Verdict // once it is done
	}{
		{"submit_report", readyReport, nil, args{}, tools.Done},
		{"recall_report", pendingReport, nil, args{}, tools.Done},
		{"approve_report", lucasReport, nil, args{"comment": "Fine"}, tools.Done},
		{"approve_report", externalReport, []testkit.Option{testkit.CompanyOnly()}, args{"user": testkit.Rita}, tools.Unknown},
		{"send_back_report", lucasReport, nil, args{"comment": "x"}, tools.Done},
	} {
		t.Run(c.tool+" of "+c.report, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t, c.options...)
			c.arguments["report_id"] = testkit.ReportID(t, c.report)
			seen := kit.Look(c.tool, c.arguments)
			assert.Equal(t, tools.NotDone, seen.Verdict, seen.Found)
			assert.Empty(t, kit.Writes(), "it only reads")
			kit.Call(c.tool, c.arguments)
			seen = kit.Look(c.tool, c.arguments)
			assert.Equal(t, c.want, seen.Verdict, seen.Found)
			assert.NotEmpty(t, seen.Found)
		})
	}
}

func TestAReportThatCameAgainProvesNothing(t *testing.T) {
	t.Parallel()
	rita := newKit(t)
	luca := rita.As(testkit.Luca)
	about := args{"report_id": testkit.ReportID(t, lucasReport), "comment": "Who was there?"}
	rita.Call("send_back_report", about)
	luca.Call("submit_report", args{"report_id": about["report_id"]})
	for _, tool := range []string{"send_back_report", "approve_report"} {
		seen := rita.Look(tool, about)
		assert.Equal(t, tools.Unknown, seen.Verdict, tool)
		assert.Contains(t, seen.Found, "submitted again", tool)
	}
}
