package attendees

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
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
	def.Supporting = []string{"get_attendee", "list_attendee_types", "identity_search_users", "identity_get_user"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in createAttendeeIn) (writtenAttendee, error) {
		body, err := in.write()
		if err != nil {
			return writtenAttendee{}, err
		}
		body.LastName = &in.LastName
		session := k.concur.As(call.Caller)
		login, err := session.OwnerLogin(ctx, in.User)
		if err != nil {
			return writtenAttendee{}, err
		}
		kind, err := session.FindAttendeeType(ctx, in.Type)
		if err != nil {
			return writtenAttendee{}, err
		}
		body.TypeID = kind.ID
		id, err := session.CreateAttendee(ctx, login, body)
		if err != nil {
			return writtenAttendee{}, view.LookWith(view.Advise(err, "Correct what Concur names, then call again."), "search_attendees")
		}
		out := writtenAttendee{V3ID: id}
		made, err := session.GetAttendee(ctx, login, id)
		if err != nil {
			out.Written = view.Unread(err)
			return out, nil
		}
		missing, _ := untaken(body, made)
		out.show(made, missing)
		out.Note = sentences(out.Note, notYetOnExpenses)
		return out, nil
	})
}
