package itemizations

import (
	"context"
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// parent is the expense that is itemized.
type parent struct {
	session *concur.Session
	on      concur.Subject
	entry   concur.Entry
}

// parentOf reads the expense in v3. It is read each time: its amount may have been
// changed, and its currency is that of its parts.
func parentOf(
	ctx context.Context, session *concur.Session, user concur.Ref, report concur.ReportID, ref concur.ExpenseRef,
) (parent, error) {
	on, err := session.OnOwner(ctx, user, "get_itemizations")
	if err != nil {
		return parent{}, err
	}
	id, err := session.EntryOf(ctx, on.User, report, ref)
	if err != nil {
		return parent{}, err
	}
	entry, err := session.GetEntry(ctx, on.User, id)
	if err == nil && entry.ReportID != "" && entry.ReportID != report { // It was moved since it was last seen.
		return parent{}, &concur.LookupError{Kind: "expense in report " + string(report), Name: ref.String()}
	}
	entry.ID, entry.ReportID = id, report
	return parent{session, on, entry}, err
}

func (p parent) currency() concur.Currency { return concur.Currency(p.entry.TransactionCurrencyCode) }

// parts lists the itemizations as they are now.
func (p parent) parts(ctx context.Context) ([]concur.Itemization, error) {
	return p.session.ItemizationsOf(ctx, p.on.User, p.entry.ReportID, p.entry.ID)
}

// part is one of the itemizations as it is now.
func (p parent) part(ctx context.Context, ref concur.ExpenseRef) (concur.Itemization, error) {
	id := ref.V3
	if ref.V4 != "" {
		var err error
		if id, err = p.session.FindItemization(ctx, p.on, p.entry, ref); err != nil {
			return concur.Itemization{}, err
		}
	}
	parts, err := p.parts(ctx)
	if err != nil {
		return concur.Itemization{}, err
	}
	at := slices.IndexFunc(parts, func(i concur.Itemization) bool { return i.ID == id })
	if at < 0 {
		return concur.Itemization{}, &concur.LookupError{Kind: "itemization of expense " + string(p.entry.ExpenseID), Name: ref.String()}
	}
	return parts[at], nil
}

// custom finds out what the custom fields of a part are. A new part has no form yet,
// so that of the expense with the type of the part stands for it (inferred).
func (p parent) custom(
	ctx context.Context, fields concur.CustomFields, part concur.ExpenseID, typeCode string,
) ([]concur.CustomDatum, error) {
	if part == "" {
		part = p.entry.ExpenseID
	}
	data, err := p.session.CustomForV3(ctx, fields, p.session.FormOfExpense(p.entry.ReportID, part, typeCode))
	return data, view.CustomError(err)
}

// balance says how far the parts of an expense add up.
type balance struct {
	ExpenseAmount *render.Money `json:"expense_amount,omitempty"`
	Itemized      *render.Money `json:"itemized,omitempty"`
	// Remaining is below zero where the parts are more than the expense.
	Remaining *render.Money `json:"remaining,omitempty"`
}

// balance adds the parts up.
func (p parent) balance(parts []concur.Itemization) balance {
	var sum decimal.Decimal
	for _, part := range parts {
		sum = sum.Add(part.TransactionAmount.Decimal)
	}
	money := func(value decimal.Decimal) *render.Money {
		return view.MoneyOf(concur.Decimal{Decimal: value}, string(p.currency()))
	}
	whole := p.entry.TransactionAmount.Decimal
	return balance{ExpenseAmount: money(whole), Itemized: money(sum), Remaining: money(whole.Sub(sum))}
}

// note says what a balance that is not zero means.
func (b balance) note(parts []concur.Itemization) string {
	switch {
	case len(parts) == 0:
		return "The expense is in one piece again."
	case b.Remaining.Value.IsPositive():
		return fmt.Sprintf("%s of the expense are not itemized yet; the report cannot be submitted before the parts add up.", b.Remaining)
	case b.Remaining.Value.IsNegative():
		over := *b.Remaining
		over.Value = over.Value.Neg()
		return fmt.Sprintf("The parts are %s more than the expense; the report cannot be submitted before they add up.", over)
	default:
		return ""
	}
}

// partOut is the result of a write on one part.
type partOut struct {
	view.ExpenseDetail
	balance
	outcome.Written
}

// shown is a part that was read after a write. parts are all of the expense.
func (p parent) shown(parts []concur.Itemization, id concur.EntryID, sent concur.ItemizationWrite) (partOut, []string) {
	out := partOut{balance: p.balance(parts)}
	missing := []string{"everything"}
	if at := slices.IndexFunc(parts, func(i concur.Itemization) bool { return i.ID == id }); at >= 0 {
		out.ExpenseDetail = view.OfItemization(parts[at], string(p.currency()))
		missing = ignored(sent, parts[at])
	}
	out.V3ID, out.ReportID, out.ParentExpenseID = id, p.entry.ReportID, p.entry.ExpenseID
	out.Written = outcome.Shown("itemization", missing)
	out.Note = joined(out.Note, out.note(parts))
	return out, missing
}

// unread is the result of a write that was taken and could not be read back.
func (p parent) unread(id concur.EntryID, err error) partOut {
	out := partOut{Written: outcome.Unread(err)}
	out.V3ID, out.ReportID, out.ParentExpenseID = id, p.entry.ReportID, p.entry.ExpenseID
	return out
}

func joined(first, second string) string {
	if first == "" || second == "" {
		return first + second
	}
	return first + " " + second
}
