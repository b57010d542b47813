package simulator

import (
	"encoding/json"
	"net/http"
	"slices"

	"github.com/shopspring/decimal"
)

// itemizationWrite is Expense v3 > ItemizationWrite. A member that is absent or null
// changes nothing (inferred).
type itemizationWrite struct {
	EntryID           *string
	ExpenseTypeCode   *string
	TransactionDate   *string
	TransactionAmount *decimal.Decimal
	Description       *string
	Comment           *string
	IsPersonal        *bool
	IsBillable        *bool
	// custom has the values of CustomN and OrgUnitN by member name.
	custom map[string]*string
}

func decodeItemization(c *call) (itemizationWrite, *reply) {
	var wanted itemizationWrite
	mistake := ""
	if json.Unmarshal(c.body, &wanted) != nil {
		mistake = "The request body is not a readable itemization"
	} else {
		wanted.custom, mistake = decodeCustomV3(c.body, entryCustoms)
	}
	if mistake != "" {
		refusal := refuseV3(c, http.StatusBadRequest, mistake)
		return wanted, &refusal
	}
	return wanted, nil
}

// incomplete says which member a new itemization lacks; empty if none. That the
// amount is required is inferred.
func (w itemizationWrite) incomplete() string {
	switch {
	case w.EntryID == nil:
		return "EntryID is required"
	case w.ExpenseTypeCode == nil:
		return "ExpenseTypeCode is required"
	case w.TransactionDate == nil:
		return "TransactionDate is required"
	case w.TransactionAmount == nil:
		return "TransactionAmount is required"
	default:
		return ""
	}
}

// createItemizationV3 answers Itemizations v3 > Create. An itemization takes its
// currency, rate and payment type from its entry. The amounts need not add up:
// the report has the exception ITEMDIFF until they do.
func createItemizationV3(st *state, c *call) reply {
	whose, refusal := st.ownersV3(c, false)
	if refusal != nil {
		return *refusal
	}
	wanted, refusal := decodeItemization(c)
	if refusal != nil {
		return *refusal
	}
	if mistake := wanted.incomplete(); mistake != "" {
		return refuseV3(c, http.StatusBadRequest, mistake)
	}
	r, parent := st.entry(*wanted.EntryID)
	if parent == nil {
		return refuseV3(c, http.StatusBadRequest, "EntryID is not the id of an entry")
	}
	if refusal := refuseItemizing(c, r, whose); refusal != nil {
		return *refusal
	}
	if parent.journey != nil { // inferred: a distance has no parts
		return refuseV3(c, http.StatusBadRequest, "A mileage entry cannot be itemized")
	}
	item := &expense{
		paymentTypeID: parent.paymentTypeID, currency: parent.currency, rate: parent.rate, rateDivides: parent.rateDivides,
		vendor: parent.vendor, locationID: parent.locationID, taxReceiptType: "N", custom: map[string]string{},
	}
	if mistake := st.itemize(c, r, item, wanted); mistake != "" {
		return refuseV3(c, http.StatusBadRequest, mistake)
	}
	item.id, item.v3ID = c.ids.hex32(), c.ids.protected("gWidFO7ik")
	parent.itemizations, parent.modified = append(parent.itemizations, item), c.now
	r.touch(c)
	return ok(createdV3{item.v3ID, itemizationAddress(c, item)})
}

// updateItemizationV3 answers Itemizations v3 > Update.
func updateItemizationV3(st *state, c *call) reply {
	at, refusal := st.itemizationToChange(c)
	if refusal != nil {
		return *refusal
	}
	wanted, refusal := decodeItemization(c)
	if refusal != nil {
		return *refusal
	}
	if wanted.EntryID != nil && *wanted.EntryID != at.parent.v3ID {
		return refuseV3(c, http.StatusBadRequest, "An itemization cannot be moved to another entry")
	}
	changed := *at.item
	changed.custom = map[string]string{}
	applyCustom(changed.custom, at.item.custom)
	if mistake := st.itemize(c, at.report, &changed, wanted); mistake != "" {
		return refuseV3(c, http.StatusBadRequest, mistake)
	}
	*at.item = changed
	at.report.touch(c)
	return empty(http.StatusOK) // as the API explorer has it; the page says no content
}

// itemize changes an itemization as a request wants it, one that is new or a copy. It
// says what is wrong with the request; empty if nothing is.
func (st *state) itemize(c *call, r *report, item *expense, w itemizationWrite) string {
	steps := []func() string{
		func() string {
			return st.fillType(r, item, entryWrite{ExpenseTypeCode: w.ExpenseTypeCode, TransactionDate: w.TransactionDate})
		},
		func() string {
			return st.fillTexts(item, entryWrite{
				Description: w.Description, Comment: w.Comment, IsPersonal: w.IsPersonal, IsBillable: w.IsBillable,
			})
		},
		func() string {
			return st.writeCustomV3(item.custom, w.custom, formV3{"itemization", entryCustoms, expenseFields})
		},
	}
	for _, step := range steps {
		if mistake := step(); mistake != "" {
			return mistake
		}
	}
	if w.TransactionAmount != nil {
		item.amount = *w.TransactionAmount
	}
	switch {
	case item.amount.IsZero(): // inferred, as for entries
		return "TransactionAmount must not be zero"
	case st.policyOf(r).typeOf(item).isMileage:
		return "A mileage expense type cannot be used for itemizations"
	}
	if w.Comment != nil && *w.Comment != "" {
		item.comments = addComment(slices.Clone(item.comments), comment{text: *w.Comment, authorID: st.caller(c).id, created: c.now})
	}
	item.modified = c.now
	st.post(item, r.currency)
	return ""
}
