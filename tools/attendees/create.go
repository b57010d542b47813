package attendees

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type createAttendeeIn struct {
	Type     concur.Ref `json:"type" jsonschema:"name or code"`
	LastName string     `json:"last_name" max:"132"`
	attendeeFields
	User concur.Ref `json:"user,omitempty" jsonschema:"for administrators"`
}

// notYetOnExpenses is what an agent has to know before it goes on.
const notYetOnExpenses = "Concur gives a new attendee a v3 id only. The attendee_id that set_expense_attendees needs shows once the " +
	"person is on an expense, which for the first time is done in Concur itself."

func (k kit) createAttendee() tools.Tool {
	def := define("create_attendee", "Create an attendee", tools.Create)
	def.Description = "Adds a person who can be on expenses; search_attendees first, as Concur may take the same person twice. " +
		"list_attendee_types gives type. Needs a person's connection."
	def.Operations = []string{"create_attendee"}
	def.Supporting = []string{"get_attendee", "list_attendees", "list_attendee_types", "identity_search_users", "identity_get_user"}
	return tools.NewWrite(def, k.runCreateAttendee, k.lookCreateAttendee)
}

func (k kit) runCreateAttendee(ctx context.Context, call *tools.Call, in createAttendeeIn) (writtenAttendee, error) {
	n, err := k.newcomerOf(ctx, call, in)
	if err != nil {
		return writtenAttendee{}, err
	}
	leave, err := k.arrivals.Take(ctx, n.person())
	if err != nil {
		return writtenAttendee{}, err
	}
	defer leave()
	n.lookAround(ctx)
	id, err := n.session.CreateAttendee(ctx, n.login, n.body)
	found, err := tools.Resolve(ctx, err, func(ctx context.Context) (seen tools.Seen, err error) {
		id, seen, err = n.look(ctx)
		return seen, err
	})
	if err != nil {
		err = view.Advise(outcome.Undecided(err), "Correct what Concur names, then call again.")
		return writtenAttendee{}, outcome.LookWith(err, "search_attendees")
	}
	call.Undo("delete_attendee", deleteAttendeeIn{AttendeeID: id, User: in.User}, "It works until the person is on an expense.")
	out := writtenAttendee{V3ID: id}
	made, err := n.session.GetAttendee(ctx, n.login, id)
	if err != nil {
		out.Written = outcome.Unread(err)
		out.Noted(found)
		return out, nil
	}
	_, missing := compare(n.body, made)
	out.show(made, missing)
	out.Note = sentences(found, out.Note, notYetOnExpenses)
	return out, nil
}

func (k kit) lookCreateAttendee(ctx context.Context, call *tools.Call, in createAttendeeIn, sent tools.Sent) (tools.Seen, error) {
	n, err := k.newcomerOf(ctx, call, in)
	if err != nil {
		return tools.Seen{Verdict: tools.Unknown}, err
	}
	_, seen, err := n.look(ctx)
	if seen.Verdict == tools.NotDone && sent.Late {
		seen = tools.Seen{Verdict: tools.Unknown, Found: "Nobody with this name, company and external id is among the attendees. Concur does " +
			"not say when one was made, so that it may be anybody whose name was changed since: search_attendees shows them."}
	}
	return sent.Settled(seen, n.session.Now()), err
}
