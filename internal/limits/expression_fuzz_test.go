package limits_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/limits"
)

// FuzzExpression holds that an expression is refused when it is read, or can be held
// against anything, in bounded time.
func FuzzExpression(f *testing.F) {
	for _, seed := range []string{
		"", "true", "amount > 42.5", "1 / 0 == 1", "report.policy.name in ['Board']", "at.getHours('Mars/Base') == 12", "amount", "nobody > 1",
		"'a'.matches('(a+)+$')", "[1,2,3].all(x, [1,2,3].all(y, x * y > 0))", "amount > 1e400", "-9223372036854775808 / -1 > 0", "(((((true)))))",
		"expense_type.name.startsWith('\\u0000')", "\"\xff\" == currency", "{'a': 1}.a == 1", "has(report.total)", "at > timestamp('x')",
		"delegators.exists(d, d.login == 'x')", "amount == amount ? amount > 1 : false", "string(amount) == '1'",
	} {
		f.Add(seed, "42.5")
	}
	f.Add("amount > 1", "1e999999999")
	f.Add("amount * amount > 1", "-0.00000000000000000000001")
	f.Fuzz(func(t *testing.T, text, sum string) {
		quoted, err := json.Marshal(text)
		require.NoError(t, err)
		began := time.Now()
		rules, err := limits.Parse([]byte(`{"expressions": [{"name": "test", "refuse_when": ` + string(quoted) + `, "message": "It is so."}]}`))
		if err != nil {
			require.True(t, strings.HasPrefix(err.Error(), "limits"), err)
			return
		}
		facts := []limits.Facts{{}, entering(asIs), approving(asIs)}
		if odd, err := decimal.NewFromString(sum); err == nil {
			facts = append(facts, entering(func(f *limits.Facts) { f.Amount = &odd }))
		}
		for _, one := range facts {
			_ = rules.Needs(one)
			if refusal := rules.Check(one); refusal != nil {
				require.NotEmpty(t, refusal.Error())
				require.Equal(t, "nothing_changed", refusal.WhatChanged())
			}
		}
		require.Less(t, time.Since(began), 10*time.Second, "it is bounded: %q", text)
	})
}
