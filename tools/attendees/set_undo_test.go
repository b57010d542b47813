package attendees_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// listOf is who is on an expense, as Concur has it, but for the versions.
func listOf(t *testing.T, kit *testkit.Kit, about args) concur.ExpenseAttendees {
	t.Helper()
	report, expense := concur.ReportID(about["report_id"].(string)), concur.ExpenseID(about["expense_id"].(string))
	list, err := kit.Session.GetExpenseAttendees(t.Context(), concur.Subject{}, report, expense)
	require.NoError(t, err)
	return list
}

// put sets a list as somebody else would.
func put(t *testing.T, kit *testkit.Kit, about args, list concur.ExpenseAttendees) {
	t.Helper()
	report, expense := concur.ReportID(about["report_id"].(string)), concur.ExpenseID(about["expense_id"].(string))
	require.NoError(t, kit.Session.SetExpenseAttendees(t.Context(), concur.Subject{}, report, expense, list))
}

func TestAListOfAttendeesIsSetBack(t *testing.T) {
	t.Parallel()
	ids := guestIDs(t)
	two := args{"mode": "add", "attendees": []args{{"attendee": ids[0], "count": 3}, {"attendee": ids[1], "amount": 30}}, "no_show_count": 1}
	for _, c := range []struct {
		name          string
		first, change args // first is what the list is made by
	}{
		{"nobody was on it", nil, args{"mode": "add", "attendees": invited(ids[0], ids[1])}},
		{"somebody is added", two, args{"mode": "add", "attendees": invited(ids[2])}},
		{"an amount is changed", two, args{"mode": "add", "attendees": []args{{"attendee": ids[1], "amount": 10}}}},
		{"no-shows are added", two, args{"mode": "add", "attendees": []args{}, "no_show_count": 4}},
		{"somebody is removed", two, args{"mode": "remove", "attendees": invited(ids[0])}},
		{"others take their place", two, args{"mode": "replace", "attendees": invited(ids[2])}},
		{"all are removed", two, args{"mode": "replace", "attendees": []args{}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t)
			about := dinner(t)
			if c.first != nil {
				set(kit, about, c.first)
			}
			before := listOf(t, kit, about)
			undo := kit.Undoing("set_expense_attendees", testkit.With(about, c.change))
			assert.Equal(t, "set_expense_attendees", undo.Tool)
			assert.Empty(t, undo.Note)
			require.NotEqual(t, before, listOf(t, kit, about))
			var back listing
			kit.TakeBack(undo).Into(&back)
			assert.True(t, back.Verified, back.Note)
			after := listOf(t, kit, about)
			assert.Equal(t, before.NoShows, after.NoShows)
			assert.ElementsMatch(t, before.List, after.List)
		})
	}
}

func TestWhatAListDoesNotGetBackIsSaid(t *testing.T) {
	t.Parallel()
	ids := guestIDs(t)
	for _, c := range []struct {
		name   string
		change func(*concur.ExpenseAttendees) // of two with even shares
		how    args
		note   string
	}{
		{"custom fields", func(list *concur.ExpenseAttendees) {
			list.List[0].CustomData = []concur.CustomDatum{{ID: "custom1", Value: "vegetarian"}}
		}, args{"mode": "remove", "attendees": invited(ids[0])}, "custom fields of who was taken off"},
		{"uneven shares that nobody set", func(list *concur.ExpenseAttendees) {
			list.List[0].Amount.Value, list.List[1].Amount.Value = concur.Whole(20), concur.Whole(49)
		}, args{"mode": "add", "attendees": invited(ids[2])}, "which amounts were set by hand"},
		{"who travels", func(*concur.ExpenseAttendees) {}, args{
			"mode": "add", "attendees": []args{{"attendee": ids[0], "traveling": true}},
		}, "who travels"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t)
			about := dinner(t)
			set(kit, about, args{"mode": "add", "attendees": invited(ids[0], ids[1])})
			before := listOf(t, kit, about)
			c.change(&before)
			put(t, kit, about, before)
			undo := kit.Undoing("set_expense_attendees", testkit.With(about, c.how))
			assert.Contains(t, undo.Note, c.note)
			var back listing
			kit.TakeBack(undo).Into(&back)
			assert.True(t, back.Verified, back.Note)
			assert.Equal(t, ids[:2], back.ids())
			assert.InDeltaSlice(t, []float64{before.List[0].Share().InexactFloat64(), before.List[1].Share().InexactFloat64()}, back.amounts(), 0)
		})
	}
}

func TestAListThatConcurWouldNotTakeAgainIsNotOffered(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	ids, about := guestIDs(t), dinner(t)
	set(kit, about, args{"mode": "add", "attendees": []args{{"attendee": ids[0], "amount": 60}}})
	list := listOf(t, kit, about)
	list.List[0].Amount.Value = concur.Whole(90) // as if the expense had cost more then
	put(t, kit, about, list)
	undo := kit.Undoing("set_expense_attendees", testkit.With(about, args{"mode": "replace", "attendees": invited(ids[1])}))
	assert.Empty(t, undo.Tool)
	assert.Contains(t, undo.Note, "more than the expense")
}
