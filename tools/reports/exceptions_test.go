package reports_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

type exceptions struct {
	Exceptions []struct {
		Code       string `json:"code"`
		Message    string `json:"message"`
		Blocking   bool   `json:"blocking"`
		Visibility string `json:"visibility"`
		ExpenseID  string `json:"expense_id"`
	} `json:"exceptions"`
	BlocksSubmit bool   `json:"blocks_submit"`
	Blocking     int    `json:"blocking"`
	Total        int    `json:"total"`
	NextCursor   string `json:"next_cursor"`
	Note         string `json:"note"`
}

func exceptionsOf(kit *testkit.Kit, arguments args) exceptions {
	var found exceptions
	kit.Call("list_report_exceptions", arguments).Into(&found)
	return found
}

func TestExceptionsSayWhetherTheyBlockSubmitting(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	found := exceptionsOf(kit, args{"report_id": testkit.ReportID(t, openReport)})
	require.Len(t, found.Exceptions, 1)
	assert.Equal(t, "NORCPT", found.Exceptions[0].Code)
	assert.True(t, found.Exceptions[0].Blocking)
	assert.Equal(t, "A receipt image is required from 25 EUR.", found.Exceptions[0].Message)
	assert.True(t, found.BlocksSubmit)
	assert.Equal(t, 1, found.Blocking)
	assert.Equal(t, 1, found.Total)
	assert.Equal(t, []string{"get_report_exceptions"}, kit.Operations())

	warned := exceptionsOf(kit, args{"report_id": testkit.ReportID(t, returnedReport)})
	assert.Len(t, warned.Exceptions, 2)
	assert.False(t, warned.BlocksSubmit, "they are above a limit, which only warns")
	assert.Contains(t, warned.Note, "submit_report", "its hotel is not itemized, which no exception tells")
}

func TestExceptionsArePaged(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	id := testkit.ReportID(t, returnedReport)
	first := exceptionsOf(kit, args{"report_id": id, "limit": 1})
	assert.Len(t, first.Exceptions, 1)
	assert.Equal(t, 2, first.Total)
	second := exceptionsOf(kit, args{"report_id": id, "limit": 1, "cursor": first.NextCursor})
	assert.Len(t, second.Exceptions, 1)
	assert.NotEqual(t, first.Exceptions, second.Exceptions)
	assert.Empty(t, second.NextCursor)
}

func TestExceptionsAreNarrowedToTheHeaderAndToAnExpense(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	id := testkit.ReportID(t, returnedReport)
	expense := ""
	for _, e := range exceptionsOf(kit, args{"report_id": id}).Exceptions {
		expense = e.ExpenseID
	}
	require.NotEmpty(t, expense)
	for _, e := range exceptionsOf(kit, args{"report_id": id, "header_only": true}).Exceptions {
		assert.Empty(t, e.ExpenseID)
	}
	one := exceptionsOf(kit, args{"report_id": id, "expense_id": expense})
	assert.NotEmpty(t, one.Exceptions)
	for _, e := range one.Exceptions {
		assert.Equal(t, expense, e.ExpenseID)
	}
	assert.Len(t, exceptionsOf(kit, args{"report_id": id}).Exceptions, 2)
}

func TestAnExpenseIsNamedByItsV3IDToo(t *testing.T) {
	t.Parallel()
	id := testkit.ReportID(t, openReport)
	entries, err := newKit(t).Session.EntriesOf(t.Context(), "", concur.ReportID(id))
	require.NoError(t, err)
	kit := newKit(t)
	found := 0
	for _, entry := range entries {
		found += exceptionsOf(kit, args{"report_id": id, "expense_id": string(entry.ID)}).Total
	}
	assert.Equal(t, 1, found, "one expense lacks its receipt")
	assert.Contains(t, kit.Operations(), "get_entry")
	kit.Sim.ResetJournal()
	exceptionsOf(kit, args{"report_id": id, "expense_id": string(entries[0].ID)})
	assert.Equal(t, []string{"get_expense_exceptions"}, kit.Operations(), "the pair is known from before")
}

func TestExceptionsOfAnAllocationNeedOneThatExists(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	id := testkit.ReportID(t, openReport)
	expense := exceptionsOf(kit, args{"report_id": id}).Exceptions[0].ExpenseID
	kit.Sim.ResetJournal()
	failure := kit.Call("list_report_exceptions", args{
		"report_id": id, "expense_id": expense, "allocation_id": "0123456789ABCDEF0123456789ABCDEF",
	}).Failure()
	assert.Equal(t, "404", failure["http_status"])
	assert.Equal(t, []string{"get_allocation_exceptions"}, kit.Operations())
}

func TestAReportWithoutExceptionsSaysSo(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	var made written
	kit.Call("create_report", args{"name": "Empty"}).Into(&made)
	found := exceptionsOf(kit, args{"report_id": made.ReportID, "header_only": true})
	assert.Empty(t, found.Exceptions)
	assert.False(t, found.BlocksSubmit)
	assert.NotEmpty(t, found.Note)
}

func TestExceptionsTakeThePathThatFitsTheConnection(t *testing.T) {
	t.Parallel()
	id := testkit.ReportID(t, submittedReport)
	for _, c := range []struct {
		name      string
		options   []testkit.Option
		arguments args
		want      []string
	}{
		{"the owner", nil, args{}, []string{"get_report_exceptions"}},
		{"the owner, with the company beside", []testkit.Option{testkit.WithCompany()}, args{}, []string{"get_report_exceptions"}},
		{"the company alone", []testkit.Option{testkit.CompanyOnly()}, args{}, []string{"get_report_exceptions_company"}},
		{
			"the company for somebody",
			[]testkit.Option{testkit.As(testkit.Tom), testkit.WithCompany()},
			args{"user": testkit.Rita},
			[]string{"identity_search_users", "get_report_exceptions_company"},
		},
		{"the approver", []testkit.Option{testkit.As(testkit.Tom)}, args{"role": "manager"}, []string{"get_report_exceptions"}},
		{
			"the approver who names no role",
			[]testkit.Option{testkit.As(testkit.Tom)},
			args{},
			[]string{"get_report_exceptions", "get_report_exceptions"},
		},
		{
			"the proxy",
			[]testkit.Option{testkit.As(testkit.Ada)},
			args{"user": testkit.Rita},
			[]string{"identity_search_users", "get_report_exceptions"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t, c.options...)
			c.arguments["report_id"] = id
			exceptionsOf(kit, c.arguments)
			assert.Equal(t, c.want, kit.Operations())
		})
	}
}
