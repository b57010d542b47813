package writes_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestRulesAreHeldToWhatWouldBeSent(t *testing.T) {
	t.Parallel()
	report := testkit.ReportID(t, readyReport)
	expense := args{
		"report_id": report, "expense_type": "Taxi", "transaction_date": "2026-03-18", "amount": 60, "currency": "EUR", "vendor": "Tejo",
	}
	standing := testkit.Expense(t, readyReport, 0)
	for _, c := range []struct {
		name, rules, tool string
		arguments         args
		rule              string // empty where the call works out
	}{
		{"an amount beyond", `{"max_create":{"EUR":"50"}}`, "create_report_expense", expense, "limits.max_create.EUR"},
		{"an amount within", `{"max_create":{"EUR":"60"}}`, "create_report_expense", expense, ""},
		{"a currency without a bound", `{"max_create":{"USD":"60"}}`, "create_report_expense", expense, "limits.max_create"},
		{
			"a quick expense", `{"max_create":{"EUR":"50"}}`, "create_quick_expense",
			args{"expense_type_id": "TAXIX", "transaction_date": "2026-03-18", "transaction_amount": 60, "currency": "EUR"},
			"limits.max_create.EUR",
		},
		{
			"an amount that is raised later", `{"max_create":{"EUR":"50"}}`, "update_report_expense",
			testkit.With(standing, args{"amount": 600}), "limits.max_create.EUR",
		},
		{"another type", `{"expense_types":["Hotel"]}`, "create_report_expense", expense, "limits.expense_types"},
		{"the type by its name", `{"expense_types":["Taxi"]}`, "create_report_expense", expense, ""},
		{"the default policy", `{"policies":["None of them"]}`, "create_report", args{"name": "x"}, "limits.policies"},
		{"the policy by its name", `{"policies":["EMEA Expense Policy"]}`, "create_report", args{"name": "x"}, ""},
		{
			"a report beyond", `{"max_approve":{"EUR":"10"}}`, "approve_report",
			args{"report_id": testkit.ReportID(t, lucasReport)},
			"limits.max_approve.EUR",
		},
		{"a report within", `{"max_approve":{"EUR":"100000"}}`, "approve_report", args{"report_id": testkit.ReportID(t, lucasReport)}, ""},
		{"somebody else's report", `{"no_self_approval":true}`, "approve_report", args{"report_id": testkit.ReportID(t, lucasReport)}, ""},
		{"own reports", `{"own_reports_only":true}`, "create_report_expense", expense, ""},
		{"a tool", `{"refuse_tools":["submit_*"]}`, "submit_report", args{"report_id": report}, "limits.refuse_tools[0]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t, rules(t, c.rules))
			result := kit.Call(c.tool, c.arguments)
			if c.rule == "" {
				assert.False(t, result.Failed, result.Text)
				return
			}
			failure := result.Failure()
			assert.Equal(t, "nothing_changed", failure["changed"])
			assert.Contains(t, failure["message"], c.rule)
			assert.Equal(t, c.rule, failure["rule"])
			assert.Empty(t, kit.Writes())
		})
	}
}

func TestWhatIsMadeForSomebodyElseIsNotTheCallersOwn(t *testing.T) {
	t.Parallel()
	mine := rules(t, `{"own_reports_only":true}`)
	for name, connection := range map[string]testkit.Option{
		"an administrator": testkit.As(testkit.Ada), "with the company's connection": testkit.WithCompany(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := newKit(t, testkit.As(testkit.Ada), connection, mine)
			failure := kit.Call("v3_create_report", args{"name": "x", "user": testkit.Tom}).Failure()
			assert.Equal(t, "limits.own_reports_only", failure["rule"])
			assert.Empty(t, kit.Writes())
			own := kit.Call("v3_create_report", args{"name": "x", "user": testkit.Ada})
			assert.False(t, own.Failed, own.Text)
		})
	}
}

func TestAnAdvanceIsNotPaidOutAtARateThatTheAgentSets(t *testing.T) {
	t.Parallel()
	const survey = "6B45565886E640C28CFFA52F461C2B3F" // Rita's, not issued
	kit := newKit(t, testkit.As(testkit.Ada), testkit.WithCompany(), rules(t, `{"max_approve": {"EUR": "2000", "USD": "2000"}}`))
	pay := args{"cash_advance_id": survey, "user": testkit.Rita}
	failure := kit.Call("issue_cash_advance", testkit.With(pay, args{"exchange_rate": 900})).Failure()
	assert.Equal(t, "limits.max_approve", failure["rule"])
	assert.Contains(t, failure["next_step"], "exchange rate")
	assert.Empty(t, kit.Writes())
	wrote(kit, "issue_cash_advance", pay)
	assert.Equal(t, []string{"cash_advance_issue"}, kit.Writes())
}

func TestWritesAreCounted(t *testing.T) {
	t.Parallel()
	kit := newKit(t, rules(t, `{"writes_per_hour": 2}`))
	wrote(kit, "create_report", args{"name": "one"})
	wrote(kit, "create_report", args{"name": "two"})
	failure := kit.Call("create_report", args{"name": "three"}).Failure()
	assert.Equal(t, "limits.writes_per_hour", failure["rule"])
	assert.Equal(t, 2, kit.Attempts("create_report"))
	failure = kit.Call("create_report", args{"name": "three"}).Failure()
	assert.Equal(t, "limits.writes_per_hour", failure["rule"], "what was refused is not claimed")
}

func TestAnUndoByAToolThatIsRefusedIsLeftToAPerson(t *testing.T) {
	t.Parallel()
	for refused, want := range map[string]string{
		`{"refuse_tools": ["delete_*"]}`: "delete_report is not on offer here: a person does it in Concur.",
		`{}`:                             "",
	} {
		kit := newKit(t, rules(t, refused))
		done := wrote(kit, "create_report", args{"name": "Made to be undone"})
		assert.Equal(t, "delete_report", done.Undo.Tool)
		assert.Equal(t, want, done.Undo.Note)
	}
}
