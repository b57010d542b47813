package v3

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
)

// Quick Expense v3 shows no time of a quick expense, and lists those that were changed
// since a day. So those that are there are listed before one is made: what is like it and
// was not among them is the new one.

// quickExpensesSince lists the quick expenses of a person that were changed since the day
// before a moment.
func quickExpensesSince(ctx context.Context, session *concur.Session, user concur.Ref, at time.Time) ([]concur.V3QuickExpense, error) {
	var all []concur.V3QuickExpense
	since := concur.Days{From: at.AddDate(0, 0, -1).Truncate(24 * time.Hour)}
	for offset := ""; ; {
		page, err := session.V3QuickExpenses(ctx, user, since, offset)
		if err != nil {
			return nil, err
		}
		all = append(all, page.QuickExpenses...)
		if offset = page.Next; offset == "" {
			return all, nil
		}
	}
}

// lookForQuickExpense looks whether a quick expense was made. What was there before is
// not known any more.
func (k kit) lookForQuickExpense(ctx context.Context, call *tools.Call, in createQuickExpenseIn, sent tools.Sent) (tools.Seen, error) {
	wanted, err := in.wanted()
	if err != nil {
		return tools.Seen{Verdict: tools.Unknown}, err
	}
	session := k.concur.As(call.Caller)
	now, err := quickExpensesSince(ctx, session, in.User, sent.At)
	if err != nil {
		return tools.Seen{Verdict: tools.Unknown}, err
	}
	_, seen := k.creations.Find(quicksLike(wanted, now, time.Time{}), sent, "quick expense", "v3_list_quick_expenses")
	return seen, nil
}

// findQuickExpense looks for a quick expense that was sent at a moment among those that
// were not there before.
func (k kit) findQuickExpense(
	ctx context.Context, session *concur.Session, user concur.Ref, wanted concur.V3QuickExpenseWrite, at time.Time,
	before []concur.V3QuickExpense,
) (concur.V3QuickExpenseID, tools.Seen, error) {
	now, err := quickExpensesSince(ctx, session, user, at)
	if err != nil {
		return "", tools.Seen{Verdict: tools.Unknown}, err
	}
	added := slices.DeleteFunc(now, func(q concur.V3QuickExpense) bool {
		return slices.ContainsFunc(before, func(old concur.V3QuickExpense) bool { return old.ID == q.ID })
	})
	id, seen := k.creations.Find(quicksLike(wanted, added, at), tools.Sent{At: at}, "quick expense", "v3_list_quick_expenses")
	return concur.V3QuickExpenseID(id), seen, nil
}

// quicksLike tells those with the date, amount and currency of one that was sent, and with
// its type and vendor unless Concur did not take them, from the others.
func quicksLike(sent concur.V3QuickExpenseWrite, among []concur.V3QuickExpense, written time.Time) []outcome.Alike {
	alike := make([]outcome.Alike, len(among))
	for i, q := range among {
		missing := unshown(sent, q)
		alike[i] = outcome.Alike{
			ID: q.ID, Written: written,
			Differs: slices.Contains(missing, "expense_type_code") || slices.Contains(missing, "vendor"),
			Other: slices.ContainsFunc(missing, func(name string) bool {
				return strings.HasPrefix(name, "transaction_") || name == "currency_code"
			}),
		}
	}
	return alike
}

// likenessOf is what quick expenses have in common that are taken for the same.
func likenessOf(q concur.V3QuickExpenseWrite) string {
	return fmt.Sprint(*q.TransactionDate, *q.TransactionAmount, *q.CurrencyCode)
}

// sent counts the fields that are sent.
func sent(q concur.V3QuickExpenseWrite) int {
	n := 0
	for _, given := range []bool{
		q.ExpenseTypeCode != nil, q.PaymentTypeCode != nil, q.TransactionDate != nil, q.TransactionAmount != nil, q.CurrencyCode != nil,
		q.VendorDescription != nil, q.LocationName != nil, q.Comment != nil, q.ReceiptImageID != nil,
	} {
		if given {
			n++
		}
	}
	return n
}
