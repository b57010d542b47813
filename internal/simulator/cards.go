package simulator

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// mostMonths is how far back card transactions go (Cards v4 > transactionDateFrom).
const mostMonths = 24

// cardCharge is a transaction of a corporate card.
type cardCharge struct {
	id       string
	ownerID  string
	date     time.Time
	money    amount
	merchant string
	place    location
	code     string // merchant category
	// assigned to an expense on a report.
	assigned bool
}

func cardsHandlers() map[string]handler {
	return map[string]handler{"card_transaction_list": listCardTransactions}
}

// chargesOf are a person's card transactions: those that are expenses on reports, and
// those that are not yet.
func (st *state) chargesOf(p *person) []cardCharge {
	var all []cardCharge
	for _, charge := range st.cardCharges {
		if charge.ownerID == p.id {
			all = append(all, *charge)
		}
	}
	for _, r := range st.reports {
		for _, e := range r.expenses {
			if r.ownerID != p.id || !e.cardMatched {
				continue
			}
			charge := cardCharge{
				id: cardTransaction(e), ownerID: p.id, date: e.date, money: money(e.amount, e.currency), merchant: e.vendor, assigned: true,
			}
			if place := st.location(e.locationID); place != nil {
				charge.place = *place
			}
			all = append(all, charge)
		}
	}
	return all
}

// cardQuery is what a list of card transactions is asked for.
type cardQuery struct {
	statuses    []string
	from, to    time.Time
	size, start int
	ascending   bool
}

// listCardTransactions answers Cards v4 > Get the card transactions of a person. That
// only the person may is inferred.
func listCardTransactions(st *state, c *call) reply {
	owner := st.person(c.path["userId"])
	if owner == nil {
		return refuseCards(http.StatusNotFound, "notFound", "userId not found", "userId")
	}
	if owner != st.caller(c) {
		return refuseCards(http.StatusForbidden, "forbidden", "The user may not see the card transactions of another user", "userId")
	}
	asked, refusal := cardQueryOf(c)
	if refusal != nil {
		return *refusal
	}
	var found []cardCharge
	for _, charge := range st.chargesOf(owner) {
		if asked.wants(charge) {
			found = append(found, charge)
		}
	}
	slices.SortStableFunc(found, func(a, b cardCharge) int {
		order := cmp.Or(a.date.Compare(b.date), strings.Compare(a.id, b.id))
		if asked.ascending {
			return order
		}
		return -order
	})
	return ok(st.cardPage(asked, found))
}

func (q cardQuery) wants(charge cardCharge) bool {
	status := "UN"
	if charge.assigned {
		status = "AS"
	}
	return (len(q.statuses) == 0 || slices.Contains(q.statuses, status)) &&
		!charge.date.Before(q.from) && (q.to.IsZero() || !charge.date.After(q.to))
}

// cardQueryOf reads the query. That a list of statuses is written with commas or as a
// repeated parameter is inferred; so is that sort=lastModified gives the same order.
func cardQueryOf(c *call) (cardQuery, *reply) {
	earliest := dayOf(c.now).AddDate(0, -mostMonths, 0)
	asked := cardQuery{from: earliest, size: largestPage, ascending: c.query.Get("order") == "ASC"}
	invalid := func(parameter, message string) (cardQuery, *reply) {
		refusal := refuseCards(http.StatusBadRequest, "invalidRequest", message, parameter)
		return asked, &refusal
	}
	for _, list := range c.query["status"] {
		asked.statuses = append(asked.statuses, strings.Split(list, ",")...)
	}
	for _, status := range asked.statuses {
		if status != "UN" && status != "AS" {
			return invalid("status", "status must be UN or AS")
		}
	}
	for name, day := range map[string]*time.Time{"transactionDateFrom": &asked.from, "transactionDateTo": &asked.to} {
		text := c.query.Get(name)
		if text == "" {
			continue
		}
		parsed, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return invalid(name, name+" must be a date like 2024-03-26")
		}
		*day = parsed
	}
	if asked.from.Before(earliest) {
		return invalid("transactionDateFrom", "transactionDateFrom must not be earlier than 24 months ago")
	}
	if text := c.query.Get("pageSize"); text != "" {
		size, err := strconv.Atoi(text)
		if err != nil || size < 1 || size > largestPage {
			return invalid("pageSize", "pageSize must be from 1 to 100")
		}
		asked.size = size
	}
	if text := c.query.Get("pageToken"); text != "" {
		start, valid := readOffset(text)
		if !valid {
			return invalid("pageToken", "pageToken is not valid")
		}
		asked.start = start
	}
	return asked, nil
}

type cardsError struct {
	ErrorCode    string       `json:"errorCode"`
	ErrorMessage string       `json:"errorMessage"`
	DataPath     string       `json:"dataPath,omitempty"`
	Errors       []cardsError `json:"errors,omitempty"`
}

// refuseCards answers with the error body of Cards v4, a list.
func refuseCards(status int, code, message, dataPath string) reply {
	inner := cardsError{ErrorCode: code, ErrorMessage: message, DataPath: dataPath}
	return reply{status: status, body: []cardsError{{
		ErrorCode: code, ErrorMessage: "The request was refused", Errors: []cardsError{inner},
	}}}
}
