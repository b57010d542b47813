package attendees

import (
	"cmp"
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type deleteAttendeeIn struct {
	AttendeeID concur.V3AttendeeID `json:"attendee_id" jsonschema:"v3_id"`
	User       concur.Ref          `json:"user,omitempty" jsonschema:"for administrators"`
}

type deletedAttendee struct {
	V3ID concur.V3AttendeeID `json:"deleted_v3_id"`
	outcome.Written
}

func (k kit) deleteAttendee() tools.Tool {
	def := define("delete_attendee", "Delete an attendee", tools.Delete)
	def.Description = "Deletes a person from the attendees, not from an expense: that is set_expense_attendees. search_attendees gives " +
		"v3_id. Needs a person's connection."
	def.Operations = []string{"delete_attendee"}
	def.Supporting = []string{"get_attendee", "identity_search_users", "identity_get_user"}
	return tools.NewWrite(def, k.runDeleteAttendee, func(
		ctx context.Context, call *tools.Call, in deleteAttendeeIn, _ tools.Sent,
	) (tools.Seen, error) {
		session := k.concur.As(call.Caller)
		login, err := session.OwnerLogin(ctx, in.User)
		if err != nil {
			return tools.Seen{Verdict: tools.Unknown}, err
		}
		return in.gone(ctx, session, login)
	})
}

func (k kit) runDeleteAttendee(ctx context.Context, call *tools.Call, in deleteAttendeeIn) (deletedAttendee, error) {
	session := k.concur.As(call.Caller)
	login, err := session.OwnerLogin(ctx, in.User)
	if err != nil {
		return deletedAttendee{}, err
	}
	switch former, err := session.GetAttendee(ctx, login, in.AttendeeID); {
	case concur.IsNotFound(err): // Nobody must take that for a deletion whose answer was lost.
		return deletedAttendee{}, err
	case err != nil:
		outcome.NoFormer(call, err)
	default:
		in.undo(call, former)
	}
	gone := func(ctx context.Context) (tools.Seen, error) { return in.gone(ctx, session, login) }
	written, err := outcome.Deleted(ctx, session.DeleteAttendee(ctx, login, in.AttendeeID), "attendee", "search_attendees", gone)
	if err != nil {
		err = view.Advise(err, "Somebody who is on an expense, an employee or an attendee of other people may not be deletable.")
		return deletedAttendee{}, outcome.LookWith(err, "search_attendees")
	}
	return deletedAttendee{V3ID: in.AttendeeID, Written: written}, nil
}

func (in deleteAttendeeIn) gone(ctx context.Context, session *concur.Session, login string) (tools.Seen, error) {
	_, err := session.GetAttendee(ctx, login, in.AttendeeID)
	return outcome.SeenGone("attendee", err)
}

// undo says how the person can be made again.
func (in deleteAttendeeIn) undo(call *tools.Call, former concur.V3Attendee) {
	again := createAttendeeIn{
		Type: concur.Ref(cmp.Or(former.TypeCode, former.TypeID)), LastName: former.LastName,
		attendeeFields: fieldsOf(former).given(), User: in.User,
	}
	call.Undo("create_attendee", again, outcome.NotBroughtBack([]string{"the former ids"}))
}
