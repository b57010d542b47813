package attendees_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// pedro has a value in every field.
func pedro() args {
	return args{
		"type": "BUSGUEST", "first_name": "Pedro", "last_name": "Nunes", "middle_initial": "J", "suffix": "Jr", "company": "Sensotec Porto",
		"title": "Buyer", "external_id": "crm-1", "currency": "EUR", "total_this_year": 12.5, "custom_fields": args{"custom2": "VIP"},
	}
}

// seen is an attendee with all that Concur tells, but for ids and what counts changes.
func seen(t *testing.T, kit *testkit.Kit, id string) concur.V3Attendee {
	t.Helper()
	found, err := kit.Session.GetAttendee(t.Context(), "", concur.V3AttendeeID(id))
	require.NoError(t, err)
	found.ID, found.Version = "", 0
	return found
}

func TestAnAttendeeWhoWasMadeIsTakenBack(t *testing.T) {
	t.Parallel()
	for _, fault := range []simulator.FaultKind{"", simulator.CommitThenDrop} {
		kit := newKit(t)
		if fault != "" {
			kit.Sim.AddFault(simulator.Fault{Operation: "create_attendee", Kind: fault})
		}
		undo := kit.Undoing("create_attendee", pedro())
		assert.Equal(t, "delete_attendee", undo.Tool)
		assert.NotEmpty(t, undo.Note)
		require.Len(t, search(kit, args{"external_id": "crm-1"}).Attendees, 1)
		kit.TakeBack(undo)
		assert.Empty(t, search(kit, args{"external_id": "crm-1"}).Attendees)
	}
}

func TestAnAttendeeOfSomebodyIsTakenBackByTheAdministrator(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.As(testkit.Ada))
	undo := kit.Undoing("create_attendee", args{"type": "BUSGUEST", "last_name": "Nunes", "user": testkit.Luca})
	luca := kit.As(testkit.Luca)
	require.NotEmpty(t, search(luca, args{"name": "nunes"}).Attendees)
	kit.TakeBack(undo)
	assert.Empty(t, search(luca, args{"name": "nunes"}).Attendees)
}

func TestAChangeOfAnAttendeeIsTakenBack(t *testing.T) {
	t.Parallel()
	plain := args{"type": "BUSGUEST", "last_name": "Nunes"}
	for _, c := range []struct {
		name         string
		made, change args
		note         string
	}{
		{"fields that had values", pedro(), args{
			"first_name": "x", "last_name": "x", "middle_initial": "x", "suffix": "x", "company": "x", "title": "x", "external_id": "x",
			"currency": "USD", "total_this_year": 3, "custom_fields": args{"custom2": "x"},
		}, ""},
		{"fields that were cleared", pedro(), args{"company": "", "title": "", "custom_fields": args{"custom2": ""}}, ""},
		{"fields that had none", plain, args{"company": "x", "total_this_year": 3, "custom_fields": args{"custom3": "x"}}, ""},
		{"a field and no other", pedro(), args{"title": "x"}, ""},
		{"a currency where there was none", plain, args{"currency": "USD", "title": "x"}, "no currency"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t)
			id := create(kit, c.made).V3ID
			before := seen(t, kit, id)
			undo := kit.Undoing("update_attendee", testkit.With(c.change, args{"attendee_id": id}))
			assert.Equal(t, "update_attendee", undo.Tool)
			assert.LessOrEqual(t, len(undo.Arguments), len(c.change)+1, "only what was changed")
			require.NotEqual(t, before, seen(t, kit, id))
			var back written
			kit.TakeBack(undo).Into(&back)
			assert.True(t, back.Verified, back.Note)
			after := seen(t, kit, id)
			if c.note != "" {
				assert.Contains(t, undo.Note, c.note)
				before.CurrencyCode = after.CurrencyCode
			} else {
				assert.Empty(t, undo.Note)
			}
			assert.Equal(t, before, after)
		})
	}
}

func TestAnAttendeeWhoWasDeletedIsMadeAgain(t *testing.T) {
	t.Parallel()
	for _, made := range []args{pedro(), {"type": "SPOUSE", "last_name": "Nunes"}} {
		kit := newKit(t)
		id := create(kit.As(testkit.Rita), made).V3ID // Elsewhere: making the same again so soon is asked about.
		before := seen(t, kit, id)
		undo := kit.Undoing("delete_attendee", args{"attendee_id": id})
		assert.Equal(t, "create_attendee", undo.Tool)
		assert.Contains(t, undo.Note, "ids")
		assert.Len(t, undo.Arguments, len(made), "what was empty is left out")
		var again written
		kit.TakeBack(undo).Into(&again)
		assert.True(t, again.Verified, again.Note)
		assert.Equal(t, before, seen(t, kit, again.V3ID))
	}
}

func TestWhatCannotBeReadBeforeCannotBeTakenBack(t *testing.T) {
	t.Parallel()
	for tool, more := range map[string]args{"update_attendee": {"title": "x"}, "delete_attendee": {}} {
		kit := newKit(t)
		id := create(kit, pedro()).V3ID
		kit.Sim.AddFault(simulator.Fault{Operation: "get_attendee", Nth: 1, Kind: simulator.Malformed})
		undo := kit.Undoing(tool, testkit.With(args{"attendee_id": id}, more))
		assert.Empty(t, undo.Tool, tool)
		assert.Contains(t, undo.Note, "could not be read before", tool)
	}
}
