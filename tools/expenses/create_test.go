package expenses_test

import (
	"encoding/json"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// dinner is an expense that Concur takes.
func dinner(report string) args {
	return args{
		"report_id": report, "expense_type": "Dinner", "transaction_date": "2026-03-26", "amount": 84.2, "currency": "EUR",
	}
}

// sentEntry is the body of the last request of an operation.
func sentEntry(t *testing.T, kit *testkit.Kit, operation string) map[string]any {
	t.Helper()
	var body map[string]any
	require.NoError(t, json.Unmarshal(kit.Sent(operation).RequestBody, &body))
	return body
}

func TestAnExpenseIsMadeByNames(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	report := testkit.ReportID(t, openReport)
	full := testkit.With(dinner(report), args{
		"payment_type": "company card", "vendor": "Tasca do Rio <sul>", "description": "Team dinner", "comment": "With Tom",
		"location": "lisbon", "is_personal": false, "is_billable": true, "tax_receipt_type": "R",
		"custom_fields": args{"custom16": "PO-7781"},
	})
	var made row
	kit.Call("create_report_expense", full).Into(&made)
	assert.True(t, made.Verified)
	assert.Empty(t, made.Note)
	assert.Len(t, made.ExpenseID, 32)
	assert.NotEmpty(t, made.V3ID)
	assert.Equal(t, report, made.ReportID)
	assert.Equal(t, money{84.2, "EUR"}, made.Amount)
	assert.Equal(t, []string{"create_entry"}, kit.Writes())

	sent := sentEntry(t, kit, "create_entry")
	assert.Equal(t, "DINNR", sent["ExpenseTypeCode"])
	assert.Equal(t, "2026-03-26", sent["TransactionDate"])
	assert.Equal(t, "PO-7781", sent["Custom16"])
	assert.Equal(t, false, sent["IsPersonal"])
	assert.NotContains(t, sent, "ExchangeRate")

	var read row
	kit.Call("get_report_expense", args{"report_id": report, "expense_id": made.V3ID}).Into(&read)
	assert.Equal(t, made.ExpenseID, read.ExpenseID)
	assert.Equal(t, "Tasca do Rio <sul>", read.Vendor)
	assert.Equal(t, "Company Card", read.PaymentType)
	assert.Equal(t, "Lisbon", read.Location)
	assert.Equal(t, "R", read.TaxReceiptType)
	assert.True(t, read.Billable)
}

func TestAWarmCreateIsOneWriteAndOneRead(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	report := testkit.ReportID(t, openReport)
	again := testkit.With(dinner(report), args{"location": "Lisbon"})
	kit.Call("create_report_expense", again).Into(&row{})
	kit.Sim.ResetJournal()
	var made row
	kit.Call("create_report_expense", testkit.With(again, args{"idempotency_key": "the second"})).Into(&made)
	assert.Equal(t, []string{"create_entry", "get_entry"}, kit.Operations())
	assert.Equal(t, "Cash", made.PaymentType, "the default one")
}

func TestPaymentTypesAreFoundByNameCodeOrId(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	report := testkit.ReportID(t, openReport)
	groups, err := kit.Session.V3Groups(t.Context())
	require.NoError(t, err)
	for _, name := range []string{"Personal Credit Card", "PERSONAL CREDIT CARD", "PERC", "perc", groups[0].PaymentTypes[3].ID} {
		var made row
		kit.Call("create_report_expense", testkit.With(dinner(report), args{"payment_type": name, "idempotency_key": name})).Into(&made)
		assert.Equal(t, "Personal Credit Card", made.PaymentType, name)
	}
}

func TestMileageHasAJourneyAndNoAmount(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	report := testkit.ReportID(t, openReport)
	drive := args{
		"report_id": report, "expense_type": "MILEG", "transaction_date": "2026-03-25",
		"journey": args{"from": "Porto", "to": "Lisbon", "distance": 313, "unit": "K"},
	}
	var made row
	kit.Call("create_report_expense", drive).Into(&made)
	assert.True(t, made.Verified)
	assert.Equal(t, money{112.68, "EUR"}, made.Amount, "313 km at 0.36")
	assert.Equal(t, 313, made.Distance)
	sent := sentEntry(t, kit, "create_entry")
	for _, name := range []string{"PaymentTypeID", "TransactionAmount", "TransactionCurrencyCode", "ExchangeRate"} {
		assert.NotContains(t, sent, name)
	}
}

func TestWhatDoesNotFitTheExpenseTypeIsRefusedBeforeTheWrite(t *testing.T) {
	t.Parallel()
	journey := args{"from": "Porto", "to": "Lisbon", "distance": 313, "unit": "K"}
	for _, c := range []struct {
		name    string
		more    args
		message string
		next    string
	}{
		{"mileage with an amount", args{"expense_type": "Personal Car Mileage"}, "journey", "leave out amount"},
		{"a journey for dinner", args{"journey": journey, "amount": nil, "currency": nil}, "not mileage", "amount"},
		{"a heading", args{"expense_type": "Transportation"}, "no expense type", "Taxi (TAXIX)"},
		{"a type that nobody has", args{"expense_type": "Yacht"}, "no expense type", "Dinner (DINNR)"},
		{"a payment type that nobody has", args{"payment_type": "Barter"}, "no payment type", "Cash"},
		{"a code that nobody has", args{"payment_type": "ZZZZ"}, "no payment type", "Cash"},
		{"a place that nobody knows", args{"location": "Atlantis"}, "no location", "Leave it out"},
		{"a place with its country", args{"location": "Munich, Germany"}, "no location", "city alone"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t)
			report := testkit.ReportID(t, openReport)
			failure := kit.Call("create_report_expense", testkit.With(dinner(report), c.more)).Failure()
			assert.Contains(t, failure["message"], c.message)
			assert.Contains(t, failure["next_step"], c.next)
			assert.NotContains(t, failure["next_step"], "gW", "the ids of v3 are not what agents are shown elsewhere")
			assert.Equal(t, "nothing_changed", failure["changed"])
			assert.Empty(t, kit.Writes())
		})
	}
}

func TestConcurSaysWhyAnExpenseCannotBeAdded(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	report := testkit.ReportID(t, submittedReport)
	failure := kit.Call("create_report_expense", dinner(report)).Failure()
	assert.Contains(t, failure["message"], "has been in a workflow")
	assert.Equal(t, "nothing_changed", failure["changed"])
	assert.Contains(t, failure["next_step"], "create_report", "a sent-back report takes none either")
	assert.Equal(t, "create_entry", failure["operation"])
	assert.NotEmpty(t, failure["concur_error_id"])
}

func TestAnExpenseThatCannotBeReadBackIsStillReported(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	report := testkit.ReportID(t, openReport)
	kit.Sim.AddFault(simulator.Fault{Operation: "get_entry", Kind: simulator.ServerError, Status: 400})
	var made row
	kit.Call("create_report_expense", dinner(report)).Into(&made)
	assert.False(t, made.Verified)
	assert.NotEmpty(t, made.V3ID)
	assert.Contains(t, made.Note, "could not be read back")
}

func TestAnAdministratorMakesAnExpenseForSomebodyElse(t *testing.T) {
	t.Parallel()
	report := testkit.ReportID(t, openReport)
	kit := testkit.New(t, testkit.As(testkit.Ada))
	var made row
	kit.Call("create_report_expense", testkit.With(dinner(report), args{"user": testkit.Rita})).Into(&made)
	assert.True(t, made.Verified)
	for _, entry := range kit.Sim.Journal() {
		if entry.Operation == "create_entry" || entry.Operation == "get_entry" || entry.Operation == "list_expense_group_configurations" {
			query, err := url.ParseQuery(entry.Query)
			require.NoError(t, err)
			assert.Equal(t, testkit.Rita, query.Get("user"), entry.Operation)
		}
	}
}

func TestMakingAnExpenseNeedsAUserConnection(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, testkit.CompanyOnly())
	failure := kit.Call("create_report_expense", dinner("7A90C4E15B2D4F6883AC")).Failure()
	assert.Contains(t, failure["message"], "user connection")
	assert.Empty(t, kit.Operations())
}
