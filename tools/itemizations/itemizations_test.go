package itemizations_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// TestAHotelIsItemizedAndItsReportSubmitted goes the whole way: what was itemized is
// taken apart, made anew, and the report submitted once nothing else blocks it.
func TestAHotelIsItemizedAndItsReportSubmitted(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	hotel, parts := hotelOf(t, kit, openReport)
	submit := args{"report_id": hotel["report_id"]}
	var whole money
	for i, p := range parts {
		var deleted part
		kit.Call("delete_expense_itemization", testkit.With(hotel, args{"itemization_id": p.ExpenseID})).Into(&deleted)
		assert.True(t, deleted.Verified, deleted.Note)
		assert.Equal(t, p.ExpenseID, deleted.Deleted)
		whole = *deleted.ExpenseAmount
		if i == len(parts)-1 {
			assert.Equal(t, whole, *deleted.Remaining)
			assert.Contains(t, deleted.Note, "in one piece again")
		}
	}
	failure := kit.Call("submit_report", submit).Failure()
	assert.Equal(t, "error.submit.missingKids", failure["concur_error_id"])
	assert.Contains(t, failure["next_step"], "create_expense_itemization")

	var made part
	kit.Call(
		"create_expense_itemization", testkit.With(hotel, args{"expense_type": "Room Rate", "amount": "254.22", "description": "Two nights"}),
	).Into(&made)
	assert.True(t, made.Verified, made.Note)
	assert.Equal(t, money{"16.94", "EUR"}, *made.Remaining)
	assert.Contains(t, made.Note, "16.94 EUR of the expense are not itemized yet")
	assert.Equal(t, "error.submit.itemDiff", kit.Call("submit_report", submit).Failure()["concur_error_id"])

	kit.Call("create_expense_itemization", testkit.With(hotel, args{"expense_type": "LODTX", "amount": 16.95})).Into(&made)
	assert.Equal(t, money{"-0.01", "EUR"}, *made.Remaining)
	assert.Contains(t, made.Note, "0.01 EUR more than the expense")
	var changed part
	kit.Call("update_expense_itemization", testkit.With(hotel, args{"itemization_id": made.V3ID, "amount": "16.94"})).Into(&changed)
	assert.True(t, changed.Verified, changed.Note)
	assert.Equal(t, money{"0.00", "EUR"}, *changed.Remaining)
	assert.Empty(t, changed.Note)
	assert.Equal(t, whole, *changed.Itemized)

	failure = kit.Call("submit_report", submit).Failure()
	assert.Equal(t, "error.submit.entryXctMaxThreshold", failure["concur_error_id"], "the receipt is still missing")
	kit.Call(
		"attach_receipt_to_expense", testkit.With(hotel, args{"file_content": "JVBERi0xLjQKJSVFT0YK", "media_type": "application/pdf"}),
	).Into(&struct{}{})
	var submitted struct {
		Verified bool `json:"verified"`
	}
	kit.Call("submit_report", submit).Into(&submitted)
	assert.True(t, submitted.Verified)
}

func TestAPartTakesWhatConcurTakes(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	hotel, _ := hotelOf(t, kit, sentBackReport)
	kit.Sim.ResetJournal()
	var made part
	kit.Call("create_expense_itemization", testkit.With(hotel, args{
		"expense_type": "breakfast", "amount": 12.50, "transaction_date": "2026-10-26", "description": "Buffet <all>", "comment": "Two mornings",
		"is_personal": true, "is_billable": false, "custom_fields": args{"custom16": "PO-1"},
	})).Into(&made)
	assert.True(t, made.Verified, made.Note)
	assert.Equal(
		t, []string{
			"list_expense_group_configurations", "list_entries", "get_entry", "get_expense_form_fields", "create_itemization",
			"list_itemizations",
		},
		kit.Operations(),
	)
	assert.Equal(t, []string{"BRKFT", "2026-10-26", "Buffet <all>"}, []string{made.ExpenseTypeID, made.Date, made.BusinessPurpose})
	assert.True(t, made.Personal)
	assert.Equal(t, money{"12.50", "EUR"}, *made.Amount)
	assert.Equal(t, hotel["expense_id"], made.ParentExpenseID)
	assert.Contains(t, made.Untrusted, "business_purpose")
	var body map[string]any
	require.NoError(t, json.Unmarshal(kit.Sim.Writes()[0].RequestBody, &body))
	assert.Equal(t, "Two mornings", body["Comment"])
	assert.Equal(t, "PO-1", body["Custom16"])
	assert.Equal(t, false, body["IsBillable"])

	kit.Sim.ResetJournal()
	kit.Call("create_expense_itemization", testkit.With(hotel, args{"expense_type": "Parking", "amount": 3})).Into(&made)
	assert.Equal(t, expenseOfType(t, kit, made.ReportID, "Hotel").Date, made.Date, "by default on the date of the expense")
	assert.Equal(t, []string{"get_entry", "create_itemization", "list_itemizations"}, kit.Operations()[:3], "names are known by now")
}

func TestAPartIsChangedByEitherId(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		id   func(part) string
		cold []string
	}{
		{
			"v4", func(p part) string { return p.ExpenseID },
			[]string{
				"list_entries", "get_entry", "list_itemizations", "get_itemizations", "list_itemizations", "update_itemization",
				"list_itemizations",
			},
		},
		{
			"v3", func(p part) string { return p.V3ID },
			[]string{"list_entries", "get_entry", "list_itemizations", "update_itemization", "list_itemizations"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			hotel, parts := hotelOf(t, testkit.New(t), openReport)
			kit := testkit.New(t)
			kit.Sim.ResetJournal()
			change := testkit.With(hotel, args{
				"itemization_id": c.id(parts[1]), "expense_type": nil, "transaction_date": "2026-11-01", "description": "City tax",
				"comment": "Per night", "is_personal": false, "is_billable": true,
			})
			var changed part
			kit.Call("update_expense_itemization", change).Into(&changed)
			assert.True(t, changed.Verified, changed.Note)
			assert.Equal(t, c.cold, kit.Operations())
			assert.Equal(t, []string{"2026-11-01", "City tax", parts[1].V3ID}, []string{changed.Date, changed.BusinessPurpose, changed.V3ID})
			assert.True(t, changed.Billable)
			kit.Sim.ResetJournal()
			changed = part{}
			kit.Call("update_expense_itemization", testkit.With(hotel, args{"itemization_id": c.id(parts[1]), "description": ""})).Into(&changed)
			assert.Equal(t, []string{"get_entry", "list_itemizations", "update_itemization", "list_itemizations"}, kit.Operations(),
				"the ids are known by now")
			assert.True(t, changed.Verified, changed.Note)
			assert.Empty(t, changed.BusinessPurpose)
		})
	}
}

func TestPartsThatLookAlikeAreNamedByV3Id(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	hotel, _ := hotelOf(t, kit, sentBackReport)
	var first part
	for _, night := range []string{"one", "two"} {
		kit.Call("create_expense_itemization", testkit.With(hotel, args{
			"expense_type": "Parking", "amount": 3, "idempotency_key": night,
		})).Into(&first)
	}
	var single part
	kit.Call("create_expense_itemization", testkit.With(hotel, args{"expense_type": "Parking", "amount": 4})).Into(&single)
	list := partsOf(kit, hotel)
	require.Len(t, list.Itemizations, 3)
	assert.Empty(t, list.Itemizations[0].V3ID)
	assert.Equal(t, single.V3ID, list.Itemizations[2].V3ID)
	assert.Contains(t, list.Note, first.V3ID)
	assert.NotContains(t, list.Note, single.V3ID)
	assert.Equal(t, money{"10.00", "EUR"}, *list.Itemized)

	failure := kit.Call("delete_expense_itemization", testkit.With(hotel, args{"itemization_id": list.Itemizations[0].ExpenseID})).Failure()
	assert.Contains(t, failure["message"], "does not say which")
	assert.Contains(t, failure["next_step"], first.V3ID)
	assert.Equal(t, "nothing_changed", failure["changed"])
	var deleted part
	kit.Call("delete_expense_itemization", testkit.With(hotel, args{"itemization_id": first.V3ID})).Into(&deleted)
	assert.True(t, deleted.Verified)
	list = partsOf(kit, hotel)
	assert.Len(t, list.Itemizations, 2)
	assert.NotEmpty(t, list.Itemizations[0].V3ID, "the one that is left has no double")
}

func TestAnAdministratorItemizesForTheOwner(t *testing.T) {
	t.Parallel()
	hotel := testkit.ExpenseOfType(t, sentBackReport, "Hotel")
	kit := testkit.New(t, testkit.As(testkit.Ada))
	var made part
	kit.Call("create_expense_itemization", testkit.With(hotel, args{"expense_type": "Parking", "amount": 3, "user": testkit.Rita})).Into(&made)
	assert.True(t, made.Verified, made.Note)
	id := partsOf(kit, testkit.With(hotel, args{"user": testkit.Rita})).Itemizations[0].ExpenseID
	var deleted part
	kit.Call("delete_expense_itemization", testkit.With(hotel, args{"itemization_id": id, "user": testkit.Rita})).Into(&deleted)
	assert.True(t, deleted.Verified, deleted.Note)
}
