package simulator

import (
	"fmt"
	"net/http"
	"strings"
)

// attendeePrinted is Attendees v3 > Attendee without its custom fields.
type attendeePrinted struct {
	ID                    string  `json:"ID"`
	URI                   string  `json:"URI"`
	AttendeeTypeID        string  `json:"AttendeeTypeID"`
	AttendeeTypeCode      string  `json:"AttendeeTypeCode"`
	FirstName             *string `json:"FirstName"`
	LastName              *string `json:"LastName"`
	MiddleInitial         *string `json:"MiddleInitial"`
	Suffix                *string `json:"Suffix"`
	Company               *string `json:"Company"`
	Title                 *string `json:"Title"`
	ExternalID            *string `json:"ExternalID"`
	CurrencyCode          *string `json:"CurrencyCode"`
	HasExceptionsPrevYear bool    `json:"HasExceptionsPrevYear"`
	HasExceptionsYTD      bool    `json:"HasExceptionsYTD"`
	TotalAmountPrevYear   number  `json:"TotalAmountPrevYear"`
	TotalAmountYTD        number  `json:"TotalAmountYTD"`
	VersionNumber         int     `json:"VersionNumber"`
	OwnerLoginID          string  `json:"OwnerLoginID"`
	OwnerName             string  `json:"OwnerName"`
}

// sharedOwner is who owns attendees that everybody may use (Attendees v3).
const sharedOwner = "ConcurSystem"

const attendeesPath = "/api/v3.0/expense/attendees"

func (st *state) printedAttendee(c *call, a *attendee) any {
	printed := attendeePrinted{
		ID: a.v3ID, URI: c.base + attendeesPath + "/" + a.v3ID, AttendeeTypeID: a.kind.v3ID, AttendeeTypeCode: a.kind.code,
		FirstName: orNull(a.first), LastName: orNull(a.last), MiddleInitial: orNull(a.middle), Suffix: orNull(a.suffix),
		Company: orNull(a.company), Title: orNull(a.title), ExternalID: orNull(a.externalID), CurrencyCode: orNull(a.currency),
		TotalAmountYTD: number(a.totalYTD), VersionNumber: a.version, OwnerLoginID: sharedOwner, OwnerName: sharedOwner,
	}
	if owner := st.person(a.ownerID); owner != nil {
		printed.OwnerLoginID, printed.OwnerName = owner.login, owner.fullName()
	}
	return withAttendeeCustoms{printed, a.custom}
}

// withAttendeeCustoms prints the members of an attendee and then Custom1 to
// Custom25, null where they are not set.
type withAttendeeCustoms struct {
	members attendeePrinted
	custom  map[string]string
}

// MarshalJSON prints one flat object.
func (w withAttendeeCustoms) MarshalJSON() ([]byte, error) {
	text, err := inJSON(w.members)
	if err != nil {
		return nil, err
	}
	text = text[:len(text)-1]
	for _, name := range attendeeCustoms() {
		value := []byte("null")
		if given, set := w.custom[name]; set {
			if value, err = inJSON(customFieldV3{Type: "Text", Value: given}); err != nil {
				return nil, err
			}
		}
		text = fmt.Appendf(text, ",%q:%s", name, value)
	}
	return append(text, '}'), nil
}

func attendeeCustoms() []string {
	const most = 25
	names := make([]string, most)
	for i := range names {
		names[i] = fmt.Sprintf("Custom%d", i+1)
	}
	return names
}

// mayUse reports whether an attendee is one of the own or one that all share.
func (o owners) mayUse(a *attendee) bool { return a.ownerID == "" || o.include(a.ownerID) }

// listAttendeesV3 answers Attendees v3 > List attendees. The row of the no-shows is
// among them.
func listAttendeesV3(st *state, c *call) reply {
	whose, refusal := st.ownersV3(c, false)
	if refusal != nil {
		return *refusal
	}
	if id := c.query.Get("attendeeTypeID"); id != "" && (st.attendeeType(id) == nil || st.attendeeType(id).code == id) {
		return refuseV3(c, http.StatusBadRequest, "attendeeTypeID is not the id of an attendee type")
	}
	const mostExternal = 10
	if strings.Count(c.query.Get("externalID"), ",") >= mostExternal {
		return refuseV3(c, http.StatusBadRequest, "externalID takes up to 10 ids")
	}
	filters := &filtersV3{query: c.query}
	var rows []*attendee
	for _, a := range st.attendees {
		if whose.mayUse(a) && filters.list("externalID", a.externalID) && filters.text("attendeeTypeID", a.kind.v3ID) {
			rows = append(rows, a)
		}
	}
	return pageV3(c, rows, func(a *attendee) any { return st.printedAttendee(c, a) })
}

// attendeeAt finds the attendee of a path, for somebody who may use it.
func (st *state) attendeeAt(c *call) (*attendee, *reply) {
	whose, refusal := st.ownersV3(c, false)
	if refusal != nil {
		return nil, refusal
	}
	if a := st.attendeeV3(c.path["id"]); a != nil && whose.mayUse(a) {
		return a, nil
	}
	missing := refuseV3(c, http.StatusNotFound, "The attendee was not found")
	return nil, &missing
}

// getAttendeeV3 answers Attendees v3 > Get an attendee.
func getAttendeeV3(st *state, c *call) reply {
	a, refusal := st.attendeeAt(c)
	if refusal != nil {
		return *refusal
	}
	return ok(st.printedAttendee(c, a))
}

// attendeeTypePrinted is Attendee Types v3 > AttendeeType.
type attendeeTypePrinted struct {
	ID, URI, Name, Code, AttendeeFormID, ConnectorID         string
	AllowManuallyEnteredAttendees, AllowAttendeeCountEditing bool
	DuplicateSearchFields                                    []string
}

// listAttendeeTypesV3 answers Attendee Types v3 > List attendee types. Those of
// Concur itself are never listed.
func listAttendeeTypesV3(st *state, c *call) reply {
	var rows []*attendeeType
	for _, t := range st.attendeeTypes {
		if !t.system {
			rows = append(rows, t)
		}
	}
	return pageV3(c, rows, func(t *attendeeType) any {
		return attendeeTypePrinted{
			ID: t.v3ID, URI: c.base + c.op.Path + "/" + t.v3ID, Name: t.name, Code: t.code,
			AttendeeFormID: "gWv$s" + hashID("attendee form", t.code)[:12], AllowManuallyEnteredAttendees: true,
			AllowAttendeeCountEditing: t.private, DuplicateSearchFields: t.duplicateSearch,
		}
	})
}
