package allocations_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// dinnerShare names the first allocation of the dinner.
func dinnerShare(t *testing.T) args {
	t.Helper()
	dinner := testkit.Expense(t, openReport, 2)
	var list listing
	testkit.New(t).Call("list_expense_allocations", dinner).Into(&list)
	return args{"report_id": dinner["report_id"], "allocation_id": list.Allocations[0].AllocationID}
}

func TestCustomFieldsOfAnAllocationAreSet(t *testing.T) {
	t.Parallel()
	id := dinnerShare(t)
	var other listing
	testkit.New(t).Call("list_expense_allocations", testkit.Expense(t, openReport, 2)).Into(&other)
	lab, _, _ := other.Allocations[1].custom("custom3")
	dashed := strings.ToLower(lab[:8] + "-" + lab[8:12] + "-" + lab[12:16] + "-" + lab[16:20] + "-" + lab[20:])
	for _, c := range []struct {
		name    string
		options []testkit.Option
		more    args
	}{
		{"the owner", nil, nil},
		{"a proxy", []testkit.Option{testkit.As(testkit.Ada)}, args{"user": testkit.Rita}},
		{"the company", []testkit.Option{testkit.CompanyOnly()}, args{"user": testkit.Rita}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t, c.options...)
			change := testkit.With(testkit.With(id, c.more), args{"custom_fields": args{"custom03": dashed, "custom16": ""}})
			var changed share
			kit.Call("update_expense_allocation", change).Into(&changed)
			assert.True(t, changed.Verified, changed.Note)
			operations := kit.Operations()
			assert.Equal(t, []string{"get_allocation", "update_allocation", "get_allocation"}, operations[len(operations)-3:])
			value, _, _ := changed.custom("custom3")
			assert.Equal(t, lab, value)
			value, _, _ = changed.custom("custom16")
			assert.Empty(t, value, "an empty text takes it out")
		})
	}
	kit := testkit.New(t)
	kit.Call("list_expense_allocations", testkit.Expense(t, openReport, 2)).Into(&other)
	kit.Sim.ResetJournal()
	var changed share
	kit.Call("update_expense_allocation", testkit.With(id, args{"custom_fields": args{"custom16": "PO-9"}})).Into(&changed)
	assert.Equal(t, []string{"get_allocation", "update_allocation", "get_allocation"}, kit.Operations(), "what it was is read anew")
	var body struct {
		Allocation struct {
			CustomData []struct{ ID, Value string }
		}
		ExpenseIDs []string
	}
	require.NoError(t, json.Unmarshal(kit.Sim.Writes()[0].RequestBody, &body))
	assert.Equal(t, []string{changed.ExpenseID}, body.ExpenseIDs)
	assert.Equal(t, "PO-9", body.Allocation.CustomData[0].Value)
}

func TestCustomFieldsOfAnAllocationAreNamedAsTheyAreListed(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	dinner := testkit.Expense(t, openReport, 2)
	var list listing
	kit.Call("list_expense_allocations", dinner).Into(&list)
	id := args{"report_id": dinner["report_id"], "allocation_id": list.Allocations[0].AllocationID}
	before, label, _ := list.Allocations[0].custom("custom3")
	require.Equal(t, "Cost Center", label)
	var byLabel, byID share
	kit.Call("update_expense_allocation", testkit.With(id, args{"custom_fields": args{"cost center": "finance"}})).Into(&byLabel)
	assert.True(t, byLabel.Verified, byLabel.Note)
	after, _, _ := byLabel.custom("custom3")
	assert.NotEqual(t, before, after)
	kit.Call("update_expense_allocation", testkit.With(id, args{"custom_fields": args{"custom3": "Field Sales EMEA"}})).Into(&byID)
	assert.True(t, byID.Verified, byID.Note)
	failure := kit.Call("update_expense_allocation", testkit.With(id, args{"custom_fields": args{"Colour": "red"}})).Failure()
	assert.Contains(t, failure["message"], "no custom field")
	assert.Contains(t, failure["next_step"], "custom3")
}

func TestALostChangeIsLookedAfterAndNotRepeated(t *testing.T) {
	t.Parallel()
	id := dinnerShare(t)
	for _, c := range []struct {
		name    string
		kind    simulator.FaultKind
		fields  args
		outcome string // empty: it was done
	}{
		{"done", simulator.CommitThenDrop, args{"custom16": "PO-9"}, ""},
		{"not done", simulator.ResetBefore, args{"custom16": "PO-9"}, "nothing_changed"},
		{"shown in part", simulator.ResetBefore, args{"custom16": "PO-7781", "custom3": ""}, "nothing_changed"},
		{"a page of a proxy", simulator.HTMLPage, args{"custom16": "PO-9"}, "nothing_changed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t)
			kit.Sim.AddFault(simulator.Fault{Operation: "update_allocation", Kind: c.kind, Status: 200})
			result := kit.Call("update_expense_allocation", testkit.With(id, args{"custom_fields": c.fields}))
			assert.Equal(t, 1, kit.Attempts("update_allocation"))
			if c.outcome == "" {
				var changed share
				result.Into(&changed)
				assert.True(t, changed.Verified)
				assert.Contains(t, changed.Note, "answer was lost")
				return
			}
			assert.Equal(t, c.outcome, result.Failure()["changed"])
		})
	}
}

func TestAChangeThatCannotBeReadBackSaysSo(t *testing.T) {
	t.Parallel()
	dinner := testkit.Expense(t, openReport, 2)
	kit := testkit.New(t)
	var list listing
	kit.Call("list_expense_allocations", dinner).Into(&list)
	kit.Sim.AddFault(simulator.Fault{Operation: "get_allocation", After: "update_allocation", Kind: simulator.Garbage, Bytes: 10})
	var changed share
	kit.Call("update_expense_allocation", args{
		"report_id": dinner["report_id"], "allocation_id": list.Allocations[0].AllocationID, "custom_fields": args{"custom16": "PO-9"},
	}).Into(&changed)
	assert.False(t, changed.Verified)
	assert.Contains(t, changed.Note, "could not be read back")
	assert.Equal(t, list.Allocations[0].AllocationID, changed.AllocationID)
}
