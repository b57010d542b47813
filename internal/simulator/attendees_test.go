package simulator

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// readGuests is what the tests look at in the attendees of an expense.
type readGuests struct {
	NoShowAttendeeCount int
	ExpenseAttendeeList []struct {
		AttendeeID              string
		AssociatedAttendeeCount int
		IsAmountUserEdited      bool
		IsTraveling             *bool
		VersionNumber           int
		CustomData              []customDatum
		TransactionAmount       readAmount
		ApprovedAmount          readAmount
	}
}

type readAmount struct {
	Value        decimal.Decimal
	CurrencyCode string
}

func (s *scene) guests(login, path string) readGuests {
	s.t.Helper()
	answer := s.get(login, path)
	require.Equal(s.t, http.StatusOK, answer.status, answer.body)
	var read readGuests
	answer.into(s.t, &read)
	return read
}

// customer is a shared attendee of the sample company.
func (s *scene) customer(last string) *attendee {
	s.t.Helper()
	at := slices.IndexFunc(s.state.attendees, func(a *attendee) bool { return a.last == last })
	require.GreaterOrEqual(s.t, at, 0, last)
	return s.state.attendees[at]
}

func TestTheSampleGuestsShareTheirExpense(t *testing.T) {
	t.Parallel()
	st := sample(t)
	withGuests, noShows, extra := 0, 0, 0
	for _, r := range st.reports {
		for _, e := range r.expenses {
			assert.Equal(t, st.policyOf(r).typeOf(e).needsPurpose, hasAttendees(e), "%s: %s", r.name, e.typeID)
			if !hasAttendees(e) {
				continue
			}
			withGuests++
			noShows += e.noShows
			sum := decimal.Zero
			for _, g := range e.guests {
				sum = sum.Add(g.amount)
				extra += g.count - 1
				assert.True(t, g.ownerID == "" || g.ownerID == r.ownerID, "%s has somebody else's guest", r.name)
			}
			assert.Equal(t, e.noShows == 0, sum.Equal(e.amount), r.name)
			assert.Equal(t, employeeType, e.guests[0].kind.code, "whoever invites is there")
		}
	}
	assert.Greater(t, withGuests, 20)
	assert.Positive(t, noShows)
	assert.Positive(t, extra)
	seen := map[string]bool{}
	for _, a := range st.attendees {
		assert.Regexp(t, `^[0-9A-F]{32}$`, a.id)
		assert.Contains(t, a.v3ID, "$")
		assert.False(t, seen[a.id] || seen[a.v3ID])
		seen[a.id], seen[a.v3ID] = true, true
	}
}

func TestAttendeesAreSetReadAndRemoved(t *testing.T) {
	t.Parallel()
	for name, login := range map[string]string{"the owner": rita, "the proxy": ada, "the company": office} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			r := s.report("Paris onsite")
			e := r.expenses[3]
			role := map[string]string{rita: "TRAVELER", ada: "PROXY", office: "TRAVELER"}[login]
			path := s.path(rita, role, r) + "/expenses/" + e.id + "/attendees"
			assert.Empty(t, s.guests(login, path).ExpenseAttendeeList)
			one, other := s.customer("Fontaine"), s.customer("Prado")
			body := fmt.Sprintf(`{"noShowAttendeeCount": 1, "expenseAttendeeList": [
				{"attendeeId": %q, "transactionAmount": 20.5, "associatedAttendeeCount": 2, "isAmountUserEdited": true, "isTraveling": true,
					"customData": [{"id": "custom1", "value": "VIP"}]},
				{"attendeeId": %q, "transactionAmount": {"value": 10, "currencyCode": "EUR"}}]}`, dashed(one.id), other.id)
			answer := s.do(login, http.MethodPost, path, body)
			require.Equal(t, "201", answer.outcome(t), answer.body)
			assert.Contains(t, answer.body, path)
			read := s.guests(login, path)
			assert.Equal(t, 1, read.NoShowAttendeeCount)
			require.Len(t, read.ExpenseAttendeeList, 2)
			first := read.ExpenseAttendeeList[0]
			assert.Equal(t, one.id, first.AttendeeID)
			assert.Equal(t, 2, first.AssociatedAttendeeCount)
			assert.True(t, first.IsAmountUserEdited)
			assert.True(t, *first.IsTraveling)
			assert.Len(t, first.CustomData, 1)
			assert.Equal(t, "20.5", first.TransactionAmount.Value.String())
			assert.Equal(t, "EUR", first.ApprovedAmount.CurrencyCode)
			assert.Equal(t, 1, read.ExpenseAttendeeList[1].VersionNumber, "the latest unless pinned")
			assert.Equal(t, 4, e.attendeeCount())
			link := e.guests[1].linkID

			body = fmt.Sprintf(`{"expenseAttendeeList": [{"attendeeId": %q, "transactionAmount": 30}]}`, other.id)
			require.Equal(t, "201", s.do(login, http.MethodPost, path, body).outcome(t))
			read = s.guests(login, path)
			assert.Len(t, read.ExpenseAttendeeList, 1, "the list takes the place of the one before")
			assert.Zero(t, read.NoShowAttendeeCount)
			assert.Equal(t, link, e.guests[0].linkID, "who stays keeps the link")
			require.Equal(t, "204", s.do(login, http.MethodDelete, path, "").outcome(t))
			assert.Zero(t, e.attendeeCount())
		})
	}
}

func TestTheCompanyReadsAttendeesOnItsOwnPath(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Madrid trade evening")
	path := short(r) + "/expenses/" + r.expenses[0].id + "/attendees"
	assert.NotEmpty(t, s.guests(office, path).ExpenseAttendeeList)
	assert.Equal(t, "401", s.get(rita, path).outcome(t))
	assert.Equal(t, "403", s.get(tom, s.path(tom, "MANAGER", r)+"/expenses/"+r.expenses[0].id+"/attendees").outcome(t))
}

func TestAttendeesAreRefused(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	id := s.customer("Prado").id
	row := func(more string) string {
		return fmt.Sprintf(`{"expenseAttendeeList": [{"attendeeId": %q%s}]}`, id, more)
	}
	many := strings.TrimSuffix(strings.Repeat(fmt.Sprintf(`{"attendeeId": %q, "transactionAmount": 1},`, id), 501), ",")
	for name, c := range map[string]struct{ login, body, want string }{
		"without an amount":      {rita, row(""), "400"},
		"with an amount in text": {rita, row(`, "transactionAmount": "ten"`), "400"},
		"for less than one":      {rita, row(`, "transactionAmount": 1, "associatedAttendeeCount": 0`), "400"},
		"with fewer than no no-shows": {
			rita, `{"noShowAttendeeCount": -1}`, "400",
		},
		"unknown": {
			rita, `{"expenseAttendeeList": [{"attendeeId": "0123456789ABCDEF0123456789ABCDEF", "transactionAmount": 1}]}`, "400",
		},
		"by a v3 id": {
			rita, fmt.Sprintf(`{"expenseAttendeeList": [{"attendeeId": %q, "transactionAmount": 1}]}`, s.customer("Prado").v3ID), "400",
		},
		"the row of no-shows": {
			rita, fmt.Sprintf(`{"expenseAttendeeList": [{"attendeeId": %q, "transactionAmount": 1}]}`, s.customer("No Shows").id), "400",
		},
		"given twice": {
			rita,
			fmt.Sprintf(`{"expenseAttendeeList": [{"attendeeId": %q, "transactionAmount": 1}, {"attendeeId": %q, "transactionAmount": 1}]}`,
				id, dashed(id)),
			"400",
		},
		"more than 500":   {rita, `{"expenseAttendeeList": [` + many + `]}`, "400"},
		"somebody else's": {luca, row(`, "transactionAmount": 1`), "403"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			r := s.report("Paris onsite")
			path := s.path(rita, "TRAVELER", r) + "/expenses/" + r.expenses[3].id + "/attendees"
			assert.Equal(t, c.want, s.do(c.login, http.MethodPost, path, c.body).outcome(t))
			assert.Empty(t, r.expenses[3].guests)
		})
	}
}

func TestAttendeesChangeOnlyWhileTheOwnerHasTheReport(t *testing.T) {
	t.Parallel()
	for state, want := range map[string][2]string{
		"A_NOTF": {"201", "204"}, "A_RESU sent back": {"201", "204"}, "A_PEND": {"403", "403"}, "A_ACCO": {"403", "403"},
		"P_PROC": {"403", "403"}, "P_PAID": {"403", "403"},
	} {
		s := newScene(t)
		r := s.bring(state)
		path := s.path(luca, "TRAVELER", r) + "/expenses/" + r.expenses[0].id + "/attendees"
		body := fmt.Sprintf(`{"expenseAttendeeList": [{"attendeeId": %q, "transactionAmount": 1}]}`, s.customer("Prado").id)
		assert.Equal(t, want[0], s.do(luca, http.MethodPost, path, body).outcome(t), state)
		assert.Equal(t, want[1], s.do(luca, http.MethodDelete, path, "").outcome(t), state)
	}
	s := newScene(t)
	r := s.report("Paris onsite")
	r.reopened = true
	path := s.path(rita, "TRAVELER", r) + "/expenses/" + r.expenses[3].id + "/attendees"
	assert.Equal(t, "403", s.do(rita, http.MethodDelete, path, "").outcome(t))
}
