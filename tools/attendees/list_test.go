package attendees_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestAttendeesOfAnExpenseAreListedWithTheirShares(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	list := attendees(kit, evening(t))
	require.NotEmpty(t, list.Attendees)
	assert.Equal(t, len(list.Attendees), *list.Total)
	named := 0
	for _, g := range list.Attendees {
		assert.Regexp(t, `^[0-9A-F]{32}$`, g.AttendeeID)
		assert.Equal(t, "EUR", g.Amount.Currency)
		if g.Name != "" {
			named++
			assert.NotEmpty(t, g.V3ID)
		}
	}
	assert.Equal(t, len(list.Attendees), named+len(list.Unnamed), "everybody is named, if not at an id")
	assert.Contains(t, list.names(), "Rita Alves", "the cents that do not divide tell who she is")
	assert.Contains(t, list.Note, "no way")

	kit.Sim.ResetJournal()
	again := attendees(kit, evening(t))
	assert.Equal(t, list, again)
	assert.Equal(t, []string{"get_expense_attendees"}, kit.Operations(), "names are known from before")
}

func TestAnExpenseWithoutAttendeesSaysSo(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	list := attendees(kit, dinner(t))
	assert.Empty(t, list.Attendees)
	assert.Contains(t, list.Note, "set_expense_attendees")
	assert.Equal(t, []string{"get_expense_attendees"}, kit.Operations())
}

func TestAttendeesTakeThePathThatFitsTheConnection(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		options []testkit.Option
		more    args
		first   []string
		note    string
	}{
		{"the owner", nil, args{}, []string{"get_expense_attendees"}, "no way"},
		{"the company alone", []testkit.Option{testkit.CompanyOnly()}, args{}, []string{"get_expense_attendees_company"}, "person's connection"},
		{
			"the proxy, who may name Rita as an administrator",
			[]testkit.Option{testkit.As(testkit.Ada)},
			args{"user": testkit.Rita},
			[]string{"identity_search_users", "get_expense_attendees"},
			"no way",
		},
		{
			"somebody else, by way of the company",
			[]testkit.Option{testkit.As(testkit.Tom), testkit.WithCompany()},
			args{"user": testkit.Rita},
			[]string{"identity_search_users", "get_expense_attendees_company"},
			"could not be read",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t, c.options...)
			list := attendees(kit, testkit.With(evening(t), c.more))
			assert.NotEmpty(t, list.Attendees)
			assert.Contains(t, list.Note, c.note)
			require.GreaterOrEqual(t, len(kit.Operations()), len(c.first))
			assert.Equal(t, c.first, kit.Operations()[:len(c.first)])
		})
	}
}

func TestAnApproverSeesWhoWasThereThroughV3(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.As(testkit.Rita))
	var queue struct {
		Reports []struct {
			ReportID string `json:"report_id"`
			Name     string `json:"name"`
		} `json:"reports"`
	}
	kit.Call("list_reports_to_approve", nil).Into(&queue)
	report := ""
	for _, r := range queue.Reports {
		if r.Name == "Amsterdam customer day" { // Sofie's
			report = r.ReportID
		}
	}
	require.NotEmpty(t, report)
	var expenses struct {
		Expenses []struct {
			ExpenseID    string `json:"expense_id"`
			HasAttendees bool   `json:"has_attendees"`
		} `json:"expenses"`
	}
	kit.Call("list_report_expenses", args{"report_id": report, "fields": []string{"all"}}).Into(&expenses)
	for _, e := range expenses.Expenses {
		if !e.HasAttendees {
			continue
		}
		list := attendees(kit, args{"report_id": report, "expense_id": e.ExpenseID})
		require.NotEmpty(t, list.Attendees)
		assert.Empty(t, list.Attendees[0].AttendeeID)
		assert.Equal(t, "Sofie Janssen", list.Attendees[0].Name)
		assert.Positive(t, list.Attendees[0].Amount.Value)
		assert.Contains(t, list.Note, "v3")
		return
	}
	require.Fail(t, "there is no expense with guests")
}

func TestAReportOfSomebodyElseStaysHidden(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.As(testkit.Luca))
	failure := kit.Call("list_expense_attendees", evening(t)).Failure()
	assert.Equal(t, "nothing_changed", failure["changed"])
	assert.Equal(t, "get_expense_attendees", failure["operation"], "the refusal is about what was asked for")
}

func TestNamesThatCannotBeReadAreNoFailure(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	kit.Sim.AddFault(simulator.Fault{Operation: "list_entry_attendees", Kind: simulator.HTMLPage, Status: 200})
	list := attendees(kit, evening(t))
	assert.NotEmpty(t, list.Attendees)
	assert.Contains(t, list.Note, "could not be read")
	kit = newKit(t)
	kit.Sim.AddFault(simulator.Fault{Operation: "get_attendee", Nth: 1, Kind: simulator.ServerError, Status: 404})
	list = attendees(kit, evening(t))
	assert.Contains(t, list.Note, "1 more were not named")
}

func TestGarbageIsReportedAsSuch(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	for _, kind := range []simulator.FaultKind{simulator.Malformed, simulator.Truncated, simulator.HTMLPage, simulator.EmptyBody} {
		kit.Sim.ClearFaults()
		kit.Sim.AddFault(simulator.Fault{Operation: "get_expense_attendees", Kind: kind, Status: 200})
		failure := kit.Call("list_expense_attendees", evening(t)).Failure()
		assert.Equal(t, "nothing_changed", failure["changed"], kind)
		kit.Sim.AddFault(simulator.Fault{Operation: "list_attendees", Kind: kind, Status: 200})
		failure = kit.Call("search_attendees", args{"name": "x"}).Failure()
		assert.Equal(t, "list_attendees", failure["operation"], kind)
	}
}
