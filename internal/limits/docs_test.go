package limits_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/limits"
)

func TestThePageShowsRulesThatWork(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/limits.md")
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(text), "```json\n{\"limits\": ")
	require.True(t, found)
	shown, _, found := strings.Cut(rest, "}\n```")
	require.True(t, found)
	rules, err := limits.Parse([]byte(shown))
	require.NoError(t, err)
	assert.NotEmpty(t, rules.Words())
	facts := approving(func(f *limits.Facts) { f.Report.Total = amount("812.40") })
	assert.Contains(t, string(text), said(rules.Check(facts)), "the refusal that the page quotes")
}
