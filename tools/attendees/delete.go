package attendees

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type deleteAttendeeIn struct {
	AttendeeID concur.V3AttendeeID `json:"attendee_id" jsonschema:"v3_id"`
	User       concur.Ref          `json:"user,omitempty" jsonschema:"for administrators"`
}

type deletedAttendee struct {
	V3ID concur.V3AttendeeID `json:"deleted_v3_id"`
	view.Written
}

func (k kit) deleteAttendee() tools.Tool {
	def := define("delete_attendee", "Delete an attendee", tools.Delete)
	def.Description = "Deletes a person from the attendees, not from an expense: that is set_expense_attendees. search_attendees gives " +
		"v3_id. Needs a person's connection."
	def.Operations = []string{"delete_attendee"}
	def.Supporting = []string{"get_attendee", "identity_search_users", "identity_get_user"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in deleteAttendeeIn) (deletedAttendee, error) {
		session := k.concur.As(call.Caller)
		login, err := session.OwnerLogin(ctx, in.User)
		if err != nil {
			return deletedAttendee{}, err
		}
		out := deletedAttendee{V3ID: in.AttendeeID}
		gone := func(ctx context.Context) (bool, error) {
			_, err := session.GetAttendee(ctx, login, in.AttendeeID)
			if concur.IsNotFound(err) {
				out.Verified = true
				return true, nil
			}
			return false, err
		}
		if err := session.DeleteAttendee(ctx, login, in.AttendeeID); err != nil {
			err = tools.Settle(ctx, err, gone) // it fills out
			return out, view.Advise(err, "Somebody who is on an expense, an employee or an attendee of other people may not be deletable.")
		}
		switch done, err := gone(ctx); {
		case err != nil:
			out.Written = view.Unread(err)
		case !done:
			out.Note = "Concur took it, but still shows the attendee. Look again with search_attendees in a moment."
		}
		return out, nil
	})
}
