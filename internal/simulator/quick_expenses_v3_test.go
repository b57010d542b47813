package simulator

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const quickV3 = "/api/v3.0/expense/quickexpenses"

// newOldScene is a company that still has Quick Expense v3.
func newOldScene(t *testing.T) *scene {
	t.Helper()
	c := newClock()
	return &scene{
		Simulator: newSimulator(t, c.options(Options{Seed: 1, QuickExpensesV3: true})), t: t, clock: c, bearers: map[string]string{},
	}
}

// quick is the path of a quick expense by its vendor.
func (s *scene) quick(vendor string) string {
	s.t.Helper()
	for _, q := range s.state.quickExpensesV3 {
		if q.vendor == vendor {
			return quickV3 + "/" + url.PathEscape(q.id)
		}
	}
	require.Fail(s.t, "no such quick expense", vendor)
	return ""
}

func (s *scene) quickVendors(login, query string) []string {
	s.t.Helper()
	answer := s.get(login, quickV3+"?"+query)
	require.Equal(s.t, http.StatusOK, answer.status, answer.body)
	var page struct {
		Items []struct{ VendorDescription string }
	}
	answer.into(s.t, &page)
	vendors := []string{}
	for _, q := range page.Items {
		vendors = append(vendors, q.VendorDescription)
	}
	return vendors
}

func TestQuickExpensesV3AreRetiredUnlessTheCompanyHasThem(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	for _, c := range []struct{ method, path string }{
		{http.MethodGet, quickV3},
		{http.MethodPost, quickV3},
		{http.MethodGet, s.quick("Radio Taxi")},
		{http.MethodPut, s.quick("Radio Taxi")},
		{http.MethodDelete, s.quick("Radio Taxi")},
	} {
		answer := s.do(rita, c.method, c.path, "{}")
		assert.Equal(t, http.StatusGone, answer.status, c.method)
		assert.Contains(t, answer.body, "decommissioned")
	}
	assert.Len(t, s.state.quickExpensesV3, 4, "nothing was deleted")
	assert.Equal(t, http.StatusOK, newOldScene(t).get(rita, quickV3).status)
}

func TestQuickExpensesV3AreListed(t *testing.T) {
	t.Parallel()
	s := newOldScene(t)
	assert.Equal(t, []string{"Radio Taxi", "Cantina Nova", "Corner newsagent"}, s.quickVendors(rita, ""))
	assert.Equal(t, []string{"Saba"}, s.quickVendors(administrator, "user="+luca))
	assert.Len(t, s.quickVendors(administrator, "user=ALL"), 4)
	after := s.clock.now().AddDate(0, 0, -3).Format(time.DateOnly)
	assert.Equal(t, []string{"Radio Taxi"}, s.quickVendors(rita, "modifiedDateAfter="+after))
	assert.Equal(t, []string{"Cantina Nova", "Corner newsagent"}, s.quickVendors(rita, "modifiedDateBefore="+after))
	assert.Equal(t, http.StatusBadRequest, s.get(rita, quickV3+"?modifiedDateAfter=soon").status)
	assert.Equal(t, http.StatusForbidden, s.get(rita, quickV3+"?user="+luca).status)
}

func TestAQuickExpenseV3IsMadeChangedAndDeleted(t *testing.T) {
	t.Parallel()
	s := newOldScene(t)
	answer := s.do(rita, http.MethodPost, quickV3, `{"TransactionDate": "2026-03-01", "TransactionAmount": 12.345, "CurrencyCode": "TND",
		"ExpenseTypeCode": "LUNCH", "VendorDescription": "Le Bistrot"}`)
	require.Equal(t, http.StatusOK, answer.status, answer.body)
	var made createdV3
	answer.into(t, &made)
	path := quickV3 + "/" + url.PathEscape(made.ID)
	answer = s.do(rita, http.MethodPut, path, `{"Comment": "With two guests", "PaymentTypeCode": "CASHX"}`)
	require.Equal(t, http.StatusNoContent, answer.status)
	var shown map[string]any
	s.get(rita, path).into(t, &shown)
	for name, want := range map[string]any{
		"ID": made.ID, "ExpenseTypeCode": "LUNCH", "ExpenseTypeName": "Lunch", "PaymentTypeCode": "CASHX",
		"TransactionDate": "2026-03-01T00:00:00", "TransactionAmount": 12.345, "CurrencyCode": "TND",
		"VendorDescription": "Le Bistrot", "Comment": "With two guests",
		"ReceiptImageID": nil, "OwnerLoginID": rita, "OwnerName": "Alves, Rita",
	} {
		assert.Equal(t, want, shown[name], name)
	}
	require.Equal(t, http.StatusNoContent, s.do(rita, http.MethodDelete, path, "").status)
	assert.Equal(t, http.StatusNotFound, s.get(rita, path).status)
}

func TestRefusedQuickExpensesV3(t *testing.T) {
	t.Parallel()
	s := newOldScene(t)
	long := `{"VendorDescription": "` + strings.Repeat("x", 65) + `"}`
	const whole = `"TransactionDate": "2026-03-01", "TransactionAmount": 1, "CurrencyCode": "EUR"`
	for name, c := range map[string]struct {
		method, path, body string
		status             int
		says               string
	}{
		"of another user":        {http.MethodGet, s.quick("Saba"), "", 403, "another user"},
		"deleted by another":     {http.MethodDelete, s.quick("Saba"), "", 403, "another user"},
		"that is none":           {http.MethodPut, quickV3 + "/none", "{}", 404, "not found"},
		"without a date":         {http.MethodPost, quickV3, `{"TransactionAmount": 1, "CurrencyCode": "EUR"}`, 400, "is required"},
		"without an amount":      {http.MethodPost, quickV3, `{"TransactionDate": "2026-03-01", "CurrencyCode": "EUR"}`, 400, "is required"},
		"with a body of another": {http.MethodPost, quickV3, `[]`, 400, "not a readable"},
		"of no type":             {http.MethodPost, quickV3, `{` + whole + `, "ExpenseTypeCode": "NONE"}`, 400, "not an expense type"},
		"paid in another way":    {http.MethodPost, quickV3, `{` + whole + `, "PaymentTypeCode": "CASH"}`, 400, "PENDC, CASHX, CPAID"},
		"of no day":              {http.MethodPut, s.quick("Radio Taxi"), `{"TransactionDate": "soon"}`, 400, "must be a date"},
		"with four decimals":     {http.MethodPut, s.quick("Radio Taxi"), `{"TransactionAmount": 1.2345}`, 400, "3 decimals"},
		"in no currency":         {http.MethodPut, s.quick("Radio Taxi"), `{"CurrencyCode": "euro"}`, 400, "not a currency"},
		"with a long vendor":     {http.MethodPut, s.quick("Radio Taxi"), long, 400, "64 characters"},
		"with an image of none":  {http.MethodPut, s.quick("Radio Taxi"), `{"ReceiptImageID": "none"}`, 400, "ReceiptImageID"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answer := newOldScene(t).do(rita, c.method, c.path, c.body)
			assert.Equal(t, c.status, answer.status, answer.body)
			assert.Contains(t, answer.body, c.says)
		})
	}
}
