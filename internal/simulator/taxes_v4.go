package simulator

import (
	"net/http"
	"slices"

	"github.com/shopspring/decimal"
)

func taxesHandlers() map[string]handler {
	return map[string]handler{"get_expense_taxes": getExpenseTaxes, "update_expense_tax": updateExpenseTax}
}

// taxAuthority is who a tax is owed to.
type taxAuthority struct {
	id, formID  string // v4
	name, label string
}

// tax is what of an expense is a tax, in the currency of the expense.
type tax struct {
	authority       *taxAuthority
	rateTypeID      string
	rateTypeName    string
	code            string
	reclaimCode     string
	amount          decimal.Decimal
	reclaim         decimal.Decimal
	hasReclaim      bool
	reclaimConfigID string
	custom          map[string]string
}

// expenseTax is Expense Tax v4 > ExpenseTax. Its amounts are bare numbers.
type expenseTax struct {
	TaxAuthorityID            string       `json:"taxAuthorityId"`
	TaxAuthorityName          string       `json:"taxAuthorityName"`
	TaxLabel                  string       `json:"taxLabel"`
	TaxFormID                 string       `json:"taxFormId"`
	TaxRateTypeID             *string      `json:"taxRateTypeId"`
	TaxRateTypeName           *string      `json:"taxRateTypeName"`
	TaxReclaimConfigurationID *string      `json:"taxReclaimConfigurationId"`
	TaxCode                   *string      `json:"taxCode"`
	ReclaimCode               *string      `json:"reclaimCode"`
	TaxTransactionAmount      number       `json:"taxTransactionAmount"`
	ReclaimTransactionAmount  *number      `json:"reclaimTransactionAmount"`
	TaxPostedAmount           number       `json:"taxPostedAmount"`
	TaxReclaimPostedAmount    *number      `json:"taxReclaimPostedAmount"`
	CustomData                []customData `json:"customData"`
}

// getExpenseTaxes answers Expense Tax v4 > Get taxes.
func getExpenseTaxes(st *state, c *call) reply {
	r, e, _, refusal := st.readableExpense(c)
	if refusal != nil {
		return *refusal
	}
	rows := []expenseTax{}
	for _, t := range e.taxes {
		rows = append(rows, st.printedTax(c, r, e, t))
	}
	return ok(map[string][]expenseTax{"expenseTaxes": rows})
}

func (st *state) printedTax(c *call, r *report, e *expense, t *tax) expenseTax {
	row := expenseTax{
		TaxAuthorityID: t.authority.id, TaxAuthorityName: t.authority.name, TaxLabel: t.authority.label, TaxFormID: t.authority.formID,
		TaxRateTypeID: orNull(t.rateTypeID), TaxRateTypeName: orNull(t.rateTypeName), TaxReclaimConfigurationID: orNull(t.reclaimConfigID),
		TaxCode: orNull(t.code), ReclaimCode: orNull(t.reclaimCode), TaxTransactionAmount: number(t.amount),
		TaxPostedAmount: number(st.postedPart(e, t.amount, r.currency)), CustomData: st.printedCustom(c, t.custom, taxForm),
	}
	if t.hasReclaim {
		reclaim, posted := number(t.reclaim), number(st.postedPart(e, t.reclaim, r.currency))
		row.ReclaimTransactionAmount, row.TaxReclaimPostedAmount = &reclaim, &posted
	}
	return row
}

func hasTaxes(e *expense) bool { return len(e.taxes) > 0 }

// taxForm are the custom fields of a tax: those of an expense (inferred).
func taxForm(f *customField) bool { return expenseFields(f) }

// postedPart is what a part of an expense is worth in the currency of the report.
func (st *state) postedPart(e *expense, part decimal.Decimal, reportCurrency string) decimal.Decimal {
	worth := &expense{amount: part, rate: e.rate, rateDivides: e.rateDivides}
	st.post(worth, reportCurrency)
	return worth.posted
}

// taxSummaryOf adds up the taxes of an expense. That what is adjusted equals what was
// posted is inferred.
func (st *state) taxSummaryOf(r *report, e *expense) taxSummary {
	var taxes, reclaims decimal.Decimal
	for _, t := range e.taxes {
		taxes = taxes.Add(st.postedPart(e, t.amount, r.currency))
		reclaims = reclaims.Add(st.postedPart(e, t.reclaim, r.currency))
	}
	taxed, reclaimed := money(taxes, r.currency), money(reclaims, r.currency)
	net, netOfReclaims := money(e.posted.Sub(taxes), r.currency), money(e.posted.Sub(reclaims), r.currency)
	summary := taxSummary{taxed, taxed, reclaimed, reclaimed, net, net, netOfReclaims, netOfReclaims, nil}
	if len(e.taxes) > 0 {
		summary.VatTaxTotal = &taxed
	}
	return summary
}

// taxPatch is Expense Tax v4 > UpdateExpenseTax, a merge patch.
type taxPatch struct {
	TaxTransactionAmount     member[decimal.Decimal] `json:"taxTransactionAmount"`
	ReclaimTransactionAmount member[decimal.Decimal] `json:"reclaimTransactionAmount"`
	TaxCode                  member[string]          `json:"taxCode"`
	ReclaimCode              member[string]          `json:"reclaimCode"`
	CustomData               member[[]customDatum]   `json:"customData"`
}

const taxCodeLimit = 20

// updateExpenseTax answers Expense Tax v4 > Update a tax, at the step Pending External
// Validation only. Which status it has elsewhere is inferred, and so is that a tax
// is not above its expense and a reclaim not above its tax.
func updateExpenseTax(st *state, c *call) reply {
	r, e, _, refusal := st.readableExpense(c)
	if refusal != nil {
		return *refusal
	}
	at := slices.IndexFunc(e.taxes, func(t *tax) bool { return t.authority.id == v4ID(c.path["taxAuthorityId"]) })
	if at < 0 {
		return refuseV4(c, http.StatusNotFound, "", "taxAuthorityId not found")
	}
	if r.approvalStatus != "A_EXTV" {
		return refuseV4(c, http.StatusBadRequest, "", "The report is not pending external validation")
	}
	var patch taxPatch
	if refusal := decodeV4(c, &patch); refusal != nil {
		return *refusal
	}
	var v validation
	v.onlyMembers(c.body, "taxTransactionAmount", "reclaimTransactionAmount", "taxCode", "reclaimCode", "customData")
	v.atMost("taxCode", patch.TaxCode.value, taxCodeLimit)
	v.atMost("reclaimCode", patch.ReclaimCode.value, taxCodeLimit)
	changes := st.customPatch(&v, patch.CustomData, taxForm)
	changed := *e.taxes[at]
	set(&changed.amount, patch.TaxTransactionAmount)
	set(&changed.reclaim, patch.ReclaimTransactionAmount)
	changed.hasReclaim = (changed.hasReclaim && !patch.ReclaimTransactionAmount.null) || patch.ReclaimTransactionAmount.given()
	set(&changed.code, patch.TaxCode)
	set(&changed.reclaimCode, patch.ReclaimCode)
	if changed.amount.Abs().GreaterThan(e.amount.Abs()) {
		v.add("taxTransactionAmount", "taxTransactionAmount is above the expense", "field.invalid")
	}
	if changed.reclaim.Abs().GreaterThan(changed.amount.Abs()) {
		v.add("reclaimTransactionAmount", "reclaimTransactionAmount is above the tax", "field.invalid")
	}
	if len(v) > 0 {
		return refuseFields(c, v...)
	}
	*e.taxes[at] = changed
	applyCustom(e.taxes[at].custom, changes)
	r.touch(c)
	return noContent()
}
