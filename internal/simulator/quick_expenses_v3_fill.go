package simulator

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// quickCommentLimit is in characters (Quick Expense v3 > Comment).
const quickCommentLimit = 2000

// quickExpenseWrite is what a request says of a quick expense.
type quickExpenseWrite struct {
	ExpenseTypeCode   *string
	PaymentTypeCode   *string
	TransactionDate   *string
	TransactionAmount *decimal.Decimal
	CurrencyCode      *string
	VendorDescription *string
	LocationName      *string
	Comment           *string
	ReceiptImageID    *string
}

// fillQuickExpense changes a quick expense as a request wants it, and says what is wrong
// with the request; empty for nothing.
func (st *state) fillQuickExpense(q *quickExpenseV3, w quickExpenseWrite) string {
	if w.ExpenseTypeCode != nil {
		spentOn := st.policy(st.person(q.ownerID).policies[0]).expenseType(*w.ExpenseTypeCode)
		if spentOn == nil || spentOn.isHeading {
			return "ExpenseTypeCode is not an expense type of the user's policy"
		}
		q.typeID = spentOn.id
	}
	if w.PaymentTypeCode != nil {
		if !slices.Contains(paymentsV3(), *w.PaymentTypeCode) {
			return "PaymentTypeCode must be one of " + strings.Join(paymentsV3(), ", ")
		}
		q.payment = *w.PaymentTypeCode
	}
	if w.TransactionDate != nil {
		moment, err := parseMomentV3(*w.TransactionDate)
		if err != nil {
			return "TransactionDate must be a date like 2024-03-26"
		}
		q.date = dayOf(moment)
	}
	if w.TransactionAmount != nil {
		const mostDigits = 3
		if !w.TransactionAmount.Equal(w.TransactionAmount.Truncate(mostDigits)) {
			return "TransactionAmount has at most 3 decimals"
		}
		q.amount = *w.TransactionAmount
	}
	if w.CurrencyCode != nil {
		if !currencyCode.MatchString(*w.CurrencyCode) {
			return "CurrencyCode is not a currency"
		}
		q.currency = *w.CurrencyCode
	}
	if w.ReceiptImageID != nil {
		if kept := st.imageByID(*w.ReceiptImageID); kept == nil || kept.ownerID != q.ownerID {
			return "ReceiptImageID is not the id of an image of the user"
		}
		q.imageID = *w.ReceiptImageID
	}
	return q.fillTexts(w)
}

func (q *quickExpenseV3) fillTexts(w quickExpenseWrite) string {
	texts := []struct {
		name     string
		from, to *string
		limit    int
	}{
		{"VendorDescription", w.VendorDescription, &q.vendor, vendorLimit},
		{"LocationName", w.LocationName, &q.location, vendorLimit},
		{"Comment", w.Comment, &q.comment, quickCommentLimit},
	}
	for _, text := range texts {
		if text.from == nil {
			continue
		}
		if utf8.RuneCountInString(*text.from) > text.limit {
			return fmt.Sprintf("%s has at most %d characters", text.name, text.limit)
		}
		*text.to = *text.from
	}
	return ""
}

//go:embed seed_quick_expenses_v3.json
var seedQuickExpensesV3Text []byte

type seedQuickExpenseV3 struct {
	Owner, Type, Payment, Currency, Vendor, Location, Comment string
	Amount                                                    decimal.Decimal
	Ago                                                       int
}

// quickExpenses adds those that were made with v3, for tenants that still have it.
func (s *seeder) quickExpenses() error {
	var described []seedQuickExpenseV3
	if err := json.Unmarshal(seedQuickExpensesV3Text, &described); err != nil {
		return fmt.Errorf("read seed_quick_expenses_v3.json: %w", err)
	}
	ids := s.idsFor("quick expenses v3")
	for _, d := range described {
		owner := s.people[d.Owner]
		if owner == nil {
			return fmt.Errorf("quick expense at %s: there is no person %q", d.Vendor, d.Owner)
		}
		s.st.quickExpensesV3 = append(s.st.quickExpensesV3, &quickExpenseV3{
			id: ids.protected("nVhq"), ownerID: owner.id, typeID: d.Type, payment: d.Payment, date: s.daysAgo(d.Ago, 0), amount: d.Amount,
			currency: d.Currency, vendor: d.Vendor, location: d.Location, comment: d.Comment, modified: s.daysAgo(d.Ago-1, 8*60),
		})
	}
	return nil
}
