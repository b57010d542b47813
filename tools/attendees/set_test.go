package attendees_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// guestIDs are the v4 ids of four people who are on the sample evening.
func guestIDs(t *testing.T) []string {
	t.Helper()
	ids := attendees(newKit(t), evening(t)).ids()
	require.GreaterOrEqual(t, len(ids), 3)
	return ids
}

func TestAttendeesAreAddedReplacedAndRemovedAndTheOthersStay(t *testing.T) {
	t.Parallel()
	ids := guestIDs(t)
	for name, c := range map[string]struct {
		options []testkit.Option
		more    args
	}{
		"the owner":           {nil, args{}},
		"the proxy":           {[]testkit.Option{testkit.As(testkit.Ada)}, args{"user": testkit.Rita}},
		"the company":         {[]testkit.Option{testkit.CompanyOnly()}, args{"user": testkit.Rita}},
		"a dashed id, either": {nil, args{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t, c.options...)
			about := testkit.With(dinner(t), c.more)
			first := ids[0]
			if name == "a dashed id, either" {
				first = first[:8] + "-" + first[8:12] + "-" + first[12:16] + "-" + first[16:20] + "-" + first[20:]
			}
			list := set(kit, about, args{"mode": "add", "attendees": invited(first, ids[1])})
			assert.True(t, list.Verified, list.Note)
			assert.Equal(t, ids[:2], list.ids())
			assert.Equal(t, []float64{34.99, 34.99}, list.amounts())
			list = set(kit, about, args{"mode": "add", "attendees": []args{{"attendee": ids[2], "amount": 30, "traveling": true}}})
			assert.True(t, list.Verified, list.Note)
			assert.Equal(t, ids[:3], list.ids())
			assert.Equal(t, []float64{19.99, 19.99, 30}, list.amounts(), "what nobody set is shared out anew")
			assert.True(t, list.Attendees[2].Set)
			list = set(kit, about, args{"mode": "remove", "attendees": invited(ids[0])})
			assert.Equal(t, ids[1:3], list.ids())
			assert.Equal(t, []float64{39.98, 30}, list.amounts(), "and what somebody set stays")
			assert.True(t, list.Verified, list.Note)
			list = set(kit, about, args{"mode": "replace", "attendees": invited(ids[2], ids[0])})
			assert.Equal(t, []string{ids[2], ids[0]}, list.ids())
			assert.Equal(t, []float64{34.99, 34.99}, list.amounts())
			assert.False(t, list.Attendees[0].Set, "replace shares everything out anew")
			assert.Equal(t, list.ids(), attendees(kit, about).ids())
		})
	}
}

func TestWhatAnAttendeeHasBesidesIsKept(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	ids, about := guestIDs(t), dinner(t)
	set(kit, about, args{"mode": "add", "attendees": []args{{"attendee": ids[0], "count": 3, "traveling": false}}, "no_show_count": 2})
	list := set(kit, about, args{"mode": "add", "attendees": invited(ids[1])})
	assert.Equal(t, 2, list.NoShows)
	assert.Equal(t, 3, list.Attendees[0].Count)
	assert.Equal(t, []float64{35, 11.66}, list.amounts(), "six heads, two of them no-shows, and the odd cents go to the first")
	assert.Contains(t, list.Note, "No-shows")
	detailed := attendees(kit, testkit.With(about, args{"fields": []string{"all"}}))
	require.NotNil(t, detailed.Attendees[0].Traveling)
	assert.False(t, *detailed.Attendees[0].Traveling)
	list = set(kit, about, args{"mode": "replace", "attendees": invited(ids[0])})
	assert.Zero(t, list.NoShows)
	assert.Equal(t, 1, list.Attendees[0].Count)
}

func TestWhoIsRemovedLastIsRemovedWithAll(t *testing.T) {
	t.Parallel()
	ids := guestIDs(t)
	for name, how := range map[string]args{
		"by removing the last": {
			"mode": "remove", "attendees": invited(ids[0]),
		}, "by replacing all with nobody": {
			"mode": "replace", "attendees": []args{},
		},
	} {
		kit := newKit(t)
		about := dinner(t)
		set(kit, about, args{"mode": "add", "attendees": invited(ids[0])})
		kit.Sim.ResetJournal()
		list := set(kit, about, how)
		assert.True(t, list.Verified, name)
		assert.Empty(t, list.Attendees, name)
		assert.Equal(t, 1, kit.Attempts("delete_expense_attendees"), name)
		assert.Zero(t, kit.Attempts("set_expense_attendees"), name)
	}
}

func TestWhatIsSoAlreadyIsNotSent(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	ids, about := guestIDs(t), dinner(t)
	how := args{"mode": "add", "attendees": invited(ids[0])}
	set(kit, about, how)
	kit.Sim.ResetJournal()
	list := set(kit, about, how)
	assert.True(t, list.Verified)
	assert.Contains(t, list.Note, "so already")
	assert.Empty(t, kit.Sim.Writes())
}

func TestNamesWorkWhereAnExpenseTellsTheID(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	about := dinner(t)
	claire := search(kit, args{"name": "Claire Fontaine"}).Attendees[0]
	list := set(kit, about, args{"mode": "add", "attendees": []args{
		{"attendee": "rita alves"}, {"attendee": "Claire Fontaine", "amount": 40},
	}})
	assert.True(t, list.Verified, list.Note)
	require.Len(t, list.Attendees, 2)
	assert.Equal(t, []float64{29.98, 40}, list.amounts())
	shown := attendees(kit, about)
	assert.Equal(t, []string{"Rita Alves", "Claire Fontaine"}, shown.names(), "who was matched is known from then on")
	for _, ref := range []string{claire.V3ID, claire.ExternalID, "CLAIRE FONTAINE", list.Attendees[1].AttendeeID} {
		other := newKit(t)
		done := set(other, about, args{"mode": "add", "attendees": invited(ref)})
		assert.Equal(t, []string{list.Attendees[1].AttendeeID}, done.ids(), ref)
	}
	kit.Sim.ResetJournal()
	list = set(kit, about, args{"mode": "remove", "attendees": invited("Claire Fontaine")})
	assert.Equal(t, []float64{69.98}, list.amounts())
}

func TestNamesThatAreNotCertainAreNotGuessed(t *testing.T) {
	t.Parallel()
	about, kit := dinner(t), newKit(t)
	for _, c := range []struct{ name, ref, message, next string }{
		{"a name of two", "Marta Silva", "several with the name", "by its id"},
		{"a name of nobody", "Nobody Atall", "there is no attendee", "search_attendees"},
		{"somebody who was never on an expense", "Joao Alves", "no way", "in Concur itself"},
		{"an external id of nobody", "crm-00000", "there is no attendee", "search_attendees"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := kit.For(t)
			failure := kit.Call("set_expense_attendees", testkit.With(about, args{"mode": "add", "attendees": invited(c.ref)})).Failure()
			assert.Contains(t, failure["message"], c.message)
			assert.Contains(t, failure["next_step"], c.next)
			assert.Equal(t, "nothing_changed", failure["changed"])
			assert.Empty(t, kit.Sim.Writes())
		})
	}
}

func TestTheSameAttendeeTwiceIsRefused(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	about := dinner(t)
	rita := set(kit, about, args{"mode": "add", "attendees": invited("Rita Alves")}).Attendees[0].AttendeeID
	failure := kit.Call(
		"set_expense_attendees", testkit.With(about, args{"mode": "replace", "attendees": invited(rita, "Rita Alves")}),
	).Failure()
	assert.Contains(t, failure["message"], "the same attendee")
}

func TestWhatWouldBeWrongIsNotSent(t *testing.T) {
	t.Parallel()
	ids, about, kit := guestIDs(t), dinner(t), newKit(t)
	for _, c := range []struct {
		name    string
		how     args
		message string
	}{
		{"somebody who is not there", args{"mode": "remove", "attendees": invited(ids[0])}, "not on the expense"},
		{
			"more than the expense",
			args{"mode": "add", "attendees": []args{{"attendee": ids[0], "amount": 70}}},
			"more than the expense, which is 69.98 EUR",
		},
		{"half a cent", args{"mode": "add", "attendees": []args{{"attendee": ids[0], "amount": 1.005}}}, "too many decimals"},
		{"less than nothing", args{"mode": "add", "attendees": []args{{"attendee": ids[0], "amount": -1}}}, "no share of 69.98 EUR"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := kit.For(t)
			failure := kit.Call("set_expense_attendees", testkit.With(about, c.how)).Failure()
			assert.Contains(t, failure["message"], c.message)
			assert.Equal(t, "nothing_changed", failure["changed"])
			assert.Empty(t, kit.Sim.Writes())
		})
	}
}

func TestSharesThatDoNotAddUpAreSaid(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	list := set(kit, dinner(t), args{"mode": "add", "attendees": []args{{"attendee": guestIDs(t)[0], "amount": 20}}})
	assert.True(t, list.Verified)
	assert.Contains(t, list.Note, "20.00 EUR and the expense is 69.98 EUR")
}

func TestASubmittedReportKeepsItsAttendees(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	failure := kit.Call(
		"set_expense_attendees", testkit.With(evening(t), args{"mode": "remove", "attendees": invited(guestIDs(t)[0])}),
	).Failure()
	assert.Equal(t, "403", failure["http_status"])
	assert.Contains(t, failure["next_step"], "recall_report")
	assert.Equal(t, "nothing_changed", failure["changed"])
}

func TestTheCompanyAloneNamesTheOwner(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.CompanyOnly())
	failure := kit.Call("set_expense_attendees", testkit.With(dinner(t), args{"mode": "add", "attendees": invited(guestIDs(t)[0])})).Failure()
	assert.Contains(t, failure["next_step"], "user")
	assert.Empty(t, kit.Sim.Writes())
}

func TestAfterALostAnswerTheListIsLookedAt(t *testing.T) {
	t.Parallel()
	ids := guestIDs(t)
	add := args{"mode": "add", "attendees": invited(ids[1])}
	empty := args{"mode": "replace", "attendees": []args{}}
	for _, c := range []struct {
		name, operation string
		how             args
		fault           simulator.FaultKind
		changed         string // of the failure; empty where the call works out
	}{
		{"a list that was set", "set_expense_attendees", add, simulator.CommitThenDrop, ""},
		{"a list that was not set", "set_expense_attendees", add, simulator.ResetBefore, "nothing_changed"},
		{"a list that broke", "set_expense_attendees", add, simulator.ServerError, "nothing_changed"},
		{"a list that was emptied", "delete_expense_attendees", empty, simulator.CommitThenDrop, ""},
		{"a list that was not emptied", "delete_expense_attendees", empty, simulator.ResetBefore, "nothing_changed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t)
			about := dinner(t)
			set(kit, about, args{"mode": "add", "attendees": invited(ids[0])})
			kit.Sim.ResetJournal()
			kit.Sim.AddFault(simulator.Fault{Operation: c.operation, Nth: 1, Kind: c.fault})
			result := kit.Call("set_expense_attendees", testkit.With(about, c.how))
			assert.Equal(t, 1, kit.Attempts(c.operation), "a write is sent once")
			if c.changed != "" {
				assert.Equal(t, c.changed, result.Failure()["changed"])
				return
			}
			var list listing
			result.Into(&list)
			assert.True(t, list.Verified, list.Note)
			assert.Contains(t, list.Note, "answer was lost")
		})
	}
}

func TestAListThatCannotBeReadBackIsNoFailure(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	kit.Sim.AddFault(simulator.Fault{
		Operation: "get_expense_attendees", After: "set_expense_attendees", Kind: simulator.HTMLPage, Status: 200,
	})
	list := set(kit, dinner(t), args{"mode": "add", "attendees": invited(guestIDs(t)[0])})
	assert.False(t, list.Verified)
	assert.Contains(t, list.Note, "could not be read back")
}
