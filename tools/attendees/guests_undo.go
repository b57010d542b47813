package attendees

import (
	"encoding/json"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
)

// undo says how the list becomes what it was before: the same tool replaces it. What that
// would do is worked out, so that the note says what it does not bring back.
func (p party) undo(call *tools.Call, user concur.Ref, before, wanted concur.ExpenseAttendees, cost concur.Amount) {
	back := setExpenseAttendeesIn{
		ReportID: p.report, ExpenseID: concur.ExpenseRef{V4: p.expense}, Attendees: []attendeeIn{}, Mode: replace,
		NoShows: &before.NoShows, User: user,
	}
	var invited []invitation
	for _, a := range before.List {
		one := attendeeIn{Attendee: concur.Ref(a.ID), Traveling: a.Traveling}
		guest := invitation{id: a.ID}
		if a.Count > 1 {
			one.Count = &a.Count
		}
		if a.AmountEdited || !isEven(before, cost) {
			one.Amount, guest.amount = json.Number(a.Share().String()), &concur.Amount{Value: a.Share(), Currency: cost.Currency}
		}
		guest.attendeeIn = one
		back.Attendees, invited = append(back.Attendees, one), append(invited, guest)
	}
	after, err := back.merge(invited, wanted)
	if err == nil {
		err = shareOut(&after, cost)
	}
	if err != nil {
		call.NoUndo("The former list cannot be set again as it was: " + err.Error() + ".")
		return
	}
	call.Undo("set_expense_attendees", back, outcome.NotBroughtBack(differences(before, after)))
}

// isEven reports whether the shares that nobody set are as they would be shared out.
func isEven(list concur.ExpenseAttendees, cost concur.Amount) bool {
	again := list
	again.List = append([]concur.ExpenseAttendee{}, list.List...)
	return shareOut(&again, cost) == nil && same(list, again)
}
