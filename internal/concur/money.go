package concur

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/shopspring/decimal"
	"golang.org/x/text/currency"
)

// Decimal is a number as Concur writes it: with eight or fourteen decimals, and
// zero as 0E-8 (Expense Reports v4 > schema Amount). It is never a binary float.
type Decimal struct{ decimal.Decimal }

// widest bounds the exponents that are read: beyond them a number is garbage,
// and printing it would fill the memory.
const widest = 30

var errNumber = errors.New("not a number of plausible size")

// UnmarshalJSON implements json.Unmarshaler. It takes numbers, numbers in
// quotes and null, which is zero.
func (d *Decimal) UnmarshalJSON(data []byte) error {
	text := strings.Trim(string(bytes.TrimSpace(data)), `"`)
	if text == "null" || text == "" {
		d.Decimal = decimal.Zero
		return nil
	}
	value, err := parseDecimal(text)
	if err != nil {
		return err
	}
	d.Decimal = value
	return nil
}

// MarshalJSON writes a plain JSON number.
func (d Decimal) MarshalJSON() ([]byte, error) { return []byte(d.String()), nil }

// Whole makes a Decimal of a whole number.
func Whole(n int) Decimal { return Decimal{decimal.NewFromInt(int64(n))} }

func parseDecimal(text string) (decimal.Decimal, error) {
	if len(text) > 2*widest {
		return decimal.Zero, errNumber
	}
	value, err := decimal.NewFromString(text)
	if err != nil {
		return decimal.Zero, errNumber
	}
	if exponent := value.Exponent(); exponent > widest || exponent < -widest {
		return decimal.Zero, errNumber
	}
	return value, nil
}

// Amount is a value in a currency (ISO 4217), as Concur v4 writes it.
type Amount struct {
	Value    Decimal `json:"value"`
	Currency string  `json:"currencyCode"`
}

// Currency is an ISO 4217 code in capitals.
type Currency string

// UnmarshalText refuses codes that are not in use.
func (c *Currency) UnmarshalText(text []byte) error {
	code := strings.ToUpper(strings.TrimSpace(string(text)))
	// ISO 4217 calls XXX no currency, and XTS is for tests.
	if _, err := currency.ParseISO(code); err != nil || code == "XXX" || code == "XTS" {
		return fmt.Errorf("%s is not a currency; write an ISO 4217 code such as EUR or USD", quote(string(text)))
	}
	*c = Currency(code)
	return nil
}

// Digits is the number of decimals the currency has: 2 for EUR, 0 for JPY.
func (c Currency) Digits() int32 {
	unit, err := currency.ParseISO(string(c))
	if err != nil {
		return 2
	}
	scale, _ := currency.Standard.Rounding(unit)
	return int32(scale) //nolint:gosec // ISO 4217 knows scales of 0 to 4.
}

// largestAmount is a bound against slips of the keyboard, not a rule of Concur.
var largestAmount = decimal.New(1, 12)

// ParseAmount reads an amount of money to be sent: not zero, with no more
// decimals than its currency has, and of a plausible size.
func ParseAmount(value json.Number, code Currency) (Decimal, error) {
	parsed, err := parseDecimal(value.String())
	if err != nil {
		return Decimal{}, fmt.Errorf("%s is not an amount; write a number such as 84.20", quote(value.String()))
	}
	switch digits := code.Digits(); {
	case parsed.IsZero():
		return Decimal{}, errors.New("an amount of zero is not an expense")
	case !parsed.Equal(parsed.Truncate(digits)):
		return Decimal{}, fmt.Errorf("%s has too many decimals; %s has %d", parsed, code, digits)
	case parsed.Abs().GreaterThanOrEqual(largestAmount):
		return Decimal{}, fmt.Errorf("%s is larger than any expense", parsed)
	}
	return Decimal{parsed}, nil
}
