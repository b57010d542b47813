package reports

import (
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
)

// kit is what the tools of this toolset work with.
type kit struct {
	concur *concur.Client
	// creations keeps the reports of a name apart that this process makes.
	creations *outcome.Creations
}

// Tools lists the toolset in order.
func Tools(client *concur.Client) []tools.Tool {
	k := kit{client, &outcome.Creations{}}
	return []tools.Tool{
		k.listReports(),
		k.getReport(),
		k.createReport(),
		k.updateReport(),
		k.updateSubmittedReport(),
		k.deleteReport(),
		k.getReportFormFields(),
		k.listExceptions(),
	}
}

func define(name, title string, effect tools.Effect) tools.Definition {
	return tools.Definition{Name: name, Title: title, Toolset: "reports", Effect: effect}
}
