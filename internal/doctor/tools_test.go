package doctor_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
	"github.com/concur-mcp/concur-mcp/internal/doctor"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/catalog"
)

// every is all scopes that any operation takes.
func every() []string {
	var scopes []string
	for _, op := range catalogue.All() {
		for _, group := range op.Scopes {
			scopes = append(scopes, group...)
		}
	}
	return scopes
}

func without(scopes []string, names ...string) []string {
	return slices.DeleteFunc(scopes, func(scope string) bool { return slices.Contains(names, scope) })
}

func named(t *testing.T, list []doctor.Tool, name string) doctor.Tool {
	t.Helper()
	at := slices.IndexFunc(list, func(tool doctor.Tool) bool { return tool.Name == name })
	require.GreaterOrEqual(t, at, 0, name)
	return list[at]
}

func allTools() []tools.Tool { return catalog.Tools(catalog.Deps{}) }

func TestWithoutConnectionsNoToolWorks(t *testing.T) {
	t.Parallel()
	list, scopes := doctor.Tools(allTools(), nil)
	assert.Empty(t, scopes)
	for _, tool := range list {
		assert.False(t, tool.Works, tool.Name)
		assert.Contains(t, tool.Why, "It needs a", tool.Name)
		assert.Contains(t, tool.Mend, "concur-mcp login", tool.Name)
	}
}

func TestWithBothConnectionsAndAllScopesEveryToolWorks(t *testing.T) {
	t.Parallel()
	list, scopes := doctor.Tools(allTools(), []doctor.Granted{{Kind: auth.User, Scopes: every()}, {Kind: auth.Company, Scopes: every()}})
	assert.Empty(t, scopes)
	for _, tool := range list {
		assert.True(t, tool.Works, "%s: %s", tool.Name, tool.Why)
		assert.NotEmpty(t, tool.With, tool.Name)
		assert.Empty(t, tool.Why+tool.Mend, tool.Name)
	}
}

func TestWhatTheCompanyCannotDoNeedsAPerson(t *testing.T) {
	t.Parallel()
	list, _ := doctor.Tools(allTools(), []doctor.Granted{{Kind: auth.Company, Scopes: every()}})
	assert.True(t, named(t, list, "get_report").Works)
	expense := named(t, list, "create_report_expense")
	assert.False(t, expense.Works)
	assert.Equal(t, "It needs a user connection.", expense.Why)
	assert.Equal(t, "Sign in: concur-mcp login, or the link that a tool gives.", expense.Mend)
}

func TestAMissingScopeSaysWhatItWouldUnlock(t *testing.T) {
	t.Parallel()
	few := without(every(), "receipts.read", "receipts.write")
	list, scopes := doctor.Tools(allTools(), []doctor.Granted{{Kind: auth.User, Scopes: few}})
	receipt := named(t, list, "get_e_receipt")
	assert.False(t, receipt.Works)
	assert.Equal(t, "The user connection lacks the scope receipts.read or receipts.write.", receipt.Why)
	assert.Contains(t, receipt.Mend, "then sign in again")
	assert.True(t, named(t, list, "get_report").Works)
	at := slices.IndexFunc(scopes, func(m doctor.MissingScope) bool { return slices.Contains(m.Unlocks, "get_e_receipt") })
	require.GreaterOrEqual(t, at, 0)
	assert.Equal(t, auth.User, scopes[at].Connection)
	assert.Equal(t, []string{"receipts.read", "receipts.write"}, scopes[at].AnyOf)
	assert.Contains(t, scopes[at].Unlocks, "list_e_receipts")
	assert.NotContains(t, scopes[at].Unlocks, "get_report")
}

func TestAScopeForSomethingBesidesCompletesATool(t *testing.T) {
	t.Parallel()
	kit := []tools.Tool{{Definition: tools.Definition{
		Name: "two", Operations: []string{"get_report"}, Supporting: []string{"ereceipt_get"},
	}}}
	list, scopes := doctor.Tools(kit, []doctor.Granted{{Kind: auth.User, Scopes: []string{"expense.report.read", "openid"}}})
	assert.True(t, list[0].Works)
	require.Len(t, scopes, 1)
	assert.Empty(t, scopes[0].Unlocks)
	assert.Equal(t, []string{"two"}, scopes[0].Completes)
}

func TestWhoHasNoScopesYetIsTakenAtTheirWord(t *testing.T) {
	t.Parallel()
	list, scopes := doctor.Tools(allTools(), []doctor.Granted{{Kind: auth.User}})
	assert.Empty(t, scopes)
	assert.True(t, named(t, list, "list_reports").Works)
}

// The client takes the person's own token where both work, and does not go on to
// the other when that lacks a scope.
func TestTheKindThatTheClientTakesDecides(t *testing.T) {
	t.Parallel()
	list, _ := doctor.Tools(allTools(), []doctor.Granted{{Kind: auth.User, Scopes: []string{"openid"}}, {Kind: auth.Company, Scopes: every()}})
	assert.False(t, named(t, list, "get_report").Works)
}
