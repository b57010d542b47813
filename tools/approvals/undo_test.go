package approvals_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestAStepOfTheOwnerIsTakenBack(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, tool, report string
		options            []testkit.Option
		user               any
		undo, after        string // the tool, and the status that it leaves
	}{
		{"a submission", "submit_report", readyReport, nil, nil, "recall_report", "A_RESU"},
		{"a recall", "recall_report", pendingReport, nil, nil, "submit_report", "A_PEND"},
		{
			"a recall by the proxy", "recall_report", pendingReport,
			[]testkit.Option{testkit.As(testkit.Ada)},
			testkit.Rita, "submit_report", "A_PEND",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t, c.options...)
			about := testkit.With(args{"report_id": testkit.ReportID(t, c.report)}, args{"user": c.user})
			undo := kit.Undoing(c.tool, about)
			assert.Equal(t, c.undo, undo.Tool)
			assert.Equal(t, about, undo.Arguments)
			assert.NotEmpty(t, undo.Note)
			var back written
			kit.TakeBack(undo).Into(&back)
			assert.True(t, back.Verified, back.Note)
			assert.Equal(t, c.after, back.Report.Code)
		})
	}
}

func TestWhatNothingUndoesSaysWhy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, tool, report string
		options            []testkit.Option
		arguments          args
		says               string
	}{
		{"an approval", "approve_report", lucasReport, nil, args{"comment": "Fine"}, "recall_report"},
		{"a return", "send_back_report", lucasReport, nil, args{"comment": "x"}, "submit_report"},
		{
			"a submission by the company alone", "submit_report", readyReport,
			[]testkit.Option{testkit.CompanyOnly()},
			args{"user": testkit.Rita},
			"recall_report",
		},
		{
			"a submission by way of the company", "submit_report", readyReport,
			[]testkit.Option{testkit.As(testkit.Tom), testkit.WithCompany()},
			args{"user": testkit.Rita},
			"Only its owner",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.arguments["report_id"] = testkit.ReportID(t, c.report)
			undo := newKit(t, c.options...).Undoing(c.tool, c.arguments)
			assert.Empty(t, undo.Tool)
			assert.Contains(t, undo.Note, c.says)
		})
	}
}
