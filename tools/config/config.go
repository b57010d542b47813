package config

import (
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
)

// kit is what the tools of this toolset work with.
type kit struct{ concur *concur.Client }

// Tools lists the toolset in order.
func Tools(client *concur.Client) []tools.Tool {
	k := kit{client}
	return []tools.Tool{
		k.listPolicies(),
		k.listExpenseTypes(),
		k.listPaymentTypes(),
		k.listAttendeeTypes(),
		k.getExpenseGroup(),
		k.listExpenseGroups(),
		k.searchLocations(),
	}
}

func define(name, title string) tools.Definition {
	return tools.Definition{Name: name, Title: title, Toolset: "config", Effect: tools.Read}
}
