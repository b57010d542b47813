package concur

import "context"

// Expense Reports v4: expenses.

// Expense is an expense or an itemization (Expenses v4 > schemas ExpenseSummary
// and ExpenseDetail). Members may be missing; those from CustomData on are given
// by GetExpense only.
type Expense struct {
	ID                           ExpenseID        `json:"expenseId"`
	ParentID                     ExpenseID        `json:"parentExpenseId"`
	ExpenseType                  Named            `json:"expenseType"`
	PaymentType                  Named            `json:"paymentType"`
	TransactionDate              string           `json:"transactionDate"`
	TransactionAmount            *Amount          `json:"transactionAmount"`
	PostedAmount                 *Amount          `json:"postedAmount"`
	ClaimedAmount                *Amount          `json:"claimedAmount"`
	ApprovedAmount               *Amount          `json:"approvedAmount"`
	ExchangeRate                 *ExchangeRate    `json:"exchangeRate"`
	BusinessPurpose              string           `json:"businessPurpose"`
	Location                     *ExpenseLocation `json:"location"`
	Vendor                       *ExpenseVendor   `json:"vendor"`
	AttendeeCount                int              `json:"attendeeCount"`
	AllocationState              string           `json:"allocationState"`
	EReceiptImageID              string           `json:"ereceiptImageId"`
	ReceiptImageID               string           `json:"receiptImageId"`
	HasBlockingExceptions        bool             `json:"hasBlockingExceptions"`
	HasExceptions                bool             `json:"hasExceptions"`
	HasMissingReceiptDeclaration bool             `json:"hasMissingReceiptDeclaration"`
	IsImageRequired              bool             `json:"isImageRequired"`
	IsPersonalExpense            bool             `json:"isPersonalExpense"`

	CustomData             []CustomDatum    `json:"customData"`
	ReceiptType            *ReceiptType     `json:"receiptType"`
	Mileage                *ExpenseDistance `json:"mileage"`
	IsExpenseBillable      bool             `json:"isExpenseBillable"`
	IsExpenseRejected      bool             `json:"isExpenseRejected"`
	IsPaperReceiptReceived bool             `json:"isPaperReceiptReceived"`
	LastModifiedDate       string           `json:"lastModifiedDate"`
}

// Named is an expense type or payment type by its code and its name.
type Named struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// ExchangeRate turns a transaction amount into a posted one: times Value, or
// divided by it where Operation is DIVIDE.
type ExchangeRate struct {
	Value     Decimal `json:"value"`
	Operation string  `json:"operation"`
}

// ExpenseLocation is where money was spent. Its id is not the one of v3.
type ExpenseLocation struct {
	Name        string `json:"name"`
	CountryCode string `json:"countryCode"`
}

// ExpenseVendor is from a list (Name) or free text (Description).
type ExpenseVendor struct {
	Name        string `json:"name"`
	Description string `json:"description"`
}

// ReceiptType is T (tax receipt), R (regular) or N (none).
type ReceiptType struct {
	ID string `json:"id"`
}

// ExpenseDistance is what a mileage expense has, in the unit of the policy.
type ExpenseDistance struct {
	TotalDistance Decimal `json:"totalDistance"`
}

// HasReceipt reports whether an image or an e-receipt is attached.
func (e Expense) HasReceipt() bool { return e.ReceiptImageID != "" || e.EReceiptImageID != "" }

// ListExpenses lists the top-level expenses of a report as its owner, or who
// stands in for the owner, sees them.
func (s *Session) ListExpenses(ctx context.Context, on Subject, report ReportID) ([]Expense, error) {
	r := on.request("list_expenses")
	r.path = map[string]string{"reportId": string(report)}
	var expenses []Expense
	err := s.do(ctx, r, &expenses)
	return expenses, err
}

// GetExpense reads an expense or itemization in full.
func (s *Session) GetExpense(ctx context.Context, on Subject, report ReportID, id ExpenseID) (Expense, error) {
	r := on.request("get_expense")
	r.path = expensePath(report, id)
	var expense Expense
	err := s.do(ctx, r, &expense)
	return expense, err
}

// SubmittedExpensePatch is a merge patch of the few members of an expense that a
// company may change, submitted or not (Expenses v4 > UpdateExpenseCompact).
// What is nil stays as it is.
type SubmittedExpensePatch struct {
	BusinessPurpose        *string       `json:"businessPurpose,omitempty"`
	CustomData             []CustomDatum `json:"customData,omitempty"`
	IsExpenseRejected      *bool         `json:"isExpenseRejected,omitempty"`
	IsPaperReceiptReceived *bool         `json:"isPaperReceiptReceived,omitempty"`
}

// UpdateSubmittedExpense changes an expense with the company token. The member
// expenseSource is mandatory; OTHER is the value for a client like this one.
func (s *Session) UpdateSubmittedExpense(ctx context.Context, report ReportID, id ExpenseID, patch SubmittedExpensePatch) error {
	body := struct {
		ExpenseSource string `json:"expenseSource"`
		SubmittedExpensePatch
	}{"OTHER", patch}
	return s.do(ctx, request{operation: "update_expense_submitted", path: expensePath(report, id), body: body}, nil)
}

// DeleteExpense removes an expense of an unsubmitted report, with its
// itemizations (inferred).
func (s *Session) DeleteExpense(ctx context.Context, on Subject, report ReportID, id ExpenseID) error {
	return s.do(ctx, request{operation: "delete_expense", about: on.User, path: expensePath(report, id)}, nil)
}

func expensePath(report ReportID, id ExpenseID) map[string]string {
	return map[string]string{"reportId": string(report), "expenseId": string(id)}
}
