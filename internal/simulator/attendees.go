package simulator

import (
	"slices"

	"github.com/shopspring/decimal"
)

func attendeesHandlers() map[string]handler {
	return map[string]handler{
		"get_expense_attendees":         getExpenseAttendees,
		"get_expense_attendees_company": getExpenseAttendees,
		"set_expense_attendees":         setExpenseAttendees,
		"delete_expense_attendees":      deleteExpenseAttendees,
		"list_attendees":                listAttendeesV3,
		"get_attendee":                  getAttendeeV3,
		"create_attendee":               createAttendeeV3,
		"update_attendee":               updateAttendeeV3,
		"delete_attendee":               deleteAttendeeV3,
		"list_attendee_types":           listAttendeeTypesV3,
		"list_entry_attendees":          listEntryAttendeesV3,
		"get_entry_attendee":            getEntryAttendeeV3,
	}
}

// attendeeType is a kind of people that can be on an expense.
type attendeeType struct {
	v3ID, code, name string
	// private says that its attendees belong to who made them; others are shared.
	private bool
	// system types are never listed, and nobody makes attendees of them (Attendee
	// Types v3).
	system          bool
	duplicateSearch []string
}

// The types that Concur itself has.
const (
	employeeType = "SYSEMP"
	noShowsType  = "NOSHOWS"
)

// attendee is a person who can be on expenses.
type attendee struct {
	id, v3ID                             string
	kind                                 *attendeeType
	first, last, middle, suffix          string
	company, title, externalID, currency string
	ownerID                              string // empty for shared ones
	totalYTD                             decimal.Decimal
	version                              int
	custom                               map[string]string // by member name: Custom1
}

// guest is an attendee on an expense.
type guest struct {
	*attendee
	linkID     string          // v3
	amount     decimal.Decimal // share, in the currency of the expense
	count      int             // with those who have no name
	edited     bool            // a person set the amount
	traveling  *bool
	pinned     int // version of the attendee
	customData []customDatum
}

// attendeeCount is how many people an expense is for. That no-shows count is inferred.
func (e *expense) attendeeCount() int {
	count := e.noShows
	for _, g := range e.guests {
		count += g.count
	}
	return count
}

func hasAttendees(e *expense) bool { return e.attendeeCount() > 0 }

// hasGuest reports whether somebody on the expense is as wanted.
func (e *expense) hasGuest(wanted func(*guest) bool) bool {
	return slices.ContainsFunc(e.guests, wanted)
}

func guestType(g *guest) string { return g.kind.code }
func guestID(g *guest) string   { return g.v3ID }

// attendee finds somebody by the v4 id, in either spelling.
func (st *state) attendee(id string) *attendee {
	for _, a := range st.attendees {
		if a.id == v4ID(id) {
			return a
		}
	}
	return nil
}

func (st *state) attendeeV3(id string) *attendee {
	for _, a := range st.attendees {
		if a.v3ID == id {
			return a
		}
	}
	return nil
}

// usableAttendeeTypes are the types that people see when they fill in an expense.
func (st *state) usableAttendeeTypes() []*attendeeType {
	return slices.DeleteFunc(slices.Clone(st.attendeeTypes), func(t *attendeeType) bool { return t.code == noShowsType })
}

// attendeeType finds a type by its v3 id or its code.
func (st *state) attendeeType(reference string) *attendeeType {
	for _, t := range st.attendeeTypes {
		if t.v3ID == reference || t.code == reference {
			return t
		}
	}
	return nil
}
