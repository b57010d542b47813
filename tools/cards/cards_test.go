package cards_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

type args = testkit.Args

type money struct {
	Value    float64
	Currency string
}

type listing struct {
	Transactions []struct {
		ID       string `json:"transaction_id"`
		Date     string
		Merchant string
		Amount   money
		Posted   *money
		Status   string
		Card     string `json:"card_ends_with"`
	}
	Total      *int
	NextCursor string `json:"next_cursor"`
	Note       string
}

func newKit(t *testing.T, options ...testkit.Option) *testkit.Kit {
	t.Helper()
	day := time.Date(2026, 3, 20, 10, 0, 0, 0, time.UTC)
	return testkit.New(t, append([]testkit.Option{testkit.On(day)}, options...)...)
}

func list(kit *testkit.Kit, arguments args) listing {
	var listed listing
	kit.Call("list_card_transactions", arguments).Into(&listed)
	return listed
}

func TestCardTransactionsAreListed(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	open := list(kit, args{"status": "unassigned"})
	assert.Equal(t, 4, *open.Total)
	for i, row := range open.Transactions {
		assert.Equal(t, "unassigned", row.Status)
		assert.True(t, i == 0 || row.Date <= open.Transactions[i-1].Date, "the latest first")
	}
	pounds := open.Transactions[2]
	assert.Equal(t, "Brasserie Noir", pounds.Merchant)
	assert.Equal(t, money{58.4, "GBP"}, pounds.Amount)
	assert.Equal(t, "EUR", pounds.Posted.Currency)
	assert.Nil(t, open.Transactions[0].Posted, "the same currency")
	assert.Empty(t, pounds.Card)
	assert.Equal(t, "0482", list(kit, args{"fields": []string{"card_ends_with"}}).Transactions[0].Card)
	spent := list(kit, args{"status": "assigned", "limit": 5})
	assert.Equal(t, "assigned", spent.Transactions[0].Status)
	rest := list(kit, args{"status": "assigned", "limit": 200, "cursor": spent.NextCursor})
	assert.Equal(t, *spent.Total, len(spent.Transactions)+len(rest.Transactions))
}

func TestDaysOfCardTransactions(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	day := list(kit, args{"status": "unassigned"}).Transactions[3].Date
	assert.Equal(t, 1, *list(kit, args{"status": "unassigned", "from": day, "to": day}).Total)
	none := list(kit, args{"to": "2025-03-01"})
	assert.Empty(t, none.Transactions)
	assert.Contains(t, none.Note, "company cards only")
	early := kit.Call("list_card_transactions", args{"from": "2020-01-01"}).Failure()
	assert.Contains(t, early["message"], "24 months")
	assert.Contains(t, early["next_step"], "last 24 months")
}

func TestCardTransactionsNeedAPerson(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.CompanyOnly())
	failure := kit.Call("list_card_transactions", args{}).Failure()
	assert.Contains(t, failure["message"], "user connection")
	assert.Empty(t, kit.Operations())
}

func TestBadArgumentsOfCards(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	for name, arguments := range map[string]args{
		"status": {"status": "UN"}, "from": {"from": "2026-03-02", "to": "2026-03-01"}, "to": {"to": "tomorrow"},
		"limit": {"limit": 1000}, "fields": {"fields": []string{"pin"}}, "cursor": {"cursor": "x"},
	} {
		assert.Contains(t, kit.Call("list_card_transactions", arguments).Failure()["message"], name)
	}
	assert.Empty(t, kit.Sim.Journal())
}

func TestBrokenAnswersOfCards(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	for _, fault := range []simulator.FaultKind{simulator.Malformed, simulator.EmptyBody, simulator.HTMLPage} {
		kit.Sim.AddFault(simulator.Fault{Operation: "card_transaction_list", Nth: 1, Kind: fault, Status: 200})
		failure := kit.Call("list_card_transactions", args{}).Failure()
		assert.Equal(t, "nothing_changed", failure["changed"])
	}
	require.NotEmpty(t, list(kit, args{}).Transactions)
}
