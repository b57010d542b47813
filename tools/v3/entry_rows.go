package v3

import (
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// entry is an expense as v3 shows it. Posted and approved amounts are in the currency
// of the report, which v3 does not name here.
type entry struct {
	ID                concur.EntryID   `json:"id"`
	ExpenseID         concur.ExpenseID `json:"expense_id,omitempty"`
	ReportID          concur.ReportID  `json:"report_id"`
	OwnerLogin        string           `json:"owner_login,omitempty"`
	ExpenseTypeCode   string           `json:"expense_type_code,omitempty"`
	ExpenseType       render.Text      `json:"expense_type,omitempty"`
	SpendCategory     render.Text      `json:"spend_category,omitempty"`
	PaymentTypeID     string           `json:"payment_type_id,omitempty"`
	PaymentType       render.Text      `json:"payment_type,omitempty"`
	Date              string           `json:"date,omitempty"`
	Amount            *render.Money    `json:"amount,omitempty"`
	PostedAmount      concur.Decimal   `json:"posted_amount"`
	ApprovedAmount    concur.Decimal   `json:"approved_amount"`
	ExchangeRate      concur.Decimal   `json:"exchange_rate"`
	Vendor            render.Text      `json:"vendor,omitempty"`
	Description       render.Text      `json:"description,omitempty"`
	Location          render.Text      `json:"location,omitempty"`
	LocationPart      render.Text      `json:"location_subdivision,omitempty"` // of the country
	LocationCountry   string           `json:"location_country,omitempty"`
	TaxReceiptType    string           `json:"tax_receipt_type,omitempty"`
	Allocation        string           `json:"allocation,omitempty"`
	HasImage          bool             `json:"has_image,omitempty"`
	ImageRequired     bool             `json:"image_required,omitempty"`
	ReceiptReceived   bool             `json:"paper_receipt_received,omitempty"`
	HasItemizations   bool             `json:"has_itemizations,omitempty"`
	HasAttendees      bool             `json:"has_attendees,omitempty"`
	HasVAT            bool             `json:"has_vat,omitempty"`
	HasComments       bool             `json:"has_comments,omitempty"`
	HasExceptions     bool             `json:"has_exceptions,omitempty"`
	HasCashAdvance    bool             `json:"has_cash_advance,omitempty"`
	Personal          bool             `json:"personal,omitempty"`
	Billable          bool             `json:"billable,omitempty"`
	PersonalCard      bool             `json:"personal_card_charge,omitempty"`
	PaidByExpensePay  bool             `json:"paid_by_expense_pay,omitempty"`
	CardTransactionID string           `json:"card_transaction_id,omitempty"`
	TripID            string           `json:"trip_id,omitempty"`
	Journey           *journey         `json:"journey,omitempty"`
	LastModified      string           `json:"last_modified,omitempty"`
	CustomFields      []customField    `json:"custom_fields,omitempty"`
}

// journey is what a mileage expense has in place of an amount.
type journey struct {
	From     render.Text    `json:"from"`
	To       render.Text    `json:"to"`
	Distance concur.Decimal `json:"distance"`
	Unit     string         `json:"unit"`
}

// entrySummary names the fields that a list shows unless asked otherwise.
func entrySummary() []string {
	return []string{
		"id", "expense_id", "report_id", "owner_login", "expense_type_code", "expense_type", "payment_type", "date", "amount", "vendor",
		"description", "has_image", "has_exceptions",
	}
}

func ofEntry(e concur.Entry) entry {
	row := entry{
		ID: e.ID, ExpenseID: e.ExpenseID, ReportID: e.ReportID, OwnerLogin: e.ReportOwnerID,
		ExpenseTypeCode: e.ExpenseTypeCode, ExpenseType: render.Text(e.ExpenseTypeName), SpendCategory: render.Text(e.SpendCategoryName),
		PaymentTypeID: e.PaymentTypeID, PaymentType: render.Text(e.PaymentTypeName), Date: e.Date(),
		PostedAmount: e.PostedAmount, ApprovedAmount: e.ApprovedAmount, ExchangeRate: e.ExchangeRate,
		Vendor: render.Text(e.VendorDescription), Description: render.Text(e.Description),
		Location: render.Text(e.LocationName), LocationPart: render.Text(e.LocationSubdivision),
		LocationCountry: e.LocationCountry, TaxReceiptType: e.TaxReceiptType,
		HasImage: e.HasImage || e.ElectronicReceiptID != "", ImageRequired: e.IsImageRequired, ReceiptReceived: e.ReceiptReceived,
		HasItemizations: e.HasItemizations, HasAttendees: e.HasAttendees, HasVAT: e.HasVAT, HasComments: e.HasComments,
		HasExceptions: e.HasExceptions, HasCashAdvance: e.HasAppliedCashAdvance, Personal: e.IsPersonal, Billable: e.IsBillable,
		PersonalCard: e.IsPersonalCardCharge, PaidByExpensePay: e.IsPaidByExpensePay, CardTransactionID: e.CardTransactionID,
		TripID: e.TripID, LastModified: view.Instant(e.LastModified), CustomFields: customFields(e.Custom),
	}
	if row.Vendor == "" {
		row.Vendor = render.Text(e.VendorListItemName)
	}
	if e.AllocationType != "N" {
		row.Allocation = map[string]string{"P": "partial", "F": "full"}[e.AllocationType]
	}
	if e.TransactionCurrencyCode != "" {
		row.Amount = view.MoneyOf(e.TransactionAmount, e.TransactionCurrencyCode)
	}
	if e.Journey != nil {
		row.Journey = &journey{
			From: render.Text(e.Journey.StartLocation), To: render.Text(e.Journey.EndLocation),
			Distance: e.Journey.BusinessDistance, Unit: e.Journey.UnitOfMeasure,
		}
	}
	return row
}
