package view

import (
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
)

// Money shows an amount; nil where there is none.
func Money(a *concur.Amount) *render.Money {
	if a == nil || a.Currency == "" {
		return nil
	}
	return MoneyOf(a.Value, a.Currency)
}

// MoneyOf shows a bare number of v3 in its currency.
func MoneyOf(value concur.Decimal, currency string) *render.Money {
	return &render.Money{Value: value.Decimal, Currency: currency, Digits: concur.Currency(currency).Digits()}
}
