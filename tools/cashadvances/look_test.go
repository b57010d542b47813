package cashadvances_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
	look "github.com/concur-mcp/concur-mcp/tools"
)

func TestLinksAreSetBack(t *testing.T) {
	t.Parallel()
	report := testkit.ReportID(t, "Porto plant visit")
	for name, c := range map[string]struct {
		ids        []string
		mode, undo string
		back       []string
	}{
		"one that is added":                    {[]string{shipping}, "add", "remove", []string{shipping}},
		"one that is added beside one of then": {[]string{float, shipping}, "add", "remove", []string{shipping}},
		"one that is removed":                  {[]string{float}, "remove", "add", []string{float}},
		"one that is removed beside another":   {[]string{shipping, float}, "remove", "add", []string{float}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t)
			undo := kit.Undoing("set_report_cash_advances", args{"report_id": report, "cash_advance_ids": c.ids, "mode": c.mode})
			assert.Equal(t, "set_report_cash_advances", undo.Tool)
			assert.Equal(t, c.undo, undo.Arguments["mode"])
			assert.Len(t, undo.Arguments["cash_advance_ids"], len(c.back))
			var back linked
			kit.TakeBack(undo).Into(&back)
			assert.True(t, back.Verified, back.Note)
			assert.Equal(t, []string{float}, back.IDs, "as it was")
		})
	}
}

func TestNothingTakesMoneyBack(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.As(testkit.Ada))
	asked := kit.Undoing("create_cash_advance", args{"name": "x", "amount": 1, "currency": "EUR"})
	assert.Empty(t, asked.Tool)
	assert.Contains(t, asked.Note, "in Concur")
	paid := kit.Undoing("issue_cash_advance", args{"cash_advance_id": survey})
	assert.Empty(t, paid.Tool)
	assert.Contains(t, paid.Note, "has the money")
}

func TestOneThatWasIssuedBeforeWasNotIssuedByThis(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		unread bool
		apart  time.Duration // how long ago it was issued
		status string
	}{
		{"it is known to have been", false, time.Hour, "nothing_changed"},
		{"only the time tells", true, time.Hour, "nothing_changed"},
		{"the clocks may be apart", true, 2 * time.Minute, "unknown"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var since atomic.Int64
			begin := time.Date(2026, 3, 20, 10, 0, 0, 0, time.UTC)
			clock := func() time.Time { return begin.Add(time.Duration(since.Load())) }
			kit := testkit.New(t, testkit.WithSimulator(simulator.Options{Now: clock}), testkit.As(testkit.Ada))
			kit.Call("issue_cash_advance", args{"cash_advance_id": survey})
			since.Store(int64(c.apart))
			if c.unread {
				kit.Sim.AddFault(simulator.Fault{Operation: "cash_advance_get", Nth: 1, Kind: simulator.Malformed})
			}
			kit.Sim.ResetJournal()
			kit.Sim.AddFault(simulator.Fault{Operation: "cash_advance_issue", Kind: simulator.ResetBefore})
			failure := kit.Call("issue_cash_advance", args{"cash_advance_id": survey}).Failure()
			assert.Equal(t, c.status, failure["changed"])
			assert.Contains(t, failure["message"], "issued")
			assert.Equal(t, 1, kit.Attempts("cash_advance_issue"))
		})
	}
}

func TestAfterACrashCashAdvancesAreLookedAt(t *testing.T) {
	t.Parallel()
	report := testkit.ReportID(t, "Porto plant visit")
	kit := newKit(t, testkit.As(testkit.Ada), testkit.WithCompany())
	asked := args{"name": "x", "amount": 1, "currency": "EUR"}
	links := args{"report_id": report, "cash_advance_ids": []string{shipping}, "mode": "add", "user": testkit.Rita}
	seen := kit.Look("create_cash_advance", asked)
	assert.Equal(t, look.Unknown, seen.Verdict)
	assert.Contains(t, seen.Found, "under Cash Advances")
	assert.Equal(t, look.NotDone, kit.Look("issue_cash_advance", args{"cash_advance_id": survey}).Verdict)
	assert.Equal(t, look.NotDone, kit.Look("issue_cash_advance", args{"cash_advance_id": float}).Verdict, "it was issued days before")
	assert.Equal(t, look.NotDone, kit.Look("set_report_cash_advances", links).Verdict)
	part := testkit.With(links, args{"cash_advance_ids": []string{shipping, float, float}})
	assert.Equal(t, look.Unknown, kit.Look("set_report_cash_advances", part).Verdict, "a part may have been so before")
	assert.Empty(t, kit.Writes(), "it only reads")

	kit.Call("issue_cash_advance", args{"cash_advance_id": survey})
	kit.Call("set_report_cash_advances", links)
	assert.Equal(t, look.Done, kit.Look("issue_cash_advance", args{"cash_advance_id": survey}).Verdict)
	assert.Equal(t, look.Done, kit.Look("set_report_cash_advances", part).Verdict)
	links["mode"] = "remove"
	assert.Equal(t, look.NotDone, kit.Look("set_report_cash_advances", links).Verdict)
}

func TestAWriteThatIsStoppedIsNotSent(t *testing.T) {
	t.Parallel()
	report := testkit.ReportID(t, "Porto plant visit")
	for operation, c := range map[string]struct {
		tool      string
		arguments args
	}{
		"cash_advance_create": {"create_cash_advance", args{"name": "x", "amount": 1, "currency": "EUR"}},
		"cash_advance_issue":  {"issue_cash_advance", args{"cash_advance_id": survey}},
		"set_report_cash_advances": {
			"set_report_cash_advances", args{"report_id": report, "cash_advance_ids": shipping, "mode": "add"},
		},
		"remove_report_cash_advances": {
			"set_report_cash_advances", args{"report_id": report, "cash_advance_ids": float, "mode": "remove"},
		},
	} {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t)
			sent, _ := kit.DryRun(c.tool, c.arguments)
			assert.Equal(t, operation, sent)
			assert.Empty(t, kit.Writes())
		})
	}
}
