package comments_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/tools"
)

func TestAWriteOfACommentIsTakenBack(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		tool, undo string
		text       any
	}{
		{"add_comment", "delete_latest_comment", "Anew"},
		{"update_latest_comment", "update_latest_comment", "Anew"},
		{"delete_latest_comment", "add_comment", nil},
	} {
		for place, onExpense := range map[string]bool{"on the report": false, "on an expense": true} {
			t.Run(c.tool+" "+place, func(t *testing.T) {
				t.Parallel()
				kit := newKit(t, testkit.As(testkit.Ada))
				about := testkit.Expense(t, openReport, 0)
				if !onExpense {
					delete(about, "expense_id")
				}
				about["user"] = testkit.Rita
				kit.As(testkit.Ada).Call("add_comment", testkit.With(about, args{"comment": "For Rita"}))
				before := comments(kit, about).texts()
				undo := kit.Undoing(c.tool, testkit.With(about, args{"comment": c.text}))
				assert.Equal(t, c.undo, undo.Tool)
				require.NotEqual(t, before, comments(kit, about).texts())
				var back written
				kit.TakeBack(undo).Into(&back)
				assert.True(t, back.Verified, back.Note)
				assert.Equal(t, before, comments(kit, about).texts())
			})
		}
	}
}

func TestACommentOfAnApproverStays(t *testing.T) {
	t.Parallel()
	undo := newKit(t, testkit.As(testkit.Tom)).Undoing("add_comment", args{
		"report_id": testkit.ReportID(t, submittedReport), "comment": "Which customers?",
	})
	assert.Empty(t, undo.Tool)
	assert.Contains(t, undo.Note, "stays")
}

func TestACommentThatCannotBeToldIsNotBroughtBack(t *testing.T) {
	t.Parallel()
	rita := newKit(t)
	about := args{"report_id": testkit.ReportID(t, openReport), "user": testkit.Rita}
	rita.As(testkit.Ada).Call("add_comment", testkit.With(about, args{"comment": "For Rita"}))
	company := rita.As("", testkit.CompanyOnly())
	undo := company.Undoing("update_latest_comment", testkit.With(about, args{"comment": "Anew"}))
	assert.Empty(t, undo.Tool, "Rita's is the latest of hers, and Ada's of Ada's")
	assert.Contains(t, undo.Note, "not be told")
	assert.Empty(t, company.Undoing("delete_latest_comment", about).Tool)
}

func TestAfterACrashTheCommentsAreLookedAt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		tool        string
		before, now tools.Verdict
	}{
		{"add_comment", tools.Unknown, tools.Done}, // It may still be on its way.
		{"update_latest_comment", tools.NotDone, tools.Done},
		{"delete_latest_comment", tools.Unknown, tools.Unknown},
	} {
		t.Run(c.tool, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t)
			about := args{"report_id": testkit.ReportID(t, openReport), "comment": "Anew"}
			if c.tool == "delete_latest_comment" {
				delete(about, "comment")
			}
			for _, want := range []tools.Verdict{c.before, c.now} {
				seen := kit.Look(c.tool, about)
				assert.Equal(t, want, seen.Verdict, seen.Found)
				assert.NotEmpty(t, seen.Found)
				kit.Call(c.tool, about)
			}
		})
	}
	seen := newKit(t, testkit.As(testkit.Tom)).Look("add_comment", args{"report_id": testkit.ReportID(t, submittedReport), "comment": "x"})
	assert.NotEmpty(t, seen.Found, "an approver may look too")
}

func TestAnOlderCommentWithTheSameTextProvesNothing(t *testing.T) {
	t.Parallel()
	at := now
	kit := newKit(t, testkit.WithSimulator(simulator.Options{Now: func() time.Time { return at }}))
	same := args{"report_id": testkit.ReportID(t, submittedReport), "comment": "ok"}
	kit.Call("add_comment", same)
	for _, step := range []struct {
		later time.Duration
		want  string
	}{{3 * time.Minute, "may have been before"}, {time.Hour, "only from before"}} {
		at = now.Add(step.later)
		kit.Sim.AddFault(simulator.Fault{Operation: "create_report_comment", Nth: 1, Kind: simulator.ResetBefore})
		failure := kit.Call("add_comment", same).Failure()
		assert.Equal(t, "unknown", failure["changed"])
		assert.Contains(t, failure["message"], step.want)
	}
}
