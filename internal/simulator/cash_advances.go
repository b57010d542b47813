package simulator

import (
	"fmt"
	"net/http"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// The approval statuses of cash advances that the simulated company uses: it hands them
// out without an approval (inferred).
const (
	advanceNew    = "C_NOTF"
	advanceIssued = "C_ISSU"
)

// Limits of a cash advance, in characters (Cash Advance v4.1 > Create).
const (
	advanceNameLimit    = 40
	advanceTextLimit    = 2000
	advanceAccountLimit = 48
	advanceAmountLimit  = 23
)

// cashAdvance is money that somebody gets before a trip.
type cashAdvance struct {
	id                     string // 32 hex; reports name it as a UUID
	ownerID                string
	name, purpose, comment string
	accountCode            string
	requested              amount
	rate                   decimal.Decimal // to the currency in which the owner is paid
	balance                decimal.Decimal // in that currency
	status                 string
	created, modified      time.Time
	issued                 time.Time // zero before
}

func cashAdvancesHandlers() map[string]handler {
	return map[string]handler{
		"get_report_cash_advances":    getReportCashAdvances,
		"set_report_cash_advances":    setReportCashAdvances,
		"remove_report_cash_advances": removeReportCashAdvances,
		"cash_advance_create":         createCashAdvance,
		"cash_advance_get":            getCashAdvance,
		"cash_advance_issue":          issueCashAdvance,
	}
}

func (st *state) cashAdvance(id string) *cashAdvance {
	for _, a := range st.cashAdvances {
		if a.id == v4ID(id) {
			return a
		}
	}
	return nil
}

type cashAdvanceError struct {
	ErrorCode    int    `json:"errorCode"`
	ErrorMessage string `json:"errorMessage"`
}

// refuseAdvance answers with the error body of Cash Advance v4.1. Its codes are not
// documented; the status stands in (inferred).
func refuseAdvance(status int, format string, args ...any) reply {
	return reply{status: status, body: map[string][]cashAdvanceError{
		"errors": {{ErrorCode: status, ErrorMessage: fmt.Sprintf(format, args...)}},
	}}
}

// paysAdvances is true for the company, administrators and processors (inferred).
func paysAdvances(caller *person) bool { return caller == nil || caller.isAdmin || caller.isProcessor }

type newCashAdvance struct {
	Name            string
	UserID          string
	AmountRequested struct{ Currency, Amount string }
	Purpose         string
	Comment         string
	AccountCode     string
}

// mistake says what is wrong with a request; empty for nothing.
func (n newCashAdvance) mistake() string {
	texts := []struct {
		name, value string
		limit       int
		required    bool
	}{
		{"name", n.Name, advanceNameLimit, true},
		{"userId", n.UserID, advanceAccountLimit, true},
		{"amountRequested.amount", n.AmountRequested.Amount, advanceAmountLimit, true},
		{"amountRequested.currency", n.AmountRequested.Currency, len("EUR"), true},
		{"purpose", n.Purpose, advanceTextLimit, false},
		{"comment", n.Comment, advanceTextLimit, false},
		{"accountCode", n.AccountCode, advanceAccountLimit, false},
	}
	for _, text := range texts {
		if text.required && text.value == "" {
			return text.name + " is required"
		}
		if utf8.RuneCountInString(text.value) > text.limit {
			return fmt.Sprintf("%s has at most %d characters", text.name, text.limit)
		}
	}
	if value, err := decimal.NewFromString(n.AmountRequested.Amount); err != nil || !value.IsPositive() {
		return "amountRequested.amount is not an amount"
	}
	if !currencyCode.MatchString(n.AmountRequested.Currency) {
		return "amountRequested.currency is not a currency"
	}
	return ""
}

// createCashAdvance answers Cash Advance v4.1 > Create. Everybody may for themselves,
// and who pays advances for anybody (inferred).
func createCashAdvance(st *state, c *call) reply {
	var wanted newCashAdvance
	if refusal := decodeAdvance(c, &wanted); refusal != nil {
		return *refusal
	}
	if mistake := wanted.mistake(); mistake != "" {
		return refuseAdvance(http.StatusBadRequest, "%s", mistake)
	}
	owner := st.person(wanted.UserID)
	if owner == nil {
		return refuseAdvance(http.StatusBadRequest, "userId names nobody")
	}
	if caller := st.caller(c); caller != owner && !paysAdvances(caller) {
		return refuseAdvance(http.StatusForbidden, "The user may not request a cash advance for another user")
	}
	value := decimal.RequireFromString(wanted.AmountRequested.Amount)
	made := &cashAdvance{
		id: c.ids.hex32(), ownerID: owner.id, name: wanted.Name, purpose: wanted.Purpose, comment: wanted.Comment,
		accountCode: wanted.AccountCode, requested: money(value, wanted.AmountRequested.Currency), status: advanceNew,
		rate: st.rate(wanted.AmountRequested.Currency, owner.currency), created: c.now, modified: c.now,
	}
	st.cashAdvances = append(st.cashAdvances, made)
	return created(map[string]string{"cashAdvanceId": made.id})
}

// seenAdvance finds the cash advance of a path for its owner or who pays it (inferred).
func (st *state) seenAdvance(c *call) (*cashAdvance, *reply) {
	found := st.cashAdvance(c.path["cashAdvanceId"])
	if found == nil {
		refusal := refuseAdvance(http.StatusNotFound, "The cash advance is not found")
		return nil, &refusal
	}
	if caller := st.caller(c); !paysAdvances(caller) && caller.id != found.ownerID {
		refusal := refuseAdvance(http.StatusForbidden, "The user may not see this cash advance")
		return nil, &refusal
	}
	return found, nil
}

// getCashAdvance answers Cash Advance v4.1 > Get.
func getCashAdvance(st *state, c *call) reply {
	found, refusal := st.seenAdvance(c)
	if refusal != nil {
		return *refusal
	}
	return ok(st.printedAdvance(found))
}

type issueRequest struct {
	AccountCode  string
	Comment      string
	ExchangeRate *decimal.Decimal
}

// issueCashAdvance answers Cash Advance v4.1 > Issue. That one which was issued before
// is refused, and that the balance is the amount at the rate, is inferred.
func issueCashAdvance(st *state, c *call) reply {
	found, refusal := st.seenAdvance(c)
	if refusal != nil {
		return *refusal
	}
	if !paysAdvances(st.caller(c)) {
		return refuseAdvance(http.StatusForbidden, "The user may not issue cash advances")
	}
	var wanted issueRequest
	if refusal := decodeAdvance(c, &wanted); refusal != nil {
		return *refusal
	}
	switch {
	case found.status == advanceIssued:
		return refuseAdvance(http.StatusBadRequest, "The cash advance has been issued already")
	case utf8.RuneCountInString(wanted.Comment) > advanceTextLimit:
		return refuseAdvance(http.StatusBadRequest, "comment has at most %d characters", advanceTextLimit)
	case wanted.ExchangeRate != nil && !wanted.ExchangeRate.IsPositive():
		return refuseAdvance(http.StatusBadRequest, "exchangeRate must be above zero")
	}
	if wanted.ExchangeRate != nil {
		found.rate = *wanted.ExchangeRate
	}
	if wanted.AccountCode != "" {
		found.accountCode = wanted.AccountCode
	}
	if wanted.Comment != "" {
		found.comment = wanted.Comment
	}
	found.issue(st, c.now)
	return ok(map[string]any{
		"issuedDate": c.now.UTC().Format(time.DateOnly), "status": codedName{advanceIssued, "Issued"},
	})
}

func (a *cashAdvance) issue(st *state, at time.Time) {
	a.status, a.issued, a.modified = advanceIssued, at, at
	a.balance = a.requested.value.Mul(a.rate).Round(st.digits(st.person(a.ownerID).currency))
}
