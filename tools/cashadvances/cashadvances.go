package cashadvances

import (
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
)

// kit is what the tools of this toolset work with.
type kit struct {
	concur *concur.Client
	turns  *turns
}

// Tools lists the toolset in order.
func Tools(client *concur.Client) []tools.Tool {
	k := kit{concur: client, turns: &turns{busy: map[concur.ReportID]chan struct{}{}}}
	return []tools.Tool{
		k.listReportCashAdvances(),
		k.setReportCashAdvances(),
		k.getCashAdvance(),
		k.createCashAdvance(),
		k.issueCashAdvance(),
	}
}

func define(name, title string, effect tools.Effect) tools.Definition {
	return tools.Definition{Name: name, Title: title, Toolset: "cash_advances", Optional: true, Effect: effect}
}
