package view

import (
	"maps"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
)

// ExpenseDetail is an expense in full.
type ExpenseDetail struct {
	Expense
	ParentExpenseID concur.ExpenseID `json:"parent_expense_id,omitempty"`
	ReportID        concur.ReportID  `json:"report_id,omitempty"`
	PaymentTypeID   string           `json:"payment_type_id,omitempty"`
	Claimed         *render.Money    `json:"claimed,omitempty"`
	// ExchangeRate is what the amount is multiplied with, or divided by where
	// ExchangeRateDivides.
	ExchangeRate           *concur.Decimal `json:"exchange_rate,omitempty"`
	ExchangeRateDivides    bool            `json:"exchange_rate_divides,omitempty"`
	LocationCountry        string          `json:"location_country,omitempty"`
	Distance               *concur.Decimal `json:"distance,omitempty"`
	DistanceUnit           string          `json:"distance_unit,omitempty"`
	From                   render.Text     `json:"from,omitempty"`
	To                     render.Text     `json:"to,omitempty"`
	ReceiptImageID         string          `json:"receipt_image_id,omitempty"`
	TaxReceiptType         string          `json:"tax_receipt_type,omitempty"`
	MissingReceiptDeclared bool            `json:"missing_receipt_declared,omitempty"`
	PaperReceiptReceived   bool            `json:"paper_receipt_received,omitempty"`
	Billable               bool            `json:"billable,omitempty"`
	Rejected               bool            `json:"rejected,omitempty"`
	Attendees              int             `json:"attendees,omitempty"`
	LastModified           string          `json:"last_modified,omitempty"`
	CustomFields           []CustomField   `json:"custom_fields,omitempty"`
}

// OfExpenseDetail shows an expense of v4 in full.
func OfExpenseDetail(e concur.Expense) ExpenseDetail {
	detail := ExpenseDetail{
		Expense: OfExpense(e), ParentExpenseID: e.ParentID, PaymentTypeID: e.PaymentType.ID, Claimed: Money(e.ClaimedAmount),
		ReceiptImageID: e.ReceiptImageID, MissingReceiptDeclared: e.HasMissingReceiptDeclaration,
		PaperReceiptReceived: e.IsPaperReceiptReceived, Billable: e.IsExpenseBillable, Rejected: e.IsExpenseRejected,
		Attendees: e.AttendeeCount, LastModified: e.LastModifiedDate, CustomFields: ofCustomData(e.CustomData),
	}
	if e.ExchangeRate != nil {
		detail.ExchangeRate = unlessOne(e.ExchangeRate.Value)
		detail.ExchangeRateDivides = detail.ExchangeRate != nil && e.ExchangeRate.Operation == "DIVIDE"
	}
	if e.Location != nil {
		detail.LocationCountry = e.Location.CountryCode
	}
	if e.Mileage != nil {
		detail.Distance = &e.Mileage.TotalDistance
	}
	if e.ReceiptType != nil {
		detail.TaxReceiptType = e.ReceiptType.ID
	}
	return detail
}

// OfEntryDetail shows an expense of v3 in full. Its posted amount has no currency
// of its own and is left out.
func OfEntryDetail(e concur.Entry) ExpenseDetail {
	detail := ExpenseDetail{
		Expense: OfEntry(e, ""), ReportID: e.ReportID, ExchangeRate: unlessOne(e.ExchangeRate),
		LocationCountry: e.LocationCountry, TaxReceiptType: e.TaxReceiptType, Billable: e.IsBillable, LastModified: Instant(e.LastModified),
	}
	if e.Journey != nil {
		detail.Distance, detail.DistanceUnit = &e.Journey.BusinessDistance, e.Journey.UnitOfMeasure
		detail.From, detail.To = render.Text(e.Journey.StartLocation), render.Text(e.Journey.EndLocation)
	}
	for _, id := range slices.Sorted(maps.Keys(e.Custom)) {
		detail.CustomFields = append(detail.CustomFields, CustomField{ID: id, Value: render.Text(e.Custom[id].Value)})
	}
	return detail
}

// unlessOne leaves out the rate of an expense in the currency of its report.
func unlessOne(rate concur.Decimal) *concur.Decimal {
	if rate.IsZero() || rate.Equal(decimal.NewFromInt(1)) {
		return nil
	}
	return &rate
}
