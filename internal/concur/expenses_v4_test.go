package concur

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

const (
	dinnerID    = ExpenseID("F0A1B2C3D4E5460798A9BACBDCEDFE0F")
	dinnerEntry = EntryID("gWidFO7ikQm8Zt2LxV0bKc$sPn5RwYj1Td4g")
)

func TestExpensesAreListed(t *testing.T) {
	t.Parallel()
	expenses, err := playing(t, auth.User, "list_expenses/one_expense").ListExpenses(t.Context(), Subject{}, reportID)
	require.NoError(t, err)
	require.Len(t, expenses, 1)
	e := expenses[0]
	assert.Equal(t, dinnerID, e.ID)
	assert.Equal(t, Named{ID: "DINNR", Name: "Dinner"}, e.ExpenseType)
	assert.Equal(t, "Cash", e.PaymentType.Name)
	assert.Equal(t, "84.2", e.TransactionAmount.Value.String())
	assert.Equal(t, "EUR", e.PostedAmount.Currency)
	assert.Equal(t, "Tasca do Rio", e.Vendor.Description)
	assert.Equal(t, "PT", e.Location.CountryCode)
	assert.Equal(t, 2, e.AttendeeCount)
	assert.True(t, e.IsImageRequired)
	assert.False(t, e.HasReceipt(), "null is no image")
}

func TestAnExpenseIsReadInFull(t *testing.T) {
	t.Parallel()
	e, err := playing(t, auth.User, "get_expense/in_full").GetExpense(t.Context(), Subject{}, reportID, dinnerID)
	require.NoError(t, err)
	assert.Equal(t, []CustomDatum{{ID: "custom9", Value: "CC-410"}}, e.CustomData)
	assert.Equal(t, "R", e.ReceiptType.ID)
	assert.Equal(t, "1", e.ExchangeRate.Value.String())
	assert.Empty(t, e.ParentID)
	assert.Nil(t, e.Mileage)
	assert.Empty(t, e.LastModifiedDate)
}

func TestAnExpenseThatIsGoneIsNotFound(t *testing.T) {
	t.Parallel()
	_, err := playing(t, auth.User, "get_expense/gone").GetExpense(t.Context(), Subject{}, reportID, dinnerID)
	var refused *Error
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, Refused, refused.Fault)
	assert.Equal(t, http.StatusNotFound, refused.Status)
	assert.Equal(t, "Concur says “expenseId not found”", err.Error())
}

func TestTheCompanyPatchesFewFields(t *testing.T) {
	t.Parallel()
	purpose, rejected, paper := "Team dinner", false, true
	patch := SubmittedExpensePatch{
		BusinessPurpose: &purpose, IsExpenseRejected: &rejected, IsPaperReceiptReceived: &paper,
		CustomData: []CustomDatum{{ID: "custom9", Value: "CC-412"}},
	}
	session := playing(t, auth.Company, "update_expense_submitted/few_fields")
	require.NoError(t, session.UpdateSubmittedExpense(t.Context(), reportID, dinnerID, patch))

	err := playing(t, auth.User).UpdateSubmittedExpense(t.Context(), reportID, dinnerID, patch)
	var missing *NoTokenError
	require.ErrorAs(t, err, &missing, "a person's token is not even sent")
}

func TestAnExpenseIsDeletedByEitherToken(t *testing.T) {
	t.Parallel()
	for _, kind := range []auth.Kind{auth.User, auth.Company} {
		require.NoError(t, playing(t, kind, "delete_expense/done").DeleteExpense(t.Context(), Subject{}, reportID, dinnerID))
	}
}

func TestALineOfMembersThatAreNullOrMissing(t *testing.T) {
	t.Parallel()
	var all []Expense
	for _, body := range []string{
		`{"expenseId":"F0A1B2C3D4E5460798A9BACBDCEDFE0F"}`,
		`{"expenseId":"F0A1B2C3D4E5460798A9BACBDCEDFE0F","expenseType":null,"paymentType":null,"transactionAmount":null,"vendor":null,
		  "location":null,"attendeeCount":null,"customData":null,"hasExceptions":null,"receiptImageId":null,"exchangeRate":null,"mileage":null}`,
	} {
		var e Expense
		require.NoError(t, unmarshal(body, &e))
		all = append(all, e)
	}
	assert.Equal(t, all[0], all[1])
}

func TestADistanceIsReadAsWritten(t *testing.T) {
	t.Parallel()
	var e Expense
	require.NoError(t, unmarshal(`{"mileage":{"totalDistance":313.00000000,"vehicleId":"x"}}`, &e))
	assert.True(t, e.Mileage.TotalDistance.Equal(Whole(313).Decimal))
	require.ErrorIs(t, unmarshal(`{"mileage":{"totalDistance":1e99}}`, &e), errNumber)
}
