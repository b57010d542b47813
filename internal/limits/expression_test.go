package limits_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/limits"
)

func refusingWhen(t *testing.T, text string) limits.Rules {
	t.Helper()
	quoted, err := json.Marshal(text)
	require.NoError(t, err)
	return parsed(t, `{"expressions": [{"name": "test", "refuse_when": `+string(quoted)+`, "message": "It is so."}]}`)
}

func TestExpressionsAreHeldAgainstFacts(t *testing.T) {
	t.Parallel()
	const refused = "limits.expressions[0] (test) refuses this: It is so"
	missing := func(fact string) string {
		return "limits.expressions[0] cannot be checked: the fact " + fact + " could not be found"
	}
	for text, want := range map[string]string{
		"amount > 42":                              refused,
		"amount > 42.5":                            "",
		"amount >= 42.5":                           refused,
		"amount < 42.51":                           refused,
		"amount <= report.total":                   refused,
		"amount + report.total > 442":              refused,
		"amount + report.total > 442.5":            "",
		"currency != 'EUR'":                        "",
		"effect == 'create' && journey":            "",
		"expense_type.name.startsWith('Tax')":      refused,
		"report.policy.name in ['Board', 'Audit']": "",
		"report.own":                               refused,
		"report.of_delegator":                      missing("report.of_delegator"),
		"at.getDayOfWeek('Europe/Berlin') == 2":    refused,
		"at.getHours() == 12":                      refused,
		"at.getHours('Mars/Base') == 12":           "limits.expressions[0] (test) cannot be checked: unknown time zone Mars/Base",
		"exchange_rate > 2":                        missing("exchange_rate"),
		"tool == 'other' && exchange_rate > 2":     "",
		"tool == 'other' || exchange_rate > 2":     missing("exchange_rate"),
		"acting_for.id == 'x' && policy.id > 'a'":  strings.Replace(missing("acting_for.id and policy.id"), "fact", "facts", 1),
		"1 / (amount > 1 ? 0 : 1) == 1":            "limits.expressions[0] (test) cannot be checked: division by zero",
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, want, said(refusingWhen(t, text).Check(entering(asIs))))
		})
	}
}

func TestARefundCountsByItsAmountInExpressionsToo(t *testing.T) {
	t.Parallel()
	refund := entering(func(f *limits.Facts) { f.Amount = amount("-900") })
	assert.NotNil(t, refusingWhen(t, "amount > 500").Check(refund))
}

func TestAnExpressionThatWouldTakeLongRefuses(t *testing.T) {
	t.Parallel()
	tens := "[" + strings.TrimSuffix(strings.Repeat("0,", 10), ",") + "]"
	text := "true"
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		text = tens + ".all(" + name + ", " + text + ")"
	}
	refusal := refusingWhen(t, "!"+text).Check(entering(asIs))
	require.NotNil(t, refusal)
	assert.Contains(t, refusal.Error(), "cost limit exceeded")
}

func TestAnExpressionIsHeldAgainstItsToolsOnly(t *testing.T) {
	t.Parallel()
	rules := parsed(t, `{"expressions": [{"name": "test", "tools": ["create_*"], "refuse_when": "true", "message": "No."}]}`)
	assert.NotNil(t, rules.Check(entering(asIs)))
	assert.Nil(t, rules.Check(approving(asIs)))
}
