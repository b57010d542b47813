package concur

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Expense Entries v3: the only documented way to make an expense on a report,
// and to change most of its fields.

// Entry is an expense (Expense Entries v3 > schema Entry). Amounts are bare
// numbers: TransactionAmount in TransactionCurrencyCode, the others in the
// currency of the report.
type Entry struct {
	ID                      EntryID   `json:"ID"`
	ExpenseID               ExpenseID `json:"ExpenseID"` // the v4 id; older tenants lack it
	ReportID                ReportID  `json:"ReportID"`
	ReportOwnerID           string    `json:"ReportOwnerID"` // a login ID
	ExpenseTypeCode         string    `json:"ExpenseTypeCode"`
	ExpenseTypeName         string    `json:"ExpenseTypeName"`
	SpendCategoryCode       string    `json:"SpendCategoryCode"`
	SpendCategoryName       string    `json:"SpendCategoryName"`
	PaymentTypeID           string    `json:"PaymentTypeID"`
	PaymentTypeName         string    `json:"PaymentTypeName"`
	TransactionDate         string    `json:"TransactionDate"`
	TransactionCurrencyCode string    `json:"TransactionCurrencyCode"`
	TransactionAmount       Decimal   `json:"TransactionAmount"`
	ExchangeRate            Decimal   `json:"ExchangeRate"`
	PostedAmount            Decimal   `json:"PostedAmount"`
	ApprovedAmount          Decimal   `json:"ApprovedAmount"`
	VendorDescription       string    `json:"VendorDescription"`
	VendorListItemName      string    `json:"VendorListItemName"`
	LocationID              string    `json:"LocationID"`
	LocationName            string    `json:"LocationName"`
	LocationSubdivision     string    `json:"LocationSubdivision"`
	LocationCountry         string    `json:"LocationCountry"`
	Description             string    `json:"Description"` // the business purpose
	IsPersonal              bool      `json:"IsPersonal"`
	IsBillable              bool      `json:"IsBillable"`
	HasImage                bool      `json:"HasImage"`
	IsImageRequired         bool      `json:"IsImageRequired"`
	ElectronicReceiptID     string    `json:"ElectronicReceiptID"`
	TaxReceiptType          string    `json:"TaxReceiptType"`
	AllocationType          string    `json:"AllocationType"` // P, F or N
	HasAttendees            bool      `json:"HasAttendees"`
	HasComments             bool      `json:"HasComments"` // their text is not given
	HasExceptions           bool      `json:"HasExceptions"`
	HasItemizations         bool      `json:"HasItemizations"`
	HasVAT                  bool      `json:"HasVAT"`
	HasAppliedCashAdvance   bool      `json:"HasAppliedCashAdvance"`
	IsPersonalCardCharge    bool      `json:"IsPersonalCardCharge"`
	IsPaidByExpensePay      bool      `json:"IsPaidByExpensePay"`
	ReceiptReceived         bool      `json:"ReceiptReceived"`
	CardTransactionID       string    `json:"CompanyCardTransactionID"`
	TripID                  string    `json:"TripID"`
	LastModified            string    `json:"LastModified"`
	Journey                 *Journey  `json:"Journey"`
	// Custom are the custom fields and org units that have a value, by their v4
	// names: custom9, orgUnit1.
	Custom map[string]CustomValue `json:"-"`
}

// Journey is what a mileage expense has in place of an amount.
type Journey struct {
	StartLocation    string  `json:"StartLocation"`
	EndLocation      string  `json:"EndLocation"`
	BusinessDistance Decimal `json:"BusinessDistance"`
	UnitOfMeasure    string  `json:"UnitOfMeasure"` // M (miles) or K (kilometres)
}

// UnmarshalJSON implements json.Unmarshaler: it gathers Custom1 to Custom40 and
// OrgUnit1 to OrgUnit6, and drops ids that cannot be ones, since ids get into
// paths.
func (e *Entry) UnmarshalJSON(data []byte) error {
	type plain Entry
	err := json.Unmarshal(data, (*plain)(e))
	if err == nil {
		e.Custom, err = customValues(data)
	}
	if err != nil {
		return err
	}
	if !protectedForm.MatchString(string(e.ID)) {
		e.ID = ""
	}
	id, _ := parseHex32(string(e.ExpenseID))
	if e.ExpenseID = ExpenseID(id); !hex32Form.MatchString(id) {
		e.ExpenseID = ""
	}
	return nil
}

// Date is the day of the expense: v3 writes midnight behind it.
func (e Entry) Date() string {
	day, _, _ := strings.Cut(e.TransactionDate, "T")
	return day
}

// EntryWrite is the body of CreateEntry and UpdateEntry (schema EntryWrite).
// What is empty or nil is not sent: an update leaves it as it is.
type EntryWrite struct {
	ReportID                ReportID `json:"ReportID,omitempty"`
	ExpenseTypeCode         string   `json:"ExpenseTypeCode,omitempty"`
	TransactionDate         string   `json:"TransactionDate,omitempty"`
	PaymentTypeID           string   `json:"PaymentTypeID,omitempty"`
	TransactionAmount       *Decimal `json:"TransactionAmount,omitempty"`
	TransactionCurrencyCode string   `json:"TransactionCurrencyCode,omitempty"`
	ExchangeRate            *Decimal `json:"ExchangeRate,omitempty"`
	Description             *string  `json:"Description,omitempty"`
	Comment                 string   `json:"Comment,omitempty"`
	VendorDescription       *string  `json:"VendorDescription,omitempty"`
	LocationID              string   `json:"LocationID,omitempty"`
	TaxReceiptType          string   `json:"TaxReceiptType,omitempty"`
	IsBillable              *bool    `json:"IsBillable,omitempty"`
	IsPersonal              *bool    `json:"IsPersonal,omitempty"`
	Journey                 *Journey `json:"Journey,omitempty"`
	// Custom are custom fields and org units by their v4 names, as plain text.
	Custom []CustomDatum `json:"-"`
}

// MarshalJSON implements json.Marshaler: it puts Custom beside the other members.
func (w EntryWrite) MarshalJSON() ([]byte, error) {
	type plain EntryWrite
	return withCustom(plain(w), w.Custom)
}

// ParseExchangeRate reads a rate to be sent: above zero, with 14 decimals at most
// (Expenses v4 > schema ExchangeRate).
func ParseExchangeRate(value json.Number) (Decimal, error) {
	const mostDigits = 14
	rate, err := parseDecimal(value.String())
	if err != nil || !rate.IsPositive() || rate.GreaterThanOrEqual(largestAmount) || !rate.Equal(rate.Truncate(mostDigits)) {
		return Decimal{}, fmt.Errorf("%s is not an exchange rate; write a number above 0 such as 1.0825", quote(value.String()))
	}
	return Decimal{rate}, nil
}
