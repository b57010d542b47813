package concur

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

const nordic = PolicyID("5D2C0B7A4E9F4C1D8A6B3E7F90A1B2C3")

func TestAPolicyIsFoundByNameOrTakenByID(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User, "expense_config_list_policies/two") // asked for once
	for _, ref := range []Ref{"", "nordic policy", Ref(nordic), "5d2c0b7a-4e9f-4c1d-8a6b-3e7f90a1b2c3"} {
		policy, err := session.FindPolicy(t.Context(), "", ref)
		require.NoError(t, err, ref)
		assert.Equal(t, nordic, policy.ID, ref)
	}
	_, err := session.FindPolicy(t.Context(), "", "Southern policy")
	var missing *LookupError
	require.ErrorAs(t, err, &missing)
	assert.Len(t, missing.Candidates, 2)
}

func TestAPolicyThatIsNotPlainIsNotGuessed(t *testing.T) {
	t.Parallel()
	for _, ref := range []Ref{"", "Travel"} {
		_, err := playing(t, auth.User, "expense_config_list_policies/no_default").FindPolicy(t.Context(), "", ref)
		var unclear *LookupError
		require.ErrorAs(t, err, &unclear, ref)
		assert.Len(t, unclear.Candidates, 2)
	}
}

func TestAnExpenseTypeIsFoundUnlessItIsAHeading(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User, "expense_config_list_expense_types/flat")
	for _, ref := range []Ref{"taxi", "TAXIX"} {
		found, err := session.FindExpenseType(t.Context(), "", nordic, ref)
		require.NoError(t, err)
		assert.Equal(t, "TAXIX", found.ID)
		assert.Equal(t, "Transportation", found.ParentName)
	}
	_, err := session.FindExpenseType(t.Context(), "", nordic, "Transportation")
	var missing *LookupError
	assert.ErrorAs(t, err, &missing)
}

func TestAnExpenseTypeIsFoundInAnyPolicy(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User,
		"expense_config_list_policies/two", "expense_config_list_expense_types/flat", "expense_config_list_expense_types/other")
	for ref, want := range map[Ref]string{"Taxi": "TAXIX", "train": "TRAIN", "HOTEL": "HOTEL"} {
		found, err := session.FindAnyExpenseType(t.Context(), ref)
		require.NoError(t, err, ref)
		assert.Equal(t, want, found.ID)
	}
	_, err := session.FindAnyExpenseType(t.Context(), "Hotel")
	var missing *LookupError
	assert.ErrorAs(t, err, &missing, "a name that nothing has")
}

func TestPaymentTypesAreRead(t *testing.T) {
	t.Parallel()
	types, err := playing(t, auth.User, "expense_config_list_payment_types/one").PaymentTypes(t.Context(), "")
	require.NoError(t, err)
	assert.Equal(t, []PaymentType{{ID: "CASH", Name: "Out of pocket", IsDefault: true}}, types)
}
