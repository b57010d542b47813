package render

import (
	"fmt"

	"github.com/shopspring/decimal"
)

// Money is an amount in a currency, written as
// {"value": 525.00, "currency": "USD"} with the decimals of the currency.
type Money struct {
	Value    decimal.Decimal
	Currency string
	// Digits is the number of decimals of the currency; more are shown where the
	// value has more, and never fewer.
	Digits int32
}

// MarshalJSON implements json.Marshaler.
func (m Money) MarshalJSON() ([]byte, error) {
	currency, err := marshal(m.Currency) // Who wrote it may have written anything.
	return fmt.Appendf(nil, `{"value":%s,"currency":%s}`, m.number(), currency), err
}

// String is for sentences: 525.00 USD.
func (m Money) String() string { return m.number() + " " + m.Currency }

func (m Money) number() string {
	if m.Value.Equal(m.Value.Truncate(m.Digits)) {
		return m.Value.StringFixed(m.Digits)
	}
	return m.Value.String()
}
