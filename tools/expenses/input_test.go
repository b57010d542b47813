package expenses_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

const (
	someReport  = "7A90C4E15B2D4F6883AC"
	someExpense = "F0A1B2C3D4E5460798A9BACBDCEDFE0F"
)

func TestBadInputSendsNothing(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, testkit.WithCompany())
	get := args{"report_id": someReport, "expense_id": someExpense}
	for _, c := range []struct {
		name, tool string
		args       args
		message    string
	}{
		{"a report id with a slash", "list_report_expenses", args{"report_id": someReport + "/x"}, "report_id"},
		{"a report id that climbs", "list_report_expenses", args{"report_id": "../../" + someReport}, "report_id"},
		{"a report id that is a number", "list_report_expenses", args{"report_id": 17}, "report_id"},
		{"no report id", "list_report_expenses", nil, "report_id: is required"},
		{"a role that sees no expenses", "list_report_expenses", args{"report_id": someReport, "role": "processor"}, "role"},
		{"a limit below zero", "list_report_expenses", args{"report_id": someReport, "limit": -1}, "limit"},
		{"a limit of nothing", "list_report_expenses", args{"report_id": someReport, "limit": 0}, "0 is not between 1 and 200"},
		{"a limit above the most", "list_report_expenses", args{"report_id": someReport, "limit": 201}, "limit"},
		{"a user on two lines", "list_report_expenses", args{"report_id": someReport, "user": "a\nb"}, "user"},
		{"a user that is too long", "list_report_expenses", args{"report_id": someReport, "user": strings.Repeat("x", 101)}, "user"},
		{"an unknown argument", "list_report_expenses", args{"report_id": someReport, "reportId": someReport}, "unknown argument reportId"},

		{"an expense id with a slash", "get_report_expense", testkit.With(get, args{"expense_id": "a/b"}), "expense_id"},
		{"an expense id of dots", "get_report_expense", testkit.With(get, args{"expense_id": ".."}), "expense_id"},
		{"an expense id with a query", "get_report_expense", testkit.With(get, args{"expense_id": "a?user=ALL"}), "expense_id"},
		{"an expense id with a fragment", "delete_report_expense", testkit.With(get, args{"expense_id": "a#b"}), "expense_id"},
		{"an expense id with an escape", "delete_report_expense", testkit.With(get, args{"expense_id": "a%2fb"}), "expense_id"},
		{
			"an expense id that is too long", "delete_report_expense",
			testkit.With(get, args{"expense_id": strings.Repeat("A", 101)}), "expense_id",
		},
		{"an empty expense id", "delete_report_expense", testkit.With(get, args{"expense_id": " "}), "expense_id"},
		{"a hidden character in an expense id", "delete_report_expense", testkit.With(get, args{"expense_id": "gWid\u200b"}), "expense_id"},

		{"nothing to change", "update_report_expense", get, "nothing to change"},
		{"two purposes", "update_report_expense", testkit.With(get, args{"description": "a", "business_purpose": "b"}), "business_purpose"},
		{
			"an amount without a currency, with three decimals", "update_report_expense",
			testkit.With(get, args{"amount": 1.005}), "give its currency",
		},
		{"nothing, without a currency", "update_report_expense", testkit.With(get, args{"amount": 0}), "zero"},
		{"a vendor of 65 characters", "update_report_expense", testkit.With(get, args{"vendor": strings.Repeat("x", 65)}), "65 characters"},
		{"a flag that is none", "update_report_expense", testkit.With(get, args{"is_rejected": "perhaps"}), "is_rejected"},
		{"a custom field that is none", "update_report_expense", testkit.With(get, args{"custom_fields": args{"custom41": "x"}}), "custom41"},
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

func TestABadNewExpenseSendsNothing(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	journey := args{"from": "Porto", "to": "Lisbon", "distance": 313, "unit": "K"}
	drive := func(more args) args {
		return args{"amount": nil, "currency": nil, "expense_type": "MILEG", "journey": testkit.With(journey, more)}
	}
	for _, c := range []struct {
		name    string
		more    args
		message string
	}{
		{"a day that no month has", args{"transaction_date": "2026-02-30"}, "transaction_date"},
		{"a day of another age", args{"transaction_date": "0026-03-26"}, "year"},
		{"a day in another form", args{"transaction_date": "26.03.2026"}, "YYYY-MM-DD"},
		{"no day", args{"transaction_date": nil}, "transaction_date"},
		{"a currency that nobody has", args{"currency": "ZZZ"}, "currency"},
		{"a currency that is a sign", args{"currency": "€"}, "currency"},
		{"three decimals of euros", args{"amount": 84.205}, "too many decimals"},
		{"half a yen", args{"amount": 84.5, "currency": "JPY"}, "too many decimals"},
		{"nothing", args{"amount": 0}, "zero"},
		{"nothing, written long", args{"amount": "0E-8"}, "zero"},
		{"more than there is", args{"amount": "1e99"}, "amount"},
		{"more than any expense", args{"amount": 1e12}, "larger"},
		{"an amount that is a text", args{"amount": "twelve"}, "amount"},
		{"an amount that is none", args{"amount": "NaN"}, "amount"},
		{"no amount", args{"amount": nil}, "amount and currency are required"},
		{"no currency", args{"currency": nil}, "amount and currency are required"},
		{"no expense type", args{"expense_type": ""}, "expense_type"},
		{"an expense type of blanks", args{"expense_type": "  "}, "expense_type"},
		{"a rate of zero", args{"exchange_rate": 0}, "exchange_rate"},
		{"a rate below zero", args{"exchange_rate": -1.1}, "exchange_rate"},
		{"a rate with 15 decimals", args{"exchange_rate": "1.000000000000001"}, "exchange_rate"},
		{"a vendor of 65 characters", args{"vendor": strings.Repeat("é", 65)}, "65 characters"},
		{"a description of 65 characters", args{"description": strings.Repeat("x", 65)}, "65 characters"},
		{"a comment of 501 characters", args{"comment": strings.Repeat("x", 501)}, "501 characters"},
		{"a vendor with a control character", args{"vendor": "a\u0007b"}, "U+0007"},
		{"a receipt type that is none", args{"tax_receipt_type": "X"}, "not one of T, R, N"},
		{"a custom field of 65 characters", args{"custom_fields": args{"custom16": strings.Repeat("x", 65)}}, "65 characters"},
		{"a custom field that is none", args{"custom_fields": args{"Custom 99": "red"}}, "custom_fields"},
		{"an org unit that is none", args{"org_units": args{"orgUnit7": "x"}}, "org_units"},
		{"a custom field among org units", args{"org_units": args{"custom1": "x"}}, "not an org unit"},
		{"an org unit twice", args{"org_units": args{"orgUnit1": "x"}, "custom_fields": args{"orgUnit1": "y"}}, "too"},
		{"a journey beside an amount", args{"journey": journey}, "takes the place"},
		{"a journey beside a payment type", testkit.With(drive(nil), args{"payment_type": "Cash"}), "takes the place"},
		{"a journey of nothing", drive(args{"distance": 0}), "journey.distance"},
		{"a journey around the world, thrice", drive(args{"distance": 120_000}), "journey.distance"},
		{"a journey in furlongs", drive(args{"unit": "F"}), "journey.unit"},
		{"a journey to nowhere", drive(args{"to": ""}), "journey.to"},
		{"a journey to a place of 101 characters", drive(args{"to": strings.Repeat("x", 101)}), "101 characters"},
		{"a journey by train", drive(args{"vehicle": "train"}), "unknown argument vehicle"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			failure := kit.Call("create_report_expense", testkit.With(dinner(someReport), c.more)).Failure()
			assert.Contains(t, failure["message"], c.message)
			assert.Equal(t, "nothing_changed", failure["changed"])
			assert.Empty(t, kit.Sim.Journal())
		})
	}
}

func TestAnExpenseOfAnotherReportIsNotChanged(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	var made row
	kit.Call("create_report_expense", dinner(testkit.ReportID(t, openReport))).Into(&made)
	other := testkit.ReportID(t, "Lisbon home office")
	for _, id := range []string{made.V3ID, made.ExpenseID} {
		kit.Sim.ResetJournal()
		failure := kit.Call("update_report_expense", args{"report_id": other, "expense_id": id, "vendor": "A"}).Failure()
		assert.Contains(t, failure["message"], other)
		assert.Equal(t, "nothing_changed", failure["changed"])
		assert.Empty(t, kit.Sim.Writes())
	}
}
