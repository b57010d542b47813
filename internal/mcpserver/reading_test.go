package mcpserver_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/tools"
)

// TestEveryExampleWorks runs the example of each tool, which the docs show, on the
// sample company as it stands.
func TestEveryExampleWorks(t *testing.T) {
	t.Parallel()
	for era, options := range map[string][]testkit.Option{
		testkit.Modern: nil,
		testkit.Legacy: {testkit.Era(testkit.Legacy)},
	} {
		t.Run(era, func(t *testing.T) {
			t.Parallel()
			eachTool(t, func(t *testing.T, tool tools.Tool) {
				t.Helper()
				example := testkit.ExampleOf(t, tool.Name)
				kit := example.Kit(t, append(options, testkit.WithCompany(), testkit.Only(tool.Name))...)
				result := kit.Call(tool.Name, example.Arguments)
				assert.False(t, result.Failed, "%s: %s", tool.Name, result.Text)
				sendsOnlyItsOwn(t, kit, tool)
			})
		})
	}
}

// TestAPersonAloneChangesNothingByReading runs the reading tools without a company
// connection. Concur may refuse one to this person; nothing else may happen.
func TestAPersonAloneChangesNothingByReading(t *testing.T) {
	t.Parallel()
	eachTool(t, func(t *testing.T, tool tools.Tool) {
		t.Helper()
		if tool.Effect != tools.Read {
			return
		}
		example := testkit.ExampleOf(t, tool.Name)
		kit := example.Kit(t, testkit.Only(tool.Name))
		if result := kit.Call(tool.Name, example.Arguments); result.Failed {
			assert.Equal(t, "nothing_changed", result.Failure()["changed"])
		}
		sendsOnlyItsOwn(t, kit, tool)
	})
}

// sendsOnlyItsOwn holds what a tool sent to what its definition says.
func sendsOnlyItsOwn(t *testing.T, kit *testkit.Kit, tool tools.Tool) {
	t.Helper()
	for _, operation := range kit.Operations() {
		assert.Contains(t, tool.UsesOperations(), operation, "%s does not say that it uses it", tool.Name)
	}
	if tool.Effect != tools.Read {
		return
	}
	assert.Empty(t, kit.Sim.Writes(), tool.Name)
	for _, entry := range kit.Sim.Journal() {
		reads := entry.Method == http.MethodGet || slices.Contains([]string{"identity_search_users", "oauth_token"}, entry.Operation)
		assert.True(t, reads, "%s sent %s %s", tool.Name, entry.Method, entry.Path)
	}
}

// TestAWarmReadingToolSendsOneRequest holds the budget: once the look-ups are
// known, a tool asks Concur once, or not at all.
func TestAWarmReadingToolSendsOneRequest(t *testing.T) {
	t.Parallel()
	eachTool(t, func(t *testing.T, tool tools.Tool) {
		t.Helper()
		if tool.Effect != tools.Read || tool.Name == "summarize_spend" { // which reads many reports
			return
		}
		example := testkit.ExampleOf(t, tool.Name)
		kit := example.Kit(t, testkit.WithCompany(), testkit.Only(tool.Name))
		kit.Call(tool.Name, example.Arguments)
		kit.Sim.ResetJournal()
		kit.Call(tool.Name, example.Arguments)
		assert.LessOrEqual(t, len(kit.Operations()), 1, "%s sent %v", tool.Name, kit.Operations())
	})
}
