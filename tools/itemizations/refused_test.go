package itemizations_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestWhatIsRefusedSaysWhatToDo(t *testing.T) {
	t.Parallel()
	owner := testkit.New(t)
	hotel, parts := hotelOf(t, owner, openReport)
	submitted, theirs := hotelOf(t, owner, submittedReport)
	add := args{"expense_type": "Parking", "amount": 3}
	for _, c := range []struct {
		name, tool    string
		options       []testkit.Option
		args          args
		message, next string
	}{
		{"a submitted report", "create_expense_itemization", nil, testkit.With(submitted, add), "submitted", "recall_report"},
		{
			"a part of one", "update_expense_itemization", nil, testkit.With(submitted, args{"itemization_id": theirs[0].ExpenseID, "amount": 1}),
			"submitted", "recall_report",
		},
		{
			"its removal", "delete_expense_itemization", nil, testkit.With(submitted, args{"itemization_id": theirs[0].ExpenseID}), "submitted",
			"recall_report",
		},
		{"mileage", "create_expense_itemization", nil, testkit.With(hotel, args{"expense_type": "MILEG", "amount": 3}), "mileage", "another"},
		{"an unknown type", "create_expense_itemization", nil, testkit.With(hotel, args{"expense_type": "Spa", "amount": 3}), "Spa", "Parking"},
		{
			"three decimals of euros", "create_expense_itemization", nil, testkit.With(hotel, args{"expense_type": "Parking", "amount": "3.005"}),
			"decimals", "",
		},
		{
			"a part of another expense", "delete_expense_itemization", nil, testkit.With(submitted, args{"itemization_id": parts[0].ExpenseID}),
			"itemization of expense", "",
		},
		{
			"a v3 part of another expense", "update_expense_itemization", nil,
			testkit.With(submitted, args{"itemization_id": parts[0].V3ID, "amount": 1}), "itemization of expense", "",
		},
		{
			"another report", "create_expense_itemization", nil, testkit.With(hotel, testkit.With(add, args{"report_id": submitted["report_id"]})),
			"report " + submitted["report_id"].(string), "",
		},
		{
			"the company alone", "create_expense_itemization",
			[]testkit.Option{testkit.CompanyOnly()},
			testkit.With(hotel, testkit.With(add, args{"user": testkit.Rita})), "needs a user connection", "",
		},
		{"a stranger", "create_expense_itemization", []testkit.Option{testkit.As(testkit.Luca)}, testkit.With(hotel, add), "another user", ""},
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
	create := testkit.With(ids, args{"expense_type": "Parking", "amount": 3})
	update := testkit.With(ids, args{"itemization_id": "gWid$s1"})
	long := func(n int) string { return strings.Repeat("x", n) }
	for _, c := range []struct {
		name, tool string
		args       args
		message    string
	}{
		{"no amount", "create_expense_itemization", testkit.With(create, args{"amount": nil}), "amount"},
		{"nothing", "create_expense_itemization", testkit.With(create, args{"amount": 0}), "zero"},
		{"five decimals", "create_expense_itemization", testkit.With(create, args{"amount": "1.00001"}), "decimals"},
		{"an amount that is none", "create_expense_itemization", testkit.With(create, args{"amount": "x"}), "amount"},
		{"no type", "create_expense_itemization", testkit.With(create, args{"expense_type": ""}), "expense_type"},
		{"a day that is none", "create_expense_itemization", testkit.With(create, args{"transaction_date": "2026-02-30"}), "transaction_date"},
		{"a long description", "create_expense_itemization", testkit.With(create, args{"description": long(65)}), "65 characters"},
		{"a long comment", "create_expense_itemization", testkit.With(create, args{"comment": long(501)}), "501 characters"},
		{"an expense id that climbs", "create_expense_itemization", testkit.With(create, args{"expense_id": "../x"}), "expense_id"},
		{"a report id that is none", "create_expense_itemization", testkit.With(create, args{"report_id": "x"}), "report_id"},
		{"an unknown argument", "create_expense_itemization", testkit.With(create, args{"currency": "EUR"}), "unknown argument currency"},
		{"nothing to change", "update_expense_itemization", update, "nothing to change"},
		{
			"an itemization id with a slash", "update_expense_itemization", testkit.With(update, args{"itemization_id": "a/b", "amount": 3}),
			"itemization_id",
		},
		{"a flag that is none", "update_expense_itemization", testkit.With(update, args{"is_billable": "perhaps"}), "is_billable"},
		{"no itemization", "delete_expense_itemization", ids, "itemization_id: is required"},
		{
			"an itemization id with a query", "delete_expense_itemization",
			testkit.With(ids, args{"itemization_id": "a?user=ALL"}), "itemization_id",
		},
		{"a list of nothing", "list_expense_itemizations", testkit.With(ids, args{"limit": 0}), "limit"},
		{"a role that sees none", "list_expense_itemizations", testkit.With(ids, args{"role": "processor"}), "role"},
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
