package faults_test

import (
	"testing"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/catalog"
)

// call is a tool with arguments that work on the sample company.
type call struct {
	tools.Definition
	example testkit.Example
	// way is not the zero way where the call is not the example.
	way way
}

func (c call) name() string {
	if c.way.name == "" {
		return c.Name
	}
	return c.Name + ", " + c.way.name
}

func (c call) arguments() any {
	switch {
	case c.way.arguments != nil:
		return c.way.arguments
	case c.Name == "summarize_spend": // Its example reads the reports of half the company.
		return args{"group_by": []string{"expense_type"}, "from": "2026-11-01", "to": "2026-11-30", "users": []string{testkit.Rita}}
	default:
		return c.example.Arguments
	}
}

// options connect who calls, and the company.
func (c call) options() []testkit.Option {
	connections := testkit.WithCompany()
	if c.way.company {
		connections = testkit.CompanyOnly()
	}
	return []testkit.Option{testkit.As(c.example.As), connections, testkit.Only(c.Name, c.way.first)}
}

// handsOn is true of tools that give a file as it comes: it has a format of the
// company's own, so that nobody else can tell whether it is right.
func (c call) handsOn() bool { return c.Name == "get_payment_batch_file" }

// calls are the examples of all tools, and their further ways.
func calls(t *testing.T) []call {
	t.Helper()
	var all []call
	further := ways(t)
	for _, tool := range catalog.Tools(catalog.Deps{}) {
		example := testkit.ExampleOf(t, tool.Name)
		all = append(all, call{Definition: tool.Definition, example: example})
		for _, w := range further {
			if w.tool == tool.Name {
				all = append(all, call{Definition: tool.Definition, example: example, way: w})
			}
		}
	}
	return all
}
