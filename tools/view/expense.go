package view

import (
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
)

// Expense is an expense in a list: the same whether v4 or v3 gave it.
type Expense struct {
	ExpenseID     concur.ExpenseID `json:"expense_id,omitempty"`
	V3ID          concur.EntryID   `json:"v3_id,omitempty"`
	ExpenseType   render.Text      `json:"expense_type,omitempty"`
	ExpenseTypeID string           `json:"expense_type_id,omitempty"`
	Date          string           `json:"date,omitempty"`
	Amount        *render.Money    `json:"amount,omitempty"`
	// Posted is the amount in the currency of the report, where it is another one.
	Posted             *render.Money `json:"posted,omitempty"`
	Approved           *render.Money `json:"approved,omitempty"`
	Vendor             render.Text   `json:"vendor,omitempty"`
	BusinessPurpose    render.Text   `json:"business_purpose,omitempty"`
	PaymentType        render.Text   `json:"payment_type,omitempty"`
	Location           render.Text   `json:"location,omitempty"`
	HasReceipt         *bool         `json:"has_receipt,omitempty"` // nil only where the expense was not read
	ReceiptRequired    bool          `json:"receipt_required,omitempty"`
	HasExceptions      bool          `json:"has_exceptions,omitempty"`
	BlockingExceptions bool          `json:"blocking_exceptions,omitempty"`
	HasAttendees       bool          `json:"has_attendees,omitempty"`
	Allocation         string        `json:"allocation,omitempty"`
	Personal           bool          `json:"personal,omitempty"`
}

// ExpenseSummary are the fields that a list shows unless asked otherwise.
func ExpenseSummary() []string {
	return []string{
		"expense_id", "expense_type", "date", "amount", "posted", "vendor", "business_purpose", "payment_type",
		"has_receipt", "has_exceptions", "blocking_exceptions", "personal",
	}
}

// OfExpense shows an expense of v4 as a row.
func OfExpense(e concur.Expense) Expense {
	row := Expense{
		ExpenseID: e.ID, ExpenseType: render.Text(e.ExpenseType.Name), ExpenseTypeID: e.ExpenseType.ID, Date: e.TransactionDate,
		Amount: Money(e.TransactionAmount), Approved: Money(e.ApprovedAmount),
		BusinessPurpose: render.Text(e.BusinessPurpose), PaymentType: render.Text(e.PaymentType.Name),
		HasReceipt: new(e.HasReceipt()), ReceiptRequired: e.IsImageRequired, HasExceptions: e.HasExceptions,
		BlockingExceptions: e.HasBlockingExceptions, HasAttendees: e.AttendeeCount > 0,
		Allocation: allocation(e.AllocationState), Personal: e.IsPersonalExpense,
	}
	if e.Vendor != nil {
		row.Vendor = first(e.Vendor.Description, e.Vendor.Name)
	}
	if e.Location != nil {
		row.Location = render.Text(e.Location.Name)
	}
	if e.PostedAmount != nil && e.TransactionAmount != nil && e.PostedAmount.Currency != e.TransactionAmount.Currency {
		row.Posted = Money(e.PostedAmount)
	}
	return row
}

// OfEntry shows an expense of v3 as a row. currency is that of the report; where
// it is not known, amounts in it are left out. v3 does not say which exceptions
// block.
func OfEntry(e concur.Entry, currency string) Expense {
	row := Expense{
		ExpenseID: e.ExpenseID, V3ID: e.ID, ExpenseType: render.Text(e.ExpenseTypeName), ExpenseTypeID: e.ExpenseTypeCode, Date: e.Date(),
		Vendor: first(e.VendorDescription, e.VendorListItemName), BusinessPurpose: render.Text(e.Description),
		PaymentType: render.Text(e.PaymentTypeName), Location: render.Text(e.LocationName),
		HasReceipt: new(e.HasImage || e.ElectronicReceiptID != ""), ReceiptRequired: e.IsImageRequired,
		HasExceptions: e.HasExceptions, HasAttendees: e.HasAttendees,
		Allocation: allocation(e.AllocationType), Personal: e.IsPersonal,
	}
	if e.TransactionCurrencyCode != "" {
		row.Amount = MoneyOf(e.TransactionAmount, e.TransactionCurrencyCode)
	}
	if currency == "" {
		return row
	}
	row.Approved = MoneyOf(e.ApprovedAmount, currency)
	if currency != e.TransactionCurrencyCode {
		row.Posted = MoneyOf(e.PostedAmount, currency)
	}
	return row
}

// allocation names the states of v4 and v3 alike; not being allocated says nothing.
func allocation(state string) string {
	switch state {
	case "FULLY_ALLOCATED", "F":
		return "full"
	case "PARTIALLY_ALLOCATED", "P":
		return "partial"
	default:
		return ""
	}
}

func first(texts ...string) render.Text {
	for _, text := range texts {
		if text != "" {
			return render.Text(text)
		}
	}
	return ""
}
