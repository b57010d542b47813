package attendees

import (
	"slices"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
)

// invitation is an attendee as asked for, with the v4 id and the share in the
// currency of the expense; nil for an even one.
type invitation struct {
	attendeeIn
	id     concur.AttendeeID
	amount *concur.Amount
}

// put changes what is given of an attendee.
func (i invitation) put(on *concur.ExpenseAttendee) {
	if i.Count != nil {
		on.Count = *i.Count
	}
	if i.Traveling != nil {
		on.Traveling = i.Traveling
	}
	if i.amount != nil {
		on.Amount, on.AmountEdited = i.amount, true
	}
}

// merge works out who shall be on the expense. Who stays keeps what is not given,
// except that replace shares everything out anew.
func (in setExpenseAttendeesIn) merge(invited []invitation, before concur.ExpenseAttendees) (concur.ExpenseAttendees, error) {
	after := concur.ExpenseAttendees{NoShows: before.NoShows}
	if in.Mode == replace {
		after.NoShows = 0
	}
	if in.NoShows != nil {
		after.NoShows = *in.NoShows
	}
	var err error
	switch in.Mode {
	case remove:
		after.List, err = without(before.List, invited)
	case replace:
		after.List = replaced(before.List, invited)
	case add:
		after.List = added(before.List, invited)
	}
	if err == nil && len(after.List) > concur.MostAttendees {
		err = tools.Argumentf("attendees", "would make %d on this expense; Concur takes %d", len(after.List), concur.MostAttendees)
	}
	return after, err
}

// place is where somebody is in a list; -1 for nowhere.
func place(list []concur.ExpenseAttendee, id concur.AttendeeID) int {
	return slices.IndexFunc(list, func(a concur.ExpenseAttendee) bool { return a.ID == id })
}

func without(list []concur.ExpenseAttendee, leaving []invitation) ([]concur.ExpenseAttendee, error) {
	rest := slices.Clone(list)
	for _, each := range leaving {
		at := place(rest, each.id)
		if at < 0 {
			return nil, tools.Argumentf("attendees", "%s is not on the expense", each.Attendee).
				WithHint("list_expense_attendees shows who is.")
		}
		rest = slices.Delete(rest, at, at+1)
	}
	return rest, nil
}

func replaced(list []concur.ExpenseAttendee, invited []invitation) []concur.ExpenseAttendee {
	var after []concur.ExpenseAttendee
	for _, each := range invited {
		one := concur.ExpenseAttendee{ID: each.id, Count: 1}
		if at := place(list, each.id); at >= 0 {
			one = list[at]
			one.Count, one.AmountEdited = 1, false
		}
		each.put(&one)
		after = append(after, one)
	}
	return after
}

func added(list []concur.ExpenseAttendee, invited []invitation) []concur.ExpenseAttendee {
	after := slices.Clone(list)
	for _, each := range invited {
		at := place(after, each.id)
		if at < 0 {
			at = len(after)
			after = append(after, concur.ExpenseAttendee{ID: each.id, Count: 1})
		}
		each.put(&after[at])
	}
	return after
}
