package attendees

import (
	"context"
	"fmt"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type listExpenseAttendeesIn struct {
	ReportID  concur.ReportID   `json:"report_id"`
	ExpenseID concur.ExpenseRef `json:"expense_id"`
	User      concur.Ref        `json:"user,omitempty" jsonschema:"owner: UUID, login, e-mail or name"`
	tools.Page
}

type expenseAttendees struct {
	Attendees render.Rows `json:"attendees"`
	// AlsoThere are among the attendees without a name; nothing tells which is whom.
	AlsoThere []person `json:"among_the_unnamed,omitempty"`
	NoShows   int      `json:"no_show_count"`
	render.Listing
}

func (k kit) listExpenseAttendees() tools.Tool {
	def := define("list_expense_attendees", "List the attendees of an expense", tools.Read)
	def.Description = "Lists who was at an expense and each one's share. Names need a person's connection, and stand with an id only where " +
		"that is certain. list_report_expenses gives expense_id."
	def.Operations = []string{"get_expense_attendees", "get_expense_attendees_company", "list_entry_attendees", "get_entry_attendee"}
	def.Supporting = []string{"get_attendee", "list_entries", "get_entry", "identity_search_users", "identity_get_user"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in listExpenseAttendeesIn) (expenseAttendees, error) {
		ask, err := view.Ask(def.Name, in.Page, []string{string(in.ReportID), in.ExpenseID.String(), string(in.User)})
		if err != nil {
			return expenseAttendees{}, err
		}
		session := k.concur.As(call.Caller)
		on, err := session.OnOwner(ctx, in.User, "get_expense_attendees_company")
		if err != nil {
			return expenseAttendees{}, err
		}
		id, err := session.ExpenseOf(ctx, on.User, in.ExpenseID)
		if err != nil {
			return expenseAttendees{}, err
		}
		list, err := session.GetExpenseAttendees(ctx, on, in.ReportID, id)
		if concur.IsForbidden(err) && in.User == "" && session.HasPerson(ctx) {
			return in.toApprove(ctx, session, id, ask, err)
		}
		if err != nil {
			return expenseAttendees{}, view.AdviseReading(err)
		}
		out := expenseAttendees{NoShows: list.NoShows}
		who, note := in.names(ctx, session, on, id, list)
		out.AlsoThere = peopleOf(who.Others)
		out.Attendees, out.Listing, err = render.Whole(guestsOf(list.List, who.Named), ask, guestSummary())
		out.Note = note
		if len(list.List) == 0 {
			out.Note = "Nobody is on this expense yet. set_expense_attendees puts people on it."
		}
		return out, view.ListError(err)
	})
}

// names finds out who the attendees are, as far as that can be told, and says what
// cannot.
func (in listExpenseAttendeesIn) names(
	ctx context.Context, session *concur.Session, on concur.Subject, id concur.ExpenseID, list concur.ExpenseAttendees,
) (who concur.OnExpense, note string) {
	if len(list.List) == 0 {
		return who, ""
	}
	if !session.HasPerson(ctx) {
		return who, "Names come from Concur's v3 API, which takes a person's connection only."
	}
	who, err := session.WhoIsOn(ctx, on, in.ReportID, concur.ExpenseRef{V4: id}, list)
	if err != nil {
		return concur.OnExpense{}, fmt.Sprintf("Their names could not be read: %s.", err)
	}
	if len(who.Others) > 0 {
		note = "Concur documents no way from names to attendee_id. Equal shares leave open who is who among those without a name here; " +
			"among_the_unnamed lists them."
	}
	if who.Hidden > 0 {
		note = sentences(note, fmt.Sprintf("%d more were not named.", who.Hidden))
	}
	return who, note
}

// toApprove reads the attendees through v3, where an approver is shown the entries
// of a report (inferred); v4 shows them to the owner only.
func (in listExpenseAttendeesIn) toApprove(
	ctx context.Context, session *concur.Session, id concur.ExpenseID, ask render.Ask, refusal error,
) (expenseAttendees, error) {
	people, err := session.WhoIsOnEntry(ctx, in.ReportID, id)
	if err != nil {
		return expenseAttendees{}, view.AdviseReading(refusal)
	}
	guests := make([]guest, len(people))
	for i, a := range people {
		guests[i] = guest{person: personOf(a.V3Attendee), Amount: view.Money(a.Amount), People: max(a.Count, 1)}
	}
	var out expenseAttendees
	out.Attendees, out.Listing, err = render.Whole(guests, ask, guestSummary())
	out.Note = "Read through Concur's v3 API, as v4 shows attendees to the owner and the company only; so there is no attendee_id and " +
		"no number of no-shows. Private attendees of the owner stay without a name."
	return out, view.ListError(err)
}
