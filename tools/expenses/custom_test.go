package expenses_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// fielded is an expense with its custom fields.
type fielded struct {
	ExpenseID    string `json:"expense_id"`
	Verified     bool
	Note         string
	CustomFields []struct{ ID, Value string } `json:"custom_fields"`
}

func TestCustomFieldsOfExpensesAreNamedAsTheFormNamesThem(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, testkit.WithCompany())
	report := testkit.ReportID(t, openReport)
	var made fielded
	kit.Call("create_report_expense", args{
		"report_id": report, "expense_type": "Taxi", "transaction_date": "2026-03-20", "amount": 12, "currency": "EUR",
		"custom_fields": args{"Cost Center": "Finance", "project": "PO-1"},
	}).Into(&made)
	assert.True(t, made.Verified, made.Note)
	assert.Len(t, made.CustomFields, 2)
	kit.Sim.ResetJournal()
	kit.Call("create_report_expense", args{
		"report_id": report, "expense_type": "Taxi", "transaction_date": "2026-03-20", "amount": 12, "currency": "EUR",
		"custom_fields": args{"Cost Center": "Finance"},
	}).Into(&made)
	assert.Equal(t, []string{"create_entry", "get_entry"}, kit.Operations(), "the form and the item are known")

	var changed fielded
	kit.Call("update_report_expense", args{
		"report_id": report, "expense_id": made.ExpenseID, "custom_fields": args{"cost center": "CC-120"},
	}).Into(&changed)
	assert.True(t, changed.Verified, changed.Note)
	assert.Equal(t, "Field Sales US", changed.CustomFields[0].Value)

	kit.Call("update_report_expense", args{
		"report_id": report, "expense_id": made.ExpenseID, "is_paper_receipt_received": true,
		"custom_fields": args{"Cost Center": "Field Sales EMEA"},
	}).Into(&changed)
	assert.True(t, changed.Verified, "the company's connection wants the id of the item: %s", changed.Note)
}

func TestAnEmptyReportBorrowsTheFormOfAnother(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	var report struct {
		ID string `json:"report_id"`
	}
	kit.Call("create_report", args{"name": "Empty"}).Into(&report)
	var made fielded
	kit.Call("create_report_expense", args{
		"report_id": report.ID, "expense_type": "Taxi", "transaction_date": "2026-03-20", "amount": 12, "currency": "EUR",
		"custom_fields": args{"Project": "PO-9"},
	}).Into(&made)
	assert.True(t, made.Verified, made.Note)
}

func TestAValueThatIsNotInTheListIsNotSent(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	report := testkit.ReportID(t, openReport)
	failure := kit.Call("create_report_expense", args{
		"report_id": report, "expense_type": "Taxi", "transaction_date": "2026-03-20", "amount": 12, "currency": "EUR",
		"custom_fields": args{"Cost Center": "Moon base"},
	}).Failure()
	assert.Contains(t, failure["message"], "no value of Cost Center")
	assert.Contains(t, failure["next_step"], "search_list_items")
	assert.Empty(t, kit.Sim.Writes())
}

func TestTheFormOfAnExpenseIsShown(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	taxi := testkit.ExpenseOfType(t, openReport, "Taxi")
	labels := func(more args) map[string]bool {
		var form struct{ Fields []struct{ Label string } }
		kit.Call("get_expense_form_fields", testkit.With(taxi, more)).Into(&form)
		found := map[string]bool{}
		for _, field := range form.Fields {
			found[field.Label] = true
		}
		return found
	}
	assert.True(t, labels(nil)["Cost Center"])
	assert.False(t, labels(nil)["From Location"])
	for _, other := range []string{"MILEG", "Personal Car Mileage"} {
		assert.True(t, labels(args{"expense_type_id": other})["From Location"], "the form that another type would have")
	}
}
