package attendees_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestAttendeesAreSearched(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		args  args
		names []string
		sent  []string
	}{
		{"by part of a name", args{"name": "SILVA"}, []string{"Marta Silva", "Marta Silva"}, []string{"list_attendees"}},
		{"by name and company", args{"name": "silva", "company": "universidade"}, []string{"Marta Silva"}, []string{"list_attendees"}},
		{"by an external id", args{"external_id": "crm-20931"}, []string{"Ines Prado"}, []string{"list_attendees"}},
		{
			"by several external ids",
			args{"external_id": "crm-20931,crm-20932"},
			[]string{"Ines Prado", "Javier Montes"},
			[]string{"list_attendees"},
		},
		{"by the name of a type", args{"type": "spouse/partner"}, []string{"Joao Alves"}, []string{"list_attendee_types", "list_attendees"}},
		{"by the code of a type", args{"type": "spouse"}, []string{"Joao Alves"}, []string{"list_attendee_types", "list_attendees"}},
		{
			"by a type that Concur does not list",
			args{"type": "SYSEMP", "name": "ferri"},
			[]string{"Luca Ferri"},
			[]string{"list_attendee_types", "list_attendees"},
		},
		{"in vain", args{"name": "nobody"}, []string{}, []string{"list_attendees"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t)
			list := search(kit, c.args)
			assert.Equal(t, c.names, list.names())
			assert.Equal(t, c.sent, kit.Operations())
			if len(c.names) == 0 {
				assert.Contains(t, list.Note, "create_attendee")
			}
		})
	}
}

func TestAnAttendeeIsReadByItsID(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	found := search(kit, args{"external_id": "crm-20931"}).Attendees[0]
	list := search(kit, args{"attendee_id": found.V3ID, "fields": []string{"all"}})
	require.Len(t, list.Attendees, 1)
	assert.Equal(t, "Ines", list.Attendees[0].FirstName)
	assert.Equal(t, "Iberdata", list.Attendees[0].Company)
	assert.True(t, list.Attendees[0].Shared)
	assert.Equal(t, "404", kit.Call("search_attendees", args{"attendee_id": "gWj3IHRYiHZnobody$s1"}).Failure()["http_status"])
}

func TestAnUnknownTypeIsAnsweredWithWhatThereIs(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	failure := kit.Call("search_attendees", args{"type": "Business Guests!"}).Failure()
	assert.Contains(t, failure["next_step"], "Business Guest (BUSGUEST)")
}

func TestAnAdministratorSearchesForSomebodyElse(t *testing.T) {
	t.Parallel()
	list := search(newKit(t, testkit.As(testkit.Ada)), args{"user": testkit.Luca, "name": "conti"})
	assert.Equal(t, []string{"Giulia Conti"}, list.names())
	failure := newKit(t).Call("search_attendees", args{"user": testkit.Luca}).Failure()
	assert.Equal(t, "nothing_changed", failure["changed"])
}

func TestAttendeesAreForPersons(t *testing.T) {
	t.Parallel()
	kit := newKit(t, testkit.CompanyOnly())
	for tool, arguments := range map[string]args{
		"search_attendees": {"name": "x"}, "delete_attendee": {"attendee_id": "gW$s1"},
		"update_attendee": {"attendee_id": "gW$s1", "title": "x"}, "create_attendee": {"type": "SPOUSE", "last_name": "x"},
	} {
		failure := kit.Call(tool, arguments).Failure()
		assert.Contains(t, failure["message"], "user connection", tool)
		assert.Equal(t, "nothing_changed", failure["changed"], tool)
	}
}

func TestALongSearchPausesAndGoesOn(t *testing.T) {
	t.Parallel()
	kit := newKit(t)
	kind, err := kit.Session.FindAttendeeType(t.Context(), "BUSGUEST")
	require.NoError(t, err)
	for i := range 1100 {
		name := fmt.Sprintf("Guest %d", i)
		_, err := kit.Session.CreateAttendee(t.Context(), "", concur.AttendeeWrite{TypeID: kind.ID, LastName: &name})
		require.NoError(t, err)
	}
	kit.Sim.ResetJournal()
	list := search(kit, args{"name": "Guest 1099"})
	assert.Empty(t, list.Attendees)
	assert.Contains(t, list.Note, "1000 attendees were read")
	assert.Equal(t, 10, kit.Attempts("list_attendees"))
	list = search(kit, args{"name": "Guest 1099", "cursor": list.NextCursor})
	assert.Equal(t, []string{"Guest 1099"}, list.names())
	assert.Empty(t, list.NextCursor)
}
