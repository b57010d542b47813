package v3_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/tools"
)

const oneQuick = "nVhqwaJgFTgT$sN3bu8IVk$sA7LypUkO"

func TestWritesOnQuickExpensesAreTakenBack(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, tool, note string
		args             args
	}{
		{"a new one", "v3_create_quick_expense", "", args{
			"transaction_date": "2026-03-01", "transaction_amount": 1, "currency_code": "EUR",
		}},
		{"a change", "v3_update_quick_expense", "", args{
			"id": oneQuick, "comment": "x", "vendor": "y", "location": "Faro", "transaction_amount": json.Number("7.123"), "currency_code": "TND",
			"transaction_date": "2026-03-02", "payment_type_code": "CPAID",
		}},
		{"a removal", "v3_delete_quick_expense", "its id", args{"id": oneQuick}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := oldKit(t)
			all := func() []quick {
				list := quicks(kit, args{"fields": "all"}).QuickExpenses
				for i := range list {
					list[i].ID = ""
				}
				return list
			}
			before := all()
			undo := kit.Undoing(c.tool, c.args)
			assert.Contains(t, undo.Note, c.note)
			assert.NotEqual(t, before, all())
			kit.TakeBack(undo)
			assert.ElementsMatch(t, before, all())
		})
	}
}

func TestAReceiptImageIsTakenOutAgain(t *testing.T) {
	t.Parallel()
	kit := oldKit(t)
	var before, after struct {
		Images []storedImage `json:"receipt_images"`
	}
	kit.Call("v3_list_receipt_images", nil).Into(&before)
	undo := kit.Undoing("v3_create_receipt_image", receipt(onePage))
	kit.TakeBack(undo)
	kit.Call("v3_list_receipt_images", nil).Into(&after)
	assert.Equal(t, before, after)

	for _, c := range []struct {
		tool      string
		arguments args
	}{
		{"v3_create_receipt_image", receipt(onePage, "append_to", storedReceipt)},
		{"v3_delete_receipt_image", args{"id": storedReceipt}},
	} {
		undo := kit.Undoing(c.tool, c.arguments)
		assert.Empty(t, undo.Tool, c.tool)
		assert.NotEmpty(t, undo.Note, c.tool)
	}
}

func TestADeletedEntryIsMadeAgain(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	report := testkit.ReportID(t, openReport)
	var made struct {
		ID string `json:"v3_id"`
	}
	kit.As(testkit.Rita).Call("create_report_expense", args{
		"report_id": report, "expense_type": "Dinner", "transaction_date": "2026-03-01", "amount": "31.50", "currency": "USD",
		"exchange_rate": "0.9", "vendor": "Osteria", "description": "Team", "location": "Lisbon", "payment_type": "Company Card",
		"custom_fields": args{"custom16": "PO-1"},
	}).Into(&made)
	shown := func(id string) map[string]any {
		entry := map[string]any{}
		kit.Call("v3_get_entry", args{"id": id}).Into(&entry)
		delete(entry, "id")
		delete(entry, "expense_id")
		return entry
	}
	before := shown(made.ID)
	undo := kit.Undoing("v3_delete_entry", args{"id": made.ID})
	kit.TakeBack(undo).Into(&made)
	assert.Equal(t, before, shown(made.ID))
}

func TestALookAfterACrashKnowsWhatV3Shows(t *testing.T) {
	t.Parallel()
	kit := oldKit(t)
	create := args{"transaction_date": "2026-03-01", "transaction_amount": 1, "currency_code": "EUR"}
	assert.Equal(t, tools.NotDone, kit.Look("v3_create_quick_expense", create).Verdict)
	var made quick
	kit.As(testkit.Rita).Call("v3_create_quick_expense", create).Into(&made)
	seen := kit.Look("v3_create_quick_expense", create)
	assert.Equal(t, tools.Unknown, seen.Verdict, "it may have been there before")
	assert.Contains(t, seen.Found, made.ID)

	change := args{"id": oneQuick, "comment": "x", "vendor": "y"}
	assert.Equal(t, tools.NotDone, kit.Look("v3_update_quick_expense", change).Verdict)
	kit.Call("v3_update_quick_expense", change).Into(&quick{})
	assert.Equal(t, tools.Done, kit.Look("v3_update_quick_expense", change).Verdict)
	entry := list(kit, args{"report_id": testkit.ReportID(t, openReport), "limit": 1}).Entries[0].ID
	for tool, id := range map[string]string{
		"v3_delete_quick_expense": oneQuick, "v3_delete_receipt_image": storedReceipt, "v3_delete_entry": entry,
	} {
		assert.Equal(t, tools.NotDone, kit.Look(tool, args{"id": id}).Verdict, tool)
		kit.Call(tool, args{"id": id}).Into(&struct{}{})
		assert.Equal(t, tools.Done, kit.Look(tool, args{"id": id}).Verdict, tool)
	}
	for _, arguments := range []args{receipt(onePage), receipt(onePage, "append_to", storedReceipt)} {
		seen := kit.Look("v3_create_receipt_image", arguments)
		assert.Equal(t, tools.Unknown, seen.Verdict)
		assert.Contains(t, seen.Found, "v3_get_receipt_image")
	}
}

func TestAQuickExpenseThatWasThereIsNotTheNewOne(t *testing.T) {
	t.Parallel()
	kit := oldKit(t)
	ride := args{"transaction_date": "2026-03-01", "transaction_amount": 1, "currency_code": "EUR"}
	var first, second quick
	kit.As(testkit.Rita).Call("v3_create_quick_expense", ride).Into(&first)
	kit.Sim.AddFault(simulator.Fault{Operation: "create_quick_expense", Nth: 1, Kind: simulator.ServerError})
	assert.Equal(t, "nothing_changed", kit.Call("v3_create_quick_expense", ride).Failure()["changed"])
	kit.Sim.AddFault(simulator.Fault{Operation: "create_quick_expense", Nth: 1, Kind: simulator.CommitThenDrop})
	kit.Call("v3_create_quick_expense", ride).Into(&second)
	assert.NotEqual(t, first.ID, second.ID)
	assert.Contains(t, second.Note, second.ID)
}
