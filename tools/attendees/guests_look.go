package attendees

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
)

// lookSetExpenseAttendees looks whether a list shows what was asked for. Who was on it
// before is not known any more, so that a part of it proves nothing.
func (k kit) lookSetExpenseAttendees(ctx context.Context, call *tools.Call, in setExpenseAttendeesIn, _ tools.Sent) (tools.Seen, error) {
	p, err := k.partyOf(ctx, call, in)
	if err != nil {
		return tools.Seen{Verdict: tools.Unknown}, err
	}
	list, err := p.read(ctx)
	if err != nil {
		return tools.Seen{Verdict: tools.Unknown}, err
	}
	// Shares are compared by their numbers, so that the currency is not needed.
	invited, _, err := p.invite(ctx, in, list, concur.Amount{})
	if err != nil {
		return tools.Seen{Verdict: tools.Unknown}, err
	}
	missing, of := in.missing(invited, list)
	return outcome.SeenChanged("list of attendees", missing, of), nil
}

// missing names what a list does not show of what was asked for, and says how much that is.
func (in setExpenseAttendeesIn) missing(invited []invitation, list concur.ExpenseAttendees) (names []string, of int) {
	check := func(name string, shown bool) {
		of++
		if !shown {
			names = append(names, name)
		}
	}
	others := len(list.List)
	for _, one := range invited {
		at := place(list.List, one.id)
		if at >= 0 {
			others--
		}
		if in.Mode == remove {
			check("that "+string(one.Attendee)+" is removed", at < 0)
		} else {
			check(string(one.Attendee), at >= 0 && one.isAs(list.List[at]))
		}
	}
	if in.Mode == replace && others > 0 {
		check("that nobody else is on it", false)
	}
	switch {
	case in.NoShows != nil:
		check("no_show_count", list.NoShows == *in.NoShows)
	case in.Mode == replace && list.NoShows > 0:
		check("no_show_count", false)
	}
	return names, of
}

// isAs reports whether somebody on a list is there as invited.
func (i invitation) isAs(on concur.ExpenseAttendee) bool {
	switch {
	case i.Count != nil && *i.Count != max(on.Count, 1):
		return false
	case i.Traveling != nil && (on.Traveling == nil || *i.Traveling != *on.Traveling):
		return false
	default:
		return i.amount == nil || i.amount.Value.Equal(on.Share().Decimal)
	}
}
