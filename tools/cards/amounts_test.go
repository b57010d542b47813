package cards

import (
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/concur"
)

func TestWhatACardWasChargedIsShownWhereItDiffers(t *testing.T) {
	t.Parallel()
	of := func(value, currency string) *concur.CardAmount {
		return &concur.CardAmount{Value: concur.Decimal{Decimal: decimal.RequireFromString(value)}, Currency: currency}
	}
	for name, c := range map[string]struct {
		paid, posted, billed *concur.CardAmount
		want                 [2]bool // posted, billed
	}{
		"all the same":                        {of("80", "EUR"), of("80.00", "EUR"), of("80", "EUR"), [2]bool{}},
		"in another currency":                 {of("58.40", "GBP"), of("68.33", "EUR"), of("68.33", "EUR"), [2]bool{true, false}},
		"more, in the same currency":          {of("80", "EUR"), of("84.20", "EUR"), nil, [2]bool{true, false}},
		"billed in a third currency":          {of("58.40", "GBP"), of("68.33", "EUR"), of("74.10", "USD"), [2]bool{true, true}},
		"billed in that of the transaction":   {of("58.40", "GBP"), of("68.33", "EUR"), of("58.40", "GBP"), [2]bool{true, false}},
		"without an amount of the purchase":   {nil, of("84.20", "EUR"), nil, [2]bool{true, false}},
		"without anything but the purchase":   {of("80", "EUR"), nil, nil, [2]bool{}},
		"billed otherwise and not posted yet": {of("80", "EUR"), nil, of("84.20", "EUR"), [2]bool{false, true}},
	} {
		row := shown(concur.CardTransaction{TransactionAmount: c.paid, PostedAmount: c.posted, BilledAmount: c.billed})
		assert.Equal(t, c.want, [2]bool{row.Posted != nil, row.Billed != nil}, name)
	}
}
