package exceptions_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// now is when the tests happen: the sample reports were submitted some days before.
var now = time.Date(2026, 3, 20, 10, 0, 0, 0, time.UTC)

const (
	openReport = "Porto plant visit"
	paidReport = "Lisbon quarter drinks"
	someReport = "7A90C4E15B2D4F6883AC"
	someID     = "0123456789ABCDEF0123456789ABCDEF"
)

type args = testkit.Args

type exception struct {
	Code       string `json:"code"`
	Message    string `json:"message"`
	Blocking   bool   `json:"blocking"`
	Visibility string `json:"visibility"`
	ExpenseID  string `json:"expense_id"`
}

type written struct {
	ReportID  string     `json:"report_id"`
	Verified  bool       `json:"verified"`
	Note      string     `json:"note"`
	Exception *exception `json:"exception"`
	Removed   string     `json:"removed_code"`
}

func newKit(t *testing.T, options ...testkit.Option) *testkit.Kit {
	t.Helper()
	return testkit.New(t, append([]testkit.Option{testkit.On(now)}, options...)...)
}

func call(kit *testkit.Kit, tool string, arguments args) written {
	var done written
	kit.Call(tool, arguments).Into(&done)
	return done
}

func TestAnExceptionIsAddedAndRemoved(t *testing.T) {
	t.Parallel()
	open := testkit.Report(t, openReport)
	first := open.Expenses[0]
	for name, c := range map[string]struct {
		options []testkit.Option
		about   args
		want    []string
	}{
		"on a report": {
			[]testkit.Option{testkit.CompanyOnly()},
			args{},
			[]string{
				"get_report_exceptions_company", "add_report_exception", "get_report_exceptions_company",
				"get_report_exceptions_company", "delete_report_exception", "get_report_exceptions_company",
			},
		},
		"on an expense, with a person beside": {
			[]testkit.Option{testkit.WithCompany()},
			args{"expense_id": first.ID},
			[]string{
				"get_expense_exceptions_company", "add_expense_exception", "get_expense_exceptions_company",
				"get_expense_exceptions_company", "get_report", "get_expense", "delete_expense_exception", "get_expense_exceptions_company",
			},
		},
		"on an expense by its v3 id": {
			[]testkit.Option{testkit.WithCompany()},
			args{"expense_id": first.V3ID},
			[]string{
				"get_entry", "get_expense_exceptions_company", "add_expense_exception", "get_expense_exceptions_company",
				"get_expense_exceptions_company", "get_report", "get_expense", "delete_expense_exception", "get_expense_exceptions_company",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t, c.options...)
			c.about["report_id"], c.about["exception_code"] = open.ID, "PREAPPR"
			done := call(kit, "add_exception", c.about)
			assert.True(t, done.Verified, done.Note)
			require.NotNil(t, done.Exception)
			assert.Equal(t, "ALL", done.Exception.Visibility)
			assert.True(t, done.Exception.Blocking, "the company configured that")
			assert.Equal(t, c.about["expense_id"] != nil, done.Exception.ExpenseID != "")
			done = call(kit, "remove_exception", c.about)
			assert.True(t, done.Verified, done.Note)
			assert.Nil(t, done.Exception)
			assert.Equal(t, "PREAPPR", done.Removed)
			assert.Equal(t, c.want, kit.Operations())
		})
	}
}

func TestAnExceptionIsPutOnAnAllocation(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.WithCompany())
	about := testkit.With(testkit.Expense(t, openReport, 0), args{"exception_code": "BUDGET"})
	var list struct {
		Allocations []struct {
			AllocationID string `json:"allocation_id"`
		} `json:"allocations"`
	}
	kit.Call("list_expense_allocations", testkit.With(about, args{"exception_code": nil})).Into(&list)
	require.NotEmpty(t, list.Allocations)
	about["allocation_id"] = list.Allocations[0].AllocationID
	assert.True(t, call(kit, "add_exception", about).Verified)
	assert.Equal(t, 1, kit.Attempts("add_allocation_exception"))
	assert.True(t, call(kit, "remove_exception", about).Verified)
	assert.Equal(t, 1, kit.Attempts("delete_allocation_exception"))
}

func TestTheTravelerDoesNotSeeWhatIsForTheProcessor(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.WithCompany())
	report := testkit.ReportID(t, openReport)
	done := call(kit, "add_exception", args{"report_id": report, "exception_code": "AUDIT01", "visibility": "PROCESSOR"})
	assert.True(t, done.Verified, "the company reads it back")
	var seen struct {
		Exceptions []exception `json:"exceptions"`
	}
	kit.Call("list_report_exceptions", args{"report_id": report}).Into(&seen)
	for _, e := range seen.Exceptions {
		assert.NotEqual(t, "AUDIT01", e.Code)
	}
}

func TestRefusalsSayWhatToDo(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.CompanyOnly())
	report, paid := testkit.ReportID(t, openReport), testkit.ReportID(t, paidReport)
	for _, c := range []struct {
		name, tool string
		arguments  args
		says       string
	}{
		{"an unknown code", "add_exception", args{"report_id": report, "exception_code": "NOSUCH"}, "active exception of the company"},
		{"a paid report", "add_exception", args{"report_id": paid, "exception_code": "AUDIT01"}, "not paid yet"},
		{"one that is not there", "remove_exception", args{"report_id": report, "exception_code": "AUDIT01"}, "list_report_exceptions"},
		{"a report that nobody has", "add_exception", args{"report_id": someReport, "exception_code": "AUDIT01"}, "Check the id"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			failure := kit.For(t).Call(c.tool, c.arguments).Failure()
			assert.Equal(t, "nothing_changed", failure["changed"])
			assert.Contains(t, failure["next_step"], c.says)
		})
	}
}

func TestAPersonAloneCannotAddExceptions(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	for _, tool := range []string{"add_exception", "remove_exception"} {
		failure := kit.Call(tool, args{"report_id": someReport, "exception_code": "AUDIT01"}).Failure()
		assert.Contains(t, failure["message"], "company connection")
		assert.Equal(t, "nothing_changed", failure["changed"])
	}
	assert.Empty(t, kit.Operations())
}

func TestAfterALostAnswerTheExceptionsAreLookedAt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, tool, operation string
		fault                 simulator.FaultKind
		changed               string // of the failure; empty where the call works out
	}{
		{"an addition that was made", "add_exception", "add_report_exception", simulator.CommitThenDrop, ""},
		{"an addition that was not made", "add_exception", "add_report_exception", simulator.ResetBefore, "nothing_changed"},
		{"an addition that broke", "add_exception", "add_report_exception", simulator.ServerError, "nothing_changed"},
		{"a removal that was made", "remove_exception", "delete_report_exception", simulator.CommitThenDrop, ""},
		{"a removal that was not made", "remove_exception", "delete_report_exception", simulator.ResetBefore, "nothing_changed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t, testkit.CompanyOnly())
			about := args{"report_id": testkit.ReportID(t, openReport), "exception_code": "AUDIT01"}
			if c.tool == "remove_exception" {
				call(kit, "add_exception", about)
			}
			kit.Sim.AddFault(simulator.Fault{Operation: c.operation, Nth: 1, Kind: c.fault})
			result := kit.Call(c.tool, about)
			assert.Equal(t, 1, kit.Attempts(c.operation), "a write is sent once")
			if c.changed != "" {
				assert.Equal(t, c.changed, result.Failure()["changed"])
				return
			}
			var done written
			result.Into(&done)
			assert.True(t, done.Verified, done.Note)
			assert.Contains(t, done.Note, "answer was lost")
		})
	}
}

func TestAWriteThatCannotBeReadBackIsNoFailure(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.CompanyOnly())
	about := args{"report_id": testkit.ReportID(t, openReport), "exception_code": "AUDIT01"}
	for _, tool := range []string{"add_exception", "remove_exception"} {
		operation := map[string]string{"add_exception": "add_report_exception", "remove_exception": "delete_report_exception"}[tool]
		kit.Sim.ClearFaults()
		kit.Sim.AddFault(simulator.Fault{
			Operation: "get_report_exceptions_company", After: operation, Kind: simulator.HTMLPage, Status: 200,
		})
		done := call(kit, tool, about)
		assert.False(t, done.Verified)
		assert.Contains(t, done.Note, "could not be read back")
	}
}

func TestBadInputSendsNothing(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.WithCompany())
	for _, c := range []struct {
		name, tool string
		args       args
		message    string
	}{
		{"no code", "add_exception", args{"report_id": someReport}, "exception_code: is required"},
		{"a code that climbs", "remove_exception", args{"report_id": someReport, "exception_code": ".."}, "exception_code"},
		{"a code with a slash", "remove_exception", args{"report_id": someReport, "exception_code": "A/B"}, "exception_code"},
		{"a code of 9 characters", "add_exception", args{"report_id": someReport, "exception_code": "AUDIT0123"}, "9 characters"},
		{"a long code", "remove_exception", args{"report_id": someReport, "exception_code": strings.Repeat("A", 41)}, "exception_code"},
		{
			"an allocation of no expense", "add_exception",
			args{"report_id": someReport, "exception_code": "A", "allocation_id": someID},
			"expense_id",
		},
		{"an audience that is none", "add_exception", args{"report_id": someReport, "exception_code": "A", "visibility": "TRAVELER"}, "ALL"},
		{"a report id with a query", "add_exception", args{"report_id": someReport + "?x", "exception_code": "A"}, "report_id"},
		{"an unknown argument", "remove_exception", args{"report_id": someReport, "exception_code": "A", "user": "x"}, "unknown argument user"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			failure := kit.Call(c.tool, c.args).Failure()
			assert.Contains(t, failure["message"], c.message)
			assert.Equal(t, "nothing_changed", failure["changed"])
			assert.Empty(t, kit.Sim.Journal())
		})
	}
}
