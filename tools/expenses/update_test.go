package expenses_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/tools"
)

func TestAnOwnExpenseIsChangedThroughV3(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	report := testkit.ReportID(t, openReport)
	lunch := expenseOfType(t, kit, report, "Lunch")
	change := args{
		"report_id": report, "expense_id": lunch.ExpenseID, "expense_type": "Dinner", "transaction_date": "2026-03-20",
		"amount": "31.50", "currency": "EUR", "exchange_rate": 1, "vendor": "Osteria Bella", "description": "Team lunch", "location": "Milan",
		"payment_type": "Cash", "is_personal": true, "is_billable": true, "custom_fields": args{"custom16": "PO-1"},
	}
	kit.Sim.ResetJournal()
	var changed row
	kit.Call("update_report_expense", change).Into(&changed)
	assert.True(t, changed.Verified, changed.Note)
	assert.Equal(t, []string{
		"list_expense_group_configurations", "location_v3_list", "list_entries", "get_expense_form_fields", "get_entry", "update_entry",
		"get_entry",
	}, kit.Operations())
	assert.Equal(t, "DINNR", changed.ExpenseTypeID)
	assert.Equal(t, "2026-03-20", changed.Date)
	assert.Equal(t, money{31.5, "EUR"}, changed.Amount)
	assert.Equal(t, "Osteria Bella", changed.Vendor)
	assert.Equal(t, "Team lunch", changed.BusinessPurpose)
	assert.Equal(t, "Milan", changed.Location)
	assert.True(t, changed.Personal)

	kit.Sim.ResetJournal()
	kit.Call("update_report_expense", args{"report_id": report, "expense_id": lunch.ExpenseID, "vendor": ""}).Into(&changed)
	assert.Equal(t, []string{"get_entry", "update_entry", "get_entry"}, kit.Operations(), "the v3 id is known by now")
	assert.True(t, changed.Verified)
	var read row
	kit.Call("get_report_expense", args{"report_id": report, "expense_id": lunch.ExpenseID}).Into(&read)
	assert.Empty(t, read.Vendor, "an empty text takes it out")
	assert.Equal(t, "Team lunch", read.BusinessPurpose, "what is not given stays")
	assert.Equal(t, map[string]any{"VendorDescription": ""}, sentEntry(t, kit, "update_entry"))
}

func TestAChangeOfCurrencyRemindsOfTheRate(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	report := testkit.ReportID(t, openReport)
	lunch := expenseOfType(t, kit, report, "Lunch")
	var changed row
	kit.Call("update_report_expense", args{"report_id": report, "expense_id": lunch.ExpenseID, "currency": "usd"}).Into(&changed)
	assert.True(t, changed.Verified)
	assert.Contains(t, changed.Note, "The exchange rate is 1: ")
}

func TestTheCompanyChangesWhatOnlyItCan(t *testing.T) {
	t.Parallel()
	expense := testkit.Expense(t, submittedReport, 2)
	kit := testkit.New(t, testkit.As(testkit.Tom), testkit.WithCompany())
	var changed row
	kit.Call("update_report_expense", testkit.With(expense, args{
		"user": testkit.Rita, "is_rejected": true, "is_paper_receipt_received": true, "business_purpose": "Audit",
		"custom_fields": args{"custom16": "PO-2"},
	})).Into(&changed)
	assert.True(t, changed.Verified, changed.Note)
	assert.True(t, changed.Rejected)
	assert.True(t, changed.PaperReceipt)
	assert.Equal(t, "Audit", changed.BusinessPurpose)
	assert.Equal(t, []string{"update_expense_submitted"}, kit.Writes())
	sent := sentEntry(t, kit, "update_expense_submitted")
	assert.Equal(t, "OTHER", sent["expenseSource"])
	assert.Len(t, sent, 5)
}

func TestAnApproverRejectsAnExpenseWithoutNamingItsOwner(t *testing.T) {
	t.Parallel()
	expense := testkit.Expense(t, submittedReport, 2)
	kit := testkit.New(t, testkit.As(testkit.Tom), testkit.WithCompany())
	var changed row
	kit.Call("update_report_expense", testkit.With(expense, args{"is_rejected": true})).Into(&changed)
	assert.True(t, changed.Verified, "it is read back as its approver")
	assert.True(t, changed.Rejected)
}

func TestTheFieldsDecideWhoChangesThem(t *testing.T) {
	t.Parallel()
	lunch := testkit.ExpenseOfType(t, openReport, "Lunch")
	for _, c := range []struct {
		name    string
		options []testkit.Option
		change  args
		want    []string
	}{
		{"own purpose over the own connection", []testkit.Option{testkit.WithCompany()}, args{"business_purpose": "A"}, []string{"update_entry"}},
		{
			"own purpose, named oneself",
			[]testkit.Option{testkit.WithCompany()},
			args{"business_purpose": "A", "user": testkit.Rita},
			[]string{"update_entry"},
		},
		{
			"somebody else's purpose over the company's",
			[]testkit.Option{testkit.As(testkit.Ada), testkit.WithCompany()},
			args{"business_purpose": "A", "user": testkit.Rita},
			[]string{"update_expense_submitted"},
		},
		{
			"somebody else's vendor over an administrator's",
			[]testkit.Option{testkit.As(testkit.Ada), testkit.WithCompany()},
			args{"vendor": "A", "user": testkit.Rita},
			[]string{"update_entry"},
		},
		{
			"the company alone",
			[]testkit.Option{testkit.CompanyOnly()},
			args{"description": "A", "user": testkit.Rita},
			[]string{"update_expense_submitted"},
		},
		{
			"paper receipts over the company's",
			[]testkit.Option{testkit.WithCompany()},
			args{"is_paper_receipt_received": true},
			[]string{"update_expense_submitted"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t, c.options...)
			var changed row
			kit.Call("update_report_expense", testkit.With(lunch, c.change)).Into(&changed)
			assert.True(t, changed.Verified, changed.Note)
			assert.Equal(t, c.want, kit.Writes())
		})
	}
}

func TestWhatNoConnectionCanChangeIsRefusedBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		options []testkit.Option
		change  args
		message string
	}{
		{
			"an amount with the company alone",
			[]testkit.Option{testkit.CompanyOnly()},
			args{"amount": 3, "currency": "EUR"},
			"amount, currency cannot be changed with a company connection",
		},
		{
			"a vendor with the company alone",
			[]testkit.Option{testkit.CompanyOnly()},
			args{"vendor": "X", "user": testkit.Rita},
			"vendor cannot be changed",
		},
		{
			"fields of both kinds",
			[]testkit.Option{testkit.WithCompany()},
			args{"vendor": "X", "is_rejected": true},
			"vendor can be changed by a person's connection only, and is_rejected",
		},
		{"a rejection without a company", nil, args{"is_rejected": true}, "is_rejected can be changed with a company connection only"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t, c.options...)
			failure := kit.Call("update_report_expense", testkit.With(args{
				"report_id": "7A90C4E15B2D4F6883AC", "expense_id": "F0A1B2C3D4E5460798A9BACBDCEDFE0F",
			}, c.change)).Failure()
			assert.Contains(t, failure["message"], c.message)
			assert.NotEmpty(t, failure["next_step"])
			assert.Empty(t, kit.Sim.Journal())
		})
	}
}

func TestALostChangeIsLookedAfterAndNotRepeated(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		operation string
		kind      simulator.FaultKind
		change    args
		done      bool
	}{
		{"v3, done", "update_entry", simulator.CommitThenDrop, args{"vendor": "A"}, true},
		{"v3, not done", "update_entry", simulator.ResetBefore, args{"vendor": "A"}, false},
		{"v4, done", "update_expense_submitted", simulator.CommitThenDrop, args{"is_rejected": true}, true},
		{"v4, not done", "update_expense_submitted", simulator.ResetBefore, args{"is_rejected": true}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t, testkit.WithCompany())
			kit.Sim.AddFault(simulator.Fault{Operation: c.operation, Kind: c.kind})
			result := kit.Call("update_report_expense", testkit.With(testkit.ExpenseOfType(t, openReport, "Lunch"), c.change))
			assert.Equal(t, 1, kit.Attempts(c.operation))
			if c.done {
				var changed row
				result.Into(&changed)
				assert.True(t, changed.Verified)
				return
			}
			failure := result.Failure()
			assert.Equal(t, "nothing_changed", failure["changed"])
			assert.Contains(t, failure["message"], "was not done")
		})
	}
}

func TestALostChangeIsKnownByWhatWasOtherwiseBefore(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	report := testkit.ReportID(t, openReport)
	lunch := expenseOfType(t, kit, report, "Lunch")
	kit.Sim.AddFault(simulator.Fault{Operation: "update_entry", Kind: simulator.ResetBefore})
	failure := kit.Call("update_report_expense", args{
		"report_id": report, "expense_id": lunch.ExpenseID, "vendor": "A", "currency": lunch.Amount.Currency,
	}).Failure()
	assert.Equal(t, "nothing_changed", failure["changed"], "the currency was that before, and the vendor still is what it was")

	seen := kit.Look("update_report_expense", args{
		"report_id": report, "expense_id": lunch.ExpenseID, "vendor": "A", "currency": lunch.Amount.Currency,
	})
	assert.Equal(t, tools.Unknown, seen.Verdict, "who comes after a crash does not know what was otherwise")
	assert.Contains(t, seen.Found, "vendor")
}

func TestAChangeThatCannotBeReadBackSaysSo(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, testkit.WithCompany())
	report := testkit.ReportID(t, openReport)
	lunch := expenseOfType(t, kit, report, "Lunch")
	for _, c := range []struct {
		read, write string
		change      args
	}{
		{"get_entry", "update_entry", args{"vendor": "A"}},
		{"get_expense", "update_expense_submitted", args{"is_rejected": true}},
	} {
		kit.Sim.AddFault(simulator.Fault{Operation: c.read, After: c.write, Kind: simulator.ServerError, Status: 400})
		var changed row
		kit.Call("update_report_expense", testkit.With(args{"report_id": report, "expense_id": lunch.ExpenseID}, c.change)).Into(&changed)
		assert.False(t, changed.Verified)
		assert.Contains(t, changed.Note, "could not be read back")
		assert.Nil(t, changed.HasReceipt, "nobody looked")
		assert.Equal(t, lunch.ExpenseID, changed.ExpenseID)
	}
}

func TestAnExpenseIsNotTurnedIntoMileage(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	report := testkit.ReportID(t, openReport)
	failure := kit.Call("update_report_expense", args{
		"report_id": report, "expense_id": expensesOf(kit, report)[0].ExpenseID, "expense_type": "MILEG",
	}).Failure()
	assert.Contains(t, failure["message"], "mileage")
	assert.Contains(t, failure["next_step"], "create_report_expense")
	assert.Empty(t, kit.Writes())
}

func TestAnExpenseOfASubmittedReportStaysAsItIs(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	report := testkit.ReportID(t, submittedReport)
	failure := kit.Call("update_report_expense", args{
		"report_id": report, "expense_id": expensesOf(kit, report)[2].ExpenseID, "is_billable": true,
	}).Failure()
	assert.Contains(t, failure["message"], "submitted")
	assert.Contains(t, failure["next_step"], "recall_report")
	assert.Equal(t, "nothing_changed", failure["changed"])

	failure = kit.Call("delete_report_expense", args{"report_id": report, "expense_id": expensesOf(kit, report)[2].ExpenseID}).Failure()
	assert.Contains(t, failure["next_step"], "recall_report")
	assert.Equal(t, "nothing_changed", failure["changed"])
}

func TestAnExpenseThatIsInAnotherReportIsNotChanged(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	elsewhere := expensesOf(kit, testkit.ReportID(t, "Lisbon home office"))[0]
	failure := kit.Call("update_report_expense", args{
		"report_id": testkit.ReportID(t, openReport), "expense_id": elsewhere.ExpenseID, "vendor": "A",
	}).Failure()
	assert.Contains(t, failure["message"], elsewhere.ExpenseID)
	assert.Empty(t, kit.Writes())
}

func TestAnExpenseIsDeletedByEitherId(t *testing.T) {
	t.Parallel()
	for _, v3 := range []bool{false, true} {
		kit := testkit.New(t)
		report := testkit.ReportID(t, openReport)
		id := expenseOfType(t, kit, report, "Taxi").ExpenseID
		ref := id
		if v3 {
			entries, err := kit.Session.EntriesOf(t.Context(), "", "")
			require.NoError(t, err)
			for _, e := range entries {
				if string(e.ExpenseID) == id {
					ref = string(e.ID)
				}
			}
			require.NotEqual(t, id, ref)
		}
		var deleted struct {
			ID       string `json:"deleted_expense_id"`
			Verified bool   `json:"verified"`
		}
		kit.Call("delete_report_expense", args{"report_id": report, "expense_id": ref}).Into(&deleted)
		assert.Equal(t, id, deleted.ID)
		assert.True(t, deleted.Verified)
		assert.Len(t, expensesOf(kit, report), 6)
		assert.Equal(t, []string{"delete_expense"}, kit.Writes())
	}
}

func TestTheCompanyDeletesInTheNameOfTheOwner(t *testing.T) {
	t.Parallel()
	taxi := testkit.ExpenseOfType(t, openReport, "Taxi")
	for _, c := range []struct {
		name     string
		user     any
		verified bool
	}{{"named", testkit.Rita, true}, {"not named", nil, false}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t, testkit.CompanyOnly())
			var deleted row
			kit.Call("delete_report_expense", testkit.With(taxi, args{"user": c.user})).Into(&deleted)
			assert.Equal(t, c.verified, deleted.Verified)
			assert.Equal(t, c.verified, deleted.Note == "")
			assert.Equal(t, []string{"delete_expense"}, kit.Writes())
		})
	}
}

func TestALostDeleteIsLookedAfter(t *testing.T) {
	t.Parallel()
	for kind, done := range map[simulator.FaultKind]bool{simulator.CommitThenDrop: true, simulator.ResetBefore: false} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t)
			report := testkit.ReportID(t, openReport)
			taxi := expenseOfType(t, kit, report, "Taxi")
			kit.Sim.AddFault(simulator.Fault{Operation: "delete_expense", Kind: kind})
			result := kit.Call("delete_report_expense", args{"report_id": report, "expense_id": taxi.ExpenseID})
			if done {
				var deleted row
				result.Into(&deleted)
				assert.True(t, deleted.Verified)
				return
			}
			assert.Equal(t, "nothing_changed", result.Failure()["changed"])
			assert.Len(t, expensesOf(kit, report), 7)
		})
	}
}

func TestAnExpenseOfASubmittedReportIsNotDeleted(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	report := testkit.ReportID(t, submittedReport)
	failure := kit.Call("delete_report_expense", args{"report_id": report, "expense_id": expensesOf(kit, report)[2].ExpenseID}).Failure()
	assert.Contains(t, failure["message"], "not in a deletable state")
}
