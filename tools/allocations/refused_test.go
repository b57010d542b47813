package allocations_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestAllocationsThatAreRefused(t *testing.T) {
	t.Parallel()
	id := dinnerShare(t)
	var train, audit listing
	open, submitted := testkit.Expense(t, openReport, 0), testkit.Expense(t, submittedReport, 3)
	owner := testkit.New(t)
	owner.Call("list_expense_allocations", open).Into(&train)
	owner.Call("list_expense_allocations", submitted).Into(&audit)
	theirs := args{"report_id": submitted["report_id"], "allocation_id": audit.Allocations[0].AllocationID}
	fields := args{"custom_fields": args{"custom16": "x"}}
	for _, c := range []struct {
		name, tool    string
		options       []testkit.Option
		args          args
		message, next string
	}{
		{
			"one of the system", "update_expense_allocation", nil,

			testkit.With(args{"report_id": open["report_id"], "allocation_id": train.Allocations[1].AllocationID}, fields),
			"nobody allocated", "in Concur",
		},
		{"a submitted report", "update_expense_allocation", nil, testkit.With(theirs, fields), "submitted", "recall_report"},
		{
			"an item that the list does not have", "update_expense_allocation", nil,
			testkit.With(id, args{"custom_fields": args{"custom3": "Moon base"}}),
			`no value of custom3 "Moon base"`, "search_list_items with list",
		},
		{
			"an approver who reads one", "get_expense_allocation",
			[]testkit.Option{testkit.As(testkit.Tom)},
			theirs, "may not access",
			"role manager",
		},
		{
			"a stranger who changes one", "update_expense_allocation",
			[]testkit.Option{testkit.As(testkit.Luca)},
			testkit.With(id, fields),
			"may not access", "user",
		},
		{
			"an allocation of another report", "get_expense_allocation", nil,
			testkit.With(id, args{"report_id": submitted["report_id"]}), "not found", "",
		},
		{"the company for nobody", "get_expense_allocation", []testkit.Option{testkit.CompanyOnly()}, id, "user", "user"},
		{"a stranger who lists", "list_expense_allocations", []testkit.Option{testkit.As(testkit.Luca)}, open, "may not access", "user"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t, c.options...)
			failure := kit.Call(c.tool, c.args).Failure()
			assert.Contains(t, failure["message"], c.message)
			assert.Contains(t, failure["next_step"], c.next)
			assert.Equal(t, "nothing_changed", failure["changed"])
		})
	}
}

func TestBadInputSendsNothing(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	get := args{"report_id": "7A90C4E15B2D4F6883AC", "allocation_id": "44D5E6F708192A3B4C5D6E7F80910A1B"}
	list := args{"report_id": "7A90C4E15B2D4F6883AC", "expense_id": "F0A1B2C3D4E5460798A9BACBDCEDFE0F"}
	for _, c := range []struct {
		name, tool string
		args       args
		message    string
	}{
		{"an allocation id of v3", "get_expense_allocation", testkit.With(get, args{"allocation_id": "gWmudeHM8AuF$s1"}), "allocation_id"},
		{"an allocation id that climbs", "get_expense_allocation", testkit.With(get, args{"allocation_id": "../x"}), "allocation_id"},
		{"no allocation", "get_expense_allocation", args{"report_id": get["report_id"]}, "allocation_id: is required"},
		{"no fields", "update_expense_allocation", get, "custom_fields: is required"},
		{"an object of no fields", "update_expense_allocation", testkit.With(get, args{"custom_fields": args{}}), "names no field"},
		{"a field that is none", "update_expense_allocation", testkit.With(get, args{"custom_fields": args{"custom41": "x"}}), "custom41"},
		{
			"a value of 65 characters", "update_expense_allocation",
			testkit.With(get, args{"custom_fields": args{"custom1": strings.Repeat("x", 65)}}),
			"65 characters",
		},
		{"a percentage", "update_expense_allocation", testkit.With(get, args{"percentage": 3}), "unknown argument percentage"},
		{"an expense id with a query", "list_expense_allocations", testkit.With(list, args{"expense_id": "a?b"}), "expense_id"},
		{"a role that sees none", "list_expense_allocations", testkit.With(list, args{"role": "processor"}), "role"},
		{"a limit of nothing", "list_expense_allocations", testkit.With(list, args{"limit": 0}), "limit"},
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
