package attendees

import (
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// share is the amount that is given; nil for none.
func (a attendeeIn) share(cost concur.Amount) (*concur.Amount, error) {
	if a.Amount == "" {
		return nil, nil //nolint:nilnil // No amount is given, and that is fine.
	}
	amount, err := concur.ParseShare(a.Amount, concur.Currency(cost.Currency))
	if err == nil && amount.Sign()*cost.Value.Sign() < 0 {
		err = fmt.Errorf("%s is no share of %s", amount, view.Money(&cost))
	}
	if err != nil {
		return nil, tools.Argumentf("attendees", "amount of %s: %s", a.Attendee, err)
	}
	return &concur.Amount{Value: amount, Currency: cost.Currency}, nil
}

// shareOut gives everybody an amount: who has one set by hand keeps it, and of the
// rest each head has an even share. No-shows are heads whose share no row shows
// (inferred: v3 has a row for them, with an amount).
func shareOut(wanted *concur.ExpenseAttendees, cost concur.Amount) error {
	rest, heads := cost.Value.Decimal, wanted.NoShows
	for _, a := range wanted.List {
		if a.AmountEdited {
			rest = rest.Sub(a.Share().Decimal)
		} else {
			heads += max(a.Count, 1)
		}
	}
	if rest.Sign()*cost.Value.Sign() < 0 {
		return tools.Argumentf("attendees", "the amounts that are set come to more than the expense, which is %s", view.Money(&cost)).
			WithHint("Give smaller amounts, also to those whose amount was set by hand before; list_expense_attendees shows them.")
	}
	if heads == 0 {
		return nil
	}
	digits := concur.Currency(cost.Currency).Digits()
	even := rest.Div(decimal.NewFromInt(int64(heads))).Truncate(digits)
	cent := decimal.New(int64(rest.Sign()), -digits)
	left := rest.Sub(even.Mul(decimal.NewFromInt(int64(heads)))) // less than a cent for each head
	for i, a := range wanted.List {
		if a.AmountEdited {
			continue
		}
		amount := decimal.Zero
		for range max(a.Count, 1) {
			amount = amount.Add(even)
			if left.Abs().GreaterThanOrEqual(cent.Abs()) && !left.IsZero() {
				amount, left = amount.Add(cent), left.Sub(cent)
			}
		}
		wanted.List[i].Amount = &concur.Amount{Value: concur.Decimal{Decimal: amount}, Currency: cost.Currency}
	}
	return nil
}

// about says what an agent should know of the shares.
func about(wanted concur.ExpenseAttendees, cost concur.Amount) string {
	if len(wanted.List) == 0 {
		return ""
	}
	sum, even := decimal.Zero, false
	for _, a := range wanted.List {
		sum, even = sum.Add(a.Share().Decimal), even || !a.AmountEdited
	}
	switch {
	case wanted.NoShows > 0 && even:
		return "No-shows count as heads when amounts are shared out, so the rows come to less than the expense."
	case wanted.NoShows == 0 && !sum.Equal(cost.Value.Decimal):
		total := concur.Amount{Value: concur.Decimal{Decimal: sum}, Currency: cost.Currency}
		return fmt.Sprintf("The shares come to %s and the expense is %s: Concur may not let the report be submitted.",
			view.Money(&total), view.Money(&cost))
	default:
		return ""
	}
}
