package simulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/shopspring/decimal"
)

// expenseAttendees is Attendee Associations v4 > ExpenseAttendeesWithAmounts.
type expenseAttendees struct {
	NoShowAttendeeCount int               `json:"noShowAttendeeCount"`
	ExpenseAttendeeList []expenseAttendee `json:"expenseAttendeeList"`
}

type expenseAttendee struct {
	AttendeeID              string        `json:"attendeeId"`
	CustomData              []customDatum `json:"customData"`
	IsAmountUserEdited      bool          `json:"isAmountUserEdited"`
	IsTraveling             *bool         `json:"isTraveling"`
	AssociatedAttendeeCount int           `json:"associatedAttendeeCount"`
	VersionNumber           int           `json:"versionNumber"`
	TransactionAmount       amount        `json:"transactionAmount"`
	ApprovedAmount          amount        `json:"approvedAmount"`
}

// getExpenseAttendees answers both paths of Attendee Associations v4 > Get attendees.
func getExpenseAttendees(st *state, c *call) reply {
	r, e, _, refusal := st.readableExpense(c)
	if refusal != nil {
		return *refusal
	}
	printed := expenseAttendees{NoShowAttendeeCount: e.noShows, ExpenseAttendeeList: []expenseAttendee{}}
	for _, g := range e.guests {
		approved := g.amount.Mul(e.rate)
		if e.rateDivides {
			approved = g.amount.Div(e.rate)
		}
		printed.ExpenseAttendeeList = append(printed.ExpenseAttendeeList, expenseAttendee{
			AttendeeID: g.id, CustomData: g.customData, IsAmountUserEdited: g.edited, IsTraveling: g.traveling,
			AssociatedAttendeeCount: g.count, VersionNumber: g.pinned, TransactionAmount: money(g.amount, e.currency),
			ApprovedAmount: money(approved.Round(st.digits(r.currency)), r.currency),
		})
	}
	return ok(printed)
}

// attendeesWrite is Attendee Associations v4 > ExpenseAttendees.
type attendeesWrite struct {
	NoShowAttendeeCount int
	ExpenseAttendeeList []struct {
		AttendeeID              string
		TransactionAmount       *guestShare
		AssociatedAttendeeCount *int
		IsAmountUserEdited      bool
		IsTraveling             *bool
		VersionNumber           *int
		CustomData              []customDatum
	}
}

// guestShare is a number in Concur's sample and an amount in one of its tables: both are
// taken.
type guestShare struct{ decimal.Decimal }

// UnmarshalJSON implements json.Unmarshaler.
func (s *guestShare) UnmarshalJSON(text []byte) error {
	if !bytes.HasPrefix(text, []byte("{")) {
		return s.Decimal.UnmarshalJSON(text)
	}
	var amount struct{ Value decimal.Decimal }
	err := json.Unmarshal(text, &amount)
	s.Decimal = amount.Value
	return err
}

const mostGuests = 500

// setExpenseAttendees answers Attendee Associations v4 > Set attendees: the list
// takes the place of what was there (inferred, as the explorer says "updated").
func setExpenseAttendees(st *state, c *call) reply {
	r, e, refusal := st.attendeesToChange(c)
	if refusal != nil {
		return *refusal
	}
	var body attendeesWrite
	if refusal := decodeV4(c, &body); refusal != nil {
		return *refusal
	}
	guests, v := st.guestsOf(c, e, body)
	if len(v) > 0 {
		return refuseFields(c, v...)
	}
	e.guests, e.noShows, e.modified = guests, body.NoShowAttendeeCount, c.now
	r.touch(c)
	return created(createdURI{URI: c.base + c.uri})
}

// guestsOf makes the list of guests that a request wants. A guest who was there
// before keeps the link. That nobody may be on the list twice is inferred.
func (st *state) guestsOf(c *call, e *expense, body attendeesWrite) ([]*guest, validation) {
	var v validation
	if len(body.ExpenseAttendeeList) > mostGuests {
		v.add("expenseAttendeeList", fmt.Sprintf("expenseAttendeeList has more than %d attendees", mostGuests), "field.tooLong")
	}
	if body.NoShowAttendeeCount < 0 {
		v.add("noShowAttendeeCount", "noShowAttendeeCount must not be negative", "field.invalid")
	}
	var guests []*guest
	for i, wanted := range body.ExpenseAttendeeList {
		field := fmt.Sprintf("expenseAttendeeList[%d].", i)
		known := st.attendee(wanted.AttendeeID)
		if known == nil || known.kind.code == noShowsType {
			v.add(field+"attendeeId", "attendeeId is not an attendee", "field.invalid")
			continue
		}
		if (&expense{guests: guests}).hasGuest(func(g *guest) bool { return g.attendee == known }) {
			v.add(field+"attendeeId", "attendeeId is given twice", "field.invalid")
		}
		made := &guest{
			attendee: known, linkID: c.ids.protected("gWg"), count: 1, edited: wanted.IsAmountUserEdited, traveling: wanted.IsTraveling,
			pinned: known.version, customData: wanted.CustomData,
		}
		for _, before := range e.guests {
			if before.attendee == known {
				made.linkID = before.linkID
			}
		}
		if wanted.TransactionAmount == nil {
			v.add(field+"transactionAmount", "transactionAmount is required", "field.required")
		} else {
			made.amount = wanted.TransactionAmount.Decimal
		}
		if wanted.AssociatedAttendeeCount != nil {
			made.count = *wanted.AssociatedAttendeeCount
		}
		if made.count < 1 {
			v.add(field+"associatedAttendeeCount", "associatedAttendeeCount must be at least 1", "field.invalid")
		}
		if wanted.VersionNumber != nil {
			made.pinned = *wanted.VersionNumber
		}
		guests = append(guests, made)
	}
	return guests, v
}

// deleteExpenseAttendees answers Attendee Associations v4 > Delete attendees. That
// the no-shows go too is inferred.
func deleteExpenseAttendees(st *state, c *call) reply {
	r, e, refusal := st.attendeesToChange(c)
	if refusal != nil {
		return *refusal
	}
	e.guests, e.noShows, e.modified = nil, 0, c.now
	r.touch(c)
	return noContent()
}

// attendeesToChange finds an expense whose attendees may be changed: while its
// report is with its owner, and was not reopened.
func (st *state) attendeesToChange(c *call) (*report, *expense, *reply) {
	r, refusal := st.writable(c)
	if refusal != nil {
		return nil, nil, refusal
	}
	e, _, refusal := expenseAt(c, r)
	if refusal == nil && !r.changeable() {
		answer := refuseV4(c, http.StatusForbidden, "", "The report cannot be modified: it is submitted or reopened")
		refusal = &answer
	}
	return r, e, refusal
}
