package expenses

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/concur"
)

func TestFieldsThatConcurDidNotTakeAreNamed(t *testing.T) {
	t.Parallel()
	text, yes := "x", true
	amount, err := concur.ParseAmount("84.20", "EUR")
	require.NoError(t, err)
	journey := concur.Journey{StartLocation: "Porto", EndLocation: "Lisbon", BusinessDistance: concur.Whole(313), UnitOfMeasure: "K"}
	sent := concur.EntryWrite{
		ExpenseTypeCode: "DINNR", TransactionDate: "2026-03-26", TransactionAmount: &amount, TransactionCurrencyCode: "EUR",
		ExchangeRate: &amount, PaymentTypeID: "gWur", VendorDescription: &text, Description: &text, LocationID: "gWqW", TaxReceiptType: "R",
		IsPersonal: &yes, IsBillable: &yes, Comment: "x", Journey: &journey, Custom: []concur.CustomDatum{{ID: "custom9", Value: "CC-410"}},
	}
	assert.Equal(t, []string{
		"expense_type", "transaction_date", "amount", "currency", "exchange_rate", "payment_type", "vendor", "business_purpose", "location",
		"tax_receipt_type", "is_personal", "is_billable", "comment", "journey", "custom9",
	}, ignored(sent, concur.Entry{}))

	longer := concur.Decimal{Decimal: amount.Mul(concur.Whole(1).Decimal)}
	got := concur.Entry{
		ExpenseTypeCode: "DINNR", TransactionDate: "2026-03-26T00:00:00", TransactionAmount: longer, TransactionCurrencyCode: "EUR",
		ExchangeRate: longer, PaymentTypeID: "gWur", VendorDescription: "x ", Description: "x", LocationID: "gWqW", TaxReceiptType: "R",
		IsPersonal: true, IsBillable: true, HasComments: true, Journey: &journey,
		Custom: map[string]concur.CustomValue{"custom9": {Value: "Sales", Code: "CC-410"}},
	}
	assert.Empty(t, ignored(sent, got))
	assert.Empty(t, ignored(concur.EntryWrite{}, got), "what was not sent cannot have been ignored")

	got.VendorDescription, got.IsBillable = "", false
	assert.Equal(t, []string{"vendor", "is_billable"}, ignored(sent, got))
}

func TestFieldsThatThePatchDidNotChangeAreNamed(t *testing.T) {
	t.Parallel()
	text, yes, none := "x", true, ""
	sent := concur.SubmittedExpensePatch{
		BusinessPurpose: &text, IsExpenseRejected: &yes, IsPaperReceiptReceived: &yes,
		CustomData: []concur.CustomDatum{{ID: "custom3", Value: "7d1f2c3a-5b6e-4f70-8a91-b2c3d4e5f601"}, {ID: "custom4"}},
	}
	before := concur.Expense{CustomData: []concur.CustomDatum{{ID: "custom4", Value: "old"}}}
	assert.Equal(t, []string{"business_purpose", "is_rejected", "is_paper_receipt_received", "custom3", "custom4"}, unpatched(sent, before))
	after := concur.Expense{
		BusinessPurpose: "x", IsExpenseRejected: true, IsPaperReceiptReceived: true,
		CustomData: []concur.CustomDatum{{ID: "custom3", Value: "7D1F2C3A5B6E4F708A91B2C3D4E5F601"}},
	}
	assert.Empty(t, unpatched(sent, after))
	assert.Equal(t, []string{"business_purpose"}, unpatched(concur.SubmittedExpensePatch{BusinessPurpose: &none}, after))
}
