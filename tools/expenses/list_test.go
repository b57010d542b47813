package expenses_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestTheOwnerSeesTheExpensesOfAReportInOneRequest(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	report := testkit.ReportID(t, openReport)
	kit.Sim.ResetJournal()
	var list listing
	kit.Call("list_report_expenses", args{"report_id": report}).Into(&list)
	assert.Equal(t, []string{"list_expenses"}, kit.Operations())
	require.Len(t, list.Expenses, 7)
	assert.Equal(t, 7, *list.Total)
	hotel := list.Expenses[1]
	assert.Equal(t, "Hotel", hotel.ExpenseType)
	assert.Len(t, hotel.ExpenseID, 32)
	assert.Equal(t, "EUR", hotel.Amount.Currency)
	assert.Nil(t, hotel.Posted, "the amount is in the currency of the report")
	assert.Equal(t, new(false), hotel.HasReceipt)
	assert.True(t, hotel.BlockingExceptions)
	assert.Contains(t, list.Untrusted, "expenses[].vendor")
	assert.Empty(t, hotel.V3ID)
}

func TestAListOfExpensesIsPagedAndWidenedAsAskedFor(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	report := testkit.ReportID(t, openReport)
	ask := args{"report_id": report, "limit": 3, "fields": []string{"expense_id", "location"}}
	var seen []string
	for pages := 1; ; pages++ {
		require.LessOrEqual(t, pages, 3)
		var page listing
		kit.Call("list_report_expenses", ask).Into(&page)
		for _, e := range page.Expenses {
			seen = append(seen, e.ExpenseID)
			assert.Equal(t, "Porto", e.Location)
			assert.Empty(t, e.ExpenseType, "it was not asked for")
		}
		if page.NextCursor == "" {
			break
		}
		ask["cursor"] = page.NextCursor
	}
	assert.Len(t, seen, 7)
}

func TestAForeignCurrencyIsShownPostedToo(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	report := testkit.ReportID(t, "Zurich distributor talks")
	for _, e := range expensesOf(kit, report) {
		require.Equal(t, "CHF", e.Amount.Currency)
		require.NotNil(t, e.Posted)
		assert.Equal(t, "EUR", e.Posted.Currency)
	}
}

func TestAnApproverSeesTheExpensesByOneOfThreeWays(t *testing.T) {
	t.Parallel()
	report := testkit.ReportID(t, submittedReport)
	owner := expensesOf(testkit.New(t), report)
	for _, c := range []struct {
		name    string
		options []testkit.Option
		role    string
		want    []string
	}{
		{
			"over the company connection, as the owner",
			[]testkit.Option{testkit.As(testkit.Tom), testkit.WithCompany()},
			"manager",
			[]string{"get_report", "list_expenses"},
		},
		{
			"over v3 without a company",
			[]testkit.Option{testkit.As(testkit.Tom)},
			"manager",
			[]string{"get_report", "list_entries"},
		},
		{
			"also when the role is left out",
			[]testkit.Option{testkit.As(testkit.Tom)},
			"",
			[]string{"list_expenses", "get_report", "list_entries"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t, c.options...)
			ask := args{"report_id": report, "fields": []string{
				"expense_id", "expense_type", "date", "amount", "vendor", "business_purpose", "payment_type", "has_receipt", "personal",
			}}
			if c.role != "" {
				ask["role"] = c.role
			}
			var list listing
			kit.Call("list_report_expenses", ask).Into(&list)
			assert.Equal(t, c.want, kit.Operations())
			require.Len(t, list.Expenses, len(owner))
			for i, e := range list.Expenses {
				o := owner[i]
				want := row{
					ExpenseID: o.ExpenseID, ExpenseType: o.ExpenseType, Date: o.Date, Amount: o.Amount, Vendor: o.Vendor,
					BusinessPurpose: o.BusinessPurpose, PaymentType: o.PaymentType, HasReceipt: o.HasReceipt, Personal: o.Personal,
				}
				assert.Equal(t, want, e, "all ways give the same row")
			}
		})
	}
}

func TestAnApproverWithoutAWayIsToldPlainly(t *testing.T) {
	t.Parallel()
	report := testkit.ReportID(t, submittedReport)
	kit := testkit.New(t, testkit.As(testkit.Tom))
	kit.Sim.AddFault(simulator.Fault{Operation: "list_entries", Kind: simulator.ServerError, Status: 403})
	failure := kit.Call("list_report_expenses", args{"report_id": report, "role": "manager"}).Failure()
	assert.Contains(t, failure["message"], "does not show")
	assert.Contains(t, failure["next_step"], "list_report_exceptions")
	assert.Equal(t, "nothing_changed", failure["changed"])
}

func TestWhenTheCompanyCannotListV3Does(t *testing.T) {
	t.Parallel()
	report := testkit.ReportID(t, submittedReport)
	kit := testkit.New(t, testkit.As(testkit.Tom), testkit.WithCompany())
	kit.Sim.AddFault(simulator.Fault{Operation: "list_expenses", Kind: simulator.ServerError, Status: 403})
	var list listing
	kit.Call("list_report_expenses", args{"report_id": report, "role": "manager"}).Into(&list)
	assert.NotEmpty(t, list.Expenses)
	assert.Equal(t, []string{"get_report", "list_expenses", "list_entries"}, kit.Operations())
}

func TestWhoMayNotSeeAReportGetsConcursRefusal(t *testing.T) {
	t.Parallel()
	report := testkit.ReportID(t, openReport)
	kit := testkit.New(t, testkit.As(testkit.Luca))
	failure := kit.Call("list_report_expenses", args{"report_id": report}).Failure()
	assert.Contains(t, failure["message"], "may not access")
	assert.Equal(t, []string{"list_expenses", "get_report"}, kit.Operations())
}

func TestAProxyListsByNameOfTheOwner(t *testing.T) {
	t.Parallel()
	report := testkit.ReportID(t, openReport)
	kit := testkit.New(t, testkit.As(testkit.Ada))
	var list listing
	kit.Call("list_report_expenses", args{"report_id": report, "user": testkit.Rita}).Into(&list)
	assert.Len(t, list.Expenses, 7)
	kit.Sim.ResetJournal()
	kit.Call("list_report_expenses", args{"report_id": report, "user": testkit.Rita}).Into(&list)
	assert.Equal(t, []string{"list_expenses"}, kit.Operations(), "who Rita is, is known by now")
}

func TestAnEmptyReportSaysWhatToTry(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	var made struct {
		ReportID string `json:"report_id"`
	}
	kit.Call("create_report", args{"name": "Nothing yet"}).Into(&made)
	var list listing
	kit.Call("list_report_expenses", args{"report_id": made.ReportID}).Into(&list)
	assert.Empty(t, list.Expenses)
	assert.Zero(t, *list.Total)
	assert.Contains(t, list.Note, "create_report_expense")
}

func TestAnExpenseIsReadByEitherId(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	report := testkit.ReportID(t, openReport)
	listed := expenseOfType(t, kit, report, "Hotel")
	kit.Sim.ResetJournal()
	var byV4 row
	kit.Call("get_report_expense", args{"report_id": report, "expense_id": listed.ExpenseID}).Into(&byV4)
	assert.Equal(t, []string{"get_expense"}, kit.Operations())
	assert.Equal(t, listed.ExpenseID, byV4.ExpenseID)
	assert.Equal(t, listed.Amount, byV4.Amount)

	entries, err := kit.Session.EntriesOf(t.Context(), "", "")
	require.NoError(t, err)
	stranger := testkit.New(t) // who has seen no pair of ids yet
	for _, e := range entries {
		if string(e.ExpenseID) != listed.ExpenseID {
			continue
		}
		var byV3 row
		stranger.Call("get_report_expense", args{"report_id": report, "expense_id": string(e.ID)}).Into(&byV3)
		assert.Equal(t, []string{"get_entry", "get_expense"}, stranger.Operations())
		assert.Equal(t, byV4, byV3)
		stranger.Sim.ResetJournal()
		stranger.Call("get_report_expense", args{"report_id": report, "expense_id": string(e.ID)}).Into(&byV3)
		assert.Equal(t, []string{"get_expense"}, stranger.Operations(), "the pair is known by now")
		return
	}
	require.Fail(t, "the hotel has no entry")
}

func TestAnApproverReadsAnExpense(t *testing.T) {
	t.Parallel()
	report := testkit.ReportID(t, submittedReport)
	expense := expensesOf(testkit.New(t), report)[0]
	for name, more := range map[string]args{"named": {"role": "manager"}, "found out": {}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t, testkit.As(testkit.Tom))
			var read row
			kit.Call("get_report_expense", testkit.With(args{"report_id": report, "expense_id": expense.ExpenseID}, more)).Into(&read)
			assert.Equal(t, expense.Amount, read.Amount)
		})
	}
}

func TestAnExpenseThatIsNotThereIsNotFound(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	failure := kit.Call("get_report_expense", args{
		"report_id": testkit.ReportID(t, openReport), "expense_id": "00000000000000000000000000000000",
	}).Failure()
	assert.Contains(t, failure["message"], "not found")
	assert.NotEmpty(t, failure["next_step"])
}

func TestAnswersThatAreNoneAreReported(t *testing.T) {
	t.Parallel()
	kit, report := testkit.New(t), testkit.ReportID(t, openReport)
	for _, kind := range []simulator.FaultKind{
		simulator.Malformed, simulator.Truncated, simulator.HTMLPage, simulator.EmptyBody, simulator.Garbage,
	} {
		kit.Sim.ClearFaults()
		kit.Sim.AddFault(simulator.Fault{Operation: "list_expenses", Kind: kind, Bytes: 100, Status: 200})
		failure := kit.Call("list_report_expenses", args{"report_id": report}).Failure()
		assert.Equal(t, "nothing_changed", failure["changed"], kind)
		assert.NotEmpty(t, failure["message"], kind)
		assert.NotEmpty(t, failure["next_step"], kind)
	}
}
