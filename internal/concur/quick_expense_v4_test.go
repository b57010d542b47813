package concur

import (
	"net/http"
	"regexp"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

const quickID = "5C0A3E7B9D1F4A2685B7C9D0E1F2A3B4"

// lunch is the example of Quick Expense v4.
func lunch(t *testing.T) NewQuickExpense {
	t.Helper()
	value, err := ParseAmount("412.50", "NOK")
	require.NoError(t, err)
	return NewQuickExpense{
		ExpenseTypeID: "BUSML", Amount: Amount{Value: value, Currency: "NOK"}, Date: "2026-03-02", PaymentType: "CASHX",
		Vendor: "Kafe Nord", Comment: "Client lunch", EntryDetails: "Table for three",
		Location: QuickLocation{Name: "Oslo", City: "Oslo", Country: "NO", Subdivision: "NO-03"},
	}
}

func TestQuickExpensesArePlayed(t *testing.T) {
	t.Parallel()
	receipt := upload("\x89PNG\r\n\x1a\n\x00\x01")
	receipt.MediaType = "image/png"
	for _, c := range []struct {
		name    string
		receipt *Upload
		fault   Fault // empty for a success
		says    string
		unknown bool
	}{
		{"quick_expense_create/created", nil, "", "", false},
		{"quick_expense_create/explorer", nil, "", "", false},
		{"quick_expense_create_with_image/created", receipt, "", "", false},
		{"quick_expense_create/not_valid", nil, Refused, "The request is not valid: transactionDate must not be null", false},
		{"quick_expense_create/not_theirs", nil, Refused, "Access is denied", false},
		{"quick_expense_create/failed", nil, Broken, "Internal server error", true},
		{"quick_expense_create/no_id", nil, Unreadable, "", true},
		{"quick_expense_create_with_image/not_supported", receipt, Refused, "not supported", false},
		{"quick_expense_create_with_image/lost", receipt, Broken, "504", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			id, err := playing(t, auth.User, c.name).NoteQuickExpense(t.Context(), "", lunch(t), c.receipt)
			if c.fault == "" {
				require.NoError(t, err)
				assert.Equal(t, quickID, id)
				return
			}
			var failed *Error
			require.ErrorAs(t, err, &failed)
			assert.Equal(t, c.fault, failed.Fault)
			assert.Contains(t, failed.Error(), c.says)
			assert.Equal(t, c.unknown, failed.MayHaveHappened())
		})
	}
}

func TestAQuickExpenseMayBeUndecided(t *testing.T) {
	t.Parallel()
	id, err := playing(t, auth.User, "quick_expense_create/undecided").NoteQuickExpense(t.Context(), "", NewQuickExpense{
		ExpenseTypeID: "UNDEF", Amount: Amount{Value: Whole(1200), Currency: "JPY"}, Date: "2026-03-02",
	}, nil)
	require.NoError(t, err)
	assert.Equal(t, quickID, id)
}

func TestTooManyQuickExpensesAreNotDone(t *testing.T) {
	t.Parallel()
	// What was refused as one too many was not done, so it is tried again.
	const refusal = "quick_expense_create/too_many"
	_, err := playing(t, auth.User, refusal, refusal, refusal).NoteQuickExpense(t.Context(), "", lunch(t), nil)
	var failed *Error
	require.ErrorAs(t, err, &failed)
	assert.Equal(t, Throttled, failed.Fault)
	assert.Equal(t, "nothing_changed", failed.WhatChanged())
}

func TestTheAddressOfAQuickExpenseIsNeverCalled(t *testing.T) {
	t.Parallel()
	for name, uri := range map[string]string{
		"an address":     "https://internal.example/quickexpenses/" + quickID,
		"in small":       "https://internal.example/quickexpenses/5c0a3e7b9d1f4a2685b7c9d0e1f2a3b4",
		"a path":         "/quickexpenses/" + quickID,
		"with a query":   "https://internal.example/quickexpenses/" + quickID + "?x=1",
		"the bare id":    quickID,
		"a slash behind": "https://internal.example/quickexpenses/" + quickID + "/",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWire(t, auth.User)
			w.mock.RegisterNoResponder(httpmock.NewStringResponder(http.StatusCreated, `{"quickExpenseIdUri":"`+uri+`"}`))
			id, err := w.session.NoteQuickExpense(t.Context(), "", lunch(t), nil)
			require.NoError(t, err)
			assert.Equal(t, quickID, id)
			assert.Equal(t, 2, w.mock.GetTotalCallCount(), "for a token and for the expense")
		})
	}
	for _, uri := range []string{"", "https://internal.example/quickexpenses/", "https://internal.example/x", "%zz"} {
		w := newWire(t, auth.User)
		w.mock.RegisterNoResponder(httpmock.NewStringResponder(http.StatusCreated, `{"quickExpenseIdUri":"`+uri+`"}`))
		_, err := w.session.NoteQuickExpense(t.Context(), "", lunch(t), nil)
		var failed *Error
		require.ErrorAs(t, err, &failed)
		assert.True(t, failed.MayHaveHappened(), uri)
	}
}

func TestALocationIsAUUIDOrAName(t *testing.T) {
	t.Parallel()
	assert.Equal(t, QuickLocation{Name: "Oslo"}, QuickPlace("Oslo"))
	assert.Equal(t, QuickLocation{ID: rita}, QuickPlace("7D1F2C3A-5B6E-4F70-8A91-B2C3D4E5F601"))
	assert.Equal(t, QuickLocation{}, QuickPlace(""))
}

func TestTheTypeOfAQuickExpenseIsFoundByName(t *testing.T) {
	t.Parallel()
	w := newWire(t, auth.User)
	policies := `[{"policyId":"11111111111111111111111111111111","policyName":"Travel"},` +
		`{"policyId":"22222222222222222222222222222222","policyName":"Office","isDefault":true}]`
	w.mock.RegisterRegexpResponder(http.MethodGet, regexp.MustCompile(`/policies$`), httpmock.NewStringResponder(200, policies))
	w.mock.RegisterRegexpResponder(http.MethodGet, regexp.MustCompile(`/1{32}/expensetypes$`),
		httpmock.NewStringResponder(200, `[{"expenseTypeId":"TAXIX","expenseTypeName":"Taxi"},`+
			`{"expenseTypeId":"TWIN1","expenseTypeName":"Twin"},{"expenseTypeId":"TWIN2","expenseTypeName":"Twin"}]`))
	w.mock.RegisterRegexpResponder(http.MethodGet, regexp.MustCompile(`/2{32}/expensetypes$`),
		httpmock.NewStringResponder(200, `[{"expenseTypeId":"OFFCE","expenseTypeName":"Office Supplies"}]`))
	find := func(ref Ref) (string, error) { return w.session.FindTypeCode(t.Context(), "", ref) }
	for ref, want := range map[Ref]string{"taxi": "TAXIX", "Office supplies": "OFFCE", "UNDEF": "UNDEF", "ZZZZZ": "ZZZZZ"} {
		code, err := find(ref)
		require.NoError(t, err)
		assert.Equal(t, want, code)
	}
	_, err := find("yacht")
	require.ErrorContains(t, err, "no expense type")
	_, err = find("twin")
	var several *LookupError
	require.ErrorAs(t, err, &several)
	assert.True(t, several.Ambiguous)
}
