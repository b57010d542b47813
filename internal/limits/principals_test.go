package limits_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/limits"
)

func TestARuleOfACallerTakesThePlaceOfTheGeneralOne(t *testing.T) {
	t.Parallel()
	rules := parsed(t, `{
		"max_approve": {"EUR": "500.00"}, "own_reports_only": true, "writes_per_hour": 5,
		"expressions": [{"name": "trips", "refuse_when": "report.name == 'Trip'", "message": "No trips."}],
		"principals": {"token/ci": {"max_approve": {"EUR": "100"}, "own_reports_only": false, "expressions": [
			{"name": "ci", "refuse_when": "effect == 'delete'", "message": "No."}]}}}`)
	as := func(f limits.Facts, principal string) limits.Facts {
		f.Principal = principal
		f.Report.Name = "Other"
		return f
	}
	assert.Nil(t, rules.Check(as(approving(asIs), "local")))
	assert.Equal(t, `limits.principals["token/ci"].max_approve.EUR is 100; this report is 400 EUR`,
		said(rules.Check(as(approving(asIs), "token/ci"))))
	others := entering(func(f *limits.Facts) { f.Owner = marco })
	assert.NotNil(t, rules.Check(as(others, "local")))
	assert.Nil(t, rules.Check(as(others, "token/ci")))
	trip := approving(func(f *limits.Facts) { f.Principal, f.Report.Total = "token/ci", amount("1") })
	assert.Equal(t, "limits.expressions[0] (trips) refuses this: No trips", said(rules.Check(trip)), "general expressions hold for everybody")
	assert.Len(t, rules.Quotas("token/ci", noon), 1, "what is not given for a caller holds as it is")
}

func TestQuotasGoBackFromNow(t *testing.T) {
	t.Parallel()
	rules := parsed(t, `{"writes_per_hour": 20, "writes_per_day": 100}`)
	quotas := rules.Quotas("local", noon)
	assert.Len(t, quotas, 2)
	assert.Equal(t, "limits.writes_per_hour", quotas[0].Name)
	assert.Equal(t, noon.Add(-time.Hour), quotas[0].Since)
	assert.Equal(t, 100, quotas[1].Most)
	assert.Equal(t, noon.Add(-24*time.Hour), quotas[1].Since)
	assert.Equal(t, "limits.writes_per_hour is 20, and so many writes were made within the last hour", said(quotas[0].UsedUp()))
	assert.Empty(t, limits.Rules{}.Quotas("local", noon))
}

func TestNothingIsReadThatNoRuleWants(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, rules string
		facts       limits.Facts
		want        limits.Needs
	}{
		{"no rules", `{}`, approving(asIs), limits.Needs{}},
		{"rules that look at the call alone", `{"refuse_tools": ["x"], "writes_per_day": 5}`, approving(asIs), limits.Needs{}},
		{"a total", `{"max_approve": {"EUR": 1}}`, approving(asIs), limits.Needs{Target: true}},
		{"a total of what is not approved", `{"max_approve": {"EUR": 1}}`, entering(asIs), limits.Needs{}},
		{"an amount that the request has", `{"max_create": {"EUR": 1}}`, entering(asIs), limits.Needs{}},
		{
			"an amount that stands", `{"max_create": {"EUR": 1}}`,
			entering(func(f *limits.Facts) { f.Operation, f.Currency = "update_entry", "" }),
			limits.Needs{Amount: true},
		},
		{
			"a change of no amount", `{"max_create": {"EUR": 1}}`,
			entering(func(f *limits.Facts) { f.Operation, f.Currency, f.Amount = "update_entry", "", nil }),
			limits.Needs{},
		},
		{
			"a rate", `{"max_create": {"EUR": 1}}`, entering(func(f *limits.Facts) { f.ExchangeRate = amount("1") }),
			limits.Needs{Target: true},
		},
		{"the owner", `{"own_reports_only": true}`, entering(asIs), limits.Needs{Target: true, Self: true}},
		{"the owner of what is approved", `{"own_reports_only": true}`, approving(asIs), limits.Needs{}},
		{"delegators", `{"no_self_approval": true}`, approving(asIs), limits.Needs{Target: true, Self: true, Delegators: true}},
		{"a type", `{"expense_types": ["A"]}`, entering(asIs), limits.Needs{ExpenseType: true}},
		{"a policy", `{"policies": ["A"]}`, entering(asIs), limits.Needs{Target: true}},
		{
			"a default policy", `{"policies": ["A"]}`, entering(func(f *limits.Facts) { f.Operation = "create_report" }),
			limits.Needs{Policy: true},
		},
		{
			"what an expression names", `{"expressions": [{"name": "a", "refuse_when": "report.of_delegator", "message": "No."}]}`,
			approving(asIs),
			limits.Needs{Target: true, Self: true, Delegators: true},
		},
		{
			"what an expression about other tools names",
			`{"expressions": [{"name": "a", "tools": ["x"], "refuse_when": "report.own", "message": "No."}]}`, approving(asIs),
			limits.Needs{},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, parsed(t, c.rules).Needs(c.facts))
		})
	}
}

func TestTheRulesAreSaidInWords(t *testing.T) {
	t.Parallel()
	assert.True(t, limits.Rules{}.Empty())
	assert.Empty(t, limits.Rules{}.Words())
	rules := parsed(t, string(example(t)))
	assert.False(t, rules.Empty())
	words := rules.Words()
	for _, want := range []string{
		"These tools are refused: close_payment_batch, delete_* (limits.refuse_tools).",
		"Workflow steps are taken only within working hours: Mon Tue Wed Thu Fri, 08:00 to 18:00, Europe/Berlin (limits.working_hours).",
		"At most 500.00 EUR or 600 USD may be created or set in one write; other currencies are refused (limits.max_create).",
		"At most 20 writes are made within any hour (limits.writes_per_hour).",
		`For token/ci: At most 0 EUR may be approved or paid out at once; other currencies are refused ` +
			`(limits.principals["token/ci"].max_approve).`,
		"Not for token/ci: Only the caller's own reports may be changed and submitted; " +
			"approving and sending back are not concerned (limits.own_reports_only).",
		"Of create_report_expense, update_report_expense: Taxis above 49.99 are entered by people. " +
			"Refused when expense_type.code == 'TAXIX' && amount > 49.99 (limits.expressions[0], late taxis).",
	} {
		assert.Contains(t, words, want)
	}
}
