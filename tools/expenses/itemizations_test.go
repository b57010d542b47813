package expenses_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

type itemizationListing struct {
	Itemizations []row  `json:"itemizations"`
	Itemized     *money `json:"itemized"`
	Total        *int   `json:"total"`
	NextCursor   string `json:"next_cursor"`
	Note         string `json:"note"`
}

func TestItemizationsAreListedWithBothIds(t *testing.T) {
	t.Parallel()
	ask, kit := testkit.ExpenseOfType(t, openReport, "Hotel"), testkit.New(t)
	hotel := expenseOfType(t, kit, testkit.ReportID(t, openReport), "Hotel")
	kit.Sim.ResetJournal()
	var list itemizationListing
	kit.Call("list_expense_itemizations", ask).Into(&list)
	assert.Equal(t, []string{"get_itemizations", "list_entries", "list_itemizations"}, kit.Operations())
	require.Len(t, list.Itemizations, 4)
	assert.Equal(t, 4, *list.Total)
	assert.Equal(t, hotel.Amount, *list.Itemized)
	assert.Empty(t, list.Note)
	ids := map[string]bool{}
	for _, item := range list.Itemizations {
		assert.Len(t, item.ExpenseID, 32)
		require.NotEmpty(t, item.V3ID)
		assert.NotEmpty(t, item.Date)
		ids[item.V3ID] = true
		var read row
		kit.Call("get_report_expense", testkit.With(ask, args{"expense_id": item.ExpenseID})).Into(&read)
		assert.Equal(
			t, []any{item.ExpenseType, item.Date, item.Amount, hotel.ExpenseID},
			[]any{read.ExpenseType, read.Date, read.Amount, read.ParentExpenseID},
		)
	}
	assert.Len(t, ids, 4)

	kit.Sim.ResetJournal()
	var page itemizationListing
	kit.Call("list_expense_itemizations", testkit.With(ask, args{"limit": 3, "fields": []string{"v3_id"}})).Into(&page)
	assert.Equal(t, []string{"get_itemizations"}, kit.Operations(), "the v3 ids are known by now")
	assert.Len(t, page.Itemizations, 3)
	assert.Equal(t, list.Itemizations[0].V3ID, page.Itemizations[0].V3ID)
	assert.Empty(t, page.Itemizations[0].ExpenseID)
	assert.Equal(t, hotel.Amount, *page.Itemized, "of all, not of the page")
	require.NotEmpty(t, page.NextCursor)
	var rest itemizationListing
	kit.Call(
		"list_expense_itemizations", testkit.With(ask, args{"limit": 3, "cursor": page.NextCursor, "fields": []string{"v3_id"}}),
	).Into(&rest)
	assert.Len(t, rest.Itemizations, 1)
}

func TestAnExpenseInOnePieceSaysSo(t *testing.T) {
	t.Parallel()
	ask := testkit.ExpenseOfType(t, "Paris onsite", "Hotel")
	kit := testkit.New(t)
	var list itemizationListing
	kit.Call("list_expense_itemizations", ask).Into(&list)
	assert.Empty(t, list.Itemizations)
	assert.Nil(t, list.Itemized)
	assert.Contains(t, list.Note, "create_expense_itemization")
	assert.Equal(t, []string{"get_itemizations"}, kit.Operations())
}

func TestEachConnectionListsItemizationsInItsWay(t *testing.T) {
	t.Parallel()
	open := testkit.ExpenseOfType(t, openReport, "Hotel")
	submitted := testkit.ExpenseOfType(t, submittedReport, "Hotel")
	for _, c := range []struct {
		name    string
		options []testkit.Option
		ask     args
		v4, v3  bool
		want    []string
	}{
		{
			"the company has no v3",
			[]testkit.Option{testkit.CompanyOnly()},
			testkit.With(open, args{"user": testkit.Rita}), true, false,
			[]string{"identity_search_users", "get_itemizations"},
		},
		{
			"a proxy who is an administrator",
			[]testkit.Option{testkit.As(testkit.Ada)},
			testkit.With(open, args{"user": testkit.Rita}), true, true,
			[]string{"identity_search_users", "get_itemizations", "list_entries", "list_itemizations"},
		},
		{
			"an approver over the company",
			[]testkit.Option{testkit.As(testkit.Tom), testkit.WithCompany()},
			testkit.With(submitted, args{"role": "manager"}),
			true, false,
			[]string{"get_report", "get_itemizations"},
		},
		{
			"an approver over v3",
			[]testkit.Option{testkit.As(testkit.Tom)},
			testkit.With(submitted, args{"role": "manager"}), false, true,
			[]string{"get_report", "list_entries", "list_itemizations"},
		},
		{
			"an approver who does not say so",
			[]testkit.Option{testkit.As(testkit.Tom)},
			submitted, false, true,
			[]string{"get_itemizations", "get_report", "list_entries", "list_itemizations"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t, c.options...)
			var list itemizationListing
			kit.Call("list_expense_itemizations", c.ask).Into(&list)
			assert.Equal(t, c.want, kit.Operations())
			require.NotEmpty(t, list.Itemizations)
			for _, item := range list.Itemizations {
				assert.Equal(t, c.v4, item.ExpenseID != "")
				assert.Equal(t, c.v3, item.V3ID != "")
				assert.NotEmpty(t, item.Amount.Currency)
			}
			assert.NotNil(t, list.Itemized)
		})
	}
}

func TestItemizationsAreShownWithoutTheirV3Ids(t *testing.T) {
	t.Parallel()
	ask := testkit.ExpenseOfType(t, openReport, "Hotel")
	for status, note := range map[int]string{403: "", 500: "v3 ids could not be read"} {
		kit := testkit.New(t)
		kit.Sim.AddFault(simulator.Fault{Operation: "list_itemizations", Kind: simulator.ServerError, Status: status})
		var list itemizationListing
		kit.Call("list_expense_itemizations", ask).Into(&list)
		assert.Len(t, list.Itemizations, 4)
		assert.Empty(t, list.Itemizations[0].V3ID)
		assert.Contains(t, list.Note, note)
		assert.Equal(t, note == "", list.Note == "")
	}
}

func TestWhoMayNotSeeItemizationsIsToldPlainly(t *testing.T) {
	t.Parallel()
	open := testkit.ExpenseOfType(t, openReport, "Hotel")
	submitted := testkit.ExpenseOfType(t, submittedReport, "Hotel")
	failure := testkit.New(t, testkit.As(testkit.Luca)).Call("list_expense_itemizations", open).Failure()
	assert.Contains(t, failure["message"], "may not access")
	assert.Contains(t, failure["next_step"], "user")
	failure = testkit.New(t, testkit.As(testkit.Tom)).Call("list_expense_itemizations", testkit.With(submitted, args{
		"role": "manager", "expense_id": someExpense,
	})).Failure()
	assert.Contains(t, failure["message"], "does not show")
	failure = testkit.New(t).Call("list_expense_itemizations", testkit.With(open, args{"expense_id": someExpense})).Failure()
	assert.Contains(t, failure["message"], "not found")
}

func TestAPartIsShownByItsV3Id(t *testing.T) {
	t.Parallel()
	ask, kit := testkit.ExpenseOfType(t, openReport, "Hotel"), testkit.New(t)
	var all, one itemizationListing
	kit.Call("list_expense_itemizations", ask).Into(&all)
	part := testkit.With(ask, args{"expense_id": all.Itemizations[1].V3ID})
	kit = testkit.New(t)
	kit.Call("list_expense_itemizations", part).Into(&one)
	assert.Equal(t, []string{"get_entry", "get_itemization", "get_entry"}, kit.Operations())
	require.Len(t, one.Itemizations, 1)
	assert.Equal(t, all.Itemizations[1].V3ID, one.Itemizations[0].V3ID)
	assert.Equal(t, all.Itemizations[1].Amount, one.Itemizations[0].Amount)
	assert.Contains(t, one.Note, ask["expense_id"])
	assert.Nil(t, one.Itemized, "the others were not looked at")

	elsewhere := testkit.With(part, args{"report_id": testkit.ReportID(t, "Lisbon home office")})
	failure := kit.Call("list_expense_itemizations", elsewhere).Failure()
	assert.Equal(t, "404", failure["http_status"], "it is a part, and not of this report")
}
