package simulator

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type taxesWire struct {
	ExpenseTaxes []struct {
		TaxAuthorityID, TaxAuthorityName, TaxCode        string
		TaxTransactionAmount, TaxPostedAmount            decimal.Decimal
		ReclaimTransactionAmount, TaxReclaimPostedAmount *decimal.Decimal
		CustomData                                       []customDatum
	}
}

func TestTaxesOfAnExpense(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Madrid trade evening")
	e := r.expenses[0]
	var got taxesWire
	s.get(office, short(r)+"/expenses/"+e.id+"/taxes").into(t, &got)
	require.Len(t, got.ExpenseTaxes, 1)
	tax := got.ExpenseTaxes[0]
	assert.Equal(t, []string{"Spain VAT", "ES10"}, []string{tax.TaxAuthorityName, tax.TaxCode})
	assert.True(t, tax.TaxTransactionAmount.Equal(e.amount.DivRound(dec("11"), 2)), "a tenth on top is an eleventh of the whole")
	assert.NotNil(t, tax.TaxReclaimPostedAmount)

	var detail struct {
		ExpenseTaxSummary struct {
			TotalTaxPostedAmount, NetTaxAmount, VatTaxTotal struct{ Value decimal.Decimal }
		}
	}
	s.get(rita, s.path(rita, "TRAVELER", r)+"/expenses/"+e.id).into(t, &detail)
	summary := detail.ExpenseTaxSummary
	assert.True(t, summary.TotalTaxPostedAmount.Value.Equal(tax.TaxPostedAmount))
	assert.True(t, summary.NetTaxAmount.Value.Equal(e.posted.Sub(tax.TaxPostedAmount)))
	assert.True(t, summary.VatTaxTotal.Value.Equal(tax.TaxPostedAmount))

	var entry struct{ HasVAT bool }
	s.get(rita, entriesV3+"/"+url.PathEscape(e.v3ID)).into(t, &entry)
	assert.True(t, entry.HasVAT)
	untaxed := s.report("Lisbon home office")
	s.get(office, short(untaxed)+"/expenses/"+untaxed.expenses[0].id+"/taxes").into(t, &got)
	assert.Empty(t, got.ExpenseTaxes)
	assert.Equal(t, "401", s.get(rita, short(r)+"/expenses/"+e.id+"/taxes").outcome(t))
	assert.Equal(t, "404", s.get(office, short(r)+"/expenses/00000000000000000000000000000000/taxes").outcome(t))
	assert.Equal(t, "404", s.get(office, "/expensereports/v4/reports/0123456789ABCDEF0123/expenses/"+e.id+"/taxes").outcome(t))
	assert.Equal(t, "400", s.get(office, short(r)+"/expenses/x/taxes").outcome(t))
}

func TestATaxIsChanged(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, report, body, want string }{
		{"all that can be", "Madrid trade evening", `{"taxTransactionAmount": 2.5, "reclaimTransactionAmount": 1.25, "taxCode": "ES21",
			"reclaimCode": "R50", "customData": [{"id": "custom16", "value": "checked"}]}`, "204"},
		{"a reclaim that is taken out", "Madrid trade evening", `{"reclaimTransactionAmount": null, "taxCode": null}`, "204"},
		{"a tax above the expense", "Madrid trade evening", `{"taxTransactionAmount": 100000}`, "400"},
		{"a reclaim above the tax", "Madrid trade evening", `{"taxTransactionAmount": 1, "reclaimTransactionAmount": 1.01}`, "400"},
		{"a code of 21 characters", "Madrid trade evening", `{"taxCode": "` + strings.Repeat("x", 21) + `"}`, "400"},
		{"a member that is read-only", "Madrid trade evening", `{"taxPostedAmount": 1}`, "400"},
		{"a field that the form lacks", "Madrid trade evening", `{"customData": [{"id": "custom5", "value": "x"}]}`, "400"},
		{"an amount that is a text", "Madrid trade evening", `{"taxTransactionAmount": "much"}`, "400"},
		{"a report in accounting review", "Sensor+Test fair", `{"taxCode": "DE19"}`, "400"},
		{"a report that is not submitted", "Porto plant visit", `{"taxCode": "PT23"}`, "400"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			r := s.report(c.report)
			e := r.expenses[0]
			before := *e.taxes[0]
			path := short(r) + "/expenses/" + e.id + "/tax/" + e.taxes[0].authority.id
			assert.Equal(t, c.want, s.do(office, http.MethodPatch, path, c.body).outcome(t))
			if c.want != "204" {
				assert.Equal(t, before, *e.taxes[0])
				return
			}
			assert.NotEqual(t, before, *e.taxes[0])
			assert.Equal(t, "401", s.do(rita, http.MethodPatch, path, c.body).outcome(t))
		})
	}
	s := newScene(t)
	r := s.report("Madrid trade evening")
	e := r.expenses[0]
	assert.Equal(t, "404", s.do(office, http.MethodPatch, short(r)+"/expenses/"+e.id+"/tax/"+e.id, `{"taxCode": "X"}`).outcome(t))
	assert.Equal(t, "400", s.do(office, http.MethodPatch, short(r)+"/expenses/"+e.id+"/tax/x", `{"taxCode": "X"}`).outcome(t))
}

func TestRequestsOfAReport(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	r := s.report("Munich calibration audit")
	var got struct{ Requests []requestAssociation }
	for login, role := range map[string]string{rita: "TRAVELER", tom: "MANAGER", elena: "PROCESSOR"} {
		s.get(login, s.path(login, role, r)+"/requestassociations").into(t, &got)
		require.Len(t, got.Requests, 1)
		assert.Regexp(t, "^[0-9A-F]{32}$", got.Requests[0].ID)
	}
	s.get(rita, s.path(rita, "TRAVELER", s.report("Porto plant visit"))+"/requestassociations").into(t, &got)
	assert.Empty(t, got.Requests)
	assert.Equal(t, "403", s.get(luca, s.path(rita, "TRAVELER", r)+"/requestassociations").outcome(t))
	assert.Equal(t, "404", s.get(rita, s.reports(rita, "TRAVELER")+"/0123456789ABCDEF0123/requestassociations").outcome(t))
}
