package exceptions_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/tools"
)

// on lists what the header of a report and its first expense have, as the company sees it.
func on(t *testing.T, kit *testkit.Kit) []concur.Exception {
	t.Helper()
	open := testkit.Report(t, openReport)
	header, err := kit.Session.ExceptionsAt(t.Context(), concur.ExceptionSpot{Report: concur.ReportID(open.ID)})
	require.NoError(t, err)
	expense, err := kit.Session.ExceptionsAt(t.Context(), concur.ExceptionSpot{
		Report: concur.ReportID(open.ID), Expense: concur.ExpenseID(open.Expenses[0].ID),
	})
	require.NoError(t, err)
	return append(header, expense...)
}

func TestExceptionsAreTakenBack(t *testing.T) {
	t.Parallel()
	open := testkit.Report(t, openReport)
	for _, c := range []struct {
		name   string
		about  args
		before args // how it was added before; nil for not at all
		tool   string
		more   args
		undo   string
	}{
		{"one that is added to a report", args{}, nil, "add_exception", args{}, "remove_exception"},
		{
			"one that is added to an expense by its v3 id",
			args{"expense_id": open.Expenses[0].V3ID},
			nil, "add_exception",
			args{"visibility": "PROCESSOR"},
			"remove_exception",
		},
		{
			"one that was there with another visibility",
			args{},
			args{"visibility": "APPROVER_PROCESSOR"},
			"add_exception",
			args{},
			"add_exception",
		},
		{"one that is removed", args{}, args{"visibility": "APPROVER_PROCESSOR"}, "remove_exception", args{}, "add_exception"},
		{
			"one that is removed from an expense",
			args{"expense_id": open.Expenses[0].ID},
			args{},
			"remove_exception",
			args{},
			"add_exception",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t, testkit.WithCompany())
			about := testkit.With(c.about, args{"report_id": open.ID, "exception_code": "AUDIT01"})
			if c.before != nil {
				require.True(t, call(kit, "add_exception", testkit.With(about, c.before)).Verified)
			}
			before := on(t, kit)
			undo := kit.Undoing(c.tool, testkit.With(about, c.more))
			assert.Equal(t, c.undo, undo.Tool)
			require.NotEqual(t, before, on(t, kit))
			// Elsewhere: adding the same again so soon is asked about.
			var back written
			kit.As(testkit.Rita).TakeBack(undo).Into(&back)
			assert.True(t, back.Verified, back.Note)
			assert.ElementsMatch(t, before, on(t, kit))
		})
	}
}

func TestWhatNothingTakesBackSaysWhy(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.WithCompany())
	about := args{"report_id": testkit.ReportID(t, openReport), "exception_code": "AUDIT01"}
	call(kit.As(testkit.Rita), "add_exception", about)
	same := kit.Undoing("add_exception", testkit.With(about, args{"visibility": "ALL"}))
	assert.Empty(t, same.Tool, "it would take the one away that was there")
	assert.Contains(t, same.Note, "there before")
	kit.Sim.AddFault(simulator.Fault{Operation: "get_report_exceptions_company", Nth: 1, Kind: simulator.Malformed})
	unread := kit.Undoing("remove_exception", about)
	assert.Empty(t, unread.Tool)
	assert.Contains(t, unread.Note, "could not be read before")
}

func TestAfterACrashTheExceptionsAreLookedAt(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.CompanyOnly())
	about := args{"report_id": testkit.ReportID(t, openReport), "exception_code": "AUDIT01"}
	for _, c := range []struct {
		tool, other   string
		before, after tools.Verdict
	}{
		{"add_exception", "remove_exception", tools.NotDone, tools.Done},
		{"remove_exception", "add_exception", tools.NotDone, tools.Done},
	} {
		kit.Sim.ResetJournal()
		assert.Equal(t, c.before, kit.Look(c.tool, about).Verdict)
		assert.Equal(t, tools.Done, kit.Look(c.other, about).Verdict)
		assert.Empty(t, kit.Writes(), "it only reads")
		call(kit, c.tool, about)
		assert.Equal(t, c.after, kit.Look(c.tool, about).Verdict)
		if c.tool == "add_exception" {
			seen := kit.Look(c.tool, testkit.With(about, args{"visibility": "PROCESSOR"}))
			assert.Equal(t, tools.NotDone, seen.Verdict)
			assert.Contains(t, seen.Found, "another visibility")
		}
	}
}

func TestAWriteThatIsStoppedIsNotSent(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.CompanyOnly())
	about := args{"report_id": testkit.ReportID(t, openReport), "exception_code": "AUDIT01"}
	operation, _ := kit.DryRun("add_exception", about)
	assert.Equal(t, "add_report_exception", operation)
	assert.Empty(t, kit.Writes())
	call(kit, "add_exception", about)
	kit.Sim.ResetJournal()
	operation, _ = kit.DryRun("remove_exception", about)
	assert.Equal(t, "delete_report_exception", operation)
	assert.Empty(t, kit.Writes())
}
