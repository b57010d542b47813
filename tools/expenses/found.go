package expenses

import (
	"context"
	"fmt"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
)

// lookForExpense looks whether an expense was added, of which nobody knows the id.
func (k kit) lookForExpense(ctx context.Context, call *tools.Call, in createReportExpenseIn, sent tools.Sent) (tools.Seen, error) {
	session := k.concur.As(call.Caller)
	in.CustomFields, in.OrgUnits = nil, nil // An expense is known again without them.
	on, entry, err := in.resolved(ctx, session)
	if err != nil {
		return tools.Seen{Verdict: tools.Unknown}, err
	}
	_, seen, err := k.findExpense(ctx, session, on.User, entry, sent)
	return seen, err
}

// findExpense looks for an expense that was sent among those of its report.
func (k kit) findExpense(
	ctx context.Context, session *concur.Session, owner concur.UserID, wanted concur.EntryWrite, sent tools.Sent,
) (concur.EntryID, tools.Seen, error) {
	entries, err := session.EntriesOf(ctx, owner, wanted.ReportID)
	if err != nil {
		return "", tools.Seen{Verdict: tools.Unknown}, err
	}
	there := make([]outcome.Alike, len(entries))
	for i, entry := range entries {
		there[i] = outcome.Alike{
			ID: string(entry.ID), Written: outcome.WrittenAt(entry.LastModified),
			Differs: !isOfVendor(wanted.VendorDescription, entry), Other: !isLike(wanted, entry),
		}
	}
	id, seen := k.creations.Find(there, sent, "expense", "list_report_expenses")
	return concur.EntryID(id), seen, nil
}

// likenessOf is what an expense has in common with one that isLike it.
func likenessOf(e concur.EntryWrite) string {
	amount := ""
	if e.TransactionAmount != nil {
		amount = e.TransactionAmount.String()
	}
	return fmt.Sprint(e.ReportID, e.ExpenseTypeCode, e.TransactionDate, amount, e.TransactionCurrencyCode)
}

// isLike reports whether an expense has the type, date, amount and currency of one that
// was sent, or its journey.
func isLike(sent concur.EntryWrite, got concur.Entry) bool {
	if got.ExpenseTypeCode != sent.ExpenseTypeCode || got.Date() != sent.TransactionDate {
		return false
	}
	if sent.Journey != nil {
		return sameJourney(sent.Journey, got.Journey)
	}
	return sameNumber(sent.TransactionAmount, got.TransactionAmount) && got.TransactionCurrencyCode == sent.TransactionCurrencyCode
}

// isOfVendor compares vendors where one was sent. Concur may have taken it for one of its
// list, or not at all.
func isOfVendor(sent *string, got concur.Entry) bool {
	return sent == nil || sameText(sent, got.VendorDescription) || strings.EqualFold(*sent, got.VendorListItemName)
}
