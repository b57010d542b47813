package attendees

import (
	"context"
	"errors"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type updateAttendeeIn struct {
	AttendeeID concur.V3AttendeeID `json:"attendee_id" jsonschema:"v3_id"`
	LastName   *string             `json:"last_name,omitempty" max:"132"`
	attendeeFields
	User concur.Ref `json:"user,omitempty" jsonschema:"for administrators"`
}

// errPartly says that an attendee shows some of the changes. After a lost answer that
// proves nothing: those may have been the values before.
var errPartly = errors.New("some fields are as they should be, and some are not")

func (k kit) updateAttendee() tools.Tool {
	def := define("update_attendee", "Change an attendee", tools.Change)
	def.Description = "Changes the given fields of an attendee; an empty text clears. The type cannot change, and employees cannot be " +
		"changed. search_attendees gives v3_id. Needs a person's connection."
	def.Operations = []string{"update_attendee"}
	def.Supporting = []string{"get_attendee", "identity_search_users", "identity_get_user"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in updateAttendeeIn) (writtenAttendee, error) {
		body, err := in.write()
		if err != nil {
			return writtenAttendee{}, err
		}
		body.LastName = in.LastName
		_, fields := untaken(body, concur.V3Attendee{})
		if fields == 0 {
			return writtenAttendee{}, tools.Argumentf("", "there is nothing to change").WithHint("Give at least one field besides attendee_id.")
		}
		session := k.concur.As(call.Caller)
		login, err := session.OwnerLogin(ctx, in.User)
		if err != nil {
			return writtenAttendee{}, err
		}
		out := writtenAttendee{V3ID: in.AttendeeID}
		read := func(ctx context.Context) (bool, error) {
			got, err := session.GetAttendee(ctx, login, in.AttendeeID)
			if err != nil {
				return false, err
			}
			missing, _ := untaken(body, got)
			out.show(got, missing)
			if len(missing) > 0 && len(missing) < fields {
				return false, errPartly
			}
			return len(missing) == 0, nil
		}
		if err := session.UpdateAttendee(ctx, login, in.AttendeeID, body); err != nil {
			err = tools.Settle(ctx, err, read) // it fills out
			return out, view.Advise(err, "Correct what Concur names. Employees, no-shows and attendees of other people cannot be changed.")
		}
		if _, err := read(ctx); err != nil && !errors.Is(err, errPartly) {
			out.Written = view.Unread(err)
		}
		return out, nil
	})
}
