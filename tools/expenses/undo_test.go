package expenses_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// read gives an expense as it is, without what no write sets.
func read(kit *testkit.Kit, ids args) row {
	var shown row
	kit.Call("get_report_expense", testkit.With(args{"report_id": ids["report_id"], "expense_id": ids["expense_id"]}, args{
		"user": ids["user"],
	})).Into(&shown)
	return shown
}

func TestAChangeIsTakenBack(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]args{
		"everything": {
			"expense_type": "Dinner", "transaction_date": "2026-03-20", "amount": "31.50", "currency": "USD", "exchange_rate": "0.9",
			"vendor": "Osteria Bella", "description": "Team lunch", "location": "Lisbon", "payment_type": "Personal Credit Card",
			"is_personal": true, "is_billable": true, "custom_fields": args{"custom16": "PO-1"},
		},
		"the currency alone": {"currency": "USD"},
		"the amount alone":   {"amount": 5},
		"the vendor":         {"vendor": ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t)
			lunch := testkit.ExpenseOfType(t, openReport, "Lunch")
			kit.Call("update_report_expense", testkit.With(lunch, args{"location": "Porto", "vendor": "Casa"})).Into(&row{})
			before := read(kit, lunch)
			undo := kit.Undoing("update_report_expense", testkit.With(lunch, change))
			assert.NotEqual(t, before, read(kit, lunch))
			assert.Empty(t, undo.Note)
			var back row
			kit.TakeBack(undo).Into(&back)
			assert.True(t, back.Verified, back.Note)
			assert.Equal(t, before, read(kit, lunch))
		})
	}
}

func TestWhatAChangeDoesNotGiveBackIsSaid(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	var made row
	kit.Call("create_report_expense", dinner(testkit.ReportID(t, openReport))).Into(&made)
	undo := kit.Undoing("update_report_expense", args{"report_id": made.ReportID, "expense_id": made.ExpenseID, "location": "Lisbon"})
	assert.Contains(t, undo.Note, "no location")
}

func TestTheCompanysChangeIsTakenBack(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, testkit.As(testkit.Tom), testkit.WithCompany())
	hotel := testkit.With(testkit.Expense(t, submittedReport, 2), args{"user": testkit.Rita})
	before := read(kit, hotel)
	undo := kit.Undoing("update_report_expense", testkit.With(hotel, args{
		"is_rejected": true, "is_paper_receipt_received": true, "business_purpose": "Audit", "custom_fields": args{"custom16": "PO-2"},
	}))
	assert.NotEqual(t, before, read(kit, hotel))
	kit.TakeBack(undo)
	assert.Equal(t, before, read(kit, hotel))
}

func TestANewExpenseIsTakenBack(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	report := testkit.ReportID(t, openReport)
	before := expensesOf(kit, report)
	undo := kit.Undoing("create_report_expense", dinner(report))
	assert.NotEqual(t, before, expensesOf(kit, report))
	kit.TakeBack(undo)
	assert.Equal(t, before, expensesOf(kit, report))
}

func TestADeletedExpenseIsMadeAgain(t *testing.T) {
	t.Parallel()
	for name, expense := range map[string]args{
		"a dinner": {
			"expense_type": "Dinner", "transaction_date": "2026-03-20", "amount": "31.50", "currency": "USD", "exchange_rate": "0.9",
			"vendor": "Osteria Bella", "description": "Team lunch", "location": "Lisbon", "payment_type": "Personal Credit Card",
			"is_personal": true, "is_billable": true, "tax_receipt_type": "R", "custom_fields": args{"custom16": "PO-1"},
		},
		"mileage": {
			"expense_type": "MILEG", "transaction_date": "2026-03-25",
			"journey": args{"from": "Porto", "to": "Lisbon", "distance": 313, "unit": "K"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t)
			report := testkit.ReportID(t, openReport)
			var made row
			kit.As(testkit.Rita).Call("create_report_expense", testkit.With(args{"report_id": report}, expense)).Into(&made)
			before := read(kit, args{"report_id": report, "expense_id": made.ExpenseID})
			undo := kit.Undoing("delete_report_expense", args{"report_id": report, "expense_id": made.ExpenseID})
			assert.Contains(t, undo.Note, "its ids")
			var again row
			kit.TakeBack(undo).Into(&again)
			assert.True(t, again.Verified, again.Note)
			after := read(kit, args{"report_id": report, "expense_id": again.ExpenseID})
			assert.NotEqual(t, before.ExpenseID, after.ExpenseID)
			after.ExpenseID = before.ExpenseID
			assert.Equal(t, before, after)
		})
	}
}

func TestWhatGoesWithADeletedExpenseIsNamed(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	undo := kit.Undoing("delete_report_expense", testkit.ExpenseOfType(t, openReport, "Hotel"))
	assert.Contains(t, undo.Note, "the itemizations")
	company := testkit.New(t, testkit.CompanyOnly())
	undo = company.Undoing("delete_report_expense", testkit.With(testkit.ExpenseOfType(t, openReport, "Taxi"), args{"user": testkit.Rita}))
	assert.Empty(t, undo.Tool)
	assert.Contains(t, undo.Note, "person's connection")
}
