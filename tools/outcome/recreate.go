package outcome

import (
	"cmp"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
)

// UndoDeletedExpense says how an expense that is deleted can be made again as it was: by
// create_report_expense, as far as that takes what it had. What hangs on it is lost, and
// an expense of a card comes with its transaction or not at all.
func UndoDeletedExpense(call *tools.Call, e concur.Entry, user concur.Ref) {
	if e.CardTransactionID != "" {
		call.NoUndo("The expense came from a card transaction, which no tool puts on a report again: the person does, in Available " +
			"Expenses in Concur.")
		return
	}
	again := map[string]any{
		"report_id": e.ReportID, "expense_type": e.ExpenseTypeCode, "transaction_date": e.Date(),
		"is_personal": e.IsPersonal, "is_billable": e.IsBillable,
	}
	for name, text := range map[string]string{
		"vendor": cmp.Or(e.VendorDescription, e.VendorListItemName), "description": e.Description, "location": e.LocationID,
		"tax_receipt_type": e.TaxReceiptType, "user": string(user),
	} {
		if text != "" {
			again[name] = text
		}
	}
	if e.Journey != nil {
		again["journey"] = map[string]any{
			"from": e.Journey.StartLocation, "to": e.Journey.EndLocation,
			"distance": e.Journey.BusinessDistance.Round(0).IntPart(), "unit": e.Journey.UnitOfMeasure,
		}
	} else {
		again["amount"], again["currency"] = e.TransactionAmount, e.TransactionCurrencyCode
		again["payment_type"] = e.PaymentTypeID
		if e.ExchangeRate.IsPositive() {
			again["exchange_rate"] = e.ExchangeRate
		}
	}
	if fields := AllCustom(e.Custom); len(fields) > 0 {
		again["custom_fields"] = fields
	}
	call.Undo("create_report_expense", again, NotBroughtBack(hangingOn(e))+" A report that was ever submitted takes no new expense.")
}

// hangingOn lists what is deleted with an expense.
func hangingOn(e concur.Entry) []string {
	lost := []string{"its ids"}
	for _, part := range []struct {
		name string
		is   bool
	}{
		{"the receipt", e.HasImage || e.ElectronicReceiptID != ""},
		{"the itemizations", e.HasItemizations},
		{"the attendees", e.HasAttendees},
		{"the allocations", e.AllocationType == "F" || e.AllocationType == "P"},
		{"the comments", e.HasComments},
		{"the VAT details", e.HasVAT},
		{"the cash advance", e.HasAppliedCashAdvance},
		{"the link to the trip", e.TripID != ""},
		{"that the vendor was from the list", e.VendorDescription == "" && e.VendorListItemName != ""},
	} {
		if part.is {
			lost = append(lost, part.name)
		}
	}
	return lost
}
