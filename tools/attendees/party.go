package attendees

import (
	"context"
	"maps"
	"reflect"
	"slices"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// party is who is on an expense.
type party struct {
	session *concur.Session
	on      concur.Subject
	report  concur.ReportID
	expense concur.ExpenseID
}

func (p party) read(ctx context.Context) (concur.ExpenseAttendees, error) {
	return p.session.GetExpenseAttendees(ctx, p.on, p.report, p.expense)
}

// set reads who is there, works out who shall be, writes the whole list, since
// Concur's call replaces it, and reads it again.
func (p party) set(ctx context.Context, call *tools.Call, in setExpenseAttendeesIn) (writtenAttendees, error) {
	expense, err := p.session.GetExpense(ctx, p.on, p.report, p.expense)
	if err != nil {
		return writtenAttendees{}, view.AdviseReading(err)
	}
	if expense.TransactionAmount == nil {
		return writtenAttendees{}, notShown("what the expense costs, which is shared out")
	}
	cost := *expense.TransactionAmount
	before, err := p.read(ctx)
	if err != nil {
		return writtenAttendees{}, view.AdviseReading(err)
	}
	if before.Nameless() {
		return writtenAttendees{}, notShown("the id of somebody who is on the expense, and the list is replaced as a whole")
	}
	invited, err := p.find(ctx, in, before, cost)
	if err != nil {
		return writtenAttendees{}, err
	}
	wanted, err := in.merge(invited, before)
	if err == nil {
		err = shareOut(&wanted, cost)
	}
	if err != nil {
		return writtenAttendees{}, err
	}
	if same(wanted, before) {
		out := p.shown(before)
		out.Verified, out.Note = true, sentences("It was so already, and nothing was sent.", about(wanted, cost))
		return out, nil
	}
	p.undo(call, in.User, before, wanted, cost)
	return p.write(ctx, before, wanted, about(wanted, cost))
}

// find finds those who are named. That may take time, so the list is read once more then:
// what somebody else did in between must not be undone.
func (p party) find(
	ctx context.Context, in setExpenseAttendeesIn, before concur.ExpenseAttendees, cost concur.Amount,
) ([]invitation, error) {
	invited, asked, err := p.invite(ctx, in, before, cost)
	if err != nil || !asked {
		return invited, err
	}
	now, err := p.read(ctx)
	if err != nil {
		return nil, view.AdviseReading(err)
	}
	if !same(now, before) {
		return nil, &tools.StoppedError{
			Reason: "the attendees of the expense changed while people were looked up, so nothing was sent",
			Next:   "Look with list_expense_attendees, and call again if it is still wanted.",
		}
	}
	return invited, nil
}

// invite finds the v4 ids of those who are named, and says whether Concur was asked.
func (p party) invite(
	ctx context.Context, in setExpenseAttendeesIn, before concur.ExpenseAttendees, cost concur.Amount,
) (invited []invitation, asked bool, _ error) {
	finder := concur.AttendeeFinder{
		Session: p.session, On: p.on, Report: p.report, Expense: concur.ExpenseRef{V4: p.expense}, List: before,
	}
	for _, a := range in.Attendees {
		amount, err := a.share(cost)
		if err != nil {
			return nil, false, err
		}
		id, err := finder.Find(ctx, a.Attendee)
		if err != nil {
			return nil, false, err
		}
		if at := slices.IndexFunc(invited, func(other invitation) bool { return other.id == id }); at >= 0 {
			return nil, false, tools.Argumentf("attendees", "%s and %s are the same attendee", in.Attendees[at].Attendee, a.Attendee)
		}
		invited = append(invited, invitation{attendeeIn: a, id: id, amount: amount})
	}
	return invited, finder.Asked(), nil
}

// write sends the list and looks at it afterwards. A list that is neither what it was nor
// what was sent proves nothing after a lost answer: Concur may have done it in its own way.
func (p party) write(ctx context.Context, before, wanted concur.ExpenseAttendees, note string) (writtenAttendees, error) {
	var out writtenAttendees
	look := func(ctx context.Context) (tools.Seen, error) {
		got, err := p.read(ctx)
		if err != nil {
			return tools.Seen{Verdict: tools.Unknown}, err
		}
		out = p.shown(got)
		out.Verified, out.Note = same(wanted, got), note
		switch {
		case out.Verified:
			return tools.Seen{Verdict: tools.Done, Found: "The list is as it should be."}, nil
		case same(before, got):
			return tools.Seen{Verdict: tools.NotDone, Found: "The list is as it was."}, nil
		default:
			return tools.Seen{Verdict: tools.Unknown, Found: "The list is neither as it was nor as it should be."}, nil
		}
	}
	send := p.session.SetExpenseAttendees
	if len(wanted.List) == 0 && wanted.NoShows == 0 {
		send = func(ctx context.Context, on concur.Subject, report concur.ReportID, id concur.ExpenseID, _ concur.ExpenseAttendees) error {
			return p.session.DeleteExpenseAttendees(ctx, on, report, id)
		}
	}
	found, err := tools.Resolve(ctx, send(ctx, p.on, p.report, p.expense, wanted), look)
	if err != nil {
		return writtenAttendees{}, view.Advise(outcome.LookWith(err, "list_expense_attendees"), "Attendees change only while the report is "+
			"not submitted: recall_report takes it back. Otherwise correct what Concur names.")
	}
	if found != "" {
		out.Noted(found)
		return out, nil
	}
	switch seen, err := look(ctx); {
	case err != nil:
		out = writtenAttendees{ReportID: p.report, ExpenseID: p.expense, Written: outcome.Unread(err)}
	case seen.Verdict != tools.Done:
		out.Note = sentences("Concur took it, but the list is not what was sent: somebody may have changed it at the same time. "+
			"Check it against what you wanted.", note)
	}
	return out, nil
}

func (p party) shown(list concur.ExpenseAttendees) writtenAttendees {
	out := writtenAttendees{ReportID: p.report, ExpenseID: p.expense, NoShows: list.NoShows, Total: len(list.List)}
	rows, _, err := render.Whole(guestsOf(list.List, nil), render.Ask{Limit: render.MaxLimit}, guestSummary())
	if err == nil {
		out.Attendees = rows
	}
	return out
}

// same reports whether two lists say the same of the same people, in any order.
func same(a, b concur.ExpenseAttendees) bool { return len(differences(a, b)) == 0 }

// differences names in what two lists differ, the order left aside. A version that is not
// given stands for any.
func differences(a, b concur.ExpenseAttendees) []string {
	var found []string
	note := func(what string, differs bool) {
		if differs && !slices.Contains(found, what) {
			found = append(found, what)
		}
	}
	note("the no-shows", a.NoShows != b.NoShows)
	note("who is on it", len(a.List) != len(b.List))
	for _, one := range a.List {
		at := place(b.List, one.ID)
		if at < 0 {
			note("who is on it", true)
			continue
		}
		other := b.List[at]
		note("the amounts", !one.Share().Equal(other.Share().Decimal))
		note("the counts", max(one.Count, 1) != max(other.Count, 1))
		note("which amounts were set by hand", one.AmountEdited != other.AmountEdited)
		note("who travels", !reflect.DeepEqual(one.Traveling, other.Traveling))
		note("the custom fields of who was taken off", !maps.Equal(valuesOf(one), valuesOf(other)))
		note("the version of an attendee", one.Version*other.Version != 0 && one.Version != other.Version)
	}
	return found
}

// valuesOf are the custom fields that have a value.
func valuesOf(a concur.ExpenseAttendee) map[string]string {
	values := map[string]string{}
	for _, datum := range a.CustomData {
		if datum.Value != "" {
			values[datum.ID] = datum.Value
		}
	}
	return values
}

// notShown says that Concur did not show something without which a list cannot be made.
func notShown(what string) error {
	return &tools.StoppedError{
		Reason: "Concur did not show " + what + ", so nothing was sent",
		Next: "Look with get_report_expense and list_expense_attendees, and call again; if it stays so, change the attendees in " +
			"Concur itself.",
	}
}
