package simulator

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/shopspring/decimal"
)

// entryWrite is Expense v3 > EntryWrite. A member that is absent changes nothing, and
// neither does a null (inferred).
type entryWrite struct {
	ReportID                *string
	ExpenseTypeCode         *string
	TransactionDate         *string
	PaymentTypeID           *string
	TransactionAmount       *decimal.Decimal
	TransactionCurrencyCode *string
	ExchangeRate            *decimal.Decimal
	Description             *string
	Comment                 *string
	VendorDescription       *string
	VendorListItemID        *string
	LocationID              *string
	TaxReceiptType          *string
	IsBillable              *bool
	IsPersonal              *bool
	Journey                 *journey
	// custom has the values of CustomN and OrgUnitN by member name.
	custom map[string]*string
}

// decodeEntry reads a request body in JSON.
func decodeEntry(c *call) (entryWrite, *reply) {
	var wanted entryWrite
	mistake := ""
	if json.Unmarshal(c.body, &wanted) != nil {
		mistake = "The request body is not a readable entry"
	} else {
		wanted.custom, mistake = decodeCustomV3(c.body, entryCustoms)
	}
	if mistake != "" {
		refusal := refuseV3(c, http.StatusBadRequest, mistake)
		return wanted, &refusal
	}
	return wanted, nil
}

type createdV3 struct {
	ID  string `json:"ID"`
	URI string `json:"URI"`
}

// createEntryV3 answers Expense Entries v3 > Create an entry.
func createEntryV3(st *state, c *call) reply {
	whose, refusal := st.ownersV3(c, false)
	if refusal != nil {
		return *refusal
	}
	wanted, refusal := decodeEntry(c)
	if refusal != nil {
		return *refusal
	}
	if wanted.ReportID == nil {
		return refuseV3(c, http.StatusBadRequest, "ReportID is required")
	}
	r := st.report(*wanted.ReportID)
	if r == nil {
		return refuseV3(c, http.StatusBadRequest, "ReportID is not the id of a report")
	}
	if !whose.include(r.ownerID) {
		return refuseV3(c, http.StatusForbidden, "The report belongs to another user")
	}
	if r.everInWorkflow {
		return refuseV3(c, http.StatusBadRequest, "Entries cannot be added: the report has been in a workflow")
	}
	e := &expense{paymentTypeID: "CASH", taxReceiptType: "N", custom: map[string]string{}}
	if mistake := wanted.incomplete(st.policyOf(r)); mistake != "" {
		return refuseV3(c, http.StatusBadRequest, mistake)
	}
	if mistake := st.fill(c, r, e, wanted); mistake != "" {
		return refuseV3(c, http.StatusBadRequest, mistake)
	}
	e.id, e.v3ID = c.ids.hex32(), c.ids.protected("gWidFO7ik")
	r.expenses = append(r.expenses, e)
	r.touch(c)
	return ok(createdV3{e.v3ID, entryAddress(c, e)})
}

// incomplete says which member a new entry lacks; empty if none. Mileage has neither
// payment type nor amount nor currency.
func (w entryWrite) incomplete(under *policy) string {
	if w.ExpenseTypeCode == nil {
		return "ExpenseTypeCode is required"
	}
	if w.TransactionDate == nil {
		return "TransactionDate is required"
	}
	if spentOn := under.expenseType(*w.ExpenseTypeCode); spentOn != nil && spentOn.isMileage {
		if w.Journey == nil {
			return "Journey is required for this expense type"
		}
		return ""
	}
	switch {
	case w.PaymentTypeID == nil:
		return "PaymentTypeID is required"
	case w.TransactionAmount == nil:
		return "TransactionAmount is required"
	case w.TransactionCurrencyCode == nil:
		return "TransactionCurrencyCode is required"
	default:
		return ""
	}
}

// updateEntryV3 answers Expense Entries v3 > Update an entry. That it is refused
// outside unsubmitted reports, with 400, is inferred.
func updateEntryV3(st *state, c *call) reply {
	whose, refusal := st.ownersV3(c, false)
	if refusal != nil {
		return *refusal
	}
	r, e := st.entry(c.path["id"])
	if e == nil {
		return refuseV3(c, http.StatusNotFound, "The entry was not found")
	}
	if !whose.include(r.ownerID) {
		return refuseV3(c, http.StatusForbidden, "The entry belongs to another user")
	}
	if !r.changeable() {
		return refuseV3(c, http.StatusBadRequest, "The entry cannot be changed: its report is submitted or reopened")
	}
	wanted, refusal := decodeEntry(c)
	if refusal != nil {
		return *refusal
	}
	if wanted.ReportID != nil && !strings.EqualFold(*wanted.ReportID, r.id) {
		return refuseV3(c, http.StatusBadRequest, "An entry cannot be moved to another report")
	}
	if e.cardMatched && (wanted.TransactionAmount != nil || wanted.VendorDescription != nil || wanted.ExchangeRate != nil) {
		return refuseV3(c, http.StatusBadRequest, "Amount, vendor and exchange rate come from the card transaction and cannot be changed")
	}
	changed := *e
	changed.custom = map[string]string{}
	applyCustom(changed.custom, e.custom)
	if mistake := st.fill(c, r, &changed, wanted); mistake != "" {
		return refuseV3(c, http.StatusBadRequest, mistake)
	}
	*e = changed
	r.touch(c)
	return noContent()
}
