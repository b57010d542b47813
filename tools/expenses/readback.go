package expenses

import (
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
)

// ignored names the arguments of which an entry does not show what was sent.
// Concur's page calls some of them read-only while its explorer sends them
// (Expense Entries v3), so only the entry itself tells.
func ignored(sent concur.EntryWrite, got concur.Entry) []string {
	var names []string
	check := func(name string, sent, taken bool) {
		if sent && !taken {
			names = append(names, name)
		}
	}
	check("expense_type", sent.ExpenseTypeCode != "", got.ExpenseTypeCode == sent.ExpenseTypeCode)
	check("transaction_date", sent.TransactionDate != "", got.Date() == sent.TransactionDate)
	check("amount", sent.TransactionAmount != nil, sameNumber(sent.TransactionAmount, got.TransactionAmount))
	check("currency", sent.TransactionCurrencyCode != "", got.TransactionCurrencyCode == sent.TransactionCurrencyCode)
	check("exchange_rate", sent.ExchangeRate != nil, sameNumber(sent.ExchangeRate, got.ExchangeRate))
	check("payment_type", sent.PaymentTypeID != "", got.PaymentTypeID == sent.PaymentTypeID)
	check("vendor", sent.VendorDescription != nil, sameText(sent.VendorDescription, got.VendorDescription))
	check("business_purpose", sent.Description != nil, sameText(sent.Description, got.Description))
	check("location", sent.LocationID != "", got.LocationID == sent.LocationID)
	check("tax_receipt_type", sent.TaxReceiptType != "", got.TaxReceiptType == sent.TaxReceiptType)
	check("is_personal", sent.IsPersonal != nil, sameFlag(sent.IsPersonal, got.IsPersonal))
	check("is_billable", sent.IsBillable != nil, sameFlag(sent.IsBillable, got.IsBillable))
	check("comment", sent.Comment != "", got.HasComments)
	check("journey", sent.Journey != nil, sameJourney(sent.Journey, got.Journey))
	for _, datum := range sent.Custom {
		check(datum.ID, true, got.Custom[datum.ID].Is(datum.Value))
	}
	return names
}

func sameNumber(sent *concur.Decimal, got concur.Decimal) bool {
	return sent != nil && sent.Equal(got.Decimal)
}

func sameText(sent *string, got string) bool {
	return sent != nil && strings.TrimSpace(*sent) == strings.TrimSpace(got)
}

func sameFlag(sent *bool, got bool) bool { return sent != nil && *sent == got }

func sameJourney(sent, got *concur.Journey) bool {
	return sent != nil && got != nil && sent.StartLocation == got.StartLocation && sent.EndLocation == got.EndLocation &&
		sent.UnitOfMeasure == got.UnitOfMeasure && sent.BusinessDistance.Equal(got.BusinessDistance.Decimal)
}
