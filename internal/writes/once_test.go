package writes_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

func TestAKeyGivesTheFirstResultAgain(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	arguments := args{"name": "Oslo", "idempotency_key": "oslo-1"}
	first := kit.Call("create_report", arguments)
	second := kit.Call("create_report", arguments)
	assert.JSONEq(t, first.Text, second.Text)
	assert.Empty(t, first.Notes)
	require.Len(t, second.Notes, 1)
	assert.Contains(t, second.Notes[0], "Nothing was sent now")
	assert.Equal(t, 1, kit.Attempts("create_report"))

	other := kit.Call("create_report", args{"name": "Bergen", "idempotency_key": "oslo-1"}).Failure()
	assert.Contains(t, other["message"], "other arguments")
	third := wrote(kit, "create_report", args{"name": "Oslo", "idempotency_key": "oslo-2"})
	assert.NotEmpty(t, third.ReportID, "another key is another report")
	assert.Equal(t, 2, kit.Attempts("create_report"))
}

func TestAKeyHoldsAcrossServersAndRuns(t *testing.T) {
	t.Parallel()
	store := tokenstore.NewMemoryAt(func() time.Time { return now })
	one := newKit(t, testkit.Keeping(store))
	other := one.As(testkit.Rita)
	arguments := args{"name": "Oslo", "idempotency_key": "oslo-1"}
	assert.JSONEq(t, one.Call("create_report", arguments).Text, other.Call("create_report", arguments).Text)
	assert.Equal(t, 1, one.Attempts("create_report"))
}

func TestAKeyOfWhatFailedIsFree(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	kit.Sim.AddFault(simulator.Fault{Operation: "create_report", Nth: 1, Kind: simulator.ServerError, Status: 400})
	arguments := args{"name": "Oslo", "idempotency_key": "oslo-1"}
	assert.Equal(t, "nothing_changed", kit.Call("create_report", arguments).Failure()["changed"])
	assert.NotEmpty(t, wrote(kit, "create_report", arguments).ReportID)
}

func TestAKeyOfWhatIsUnknownSendsNothing(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	kit.Sim.AddFault(simulator.Fault{Operation: "create_report", Nth: 1, Kind: simulator.CommitThenDrop})
	kit.Sim.AddFault(simulator.Fault{Operation: "list_reports", Kind: simulator.HTMLPage, Status: 200})
	arguments := args{"name": "Oslo", "idempotency_key": "oslo-1"}
	assert.Equal(t, "unknown", kit.Call("create_report", arguments).Failure()["changed"])
	kit.Sim.ClearFaults()
	again := kit.Call("create_report", arguments).Failure()
	assert.Equal(t, "changed", again["changed"], "a look finds it: %v", again)
	assert.Equal(t, 1, kit.Attempts("create_report"))
}

func TestAnIdenticalCreationIsAskedAbout(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	taxi := args{
		"report_id": testkit.ReportID(t, readyReport), "expense_type": "Taxi", "transaction_date": "2026-03-18",
		"amount": 12.5, "currency": "EUR", "vendor": "Taxi Tejo",
	}
	wrote(kit, "create_report_expense", taxi)
	q := asked(kit, "create_report_expense", testkit.With(taxi, args{"amount": "12.50"}))
	assert.Contains(t, q.Confirmation.Question, "there will be two")
	assert.Equal(t, 1, kit.Attempts("create_entry"))
	wrote(kit, "create_report_expense", testkit.With(taxi, args{"amount": "12.50", "confirm_token": q.Confirmation.Token}))
	assert.Equal(t, 2, kit.Attempts("create_entry"), "two taxis of the same price do happen")
	wrote(kit, "create_report_expense", testkit.With(taxi, args{"amount": 13}))
}

func TestOfManyIdenticalCreationsAtOnceOneIsSent(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	const many = 8
	var done sync.WaitGroup
	results := make([]testkit.Result, many)
	for i := range many {
		done.Go(func() { results[i] = kit.Call("create_report", args{"name": "Oslo"}) })
	}
	done.Wait()
	assert.Equal(t, 1, kit.Attempts("create_report"))
	questions := 0
	for _, result := range results {
		require.False(t, result.Failed, result.Text)
		if result.Asks {
			questions++
		}
	}
	assert.Equal(t, many-1, questions)
}

// forgetful is a store that changes no ticket: what came of a key is not kept.
type forgetful struct{ tokenstore.Store }

// UpdateTicket implements tokenstore.Store.
func (forgetful) UpdateTicket(
	context.Context, string, func(tokenstore.Ticket) (tokenstore.Ticket, error),
) (tokenstore.Ticket, error) {
	return tokenstore.Ticket{}, errors.New("no space left on device")
}

func TestWhatAKeyMadeIsFoundThoughItsResultWasNotKept(t *testing.T) {
	t.Parallel()
	at := now
	clock := func() time.Time { return at }
	kit := testkit.New(t, testkit.WithSimulator(simulator.Options{Now: clock}), testkit.Keeping(forgetful{tokenstore.NewMemoryAt(clock)}))
	taxi := args{
		"report_id": testkit.ReportID(t, readyReport), "expense_type": "Taxi", "transaction_date": "2026-03-18",
		"amount": 12.5, "currency": "EUR", "vendor": "Taxi Tejo", "idempotency_key": "taxi",
	}
	assert.False(t, kit.Call("create_report_expense", taxi).Failed)
	at = now.Add(time.Hour)
	again := kit.Call("create_report_expense", taxi).Failure()
	assert.Equal(t, "changed", again["changed"], "the server that made it looks for it: %v", again)
	assert.Equal(t, 1, kit.Attempts("create_entry"))
}

func TestWhatAnotherKeyMadeIsNotTakenForIt(t *testing.T) {
	t.Parallel()
	at := now
	clock := func() time.Time { return at }
	kit := testkit.New(t, testkit.WithSimulator(simulator.Options{Now: clock}), testkit.Keeping(tokenstore.NewMemoryAt(clock)))
	taxi := func(key string) args {
		return args{
			"report_id": testkit.ReportID(t, readyReport), "expense_type": "Taxi", "transaction_date": "2026-03-18",
			"amount": 12.5, "currency": "EUR", "vendor": "Taxi Tejo", "idempotency_key": key,
		}
	}
	assert.False(t, kit.Call("create_report_expense", taxi("there")).Failed)
	at = at.Add(2 * time.Second)
	kit.Sim.AddFault(simulator.Fault{Operation: "create_entry", Nth: 1, Kind: simulator.ResetBefore})
	assert.Equal(t, "unknown", kit.Call("create_report_expense", taxi("back")).Failure()["changed"])
	at = at.Add(time.Hour)
	again := kit.Call("create_report_expense", taxi("back")).Failure()
	assert.Equal(t, "nothing_changed", again["changed"], "the other taxi has its own call: %v", again)
}

func TestAReportIsNotTakenForAnotherOfItsName(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"create_report", "v3_create_report"} {
		kit := testkit.New(t)
		assert.False(t, kit.Call(tool, args{"name": "Oslo", "idempotency_key": "one"}).Failed, tool)
		kit.Sim.AddFault(simulator.Fault{Operation: "create_report", Nth: 1, Kind: simulator.ResetBefore})
		kit.Sim.AddFault(simulator.Fault{Operation: "create_report_v3", Nth: 1, Kind: simulator.ResetBefore})
		lost := kit.Call(tool, args{"name": "Oslo", "idempotency_key": "two"})
		require.True(t, lost.Failed, "%s: the report of the other call is not of this one: %s", tool, lost.Text)
		assert.Equal(t, "unknown", lost.Failure()["changed"], tool)
	}
}
