package itemizations

import (
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
)

// kit is what the tools of this toolset work with.
type kit struct {
	concur *concur.Client
	// creations keeps the itemizations apart that this process makes.
	creations *outcome.Creations
}

// Tools lists the toolset in order.
func Tools(client *concur.Client) []tools.Tool {
	k := kit{client, &outcome.Creations{}}
	return []tools.Tool{k.createExpenseItemization(), k.updateExpenseItemization(), k.deleteExpenseItemization()}
}

func define(name, title string, effect tools.Effect) tools.Definition {
	return tools.Definition{Name: name, Title: title, Toolset: "itemizations", Optional: true, Effect: effect}
}

// takenBackFirst is what to do about a report that is submitted.
const takenBackFirst = "If the report is submitted, recall_report takes it back first; get_report shows whether that is possible."
