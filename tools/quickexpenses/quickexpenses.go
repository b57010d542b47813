package quickexpenses

import (
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/images"
)

// kit is what the tools of this toolset work with.
type kit struct {
	concur *concur.Client
	images *images.Source
}

// Tools lists the toolset in order.
func Tools(client *concur.Client, source *images.Source) []tools.Tool {
	k := kit{client, source}
	return []tools.Tool{
		k.createQuickExpense(),
		k.createQuickExpenseWithImage(),
	}
}

func define(name, title string) tools.Definition {
	return tools.Definition{
		Name: name, Title: title, Toolset: "quick_expenses", Effect: tools.Create,
		Supporting: []string{
			"expense_config_list_policies", "expense_config_list_expense_types", "identity_search_users", "identity_get_user",
		},
	}
}
