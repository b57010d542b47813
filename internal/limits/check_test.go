package limits_test

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/limits"
	"github.com/concur-mcp/concur-mcp/tools"
)

func TestAmountsAreHeldByCurrency(t *testing.T) {
	t.Parallel()
	rules := parsed(t, `{"max_create": {"EUR": "500.00", "USD": 600}, "max_submit": {"EUR": "1000"}, "max_approve": {"EUR": "500.00"}}`)
	for _, c := range []struct {
		name  string
		facts limits.Facts
		want  string
	}{
		{"an expense below", entering(asIs), ""},
		{"exactly as much", entering(func(f *limits.Facts) { f.Amount = amount("500.00000000") }), ""},
		{
			"a hundredth above", entering(func(f *limits.Facts) { f.Amount = amount("500.01") }),
			"limits.max_create.EUR is 500.00; this write sets 500.01 EUR",
		},
		{
			"a refund above", entering(func(f *limits.Facts) { f.Amount = amount("-812.4") }),
			"limits.max_create.EUR is 500.00; this write sets -812.40 EUR",
		},
		{
			"another currency", entering(func(f *limits.Facts) { f.Currency = "GBP" }),
			"limits.max_create names only EUR, USD and nothing is converted; this write sets 42.50 GBP",
		},
		{
			"mileage, of which Concur makes the amount", entering(func(f *limits.Facts) { f.Amount, f.Currency, f.Journey = nil, "", true }),
			"limits.max_create cannot be checked: the amount could not be found",
		},
		{
			"a cash advance at a rate of one's own",
			approving(func(f *limits.Facts) {
				f.Operation, f.Report, f.Amount, f.Currency, f.ExchangeRate = "cash_advance_issue", nil, amount("1"), "EUR", amount("900")
			}),
			"limits.max_approve cannot be checked: the amount that is paid out at the exchange rate of this call could not be found",
		},
		{
			"an amount of no currency", entering(func(f *limits.Facts) { f.Currency = "" }),
			"limits.max_create cannot be checked: the currency could not be found",
		},
		{
			"an amount that nobody writes",
			entering(func(f *limits.Facts) { f.Amount = amount("1e9999") }),
			"limits.max_create cannot be checked: the amount could not be found",
		},
		{
			"a rate that makes more of it", entering(func(f *limits.Facts) { f.ExchangeRate, f.Currency = amount("20"), "USD" }),
			"limits.max_create.EUR is 500.00; at its exchange rate this write sets 850 EUR",
		},
		{
			"a rate to an unknown currency", entering(func(f *limits.Facts) { f.ExchangeRate, f.Report = amount("1"), nil }),
			"limits.max_create cannot be checked: the currency could not be found",
		},
		{
			"an amount that is changed afterwards", entering(func(f *limits.Facts) { f.Operation, f.Amount = "update_entry", amount("900") }),
			"limits.max_create.EUR is 500.00; this write sets 900 EUR",
		},
		{
			"a currency that is changed afterwards, with the amount unread",
			entering(func(f *limits.Facts) { f.Operation, f.Amount = "update_entry", nil }),
			"limits.max_create cannot be checked: the amount could not be found",
		},
		{
			"a journey that is changed afterwards",
			entering(func(f *limits.Facts) { f.Operation, f.Amount, f.Currency, f.Journey = "update_entry", nil, "", true }),
			"limits.max_create cannot be checked: the amount could not be found",
		},
		{
			"a journey that is changed together with the rate, where the amount stands",
			entering(func(f *limits.Facts) { f.Operation, f.Journey, f.ExchangeRate = "update_entry", true, amount("1") }),
			"limits.max_create cannot be checked: the amount could not be found",
		},
		{"a change of something else", entering(func(f *limits.Facts) { f.Operation, f.Amount, f.Currency = "update_entry", nil, "" }), ""},
		{
			"an itemization", entering(func(f *limits.Facts) { f.Operation, f.Amount = "create_itemization", amount("501") }),
			"limits.max_create.EUR is 500.00; this write sets 501 EUR",
		},
		{"a deletion of something large", entering(func(f *limits.Facts) { f.Operation, f.Amount = "delete_expense", amount("900") }), ""},
		{
			"a report of many small expenses",
			entering(func(f *limits.Facts) { f.Operation, f.Report.Total = "submit_report", amount("1000.10") }),
			"limits.max_submit.EUR is 1000; this report is 1000.10 EUR",
		},
		{"an approval below", approving(asIs), ""},
		{
			"an approval above", approving(func(f *limits.Facts) { f.Report.Total = amount("812.40000000") }),
			"limits.max_approve.EUR is 500.00; this report is 812.40 EUR",
		},
		{
			"an approval by the company", approving(func(f *limits.Facts) { f.Operation, f.Report.Total = "approve_report_company", amount("501") }),
			"limits.max_approve.EUR is 500.00; this report is 501 EUR",
		},
		{
			"an approval of an unknown total", approving(func(f *limits.Facts) { f.Report.Total = nil }),
			"limits.max_approve cannot be checked: the amount could not be found",
		},
		{
			"an approval of a report that cannot be read", approving(func(f *limits.Facts) { f.Report = nil }),
			"limits.max_approve cannot be checked: the amount could not be found",
		},
		{"sending back above", approving(func(f *limits.Facts) { f.Operation, f.Report.Total = "send_back_report", amount("9999") }), ""},
		{
			"a cash advance that is paid out", approving(func(f *limits.Facts) {
				f.Operation, f.Report, f.Amount, f.Currency = "cash_advance_issue", nil, amount("700"), "EUR"
			}),
			"limits.max_approve.EUR is 500.00; this payment is 700 EUR",
		},
		{
			"an operation that nobody has told the rules about", entering(func(f *limits.Facts) { f.Operation = "print_money" }),
			`limits.max_create cannot be checked: what the operation "print_money" does could not be found`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, said(rules.Check(c.facts)))
		})
	}
}

func TestWorkflowStepsAreHeldByTheHour(t *testing.T) {
	t.Parallel()
	rules := parsed(t, `{"working_hours": {"days": ["Mon", "Tue", "Wed", "Thu", "Fri"], "from": "08:00", "to": "18:00",
		"time_zone": "Europe/Berlin"}}`)
	at := func(hour, minute int) time.Time { return time.Date(2026, 3, 3, hour, minute, 0, 0, time.UTC) }
	late := "limits.working_hours are Mon Tue Wed Thu Fri, 08:00 to 18:00, Europe/Berlin; now it is "
	for _, c := range []struct {
		name string
		at   time.Time
		want string
	}{
		{"at noon", noon, ""},
		{"in the first minute", at(7, 0), ""},
		{"before the first minute", at(6, 59), late + "Tue 07:59"},
		{"in the last minute", at(16, 59), ""},
		{"after it", at(17, 0), late + "Tue 18:00"},
		{"on a Saturday", noon.AddDate(0, 0, 4), late + "Sat 13:00"},
		{"in summer, by the clock of the place", time.Date(2026, 7, 7, 6, 0, 0, 0, time.UTC), ""},
		{"at no time", time.Time{}, "limits.working_hours cannot be checked: the time could not be found"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, said(rules.Check(approving(func(f *limits.Facts) { f.At = c.at }))))
			assert.Nil(t, rules.Check(entering(func(f *limits.Facts) { f.At = c.at })), "an expense may be entered at any time")
		})
	}
}

func TestToolsAreRefusedByName(t *testing.T) {
	t.Parallel()
	rules := parsed(t, `{"refuse_tools": ["close_payment_batch", "delete_*"], "principals": {"token/ci": {"refuse_tools": ["get_report"]}}}`)
	for tool, want := range map[string]string{
		"create_report":         "",
		"close_payment_batch_x": "",
		"close_payment_batch":   `limits.refuse_tools[0] is "close_payment_batch"; this tool is close_payment_batch`,
		"delete_report":         `limits.refuse_tools[1] is "delete_*"; this tool is delete_report`,
	} {
		assert.Equal(t, want, said(rules.CheckTool("local", tool)))
		assert.Equal(t, want, said(rules.CheckTool("token/ci", tool)), "what is refused to all")
	}
	assert.Nil(t, rules.CheckTool("local", "get_report"))
	assert.Equal(t, `limits.principals["token/ci"].refuse_tools[0] is "get_report"; this tool is get_report`,
		said(rules.CheckTool("token/ci", "get_report")))

	require.NoError(t, rules.UnknownTools([]string{"close_payment_batch", "delete_report", "get_report"}))
	require.EqualError(t, rules.UnknownTools([]string{"close_payment_batches", "delete_report", "get_report"}),
		"limits.refuse_tools[0]: no tool is called close_payment_batch; did you mean close_payment_batches?")
	require.ErrorContains(t, rules.UnknownTools([]string{"nonesuch"}),
		"limits.refuse_tools[0]: no tool is called close_payment_batch.")
}

func TestARefusalSaysWhoCanChangeIt(t *testing.T) {
	t.Parallel()
	refusal := parsed(t, `{"max_approve": {"EUR": "1"}}`).Check(approving(asIs))
	var problem tools.Problem = refusal
	assert.Equal(t, "nothing_changed", problem.WhatChanged())
	assert.Contains(t, problem.NextStep(), "Only the operator of this server can change the rule")
	assert.Equal(t, map[string]string{"rule": "limits.max_approve.EUR"}, problem.Details())
}

func TestAmountsAreNotComparedAsFloats(t *testing.T) {
	t.Parallel()
	rules := parsed(t, `{"max_create": {"EUR": 0.3}}`)
	sum := decimal.RequireFromString("0.1").Add(decimal.RequireFromString("0.2"))
	assert.Nil(t, rules.Check(entering(func(f *limits.Facts) { f.Amount = &sum })))
}
