package v3_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

type quick struct {
	ID       string
	Type     string `json:"expense_type"`
	Date     string
	Vendor   string
	Comment  string
	Payment  string `json:"payment_type"`
	Receipt  string `json:"receipt_image_id"`
	Verified bool
	Note     string
	Amount   *struct {
		Value    json.Number
		Currency string
	}
}

type quickList struct {
	QuickExpenses []quick `json:"quick_expenses"`
	Total         *int
	NextCursor    string `json:"next_cursor"`
	Note          string
}

// oldKit is a session on a company that still has Quick Expense v3.
func oldKit(t *testing.T) *testkit.Kit {
	t.Helper()

	old := testkit.WithSimulator(simulator.Options{Now: func() time.Time { return now }, QuickExpensesV3: true})
	return testkit.New(t, old)
}

func quicks(kit *testkit.Kit, arguments args) quickList {
	var list quickList
	kit.Call("v3_list_quick_expenses", arguments).Into(&list)
	return list
}

// times tells how often an operation was sent.
func times(kit *testkit.Kit, operation string) int {
	n := 0
	for _, name := range kit.Operations() {
		if name == operation {
			n++
		}
	}
	return n
}

func TestRetiredQuickExpensesNameTheirSuccessor(t *testing.T) {
	t.Parallel()
	const id = "nVhqwaJgFTgT$sN3bu8IVk$sA7LypUkO"
	kit := testkit.New(t)
	for tool, arguments := range map[string]args{
		"v3_list_quick_expenses":  {},
		"v3_get_quick_expense":    {"id": id},
		"v3_create_quick_expense": {"transaction_date": "2026-03-01", "transaction_amount": 1, "currency_code": "EUR"},
		"v3_update_quick_expense": {"id": id, "comment": "x"},
		"v3_delete_quick_expense": {"id": id},
	} {
		failure := kit.Call(tool, arguments).Failure()
		assert.Contains(t, failure["message"], "Concur has retired quick expenses v3", tool)
		assert.Contains(t, failure["message"], "decommissioned", "and its own words")
		assert.Contains(t, failure["next_step"], "create_quick_expense", tool)
		assert.Equal(t, "nothing_changed", failure["changed"], tool)
	}
}

func TestQuickExpensesAreListed(t *testing.T) {
	t.Parallel()
	kit := oldKit(t)
	mine := quicks(kit, nil)
	require.Len(t, mine.QuickExpenses, 3)
	assert.Equal(t, json.Number("14.30"), mine.QuickExpenses[0].Amount.Value)
	assert.Equal(t, "2026-03-17", mine.QuickExpenses[0].Date)
	assert.Len(t, quicks(kit, args{"modified_after": "2026-03-18"}).QuickExpenses, 1)
	assert.Len(t, quicks(kit, args{"modified_before": "2026-03-18"}).QuickExpenses, 2)
	none := quicks(kit, args{"modified_after": "2026-03-20"})
	assert.Contains(t, none.Note, "administrator")
	ada := kit.As(testkit.Ada)
	assert.Len(t, quicks(ada, args{"user": "all"}).QuickExpenses, 4)
	assert.Len(t, quicks(ada, args{"user": testkit.Luca}).QuickExpenses, 1)
	first := quicks(kit, args{"limit": 2})
	assert.Len(t, quicks(kit, args{"limit": 2, "cursor": first.NextCursor}).QuickExpenses, 1)
	assert.Equal(t, "nothing_changed", kit.Call("v3_list_quick_expenses", args{"user": testkit.Luca}).Failure()["changed"])
}

func TestAQuickExpenseIsMadeChangedAndDeleted(t *testing.T) {
	t.Parallel()
	kit := oldKit(t)
	var made, changed, shown quick
	kit.Call("v3_create_quick_expense", args{
		"transaction_date": "2026-03-19", "transaction_amount": json.Number("12.345"), "currency_code": "TND", "expense_type_code": "LUNCH",
		"vendor": "Le Bistrot", "payment_type_code": "CASHX", "receipt_image_id": "D8948FB40AF87F3303F5",
	}).Into(&made)
	assert.True(t, made.Verified, made.Note)
	assert.Equal(t, json.Number("12.345"), made.Amount.Value, "exactly")
	assert.Equal(t, []string{"Lunch", "CASHX", "D8948FB40AF87F3303F5"}, []string{made.Type, made.Payment, made.Receipt})
	kit.Sim.ResetJournal()
	kit.Call("v3_update_quick_expense", args{
		"id": made.ID, "comment": "Two guests", "transaction_amount": 13, "currency_code": "EUR", "transaction_date": "2026-03-18",
	}).Into(&changed)
	assert.True(t, changed.Verified, changed.Note)
	assert.Equal(t, []string{"get_quick_expense", "update_quick_expense", "get_quick_expense"}, kit.Operations())
	kit.Call("v3_get_quick_expense", args{"id": made.ID}).Into(&shown)
	assert.Equal(t, []string{"Two guests", "Le Bistrot", "2026-03-18"}, []string{shown.Comment, shown.Vendor, shown.Date})
	var deleted struct{ Verified bool }
	kit.Call("v3_delete_quick_expense", args{"id": made.ID}).Into(&deleted)
	assert.True(t, deleted.Verified)
	gone := kit.Call("v3_get_quick_expense", args{"id": made.ID}).Failure()
	assert.NotContains(t, gone["message"], "retired", "one that is not there is not one that was retired")
}

func TestLostAnswersAboutQuickExpenses(t *testing.T) {
	t.Parallel()
	const id = "nVhqwaJgFTgT$sN3bu8IVk$sA7LypUkO"
	create := args{"transaction_date": "2026-03-01", "transaction_amount": 1, "currency_code": "EUR"}
	update, remove := args{"id": id, "comment": "x"}, args{"id": id}
	for name, c := range map[string]struct {
		tool, operation string
		arguments       args
		fault           simulator.FaultKind
		changed         string // empty where the call works out
	}{
		"made":         {"v3_create_quick_expense", "create_quick_expense", create, simulator.CommitThenDrop, ""},
		"made, unread": {"v3_create_quick_expense", "create_quick_expense", create, simulator.EmptyBody, ""},
		"not made":     {"v3_create_quick_expense", "create_quick_expense", create, simulator.ResetBefore, "unknown"},
		"changed":      {"v3_update_quick_expense", "update_quick_expense", update, simulator.CommitThenDrop, ""},
		"not changed":  {"v3_update_quick_expense", "update_quick_expense", update, simulator.ResetBefore, "nothing_changed"},
		"deleted":      {"v3_delete_quick_expense", "delete_quick_expense", remove, simulator.CommitThenDrop, ""},
		"not deleted":  {"v3_delete_quick_expense", "delete_quick_expense", remove, simulator.ServerError, "nothing_changed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := oldKit(t)
			kit.Sim.AddFault(simulator.Fault{Operation: c.operation, Nth: 1, Kind: c.fault})
			result := kit.Call(c.tool, c.arguments)
			assert.Equal(t, 1, times(kit, c.operation), "sent once")
			if c.changed == "" {
				var done struct{ Verified bool }
				result.Into(&done)
				assert.True(t, done.Verified)
				return
			}
			assert.Equal(t, c.changed, result.Failure()["changed"])
		})
	}
}

func TestWhatCannotBeReadBackIsNoFailure(t *testing.T) {
	t.Parallel()
	const id = "nVhqwaJgFTgT$sN3bu8IVk$sA7LypUkO"
	for tool, arguments := range map[string]args{
		"v3_create_quick_expense": {"transaction_date": "2026-03-01", "transaction_amount": 1, "currency_code": "EUR"},
		"v3_update_quick_expense": {"id": id, "comment": "x"},
		"v3_delete_quick_expense": {"id": id},
	} {
		kit := oldKit(t)
		kit.Sim.AddFault(simulator.Fault{
			Operation: "get_quick_expense", After: strings.TrimPrefix(tool, "v3_"), Kind: simulator.HTMLPage, Status: 200,
		})
		var done quick
		kit.Call(tool, arguments).Into(&done)
		assert.False(t, done.Verified, tool)
		assert.Contains(t, done.Note, "could not be read back", tool)
	}
}

func TestBadArgumentsOfQuickExpenses(t *testing.T) {
	t.Parallel()
	const id = "nVhqwaJgFTgT$sN3bu8IVk$sA7LypUkO"
	kit := oldKit(t)
	for _, c := range []struct {
		tool, names string
		arguments   args
	}{
		{"v3_list_quick_expenses", "modified_after", args{"modified_after": "2026-03-02", "modified_before": "2026-03-02"}},
		{"v3_get_quick_expense", "id", args{"id": "../x"}},
		{"v3_create_quick_expense", "decimals", args{"transaction_date": "2026-03-01", "transaction_amount": 1.234, "currency_code": "EUR"}},
		{"v3_create_quick_expense", "payment_type_code", args{
			"transaction_date": "2026-03-01", "transaction_amount": 1, "currency_code": "EUR", "payment_type_code": "CASH",
		}},
		{"v3_update_quick_expense", "nothing to change", args{"id": id}},
		{"v3_update_quick_expense", "currency_code", args{"id": id, "transaction_amount": 1}},
		{"v3_update_quick_expense", "transaction_amount", args{"id": id, "transaction_amount": 0, "currency_code": "EUR"}},
		{"v3_delete_quick_expense", "id", args{}},
	} {
		assert.Contains(t, kit.Call(c.tool, c.arguments).Failure()["message"], c.names, c.tool)
	}
	assert.Empty(t, kit.Sim.Journal(), "nothing was sent")
}
