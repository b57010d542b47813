package attendees_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func create(kit *testkit.Kit, arguments args) written {
	var made written
	kit.Call("create_attendee", arguments).Into(&made)
	return made
}

func TestAnAttendeeIsMadeChangedAndDeleted(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	made := create(kit, args{
		"type": "Business Guest", "first_name": "Pedro", "last_name": "Nunes", "middle_initial": "J", "suffix": "Jr", "company": "Sensotec Porto",
		"title": "Buyer", "external_id": "crm-1", "currency": "eur", "total_this_year": 12.5, "custom_fields": args{"custom2": "VIP"},
	})
	assert.True(t, made.Verified, made.Note)
	assert.Contains(t, made.Note, "v3 id only")
	require.NotNil(t, made.Attendee)
	assert.Equal(t, "Pedro J Nunes Jr", made.Attendee.Name)
	assert.Equal(t, "BUSGUEST", made.Attendee.Type)
	assert.Equal(t, map[string]any{"custom2": "VIP"}, made.Attendee.Custom)
	assert.Equal(t, []string{"list_attendee_types", "list_attendees", "create_attendee", "get_attendee"}, kit.Operations())
	assert.Equal(t, []string{"Pedro J Nunes Jr"}, search(kit, args{"external_id": "crm-1"}).names())

	var done written
	kit.Call("update_attendee", args{
		"attendee_id": made.V3ID, "title": "Head of Purchasing", "company": "", "custom_fields": args{"custom2": "x"},
	}).Into(&done)
	assert.True(t, done.Verified, done.Note)
	assert.Equal(t, "Head of Purchasing", done.Attendee.Title)
	assert.Empty(t, done.Attendee.Company)
	assert.Equal(t, "Pedro J Nunes Jr", done.Attendee.Name, "what is not given stays")

	kit.Call("delete_attendee", args{"attendee_id": made.V3ID}).Into(&done)
	assert.True(t, done.Verified, done.Note)
	assert.Equal(t, made.V3ID, done.Deleted)
	assert.Empty(t, search(kit, args{"external_id": "crm-1"}).Attendees)
}

func TestAnAdministratorMakesAttendeesForSomebody(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.As(testkit.Ada))
	made := create(kit, args{"type": "BUSGUEST", "last_name": "Nunes", "user": testkit.Luca})
	assert.True(t, made.Verified, made.Note)
	assert.Equal(t, []string{"Nunes"}, search(kit.As(testkit.Luca), args{"name": "nunes"}).names())
	assert.Empty(t, search(kit, args{"name": "nunes"}).Attendees)
}

func TestAChangedNameShowsOnExpensesAtOnce(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	before := attendees(kit, evening(t))
	require.NotEmpty(t, before.Unnamed)
	var done written
	kit.Call("update_attendee", args{"attendee_id": before.Unnamed[0].V3ID, "title": "Chairperson"}).Into(&done)
	require.True(t, done.Verified)
	assert.Equal(t, "Chairperson", attendees(kit, evening(t)).Unnamed[0].Title)
}

func TestRefusalsOfWritesSayWhatToDo(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	employee := search(kit, args{"type": "SYSEMP", "name": "Luca"}).Attendees[0].V3ID
	guest := search(kit, args{"external_id": "crm-20931"}).Attendees[0].V3ID
	for _, c := range []struct {
		name, tool string
		arguments  args
		next       string
	}{
		{"an unknown type", "create_attendee", args{"type": "FRIEND", "last_name": "x"}, "There are: “Business Guest (BUSGUEST)”"},
		{"an employee", "create_attendee", args{"type": "SYSEMP", "last_name": "x"}, "There are:"},
		{"a change of an employee", "update_attendee", args{"attendee_id": employee, "title": "x"}, "Employees"},
		{"a guest who is on an expense", "delete_attendee", args{"attendee_id": guest}, "on an expense"},
		{"somebody unknown", "update_attendee", args{"attendee_id": "gWj3IHRYiHZnobody$s1", "title": "x"}, "Check the id"},
		{"a deletion of somebody unknown", "delete_attendee", args{"attendee_id": "gWj3IHRYiHZnobody$s1"}, "Check the id"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			failure := kit.Call(c.tool, c.arguments).Failure()
			assert.Equal(t, "nothing_changed", failure["changed"])
			assert.Contains(t, failure["next_step"], c.next)
		})
	}
}

func TestLostAnswersToWritesOfAttendees(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, tool string
		more       args
		fault      simulator.FaultKind
		changed    string // of the failure; empty where the call works out
	}{
		{"a creation that was made", "create_attendee", args{}, simulator.CommitThenDrop, ""},
		{"a creation that was not made, or is on its way", "create_attendee", args{}, simulator.ResetBefore, "unknown"},
		{"a creation that failed", "create_attendee", args{}, simulator.ServerError, "nothing_changed"},
		{"a creation without an answer", "create_attendee", args{}, simulator.EmptyBody, ""},
		{"a creation with half an answer", "create_attendee", args{}, simulator.Truncated, ""},
		{"a change that was made", "update_attendee", args{"title": "Dean"}, simulator.CommitThenDrop, ""},
		{"a change that was not made", "update_attendee", args{"title": "Dean"}, simulator.ResetBefore, "nothing_changed"},
		{
			"a change of which a part was so", "update_attendee",
			args{"title": "Dean", "first_name": "Duarte"},
			simulator.ResetBefore, "nothing_changed",
		},
		{"a deletion that was made", "delete_attendee", args{}, simulator.CommitThenDrop, ""},
		{"a deletion that was not made", "delete_attendee", args{}, simulator.ResetBefore, "nothing_changed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t)
			arguments := testkit.With(args{"type": "SPOUSE", "last_name": "Nunes"}, c.more)
			if c.tool != "create_attendee" {
				made := create(kit, args{"type": "BUSGUEST", "first_name": "Duarte", "last_name": "Nunes"})
				arguments = testkit.With(args{"attendee_id": made.V3ID}, c.more)
			}
			kit.Sim.ResetJournal()
			kit.Sim.AddFault(simulator.Fault{Operation: c.tool, Nth: 1, Kind: c.fault})
			result := kit.Call(c.tool, arguments)
			assert.Equal(t, 1, kit.Attempts(c.tool), "a write is sent once")
			if c.changed == "" {
				var done written
				result.Into(&done)
				assert.True(t, done.Verified, done.Note)
				assert.Contains(t, done.Note, "answer was lost")
				return
			}
			failure := result.Failure()
			assert.Equal(t, c.changed, failure["changed"])
			if c.changed == "unknown" {
				assert.Contains(t, failure["next_step"], "search_attendees")
			}
		})
	}
}

func TestAWriteThatCannotBeReadBackIsNoFailure(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	id := search(kit, args{"type": "spouse"}).Attendees[0].V3ID
	kit.Sim.AddFault(simulator.Fault{Operation: "get_attendee", Kind: simulator.HTMLPage, Status: 200})
	for tool, arguments := range map[string]args{
		"create_attendee": {"type": "SPOUSE", "last_name": "x"}, "update_attendee": {"attendee_id": id, "title": "x"},
	} {
		var done written
		kit.Call(tool, arguments).Into(&done)
		assert.False(t, done.Verified, tool)
		assert.Contains(t, done.Note, "could not be read back", tool)
	}
}

func TestBadInputSendsNothing(t *testing.T) {
	t.Parallel()
	const report, expense = "7A90C4E15B2D4F6883AC", "F0A1B2C3D4E5460798A9BACBDCEDFE0F"
	kit := newKit(t, testkit.WithCompany())
	about := args{"report_id": report, "expense_id": expense}
	one := func(more args) args {
		return testkit.With(about, args{"mode": "add", "attendees": []args{testkit.With(args{"attendee": expense}, more)}})
	}
	many := make([]args, 501)
	for i := range many {
		many[i] = args{"attendee": strings.Repeat("x", i%90+1) + strings.Repeat("y", i/90)}
	}
	for _, c := range []struct {
		name, tool string
		args       args
		message    string
	}{
		{"no expense", "list_expense_attendees", args{"report_id": report}, "expense_id: is required"},
		{"an expense id that climbs", "list_expense_attendees", args{"report_id": report, "expense_id": "../x"}, "expense_id"},
		{"a limit above the most", "list_expense_attendees", testkit.With(about, args{"limit": 201}), "limit"},
		{"no mode", "set_expense_attendees", testkit.With(about, args{"attendees": invited(expense)}), "mode: is required"},
		{
			"a mode that is none", "set_expense_attendees", testkit.With(about, args{"attendees": invited(expense), "mode": "swap"}),
			"add, replace, remove",
		},
		{"no attendees", "set_expense_attendees", testkit.With(about, args{"mode": "add"}), "attendees: is required"},
		{"nobody to add", "set_expense_attendees", testkit.With(about, args{"mode": "add", "attendees": []args{}}), "nobody to add"},
		{"nobody to remove", "set_expense_attendees", testkit.With(about, args{"mode": "remove", "attendees": []args{}}), "nobody to remove"},
		{"more than 500", "set_expense_attendees", testkit.With(about, args{"mode": "add", "attendees": many}), "501 entries"},
		{"somebody twice", "set_expense_attendees", testkit.With(about, args{"mode": "add", "attendees": invited("x", "x")}), "given twice"},
		{"an amount in words", "set_expense_attendees", one(args{"amount": "ten"}), "amount"},
		{"an amount that is too large", "set_expense_attendees", one(args{"amount": 1e12}), "attendees[0].amount"},
		{"nobody at all", "set_expense_attendees", one(args{"count": 0}), "count"},
		{"no name", "set_expense_attendees", one(args{"attendee": ""}), "attendees[0].attendee"},
		{"an unknown part", "set_expense_attendees", one(args{"share": 1}), "unknown argument"},
		{
			"an amount of who is removed", "set_expense_attendees",
			testkit.With(about, args{"mode": "remove", "attendees": []args{{"attendee": "x", "amount": 1}}}),
			"to be removed",
		},
		{"fewer than no no-shows", "set_expense_attendees", testkit.With(one(nil), args{"no_show_count": -1}), "no_show_count"},
		{"an id and a name", "search_attendees", args{"attendee_id": "gW$s1", "name": "x"}, "names one attendee"},
		{"an id of v4", "search_attendees", args{"attendee_id": expense}, "v3 id"},
		{"eleven external ids", "search_attendees", args{"external_id": "1,2,3,4,5,6,7,8,9,10,11"}, "10"},
		{"everybody", "search_attendees", args{"user": "all"}, "one person"},
		{"no type", "create_attendee", args{"last_name": "x"}, "type: is required"},
		{"no last name", "create_attendee", args{"type": "SPOUSE"}, "last_name: is required"},
		{
			"a long first name", "create_attendee",
			args{"type": "SPOUSE", "last_name": "x", "first_name": strings.Repeat("x", 51)},
			"51 characters",
		},
		{"a currency that nobody has", "create_attendee", args{"type": "SPOUSE", "last_name": "x", "currency": "ZZZ"}, "currency"},
		{"a total below zero", "create_attendee", args{"type": "SPOUSE", "last_name": "x", "total_this_year": -1}, "total_this_year"},
		{
			"a custom field that is none", "create_attendee",
			args{"type": "SPOUSE", "last_name": "x", "custom_fields": args{"custom26": "x"}},
			"custom26",
		},
		{"nothing to change", "update_attendee", args{"attendee_id": "gW$s1"}, "nothing to change"},
		{"a change of type", "update_attendee", args{"attendee_id": "gW$s1", "type": "SPOUSE"}, "unknown argument type"},
		{"an id with a slash", "delete_attendee", args{"attendee_id": "gW/x"}, "attendee_id"},
		{"an id of v4 to delete", "delete_attendee", args{"attendee_id": expense}, "search_attendees"},
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
