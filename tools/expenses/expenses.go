package expenses

import (
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
)

// kit is what the tools of this toolset work with.
type kit struct {
	concur *concur.Client
	// creations keeps the expenses apart that this process makes.
	creations *outcome.Creations
}

// Tools lists the toolset in order.
func Tools(client *concur.Client) []tools.Tool {
	k := kit{client, &outcome.Creations{}}
	return []tools.Tool{
		k.listReportExpenses(),
		k.getReportExpense(),
		k.createReportExpense(),
		k.updateReportExpense(),
		k.deleteReportExpense(),
		k.listExpenseItemizations(),
		k.getExpenseFormFields(),
	}
}

func define(name, title string, effect tools.Effect) tools.Definition {
	return tools.Definition{Name: name, Title: title, Toolset: "expenses", Effect: effect}
}

// reader is a role in which Concur shows the expenses of a report.
type reader string

// Values lists the roles.
func (reader) Values() []string {
	return []string{string(concur.RoleTraveler), string(concur.RoleManager), string(concur.RoleProxy)}
}
