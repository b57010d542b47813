package cashadvances

import (
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
)

// kit is what the tools of this toolset work with.
type kit struct {
	concur *concur.Client
	// turns are taken by report: all of its links are replaced at once.
	turns *tools.Turns[concur.ReportID]
}

// Tools lists the toolset in order.
func Tools(client *concur.Client) []tools.Tool {
	k := kit{concur: client, turns: &tools.Turns[concur.ReportID]{}}
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
