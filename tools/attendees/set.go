package attendees

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
)

type setExpenseAttendeesIn struct {
	ReportID  concur.ReportID   `json:"report_id"`
	ExpenseID concur.ExpenseRef `json:"expense_id"`
	Attendees []attendeeIn      `json:"attendees"`
	Mode      mode              `json:"mode"`
	NoShows   *int              `json:"no_show_count,omitempty"`
	User      concur.Ref        `json:"user,omitempty"`
}

type attendeeIn struct {
	Attendee  concur.Ref  `json:"attendee" jsonschema:"id, external id or full name"`
	Amount    json.Number `json:"amount,omitempty" jsonschema:"else an even share"`
	Count     *int        `json:"count,omitempty" jsonschema:"with unnamed guests"`
	Traveling *bool       `json:"traveling,omitempty"`
}

// mode says what becomes of who is on the expense already.
type mode string

const (
	add     mode = "add"
	replace mode = "replace"
	remove  mode = "remove"
)

// Values lists the modes.
func (mode) Values() []string { return []string{string(add), string(replace), string(remove)} }

type writtenAttendees struct {
	ReportID  concur.ReportID  `json:"report_id"`
	ExpenseID concur.ExpenseID `json:"expense_id"`
	outcome.Written
	Attendees render.Rows `json:"attendees"`
	Total     int         `json:"total"`
	NoShows   int         `json:"no_show_count"`
}

func (k kit) setExpenseAttendees() tools.Tool {
	def := define("set_expense_attendees", "Set the attendees of an expense", tools.Change)
	def.Description = "Adds people to an unsubmitted expense, removes some or replaces all. Names work only for who was on an expense " +
		"before; list_expense_attendees gives attendee_id."
	def.Operations = []string{"set_expense_attendees", "delete_expense_attendees"}
	def.Supporting = []string{
		"get_expense_attendees", "get_expense_attendees_company", "get_expense", "list_attendees", "get_attendee", "list_entry_attendees",
		"get_entry_attendee", "list_entries", "get_entry", "identity_search_users", "identity_get_user",
	}
	return tools.NewWrite(def, k.runSetExpenseAttendees, k.lookSetExpenseAttendees)
}

func (k kit) runSetExpenseAttendees(ctx context.Context, call *tools.Call, in setExpenseAttendeesIn) (writtenAttendees, error) {
	if err := in.check(); err != nil {
		return writtenAttendees{}, err
	}
	p, err := k.partyOf(ctx, call, in)
	if err != nil {
		return writtenAttendees{}, err
	}
	leave, err := k.turns.Take(ctx, p.expense)
	if err != nil {
		return writtenAttendees{}, err
	}
	defer leave()
	return p.set(ctx, call, in)
}

// partyOf finds out which expense is meant.
func (k kit) partyOf(ctx context.Context, call *tools.Call, in setExpenseAttendeesIn) (party, error) {
	p := party{session: k.concur.As(call.Caller), report: in.ReportID}
	var err error
	if p.on, err = p.session.OnOwner(ctx, in.User, "set_expense_attendees"); err != nil {
		return p, err
	}
	p.expense, err = p.session.ExpenseOf(ctx, p.on.User, in.ExpenseID)
	return p, err
}

func (in setExpenseAttendeesIn) check() error {
	const most = concur.MostAttendees
	switch {
	case len(in.Attendees) > most:
		return tools.Argumentf("attendees", "has %d entries; Concur takes %d", len(in.Attendees), most)
	case len(in.Attendees) == 0 && in.Mode == remove:
		return tools.Argumentf("attendees", "names nobody to remove").WithHint("Name them; to remove all, use mode replace and an empty list.")
	case len(in.Attendees) == 0 && in.Mode == add && in.NoShows == nil:
		return tools.Argumentf("attendees", "names nobody to add").WithHint("Name them, or give no_show_count.")
	case in.NoShows != nil && (*in.NoShows < 0 || *in.NoShows > most):
		return tools.Argumentf("no_show_count", "%d is not between 0 and %d", *in.NoShows, most)
	}
	seen := map[concur.Ref]bool{}
	for i, a := range in.Attendees {
		name := fmt.Sprintf("attendees[%d]", i)
		switch {
		case a.Attendee == "":
			return tools.Argumentf(name+".attendee", "is required")
		case seen[a.Attendee]:
			return tools.Argumentf(name+".attendee", "%s is given twice", a.Attendee)
		case in.Mode == remove && (a.Amount != "" || a.Count != nil || a.Traveling != nil):
			return tools.Argumentf(name, "is to be removed, so amount, count and traveling say nothing").WithHint("Leave them out.")
		case a.Count != nil && (*a.Count < 1 || *a.Count > most):
			return tools.Argumentf(name+".count", "%d is not between 1 and %d", *a.Count, most)
		}
		if _, err := concur.ParseShare(a.Amount, ""); a.Amount != "" && err != nil {
			return tools.Argumentf(name+".amount", "%s", err)
		}
		seen[a.Attendee] = true
	}
	return nil
}
