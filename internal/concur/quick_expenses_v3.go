package concur

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// Quick Expense v3, which Concur has switched off; some tenants may have it still.

// V3QuickExpenseID names a quick expense of v3: a protected id.
type V3QuickExpenseID string

// UnmarshalText implements encoding.TextUnmarshaler.
func (id *V3QuickExpenseID) UnmarshalText(text []byte) error {
	trimmed := strings.TrimSpace(string(text))
	if !protectedForm.MatchString(trimmed) {
		return fmt.Errorf("%s is not the id of a quick expense of v3; v3_list_quick_expenses gives it", quote(string(text)))
	}
	*id = V3QuickExpenseID(trimmed)
	return nil
}

// V3QuickExpense is an expense that is on no report yet (Quick Expense v3 > QuickExpense).
type V3QuickExpense struct {
	ID                string  `json:"ID"`
	ExpenseTypeCode   string  `json:"ExpenseTypeCode"`
	ExpenseTypeName   string  `json:"ExpenseTypeName"`
	PaymentTypeCode   string  `json:"PaymentTypeCode"` // CASHX, CPAID or PENDC
	TransactionDate   string  `json:"TransactionDate"`
	TransactionAmount Decimal `json:"TransactionAmount"`
	CurrencyCode      string  `json:"CurrencyCode"`
	VendorDescription string  `json:"VendorDescription"`
	LocationName      string  `json:"LocationName"`
	Comment           string  `json:"Comment"`
	ReceiptImageID    string  `json:"ReceiptImageID"`
	OwnerLoginID      string  `json:"OwnerLoginID"`
	OwnerName         string  `json:"OwnerName"`
}

// V3QuickExpenseWrite is what a quick expense shall be. What is nil is not sent: an update
// leaves it as it is.
type V3QuickExpenseWrite struct {
	ExpenseTypeCode   *string  `json:"ExpenseTypeCode,omitempty"`
	PaymentTypeCode   *string  `json:"PaymentTypeCode,omitempty"`
	TransactionDate   *string  `json:"TransactionDate,omitempty"`
	TransactionAmount *Decimal `json:"TransactionAmount,omitempty"`
	CurrencyCode      *string  `json:"CurrencyCode,omitempty"`
	VendorDescription *string  `json:"VendorDescription,omitempty"`
	LocationName      *string  `json:"LocationName,omitempty"`
	Comment           *string  `json:"Comment,omitempty"`
	ReceiptImageID    *string  `json:"ReceiptImageID,omitempty"`
}

// V3QuickExpensePage is a page of quick expenses.
type V3QuickExpensePage struct {
	QuickExpenses []V3QuickExpense
	// Next is the offset of the page after it; empty on the last one.
	Next string
}

// V3QuickExpenses gives a page of the quick expenses of a person that were changed on some
// days.
func (s *Session) V3QuickExpenses(ctx context.Context, user Ref, modified Days, offset string) (V3QuickExpensePage, error) {
	login, err := s.OwnerLogin(ctx, user)
	if err != nil {
		return V3QuickExpensePage{}, err
	}
	const limit = "100"
	q := query("user", login, "limit", limit, "offset", offset)
	modified.set(q, "modifiedDate")
	var page v3Page[V3QuickExpense]
	if err := s.do(ctx, request{operation: "list_quick_expenses", query: q}, &page); err != nil {
		return V3QuickExpensePage{}, err
	}
	next, err := s.following("list_quick_expenses", page.offset(), offset)
	return V3QuickExpensePage{QuickExpenses: page.Items, Next: next}, err
}

// GetV3QuickExpense reads one.
func (s *Session) GetV3QuickExpense(ctx context.Context, user Ref, id V3QuickExpenseID) (V3QuickExpense, error) {
	var found V3QuickExpense
	r, err := s.quickExpense(ctx, "get_quick_expense", user, id)
	if err == nil {
		err = s.do(ctx, r, &found)
	}
	return found, err
}

// CreateV3QuickExpense makes one and gives its id.
func (s *Session) CreateV3QuickExpense(ctx context.Context, user Ref, wanted V3QuickExpenseWrite) (V3QuickExpenseID, error) {
	login, err := s.OwnerLogin(ctx, user)
	if err != nil {
		return "", err
	}
	r := request{operation: "create_quick_expense", query: query("user", login), body: wanted}
	return createV3(ctx, s, r, parseProtected[V3QuickExpenseID])
}

// UpdateV3QuickExpense changes the given fields of one.
func (s *Session) UpdateV3QuickExpense(ctx context.Context, user Ref, id V3QuickExpenseID, changes V3QuickExpenseWrite) error {
	r, err := s.quickExpense(ctx, "update_quick_expense", user, id)
	if err != nil {
		return err
	}
	r.body = changes
	return s.do(ctx, r, nil)
}

// DeleteV3QuickExpense removes one.
func (s *Session) DeleteV3QuickExpense(ctx context.Context, user Ref, id V3QuickExpenseID) error {
	r, err := s.quickExpense(ctx, "delete_quick_expense", user, id)
	if err != nil {
		return err
	}
	return s.do(ctx, r, nil)
}

func (s *Session) quickExpense(ctx context.Context, operation string, user Ref, id V3QuickExpenseID) (request, error) {
	login, err := s.OwnerLogin(ctx, user)
	return request{operation: operation, path: map[string]string{"id": string(id)}, query: query("user", login)}, err
}

// IsRetired reports whether a refusal comes from Concur having switched an operation off.
// Documented is that the message says so; which status it has is not.
func IsRetired(err error) bool {
	refused, ok := errors.AsType[*Error](err)
	if !ok || refused.Fault != Refused || refused.Operation.State != catalogue.Retired {
		return false
	}
	says := strings.ToLower(refused.Message)
	return refused.Status == http.StatusGone || strings.Contains(says, "decommission") || strings.Contains(says, "retired") ||
		(refused.Status == http.StatusNotFound && !slices.Contains(refused.Operation.Parameters(), "id"))
}
