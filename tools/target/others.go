package target

import (
	"context"
	"fmt"
	"slices"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// itemization adds the itemization that is meant to an expense. It is the one whose address
// is written to, in v3: the call may name it by its v4 id, of which v3 tells nothing.
func (l *look) itemization(ctx context.Context, currency string, t *Target) error {
	found, err := l.session.GetItemization(ctx, l.on.User, concur.EntryID(l.write.Parameters["id"]))
	if err != nil {
		return err
	}
	l.saw(found)
	if t.PartAmount != nil {
		currency = t.PartAmount.Currency
	}
	t.PartAmount = view.MoneyOf(found.TransactionAmount, currency)
	t.Part = "the itemization " + words(found.ExpenseTypeName, found.TransactionDate, t.PartAmount, "") + " of " + t.Part
	return nil
}

// entry is an expense that is named by its v3 id alone, with the report that it is on.
func (l *look) entry(ctx context.Context, id string) (Target, error) {
	found, err := l.session.V3Entry(ctx, concur.Ref(l.named.User), concur.EntryID(id))
	if err != nil {
		return Target{}, err
	}
	l.saw(found)
	t := Target{Kind: "report", ID: string(found.ReportID)}
	if found.ReportID != "" {
		if t, err = l.report(ctx, string(found.ReportID)); err != nil {
			return Target{}, err
		}
	}
	t.PartAmount = view.MoneyOf(found.TransactionAmount, found.TransactionCurrencyCode)
	t.Part = "the expense " + words(found.ExpenseTypeName, found.Date(), t.PartAmount, found.VendorDescription)
	return t, nil
}

func (l *look) attendee(ctx context.Context, id string) (Target, error) {
	var parsed concur.V3AttendeeID
	if err := parsed.UnmarshalText([]byte(id)); err != nil {
		return Target{}, err
	}
	login, err := l.session.OwnerLogin(ctx, concur.Ref(l.named.User))
	if err != nil {
		return Target{}, err
	}
	found, err := l.session.GetAttendee(ctx, login, parsed)
	if err != nil {
		return Target{}, err
	}
	l.saw(found)
	return Target{Kind: "attendee", ID: id, Name: found.Name(), Part: found.Company}, nil
}

func (l *look) advance(ctx context.Context, id string) (Target, error) {
	found, err := l.session.GetCashAdvance(ctx, l.on.User, concur.CashAdvanceID(id))
	if err != nil {
		return Target{}, err
	}
	l.saw(found)
	// Whose it is Concur does not say (Cash Advance v4.1 > CashAdvance), and what the call
	// says proves nothing.
	t := Target{Kind: "cash advance", ID: id, Name: found.Name, Status: found.ApprovalStatus.Name}
	t.Total = view.MoneyOf(found.AmountRequested.Amount, found.AmountRequested.Currency)
	return t, nil
}

// batch finds a payment batch in the lists, since Concur shows no single one. It is the one
// whose address is written to: the call may name it by a name, which several can have.
func (l *look) batch(ctx context.Context) (Target, error) {
	for _, status := range []concur.BatchStatus{concur.BatchOpen, concur.BatchClosed} {
		batches, err := l.session.PaymentBatches(ctx, status)
		if err != nil {
			return Target{}, err
		}
		i := slices.IndexFunc(batches, func(b concur.PaymentBatch) bool { return b.IsAt(l.write.Parameters["BatchID"]) })
		if i >= 0 {
			return l.ofBatch(batches[i], status), nil
		}
	}
	return Target{Kind: "payment batch"}, nil
}

func (l *look) ofBatch(found concur.PaymentBatch, status concur.BatchStatus) Target {
	count := 0
	if found.Count != nil {
		count = *found.Count
	}
	l.saw(fmt.Sprint(found.ID, found.Name, found.Total, found.Currency, status, count))
	return Target{
		Kind: "payment batch", ID: found.ID, Name: found.Name, Count: found.Count, Status: string(status),
		Total: view.MoneyOf(found.Total, found.Currency),
	}
}

func (l *look) quickExpense(ctx context.Context, id string) (Target, error) {
	found, err := l.session.GetV3QuickExpense(ctx, concur.Ref(l.named.User), concur.V3QuickExpenseID(id))
	if err != nil {
		return Target{}, err
	}
	l.saw(found)
	amount := &render.Money{
		Value: found.TransactionAmount.Decimal, Currency: found.CurrencyCode, Digits: concur.Currency(found.CurrencyCode).Digits(),
	}
	return Target{
		Kind: "quick expense", ID: id, Total: amount, PartAmount: amount,
		Part: words(found.ExpenseTypeName, found.TransactionDate, nil, found.VendorDescription),
	}, nil
}
