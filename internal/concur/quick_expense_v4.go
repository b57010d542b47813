package concur

import (
	"context"
	"encoding/json"
	"net/url"
	"path"
	"strings"
)

// Quick Expense v4 makes entries in a person's Available Expenses. It only writes: no
// documented operation reads, changes or deletes what it made.

// LargestQuickReceipt is what Quick Expense v4 takes, in bytes.
const LargestQuickReceipt = 50 << 20

// NewQuickExpense is what is known of an expense (Quick Expense v4 >
// QuickExpenseRequest).
type NewQuickExpense struct {
	ExpenseTypeID string `json:"expenseTypeId"`
	Amount        Amount `json:"transactionAmount"`
	// Date is YYYY-MM-DD.
	Date string `json:"transactionDate"`
	// PaymentType is CASHX, CPAID or PENDC. Expense Configuration v4 has other codes.
	PaymentType  string        `json:"paymentTypeId,omitempty"`
	Vendor       string        `json:"vendor,omitempty"`
	Comment      string        `json:"comment,omitempty"`
	EntryDetails string        `json:"entryDetails,omitempty"`
	Location     QuickLocation `json:"location"`
}

// QuickLocation is a place, by the UUID of a locality or in words. Concur makes a
// locality of the words: of city, subdivision and country where all are given, else of
// the name. One page marks it as required, so it is sent empty too.
type QuickLocation struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	City        string `json:"city"`
	Country     string `json:"countryCode"`
	Subdivision string `json:"countrySubDivisionCode"`
}

// QuickPlace makes a location of a UUID or of a name.
func QuickPlace(text string) QuickLocation {
	if id := strings.ToLower(text); uuidForm.MatchString(id) {
		return QuickLocation{ID: id}
	}
	return QuickLocation{Name: text}
}

// NoteQuickExpense makes a quick expense of a person, with a receipt unless it is
// nil, and gives its id, which nothing takes but Concur's support. A receipt is a PDF,
// PNG, JPEG or TIFF.
func (s *Session) NoteQuickExpense(ctx context.Context, owner UserID, expense NewQuickExpense, receipt *Upload) (string, error) {
	r := request{operation: "quick_expense_create", about: owner, role: RoleTraveler.contextType(), body: expense}
	if receipt != nil {
		form, err := quickForm(expense, receipt)
		if err != nil {
			return "", err
		}
		r.operation, r.body, r.upload = "quick_expense_create_with_image", nil, form
	}
	operation := s.client.operations[r.operation]
	var made struct {
		URI string `json:"quickExpenseIdUri"`
	}
	answer, err := s.send(ctx, operation, r)
	if err != nil {
		return "", err
	}
	if err := json.Unmarshal(answer.body, &made); err != nil {
		return "", unreadable(operation, answer, err)
	}
	id, ok := lastHex(made.URI)
	if !ok {
		return "", unreadable(operation, answer, errNoID)
	}
	return id, nil
}

// quickForm is the form with a receipt. The JSON goes as an ordinary field, as in
// Concur's sample.
func quickForm(expense NewQuickExpense, receipt *Upload) (*Upload, error) {
	text, err := marshalJSON(expense)
	if err != nil {
		return nil, err
	}
	return multipartUpload(
		formPart{name: "quickExpenseRequest", text: text},
		formPart{name: "fileContent", file: receipt},
	)
}

// lastHex is the id at the end of an address. The address itself is on an internal
// host of Concur and is never called.
func lastHex(address string) (string, bool) {
	at, err := url.Parse(address)
	if err != nil {
		return "", false
	}
	return parseHex32(path.Base(at.Path))
}
