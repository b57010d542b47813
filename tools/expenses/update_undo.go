package expenses

import (
	"encoding/json"
	"slices"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
)

// undoPut says how the fields that a request of v3 sets get their former values back.
func (in updateReportExpenseIn) undoPut(call *tools.Call, sent concur.EntryWrite, former concur.Entry) {
	back := updateReportExpenseIn{ReportID: in.ReportID, ExpenseID: in.ExpenseID, User: in.User}
	var lost []string
	if sent.ExpenseTypeCode != "" {
		back.ExpenseType = concur.Ref(former.ExpenseTypeCode)
	}
	if sent.TransactionDate != "" {
		back.TransactionDate, _ = tools.ParseDate(former.Date()) // Not given where it is none.
	}
	if sent.TransactionAmount != nil || sent.TransactionCurrencyCode != "" || sent.ExchangeRate != nil {
		// They go together: Concur computes no rate anew for a currency, and the currency
		// says how many decimals an amount may have.
		back.Amount, back.Currency = json.Number(former.TransactionAmount.String()), concur.Currency(former.TransactionCurrencyCode)
		back.ExchangeRate = rateOf(former)
	}
	if sent.VendorDescription != nil {
		back.Vendor = &former.VendorDescription
		if former.VendorDescription == "" && former.VendorListItemName != "" {
			lost = append(lost, "the vendor from the list, "+former.VendorListItemName)
		}
	}
	if sent.Description != nil {
		back.BusinessPurpose = &former.Description
	}
	if sent.LocationID != "" {
		back.Location = concur.Ref(former.LocationID)
		if former.LocationID == "" {
			lost = append(lost, "that there was no location")
		}
	}
	if sent.PaymentTypeID != "" {
		back.PaymentType = concur.Ref(former.PaymentTypeID)
	}
	if sent.IsPersonal != nil {
		back.IsPersonal = &former.IsPersonal
	}
	if sent.IsBillable != nil {
		back.IsBillable = &former.IsBillable
	}
	back.CustomFields = outcome.FormerCustom(sent.Custom, former.Custom)
	call.Undo("update_report_expense", back, outcome.NotBroughtBack(lost))
}

// rateOf is the exchange rate of an expense; empty if it has none.
func rateOf(e concur.Entry) json.Number {
	if !e.ExchangeRate.IsPositive() {
		return ""
	}
	return json.Number(e.ExchangeRate.String())
}

// undoPatch does the same for a request of v4.
func (in updateReportExpenseIn) undoPatch(call *tools.Call, sent concur.SubmittedExpensePatch, former concur.Expense) {
	back := updateReportExpenseIn{ReportID: in.ReportID, ExpenseID: in.ExpenseID, User: in.User}
	if sent.BusinessPurpose != nil {
		back.BusinessPurpose = &former.BusinessPurpose
	}
	if sent.IsExpenseRejected != nil {
		back.IsRejected = &former.IsExpenseRejected
	}
	if sent.IsPaperReceiptReceived != nil {
		back.IsPaperReceiptReceived = &former.IsPaperReceiptReceived
	}
	for _, datum := range sent.CustomData {
		if back.CustomFields == nil {
			back.CustomFields = concur.CustomFields{}
		}
		back.CustomFields[datum.ID] = ""
		if at := slices.IndexFunc(former.CustomData, func(d concur.CustomDatum) bool { return d.ID == datum.ID }); at >= 0 {
			back.CustomFields[datum.ID] = former.CustomData[at].Value
		}
	}
	call.Undo("update_report_expense", back, "")
}
