package simulator

import (
	"fmt"
	"regexp"
	"slices"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// Limits of an entry's texts, in characters.
const (
	vendorLimit       = 64
	entryCommentLimit = 500
)

// currencyCode is what a code has to look like. Which currencies exist is not known
// here: one without a rate counts one to one.
var currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)

// fill changes an expense as a request wants it, one that is new or a copy. It says
// what is wrong with the request; empty if nothing is.
func (st *state) fill(c *call, r *report, e *expense, w entryWrite) string {
	isNew := e.id == ""
	steps := []func() string{
		func() string { return st.fillType(r, e, w) },
		func() string { return st.fillTexts(e, w) },
		func() string { return st.fillAmount(r, e, w, isNew) },
		func() string { return st.fillCustom(e, w) },
	}
	for _, step := range steps {
		if mistake := step(); mistake != "" {
			return mistake
		}
	}
	if w.Comment != nil && *w.Comment != "" {
		e.comments = addComment(slices.Clone(e.comments), comment{text: *w.Comment, authorID: st.caller(c).id, created: c.now})
	}
	e.modified = c.now
	st.post(e, r.currency)
	return ""
}

// fillType sets expense type, date, payment type and location.
func (st *state) fillType(r *report, e *expense, w entryWrite) string {
	if w.ExpenseTypeCode != nil {
		spentOn := st.policyOf(r).expenseType(*w.ExpenseTypeCode)
		switch {
		case spentOn == nil || spentOn.id == undefinedType:
			return "ExpenseTypeCode " + *w.ExpenseTypeCode + " is not an expense type of the report's policy"
		case spentOn.isHeading:
			return "ExpenseTypeCode " + *w.ExpenseTypeCode + " is a heading and cannot be used for entries"
		}
		e.typeID = spentOn.id
	}
	if w.TransactionDate != nil {
		moment, err := parseMomentV3(*w.TransactionDate)
		if err != nil {
			return "TransactionDate must be a date like 2024-03-26"
		}
		e.date = dayOf(moment)
	}
	if w.PaymentTypeID != nil && !st.policyOf(r).typeOf(e).isMileage {
		paidBy := st.paymentTypeV3(*w.PaymentTypeID)
		if paidBy == nil {
			return "PaymentTypeID is not the id of a payment type"
		}
		e.paymentTypeID = paidBy.id
	}
	if w.LocationID != nil {
		place := st.locationV3(*w.LocationID)
		if place == nil {
			return "LocationID is not the id of a location"
		}
		e.locationID = place.id
	}
	return ""
}

// fillTexts sets texts and flags.
func (st *state) fillTexts(e *expense, w entryWrite) string {
	texts := []struct {
		name  string
		from  *string
		to    *string
		limit int
	}{
		{"Description", w.Description, &e.purpose, purposeLimit},
		{"VendorDescription", w.VendorDescription, &e.vendor, vendorLimit},
		{"Comment", w.Comment, nil, entryCommentLimit},
	}
	for _, text := range texts {
		if text.from == nil {
			continue
		}
		if utf8.RuneCountInString(*text.from) > text.limit {
			return fmt.Sprintf("%s has at most %d characters", text.name, text.limit)
		}
		if text.to != nil {
			*text.to = *text.from
		}
	}
	if w.VendorListItemID != nil && *w.VendorListItemID != "" {
		return "VendorListItemID is not the id of a list item" // the company has no vendor list
	}
	if w.TaxReceiptType != nil {
		if !slices.Contains([]string{"T", "R", "N"}, *w.TaxReceiptType) {
			return "TaxReceiptType must be T, R or N"
		}
		e.taxReceiptType = *w.TaxReceiptType
	}
	if w.IsBillable != nil {
		e.billable = *w.IsBillable
	}
	if w.IsPersonal != nil {
		e.personal = *w.IsPersonal
	}
	return ""
}

// fillAmount sets amount, currency and rate, or the journey of a mileage type. A
// later change of the currency leaves the rate alone (Expense Entries v3 > Update). That
// zero is refused is inferred.
func (st *state) fillAmount(r *report, e *expense, w entryWrite, isNew bool) string {
	if st.policyOf(r).typeOf(e).isMileage {
		return st.fillJourney(r, e, w)
	}
	if w.Journey != nil {
		return "Journey is for mileage expense types only"
	}
	e.journey = nil
	if w.TransactionAmount != nil {
		e.amount = *w.TransactionAmount
	}
	if w.TransactionCurrencyCode != nil {
		e.currency = *w.TransactionCurrencyCode
	}
	if isNew {
		e.rate = st.rate(e.currency, r.currency)
	}
	if w.ExchangeRate != nil {
		e.rate, e.rateDivides = *w.ExchangeRate, false
	}
	switch {
	case e.amount.IsZero():
		return "TransactionAmount must not be zero"
	case !currencyCode.MatchString(e.currency):
		return "TransactionCurrencyCode must be an ISO 4217 code like EUR"
	case !e.rate.IsPositive():
		return "ExchangeRate must be above zero"
	default:
		return ""
	}
}

// fillJourney sets a mileage expense: always cash, in the currency of the report,
// worth what the distance is.
func (st *state) fillJourney(r *report, e *expense, w entryWrite) string {
	if w.TransactionAmount != nil || w.TransactionCurrencyCode != nil {
		return "Mileage takes Journey in place of an amount and a currency"
	}
	if w.Journey != nil {
		if mistake := w.Journey.mistake(); mistake != "" {
			return mistake
		}
		e.journey = w.Journey
	}
	if e.journey == nil {
		return "Journey is required for this expense type"
	}
	e.paymentTypeID, e.currency = "CASH", r.currency
	e.rate, e.rateDivides = decimal.NewFromInt(1), false
	e.amount = st.policyOf(r).mileage(e.journey)
	return ""
}

// fillCustom sets custom fields and org units.
func (st *state) fillCustom(e *expense, w entryWrite) string {
	return st.writeCustomV3(e.custom, w.custom, formV3{"expense", entryCustoms, expenseFields})
}
