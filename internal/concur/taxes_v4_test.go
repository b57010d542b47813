package concur

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

const vat = TaxAuthorityID("8091A2B3C4D5E6F708192A3B4C5D6E7F")

func TestTaxesAreListed(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.Company, "get_expense_taxes/one_row", "get_expense_taxes/zero_with_an_exponent", "get_expense_taxes/no_access")
	taxes, err := session.ExpenseTaxes(t.Context(), reportID, dinnerID)
	require.NoError(t, err)
	require.Len(t, taxes, 1)
	assert.Equal(t, []any{vat, "Portugal VAT", "VAT", "15.74"}, []any{
		taxes[0].AuthorityID, taxes[0].AuthorityName, taxes[0].Label, taxes[0].Amount.String(),
	})
	assert.Nil(t, taxes[0].Reclaim, "null is not zero")
	taxes, err = session.ExpenseTaxes(t.Context(), reportID, dinnerID)
	require.NoError(t, err)
	require.NotNil(t, taxes[0].Reclaim)
	assert.True(t, taxes[0].Reclaim.IsZero())
	_, err = session.ExpenseTaxes(t.Context(), reportID, dinnerID)
	assert.True(t, IsForbidden(err))

	_, err = playing(t, auth.User).ExpenseTaxes(t.Context(), reportID, dinnerID)
	var missing *NoTokenError
	require.ErrorAs(t, err, &missing, "a person's token is not even sent")
}

func TestATaxIsNamedByAuthorityOrLabel(t *testing.T) {
	t.Parallel()
	for _, name := range []Ref{"portugal vat", "VAT"} {
		id, err := playing(t, auth.Company, "get_expense_taxes/one_row").FindTaxAuthority(t.Context(), reportID, dinnerID, name)
		require.NoError(t, err)
		assert.Equal(t, vat, id)
	}
	id, err := playing(t, auth.Company).FindTaxAuthority(t.Context(), reportID, dinnerID, Ref("8091a2b3-c4d5-e6f7-0819-2a3b4c5d6e7f"))
	require.NoError(t, err, "an id is taken at its word")
	assert.Equal(t, vat, id)
	_, err = playing(t, auth.Company, "get_expense_taxes/one_row").FindTaxAuthority(t.Context(), reportID, dinnerID, "Spain VAT")
	var none *LookupError
	require.ErrorAs(t, err, &none)
	assert.Contains(t, none.NextStep(), "Portugal VAT")

	w := newWire(t, auth.Company)
	w.mock.RegisterNoResponder(
		httpmock.NewStringResponder(http.StatusOK, `{"expenseTaxes":[{"taxAuthorityId":"../x","taxAuthorityName":"A"}]}`),
	)
	_, err = w.session.FindTaxAuthority(t.Context(), reportID, dinnerID, "A")
	require.ErrorAs(t, err, &none, "what cannot be an id gets into no path")
}

func TestATaxIsChanged(t *testing.T) {
	t.Parallel()
	amount, err := ParseTaxAmount("15.74")
	require.NoError(t, err)
	reclaim, err := ParseTaxAmount("7.87")
	require.NoError(t, err)
	code, reclaimCode := Clearable("PT23"), Clearable("R50")
	session := playing(t, auth.Company, "update_expense_tax/all_that_can_be", "update_expense_tax/not_pending_external_validation")
	require.NoError(t, session.UpdateExpenseTax(t.Context(), reportID, dinnerID, vat, TaxPatch{
		Amount: &amount, Reclaim: &reclaim, Code: &code, ReclaimCode: &reclaimCode,
		CustomData: []CustomDatumPatch{{ID: "custom1", Value: "checked"}},
	}))
	err = session.UpdateExpenseTax(t.Context(), reportID, dinnerID, vat, TaxPatch{Code: new(Clearable)})
	require.ErrorContains(t, err, "not pending external validation")
}

func TestAmountsOfTax(t *testing.T) {
	t.Parallel()
	for _, good := range []json.Number{"0", "0E-8", "15.74", "-3", "0.0001"} {
		_, err := ParseTaxAmount(good)
		require.NoError(t, err, good)
	}
	for _, bad := range []json.Number{"", "x", "1e12", "1e99", "0.00001"} {
		_, err := ParseTaxAmount(bad)
		require.Error(t, err, bad)
	}
}

func TestRequestsOfAReport(t *testing.T) {
	t.Parallel()
	session := playing(
		t, auth.User, "get_request_associations/one_request", "get_request_associations/none", "get_request_associations/no_access",
	)
	ids, err := session.ReportRequests(t.Context(), Subject{}, reportID)
	require.NoError(t, err)
	assert.Equal(t, []string{"AB12CD34EF56078990A1B2C3D4E5F607"}, ids)
	ids, err = session.ReportRequests(t.Context(), Subject{}, reportID)
	require.NoError(t, err)
	assert.Empty(t, ids)
	_, err = session.ReportRequests(t.Context(), Subject{}, reportID)
	assert.True(t, IsForbidden(err))
}
