package attendees

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type updateAttendeeIn struct {
	AttendeeID concur.V3AttendeeID `json:"attendee_id" jsonschema:"v3_id"`
	LastName   *string             `json:"last_name,omitempty" max:"132"`
	attendeeFields
	User concur.Ref `json:"user,omitempty" jsonschema:"for administrators"`
}

func (k kit) updateAttendee() tools.Tool {
	def := define("update_attendee", "Change an attendee", tools.Change)
	def.Description = "Changes the given fields of an attendee; an empty text clears. The type cannot change, and employees cannot be " +
		"changed. search_attendees gives v3_id. Needs a person's connection."
	def.Operations = []string{"update_attendee"}
	def.Supporting = []string{"get_attendee", "identity_search_users", "identity_get_user"}
	return tools.NewWrite(def, k.runUpdateAttendee, k.lookUpdateAttendee)
}

func (k kit) runUpdateAttendee(ctx context.Context, call *tools.Call, in updateAttendeeIn) (writtenAttendee, error) {
	c, err := k.changeOf(ctx, call, in)
	if err != nil {
		return writtenAttendee{}, err
	}
	before, err := c.session.GetAttendee(ctx, c.login, in.AttendeeID)
	switch {
	case concur.IsNotFound(err):
		return writtenAttendee{}, err
	case err != nil:
		outcome.NoFormer(call, err)
	default:
		in.undo(call, c.body, before)
		_, c.missing = compare(c.body, before)
	}
	out := writtenAttendee{V3ID: in.AttendeeID}
	look := func(ctx context.Context) (tools.Seen, error) { return c.look(ctx, &out) }
	found, err := tools.Resolve(ctx, c.session.UpdateAttendee(ctx, c.login, in.AttendeeID, c.body), look)
	if err != nil {
		err = view.Advise(err, "Correct what Concur names. Employees, no-shows and attendees of other people cannot be changed.")
		return writtenAttendee{}, outcome.LookWith(err, "search_attendees")
	}
	if found == "" {
		if _, err := look(ctx); err != nil {
			out.Written = outcome.Unread(err)
		}
	}
	out.Noted(found)
	return out, nil
}

func (k kit) lookUpdateAttendee(ctx context.Context, call *tools.Call, in updateAttendeeIn, _ tools.Sent) (tools.Seen, error) {
	c, err := k.changeOf(ctx, call, in)
	if err != nil {
		return tools.Seen{Verdict: tools.Unknown}, err
	}
	return c.look(ctx, &writtenAttendee{V3ID: in.AttendeeID})
}

// change is what an attendee is to show.
type change struct {
	session *concur.Session
	login   string
	body    concur.AttendeeWrite
	// missing are the arguments that the attendee did not show before; all of them where
	// that is not known.
	missing []string
}

// changeOf finds out what is meant.
func (k kit) changeOf(ctx context.Context, call *tools.Call, in updateAttendeeIn) (change, error) {
	c := change{session: k.concur.As(call.Caller)}
	var err error
	if c.body, err = in.write(); err != nil {
		return c, err
	}
	c.body.LastName = in.LastName
	if c.missing, _ = compare(c.body, concur.V3Attendee{}); len(c.missing) == 0 {
		return c, tools.Argumentf("", "there is nothing to change").WithHint("Give at least one field besides attendee_id.")
	}
	c.login, err = c.session.OwnerLogin(ctx, in.User)
	return c, err
}

// look reads the attendee into a result and says whether it shows the change.
func (c change) look(ctx context.Context, out *writtenAttendee) (tools.Seen, error) {
	got, err := c.session.GetAttendee(ctx, c.login, out.V3ID)
	if err != nil {
		return tools.Seen{Verdict: tools.Unknown}, err
	}
	_, missing := compare(c.body, got)
	out.show(got, missing)
	return outcome.SeenChanged("attendee", missing, len(c.missing)), nil
}

// undo says how the fields that are sent get their former values back.
func (in updateAttendeeIn) undo(call *tools.Call, sent concur.AttendeeWrite, was concur.V3Attendee) {
	back := updateAttendeeIn{AttendeeID: in.AttendeeID, attendeeFields: formerly(sent, was), User: in.User}
	if sent.LastName != nil {
		back.LastName = &was.LastName
	}
	var lost []string
	if sent.CurrencyCode != "" && was.CurrencyCode == "" {
		lost = append(lost, "that there was no currency")
	}
	call.Undo("update_attendee", back, outcome.NotBroughtBack(lost))
}
