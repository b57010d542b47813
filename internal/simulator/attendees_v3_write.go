package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// attendeeWrite is Attendees v3 > AttendeeWrite. What is absent stays as it is, and
// so does a null (inferred).
type attendeeWrite struct {
	AttendeeTypeID        *string
	FirstName, LastName   *string
	MiddleInitial, Suffix *string
	Company, Title        *string
	ExternalID            *string
	CurrencyCode          *string
	TotalAmountYTD        *decimal.Decimal
	custom                map[string]*string
}

func decodeAttendee(c *call) (attendeeWrite, *reply) {
	var wanted attendeeWrite
	members := map[string]json.RawMessage{}
	if json.Unmarshal(c.body, &wanted) != nil || json.Unmarshal(c.body, &members) != nil {
		refusal := refuseV3(c, http.StatusBadRequest, "The request body is not a readable attendee")
		return wanted, &refusal
	}
	wanted.custom = map[string]*string{}
	for _, name := range attendeeCustoms() {
		var value *string
		if text, given := members[name]; given && json.Unmarshal(text, &value) != nil {
			refusal := refuseV3(c, http.StatusBadRequest, name+" must be a string")
			return wanted, &refusal
		}
		if value != nil {
			wanted.custom[name] = value
		}
	}
	return wanted, nil
}

// fill sets what is given and says what is wrong with it; empty if nothing. An
// empty text clears a field (inferred).
func (w attendeeWrite) fill(a *attendee) string {
	for _, text := range []struct {
		name  string
		from  *string
		to    *string
		limit int
	}{
		{"FirstName", w.FirstName, &a.first, 50},
		{"LastName", w.LastName, &a.last, 132},
		{"MiddleInitial", w.MiddleInitial, &a.middle, 1},
		{"Suffix", w.Suffix, &a.suffix, 32},
		{"Company", w.Company, &a.company, 150},
		{"Title", w.Title, &a.title, 32},
		{"ExternalID", w.ExternalID, &a.externalID, 48},
		{"CurrencyCode", w.CurrencyCode, &a.currency, 3},
	} {
		if text.from == nil {
			continue
		}
		if utf8.RuneCountInString(*text.from) > text.limit {
			return fmt.Sprintf("%s has at most %d characters", text.name, text.limit)
		}
		*text.to = *text.from
	}
	if w.TotalAmountYTD != nil {
		a.totalYTD = *w.TotalAmountYTD
	}
	for i, name := range attendeeCustoms() {
		limit := 100
		if i >= 20 { // Custom21 to Custom25
			limit = 48
		}
		value, given := w.custom[name]
		switch {
		case !given:
		case utf8.RuneCountInString(*value) > limit:
			return fmt.Sprintf("%s has at most %d characters", name, limit)
		case *value == "":
			delete(a.custom, name)
		default:
			a.custom[name] = *value
		}
	}
	return ""
}

// createAttendeeV3 answers Attendees v3 > Create an attendee. One of a private type
// belongs to the person, another to everybody. Nothing keeps the same person from
// being made twice: the search for duplicates is the form's (inferred).
func createAttendeeV3(st *state, c *call) reply {
	whose, refusal := st.ownersV3(c, false)
	if refusal != nil {
		return *refusal
	}
	wanted, refusal := decodeAttendee(c)
	if refusal != nil {
		return *refusal
	}
	if wanted.AttendeeTypeID == nil {
		return refuseV3(c, http.StatusBadRequest, "AttendeeTypeID is required")
	}
	kind := st.attendeeType(*wanted.AttendeeTypeID)
	switch {
	case kind == nil || kind.code == *wanted.AttendeeTypeID:
		return refuseV3(c, http.StatusBadRequest, "AttendeeTypeID is not the id of an attendee type")
	case kind.system: // documented for NOSHOWS, inferred for employees
		return refuseV3(c, http.StatusBadRequest, "Attendees of the type "+kind.code+" cannot be created")
	}
	made := &attendee{kind: kind, version: 1, custom: map[string]string{}}
	if mistake := wanted.fill(made); mistake != "" {
		return refuseV3(c, http.StatusBadRequest, mistake)
	}
	if kind.private {
		made.ownerID = whose.one.id
	}
	made.id, made.v3ID = c.ids.hex32(), c.ids.protected("gWj3IHRYiHZ")
	st.attendees = append(st.attendees, made)
	return ok(createdV3{made.v3ID, c.base + attendeesPath + "/" + made.v3ID})
}

// updateAttendeeV3 answers Attendees v3 > Update an attendee.
func updateAttendeeV3(st *state, c *call) reply {
	a, refusal := st.attendeeAt(c)
	if refusal != nil {
		return *refusal
	}
	wanted, refusal := decodeAttendee(c)
	if refusal != nil {
		return *refusal
	}
	switch {
	case a.kind.system:
		return refuseV3(c, http.StatusBadRequest, "Attendees of the type "+a.kind.code+" cannot be changed")
	case wanted.AttendeeTypeID != nil && *wanted.AttendeeTypeID != a.kind.v3ID:
		return refuseV3(c, http.StatusBadRequest, "The type of an attendee cannot be changed")
	}
	changed := *a
	changed.custom = map[string]string{}
	applyCustom(changed.custom, a.custom)
	if mistake := wanted.fill(&changed); mistake != "" {
		return refuseV3(c, http.StatusBadRequest, mistake)
	}
	changed.version++
	*a = changed
	return noContent()
}

// deleteAttendeeV3 answers Attendees v3 > Delete an attendee. That somebody who is
// on an expense, or who belongs to Concur itself, is not deleted is inferred.
func deleteAttendeeV3(st *state, c *call) reply {
	a, refusal := st.attendeeAt(c)
	if refusal != nil {
		return *refusal
	}
	if a.kind.system {
		return refuseV3(c, http.StatusBadRequest, "Attendees of the type "+a.kind.code+" cannot be deleted")
	}
	for _, r := range st.reports {
		if anyExpense(r, func(e *expense) bool { return e.hasGuest(func(g *guest) bool { return g.attendee == a }) }) {
			return refuseV3(c, http.StatusBadRequest, "The attendee is on an expense and cannot be deleted")
		}
	}
	st.attendees = slices.DeleteFunc(st.attendees, func(other *attendee) bool { return other == a })
	return noContent()
}
