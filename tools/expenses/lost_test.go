package expenses_test

import (
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/tools"
)

func TestACreationWhoseAnswerIsLostIsFoundByLooking(t *testing.T) {
	t.Parallel()
	for kind, exists := range map[simulator.FaultKind]bool{
		simulator.CommitThenDrop: true,
		simulator.ResetBefore:    false,
		simulator.Truncated:      true,
		simulator.Malformed:      true,
		simulator.EmptyBody:      true,
		simulator.ServerError:    false,
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t)
			report := testkit.ReportID(t, openReport)
			before := len(expensesOf(kit, report))
			kit.Sim.AddFault(simulator.Fault{Operation: "create_entry", Nth: 1, Kind: kind})
			result := kit.Call("create_report_expense", dinner(report))
			assert.Equal(t, 1, kit.Attempts("create_entry"))
			if !exists {
				failure := result.Failure()
				assert.Contains(t, failure["message"], "No expense like it is new")
				if kind == simulator.ServerError {
					assert.Equal(t, "nothing_changed", failure["changed"])
					assert.Contains(t, failure["next_step"], "safe to call again")
				} else {
					assert.Equal(t, "unknown", failure["changed"], "Concur may still make it")
					assert.Contains(t, failure["next_step"], "list_report_expenses")
				}
				assert.Len(t, expensesOf(kit, report), before)
				return
			}
			var made row
			result.Into(&made)
			assert.True(t, made.Verified)
			assert.Contains(t, made.Note, "answer was lost")
			assert.Contains(t, made.Note, made.V3ID)
			after := expensesOf(kit, report)
			assert.Len(t, after, before+1)
			assert.True(t, slices.ContainsFunc(after, func(e row) bool { return e.ExpenseID == made.ExpenseID }))
		})
	}
}

func TestNobodyKnowsYetWhatConcurMayStillBeAtWorkOn(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	kit.Sim.AddFault(simulator.Fault{Operation: "create_entry", Kind: simulator.ServerError, Status: 504})
	failure := kit.Call("create_report_expense", dinner(testkit.ReportID(t, openReport))).Failure()
	assert.Equal(t, "unknown", failure["changed"])
	assert.Contains(t, failure["next_step"], "list_report_expenses")
}

func TestALookThatFailsSettlesNothing(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	kit.Sim.AddFault(simulator.Fault{Operation: "create_entry", Kind: simulator.CommitThenDrop})
	kit.Sim.AddFault(simulator.Fault{Operation: "list_entries", After: "create_entry", Kind: simulator.ServerError, Status: 400})
	failure := kit.Call("create_report_expense", dinner(testkit.ReportID(t, openReport))).Failure()
	assert.Equal(t, "unknown", failure["changed"])
	assert.Contains(t, failure["next_step"], "list_report_expenses")
}

// clock is one that a test sets, for Concur alone.
type clock struct{ ahead atomic.Int64 }

func (c *clock) move(by time.Duration) { c.ahead.Add(int64(by)) }

func (c *clock) now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

func TestWhatWasThereBeforeIsNotTakenForTheNewOne(t *testing.T) {
	t.Parallel()
	taxi := func(report string) args {
		return args{
			"report_id": report, "expense_type": "Taxi", "transaction_date": "2026-03-17", "amount": 23.4, "currency": "EUR", "vendor": "Porto Taxi",
		}
	}
	for _, c := range []struct {
		name string
		// before says how long before there was a taxi like it, made by somebody else or
		// by this process.
		before    time.Duration
		elsewhere bool
		kind      simulator.FaultKind
		outcome   string // empty: it was found
	}{
		{"this process made one a moment before, and this one was not done", 0, false, simulator.ServerError, "nothing_changed"},
		{"this process made one a moment before, and this one was done", 0, false, simulator.CommitThenDrop, ""},
		{"somebody made one in the morning, and this one was done", 3 * time.Hour, true, simulator.CommitThenDrop, ""},
		{"somebody made one in the morning, and this one was not done", 3 * time.Hour, true, simulator.ResetBefore, "unknown"},
		{"somebody made one the week before, and this one was not done", 7 * 24 * time.Hour, true, simulator.ServerError, "nothing_changed"},
		{"somebody made one a moment before, and this one was done", time.Second, true, simulator.CommitThenDrop, "unknown"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var at clock
			at.move(-c.before)
			kit := testkit.New(t, testkit.WithSimulator(simulator.Options{Now: at.now}))
			report := testkit.ReportID(t, openReport)
			maker := kit
			if c.elsewhere {
				maker = kit.As(testkit.Rita)
			}
			var first row
			maker.Call("create_report_expense", taxi(report)).Into(&first)
			at.move(c.before)
			kit.Sim.AddFault(simulator.Fault{Operation: "create_entry", Kind: c.kind})
			kit.Sim.ResetJournal()
			result := kit.Call("create_report_expense", testkit.With(taxi(report), args{"idempotency_key": "the second"}))
			assert.Equal(t, 1, kit.Attempts("create_entry"))
			if c.outcome == "" {
				var second row
				result.Into(&second)
				assert.NotEqual(t, first.V3ID, second.V3ID)
				return
			}
			failure := result.Failure()
			assert.Equal(t, c.outcome, failure["changed"], failure["message"])
			if c.outcome == "unknown" {
				assert.Contains(t, failure["message"], first.V3ID, "it is named")
			}
		})
	}
}

func TestTwoOfTheSameAtOnceAreKeptApart(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	report := testkit.ReportID(t, openReport)
	kit.Sim.AddFault(simulator.Fault{Operation: "create_entry", Nth: 2, Kind: simulator.ServerError})
	before := len(expensesOf(kit, report))
	results := make(chan testkit.Result)
	for _, key := range []string{"there", "back"} {
		go func() {
			results <- kit.Call("create_report_expense", testkit.With(dinner(report), args{"idempotency_key": key}))
		}()
	}
	failed := 0
	for range 2 {
		if result := <-results; result.Failed {
			failed++
			assert.Equal(t, "nothing_changed", result.Failure()["changed"])
		}
	}
	assert.Equal(t, 1, failed, "the other's expense is not taken for the one that was not made")
	assert.Len(t, expensesOf(kit, report), before+1)
}

func TestALookAfterACrashKnowsTheArgumentsAndTheTime(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	report := testkit.ReportID(t, openReport)
	full := testkit.With(dinner(report), args{"vendor": "Tasca", "custom_fields": args{"custom16": "PO-1"}})
	assert.Equal(t, tools.NotDone, kit.Look("create_report_expense", full).Verdict)
	kit.As(testkit.Rita).Call("create_report_expense", full).Into(&row{})
	seen := kit.Look("create_report_expense", full)
	assert.Equal(t, tools.Done, seen.Verdict, seen.Found)
	assert.Equal(t, tools.Unknown, kit.Look("create_report_expense", testkit.With(full, args{"vendor": "Osteria"})).Verdict,
		"Concur may not have taken the vendor")
	assert.Equal(t, tools.NotDone, kit.Look("create_report_expense", testkit.With(full, args{"amount": 84.21})).Verdict)

	lunch := expenseOfType(t, kit, report, "Lunch")
	ids := args{"report_id": report, "expense_id": lunch.ExpenseID}
	change := testkit.With(ids, args{"vendor": "Osteria Bella", "amount": 31.5})
	assert.Equal(t, tools.NotDone, kit.Look("update_report_expense", change).Verdict)
	assert.Equal(t, tools.NotDone, kit.Look("delete_report_expense", ids).Verdict)
	kit.Call("update_report_expense", change).Into(&row{})
	assert.Equal(t, tools.Done, kit.Look("update_report_expense", change).Verdict)
	kit.Call("delete_report_expense", ids).Into(&struct{}{})
	assert.Equal(t, tools.Done, kit.Look("delete_report_expense", ids).Verdict)
	assert.Len(t, kit.Writes(), 3, "a look writes nothing")
	require.NotEmpty(t, seen.Found)
}
