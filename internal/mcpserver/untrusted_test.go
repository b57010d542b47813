package mcpserver_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/tools"
)

// TestWhatPeopleTypedIsMarkedInEveryResult calls each tool in front of a Concur in which
// every text holds an order and hidden characters. What the test takes for an id or a
// code it leaves alone; a place that is listed and holds no order shows where it missed one.
func TestWhatPeopleTypedIsMarkedInEveryResult(t *testing.T) {
	t.Parallel()
	eachTool(t, func(t *testing.T, tool tools.Tool) {
		t.Helper()
		example := testkit.ExampleOf(t, tool.Name)
		kit := example.Kit(t, testkit.WithCompany(), testkit.Only(tool.Name), everywhere())
		before := string(kit.List())
		result := kit.Call(tool.Name, named(t, example.Arguments))
		assert.False(t, result.Failed, result.Text)
		marked(t, result)
		assert.Equal(t, before, string(kit.List()), "nothing of it gets into the listing")
		assert.NotContains(t, mcpserver.Instructions, order)
	})
}

// TestWhatConcurSaysIsMarkedInEveryFailure lets Concur refuse each tool, in words that
// hold an order.
func TestWhatConcurSaysIsMarkedInEveryFailure(t *testing.T) {
	t.Parallel()
	eachTool(t, func(t *testing.T, tool tools.Tool) {
		t.Helper()
		example := testkit.ExampleOf(t, tool.Name)
		kit := example.Kit(t, testkit.WithCompany(), testkit.Only("get_current_user", tool.Name), everywhere())
		kit.Call("get_current_user", nil) // It gets the tokens, which is no part of what fails.
		for _, operation := range tool.UsesOperations() {
			kit.Sim.AddFault(simulator.Fault{Operation: operation, Kind: simulator.ServerError, Status: http.StatusBadRequest})
		}
		result := kit.Call(tool.Name, named(t, example.Arguments))
		marked(t, result)
		if result.Failed {
			assert.Contains(t, result.Text, order, "what Concur says is told")
		}
	})
}

// TestWhatPeopleTypedIsMarkedInEveryQuestion has each write confirmed, by a client that
// cannot ask: the question goes through the agent.
func TestWhatPeopleTypedIsMarkedInEveryQuestion(t *testing.T) {
	t.Parallel()
	eachWrite(t, func(t *testing.T, tool tools.Tool) {
		t.Helper()
		example := testkit.ExampleOf(t, tool.Name)
		kit := example.Kit(t, testkit.WithCompany(), testkit.Under(approve.Policy{Confirm: approve.All}), testkit.Only(tool.Name), everywhere())
		result := kit.Call(tool.Name, named(t, example.Arguments))
		assert.True(t, result.Asks, result.Text)
		marked(t, result)
	})
}
