package reports_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func reportOf(kit *testkit.Kit, id string) row {
	var seen row
	kit.Call("get_report", args{"report_id": id}).Into(&seen)
	return seen
}

func TestAChangeOfAReportIsTakenBack(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, tool, report string
		options            []testkit.Option
		change             args
	}{
		{"fields that had values", "update_report", openReport, nil, args{
			"name": "Anew", "business_purpose": "Anew", "report_date": "2026-03-01", "start_date": "2026-03-02", "end_date": "2026-03-03",
			"country_code": "US", "country_subdivision_code": "US-WA", "paper_receipts_received": true,
		}},
		{"fields that had none", "update_report", openReport, nil, args{"custom_fields": args{"custom16": "PO-1"}}},
		{"a list field", "update_report", openReport, nil, args{"custom_fields": args{"Cost Center": "CC-310"}, "comment": "stays"}},
		{"fields that were cleared", "update_report", openReport, nil, args{"business_purpose": "", "start_date": "", "country_code": ""}},
		{
			"those of a submitted report", "update_submitted_report", submittedReport,
			[]testkit.Option{testkit.WithCompany()},
			args{"name": "Anew", "business_purpose": "", "custom_fields": args{"custom16": ""}, "paper_receipts_received": true},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t, c.options...)
			id := testkit.ReportID(t, c.report)
			before := reportOf(kit, id)
			undo := kit.Undoing(c.tool, testkit.With(c.change, args{"report_id": id}))
			assert.Equal(t, c.tool, undo.Tool)
			require.NotEqual(t, before, reportOf(kit, id))
			var back written
			kit.TakeBack(undo).Into(&back)
			assert.True(t, back.Verified, back.Note)
			assert.Equal(t, before, reportOf(kit, id))
			if c.change["comment"] != nil {
				assert.Contains(t, undo.Note, "The comment stays")
			}
		})
	}
}

func TestAChangeOfThePolicyIsTakenBack(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.As("marcus.reyes@haldenreyes.example"))
	var made written
	kit.Call("create_report", args{"name": "Lyon", "policy": "US Expense Policy"}).Into(&made)
	undo := kit.Undoing("update_report", args{"report_id": made.ReportID, "policy": "EMEA Expense Policy", "copy_down": true})
	assert.Equal(t, "EMEA Expense Policy", reportOf(kit, made.ReportID).Policy)
	assert.Contains(t, undo.Note, "copied down")
	kit.TakeBack(undo)
	assert.Equal(t, "US Expense Policy", reportOf(kit, made.ReportID).Policy)
}

func TestAReportThatWasCreatedIsTakenBack(t *testing.T) {
	t.Parallel()
	for _, fault := range []simulator.FaultKind{"", simulator.CommitThenDrop} {
		kit := newKit(t, testkit.As(testkit.Ada))
		before := list(kit, args{"user": testkit.Rita}).names()
		if fault != "" {
			kit.Sim.AddFault(simulator.Fault{Operation: "create_report", Kind: fault})
		}
		undo := kit.Undoing("create_report", args{"name": "For Rita", "user": testkit.Rita})
		assert.Equal(t, "delete_report", undo.Tool)
		assert.Len(t, list(kit, args{"user": testkit.Rita}).names(), len(before)+1)
		var gone written
		kit.TakeBack(undo).Into(&gone)
		assert.True(t, gone.Verified, gone.Note)
		assert.Equal(t, before, list(kit, args{"user": testkit.Rita}).names())
	}
}

func TestACommentIsTakenBackByDeletingIt(t *testing.T) {
	t.Parallel()
	for tool, report := range map[string]string{"update_report": openReport, submitted: submittedReport} {
		kit := newKit(t, testkit.WithCompany())
		about := args{"report_id": testkit.ReportID(t, report)}
		var before, after struct {
			Comments []struct{ Comment string } `json:"comments"`
		}
		kit.Call("list_comments", about).Into(&before)
		undo := kit.Undoing(tool, testkit.With(about, args{"comment": "Anew"}))
		assert.Equal(t, "delete_latest_comment", undo.Tool)
		kit.TakeBack(undo)
		kit.Call("list_comments", about).Into(&after)
		assert.Equal(t, before, after, tool)
	}
}

func TestADeletionIsForGood(t *testing.T) {
	t.Parallel()
	undo := newKit(t).Undoing("delete_report", args{"report_id": testkit.ReportID(t, openReport)})
	assert.Empty(t, undo.Tool)
	assert.Contains(t, undo.Note, "brings no deleted report back")
}

func TestWithoutTheFormerValuesNothingIsTakenBack(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.CompanyOnly())
	undo := kit.Undoing(submitted, args{"report_id": testkit.ReportID(t, submittedReport), "name": "Anew"})
	assert.Empty(t, undo.Tool)
	assert.Contains(t, undo.Note, "`user`")
}
