package itemizations_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
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
		kit.Call("delete_expense_itemization", with(hotel, args{"itemization_id": p.ExpenseID})).Into(&deleted)
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
	kit.Call("create_expense_itemization", with(hotel, args{"expense_type": "Room Rate", "amount": "254.22", "description": "Two nights"})).Into(&made)
	assert.True(t, made.Verified, made.Note)
	assert.Equal(t, money{"16.94", "EUR"}, *made.Remaining)
	assert.Contains(t, made.Note, "16.94 EUR of the expense are not itemized yet")
	assert.Equal(t, "error.submit.itemDiff", kit.Call("submit_report", submit).Failure()["concur_error_id"])

	kit.Call("create_expense_itemization", with(hotel, args{"expense_type": "LODTX", "amount": 16.95})).Into(&made)
	assert.Equal(t, money{"-0.01", "EUR"}, *made.Remaining)
	assert.Contains(t, made.Note, "0.01 EUR more than the expense")
	var changed part
	kit.Call("update_expense_itemization", with(hotel, args{"itemization_id": made.V3ID, "amount": "16.94"})).Into(&changed)
	assert.True(t, changed.Verified, changed.Note)
	assert.Equal(t, money{"0.00", "EUR"}, *changed.Remaining)
	assert.Empty(t, changed.Note)
	assert.Equal(t, whole, *changed.Itemized)

	failure = kit.Call("submit_report", submit).Failure()
	assert.Equal(t, "error.submit.entryXctMaxThreshold", failure["concur_error_id"], "the receipt is still missing")
	kit.Call("attach_receipt_to_expense", with(hotel, args{"file_content": "JVBERi0xLjQKJSVFT0YK", "media_type": "application/pdf"})).Into(&struct{}{})
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
	kit.Call("create_expense_itemization", with(hotel, args{
		"expense_type": "breakfast", "amount": 12.50, "transaction_date": "2026-10-26", "description": "Buffet <all>", "comment": "Two mornings",
		"is_personal": true, "is_billable": false, "custom_fields": args{"custom16": "PO-1"},
	})).Into(&made)
	assert.True(t, made.Verified, made.Note)
	assert.Equal(t, []string{"list_expense_group_configurations", "list_entries", "get_entry", "create_itemization", "list_itemizations"}, kit.Operations())
	assert.Equal(t, []string{"BRKFT", "2026-10-26", "Buffet <all>"}, []string{made.ExpenseTypeCode, made.Date, made.BusinessPurpose})
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
	kit.Call("create_expense_itemization", with(hotel, args{"expense_type": "Parking", "amount": 3})).Into(&made)
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
			[]string{"list_entries", "get_entry", "list_itemizations", "get_itemizations", "update_itemization", "list_itemizations"},
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
			change := with(hotel, args{
				"itemization_id": c.id(parts[1]), "expense_type": nil, "transaction_date": "2026-11-01", "description": "City tax",
				"comment": "Per night", "is_personal": false, "is_billable": true, "custom_fields": args{"custom3": "CC-310", "custom16": "PO-2"},
			})
			var changed part
			kit.Call("update_expense_itemization", change).Into(&changed)
			assert.True(t, changed.Verified, changed.Note)
			assert.Equal(t, c.cold, kit.Operations())
			assert.Equal(t, []string{"2026-11-01", "City tax", parts[1].V3ID}, []string{changed.Date, changed.BusinessPurpose, changed.V3ID})
			assert.True(t, changed.Billable)
			kit.Sim.ResetJournal()
			changed = part{}
			kit.Call("update_expense_itemization", with(hotel, args{"itemization_id": c.id(parts[1]), "description": ""})).Into(&changed)
			assert.Equal(t, []string{"get_entry", "update_itemization", "list_itemizations"}, kit.Operations(), "the ids are known by now")
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
	for range 2 {
		kit.Call("create_expense_itemization", with(hotel, args{"expense_type": "Parking", "amount": 3})).Into(&first)
	}
	var single part
	kit.Call("create_expense_itemization", with(hotel, args{"expense_type": "Parking", "amount": 4})).Into(&single)
	list := partsOf(kit, hotel)
	require.Len(t, list.Itemizations, 3)
	assert.Empty(t, list.Itemizations[0].V3ID)
	assert.Equal(t, single.V3ID, list.Itemizations[2].V3ID)
	assert.Contains(t, list.Note, first.V3ID)
	assert.NotContains(t, list.Note, single.V3ID)
	assert.Equal(t, money{"10.00", "EUR"}, *list.Itemized)

	failure := kit.Call("delete_expense_itemization", with(hotel, args{"itemization_id": list.Itemizations[0].ExpenseID})).Failure()
	assert.Contains(t, failure["message"], "does not say which")
	assert.Contains(t, failure["next_step"], first.V3ID)
	assert.Equal(t, "nothing_changed", failure["changed"])
	var deleted part
	kit.Call("delete_expense_itemization", with(hotel, args{"itemization_id": first.V3ID})).Into(&deleted)
	assert.True(t, deleted.Verified)
	list = partsOf(kit, hotel)
	assert.Len(t, list.Itemizations, 2)
	assert.NotEmpty(t, list.Itemizations[0].V3ID, "the one that is left has no double")
}

func TestAnAdministratorItemizesForTheOwner(t *testing.T) {
	t.Parallel()
	hotel, _ := hotelOf(t, testkit.New(t), sentBackReport)
	kit := testkit.New(t, testkit.As(testkit.Ada))
	var made part
	kit.Call("create_expense_itemization", with(hotel, args{"expense_type": "Parking", "amount": 3, "user": testkit.Rita})).Into(&made)
	assert.True(t, made.Verified, made.Note)
	id := partsOf(kit, with(hotel, args{"user": testkit.Rita})).Itemizations[0].ExpenseID
	var deleted part
	kit.Call("delete_expense_itemization", with(hotel, args{"itemization_id": id, "user": testkit.Rita})).Into(&deleted)
	assert.True(t, deleted.Verified, deleted.Note)
}

func TestWhatIsRefusedSaysWhatToDo(t *testing.T) {
	t.Parallel()
	hotel, parts := hotelOf(t, testkit.New(t), openReport)
	submitted, theirs := hotelOf(t, testkit.New(t), submittedReport)
	add := args{"expense_type": "Parking", "amount": 3}
	for _, c := range []struct {
		name, tool    string
		options       []testkit.Option
		args          args
		message, next string
	}{
		{"a submitted report", "create_expense_itemization", nil, with(submitted, add), "submitted", "recall_report"},
		{"a part of one", "update_expense_itemization", nil, with(submitted, args{"itemization_id": theirs[0].ExpenseID, "amount": 1}), "submitted", "recall_report"},
		{"its removal", "delete_expense_itemization", nil, with(submitted, args{"itemization_id": theirs[0].ExpenseID}), "submitted", "recall_report"},
		{"mileage", "create_expense_itemization", nil, with(hotel, args{"expense_type": "MILEG", "amount": 3}), "mileage", "another"},
		{"an unknown type", "create_expense_itemization", nil, with(hotel, args{"expense_type": "Spa", "amount": 3}), "Spa", "Parking"},
		{"three decimals of euros", "create_expense_itemization", nil, with(hotel, args{"expense_type": "Parking", "amount": "3.005"}), "decimals", ""},
		{
			"a part of another expense", "delete_expense_itemization", nil, with(submitted, args{"itemization_id": parts[0].ExpenseID}),
			"itemization of expense", "",
		},
		{
			"a v3 part of another expense", "update_expense_itemization", nil,
			with(submitted, args{"itemization_id": parts[0].V3ID, "amount": 1}), "itemization of expense", "",
		},
		{
			"another report", "create_expense_itemization", nil, with(hotel, with(add, args{"report_id": submitted["report_id"]})),
			"report " + submitted["report_id"].(string), "",
		},
		{
			"the company alone", "create_expense_itemization",
			[]testkit.Option{testkit.CompanyOnly()},
			with(hotel, with(add, args{"user": testkit.Rita})), "needs a user connection", "",
		},
		{"a stranger", "create_expense_itemization", []testkit.Option{testkit.As(testkit.Luca)}, with(hotel, add), "another user", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t, c.options...)
			failure := kit.Call(c.tool, c.args).Failure()
			assert.Contains(t, failure["message"], c.message)
			assert.Contains(t, failure["next_step"], c.next)
			assert.NotEmpty(t, failure["next_step"])
			assert.Equal(t, "nothing_changed", failure["changed"])
		})
	}
}

func TestBadInputSendsNothing(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	ids := args{"report_id": "7A90C4E15B2D4F6883AC", "expense_id": "F0A1B2C3D4E5460798A9BACBDCEDFE0F"}
	create := with(ids, args{"expense_type": "Parking", "amount": 3})
	update := with(ids, args{"itemization_id": "gWid$s1"})
	long := func(n int) string { return strings.Repeat("x", n) }
	for _, c := range []struct {
		name, tool string
		args       args
		message    string
	}{
		{"no amount", "create_expense_itemization", with(create, args{"amount": nil}), "amount"},
		{"nothing", "create_expense_itemization", with(create, args{"amount": 0}), "zero"},
		{"five decimals", "create_expense_itemization", with(create, args{"amount": "1.00001"}), "decimals"},
		{"an amount that is none", "create_expense_itemization", with(create, args{"amount": "x"}), "amount"},
		{"no type", "create_expense_itemization", with(create, args{"expense_type": ""}), "expense_type"},
		{"a day that is none", "create_expense_itemization", with(create, args{"transaction_date": "2026-02-30"}), "transaction_date"},
		{"a long description", "create_expense_itemization", with(create, args{"description": long(65)}), "65 characters"},
		{"a long comment", "create_expense_itemization", with(create, args{"comment": long(501)}), "501 characters"},
		{"an expense id that climbs", "create_expense_itemization", with(create, args{"expense_id": "../x"}), "expense_id"},
		{"a report id that is none", "create_expense_itemization", with(create, args{"report_id": "x"}), "report_id"},
		{"an unknown argument", "create_expense_itemization", with(create, args{"currency": "EUR"}), "unknown argument currency"},
		{"nothing to change", "update_expense_itemization", update, "nothing to change"},
		{"an itemization id with a slash", "update_expense_itemization", with(update, args{"itemization_id": "a/b", "amount": 3}), "itemization_id"},
		{"a flag that is none", "update_expense_itemization", with(update, args{"is_billable": "perhaps"}), "is_billable"},
		{"no itemization", "delete_expense_itemization", ids, "itemization_id: is required"},
		{"an itemization id with a query", "delete_expense_itemization", with(ids, args{"itemization_id": "a?user=ALL"}), "itemization_id"},
		{"a list of nothing", "list_expense_itemizations", with(ids, args{"limit": 0}), "limit"},
		{"a role that sees none", "list_expense_itemizations", with(ids, args{"role": "processor"}), "role"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			failure := kit.Call(c.tool, c.args).Failure()
			assert.Contains(t, failure["message"], c.message)
			assert.Equal(t, "nothing_changed", failure["changed"])
			assert.NotEmpty(t, failure["next_step"])
			assert.Empty(t, kit.Sim.Journal())
		})
	}
}

func TestALostAnswerIsLookedAfterAndNothingRepeated(t *testing.T) {
	t.Parallel()
	hotel, parts := hotelOf(t, testkit.New(t), openReport)
	id := args{"itemization_id": parts[0].ExpenseID}
	for _, c := range []struct {
		name, tool, operation string
		kind                  simulator.FaultKind
		args                  args
		outcome               string // empty: it was done
	}{
		{"a creation that was done", "create_expense_itemization", "create_itemization", simulator.CommitThenDrop, args{"expense_type": "Parking", "amount": 3}, "unknown"},
		{"a creation that was not", "create_expense_itemization", "create_itemization", simulator.ResetBefore, args{"expense_type": "Parking", "amount": 3}, "unknown"},
		{"a change that was done", "update_expense_itemization", "update_itemization", simulator.CommitThenDrop, with(id, args{"amount": 7}), ""},
		{"a change that was not", "update_expense_itemization", "update_itemization", simulator.ResetBefore, with(id, args{"amount": 7}), "nothing_changed"},
		{"a comment", "update_expense_itemization", "update_itemization", simulator.CommitThenDrop, with(id, args{"comment": "x"}), "unknown"},
		{
			"a change that shows in part", "update_expense_itemization", "update_itemization", simulator.ResetBefore,
			with(id, args{"amount": 7, "is_personal": false}), "unknown",
		},
		{"a removal that was done", "delete_expense_itemization", "delete_itemization", simulator.CommitThenDrop, id, ""},
		{"a removal that was not", "delete_expense_itemization", "delete_itemization", simulator.ResetBefore, id, "nothing_changed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t)
			kit.Sim.AddFault(simulator.Fault{Operation: c.operation, Kind: c.kind})
			result := kit.Call(c.tool, with(hotel, c.args))
			assert.Equal(t, 1, attempts(kit, c.operation))
			if c.outcome == "" {
				var done part
				result.Into(&done)
				assert.True(t, done.Verified)
				assert.NotNil(t, done.Remaining)
				return
			}
			failure := result.Failure()
			assert.Equal(t, c.outcome, failure["changed"])
			if c.operation == "create_itemization" {
				assert.Contains(t, failure["next_step"], "list_expense_itemizations")
			}
		})
	}
}

func TestAWriteThatCannotBeReadBackSaysSo(t *testing.T) {
	t.Parallel()
	hotel, parts := hotelOf(t, testkit.New(t), openReport)
	for tool, more := range map[string]args{
		"create_expense_itemization": {"expense_type": "Parking", "amount": 3},
		"update_expense_itemization": {"itemization_id": parts[0].ExpenseID, "amount": 3},
		"delete_expense_itemization": {"itemization_id": parts[0].ExpenseID},
	} {
		t.Run(tool, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t)
			partsOf(kit, hotel) // so that the ids are known
			kit.Sim.AddFault(simulator.Fault{Operation: "list_itemizations", Kind: simulator.ServerError, Status: 400})
			var done part
			kit.Call(tool, with(hotel, more)).Into(&done)
			assert.False(t, done.Verified)
			assert.Contains(t, done.Note, "could not be read back")
			assert.Nil(t, done.Remaining, "nobody knows")
			assert.Len(t, writes(kit), 1)
		})
	}
}

func TestAnswersThatAreNoneAreReported(t *testing.T) {
	t.Parallel()
	hotel, _ := hotelOf(t, testkit.New(t), openReport)
	for _, kind := range []simulator.FaultKind{simulator.Malformed, simulator.HTMLPage, simulator.EmptyBody, simulator.Garbage} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t)
			kit.Sim.AddFault(simulator.Fault{Operation: "create_itemization", Kind: kind, Bytes: 100, Status: 200})
			failure := kit.Call("create_expense_itemization", with(hotel, args{"expense_type": "Parking", "amount": 3})).Failure()
			assert.Equal(t, "unknown", failure["changed"], "it may have been made")
			assert.Contains(t, failure["next_step"], "list_expense_itemizations")
			kit.Sim.AddFault(simulator.Fault{Operation: "get_itemizations", Kind: kind, Bytes: 100, Status: 200})
			assert.Equal(t, "nothing_changed", kit.Call("list_expense_itemizations", hotel).Failure()["changed"])
		})
	}
}
