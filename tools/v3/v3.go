package v3

import (
	"slices"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/images"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
)

// kit is what the tools of this toolset work with.
type kit struct {
	concur *concur.Client
	images *images.Source
	// creations keeps reports, quick expenses and images apart that this process makes.
	creations *outcome.Creations
}

// Tools lists the toolset in order.
func Tools(client *concur.Client, source *images.Source) []tools.Tool {
	k := kit{concur: client, images: source, creations: &outcome.Creations{}}
	return slices.Concat(
		k.reportTools(),
		k.entryTools(),
		k.quickExpenseTools(),
		k.receiptImageTools(),
		k.groupTools(),
		k.digestTools(),
	)
}

func define(name, title string, effect tools.Effect) tools.Definition {
	return tools.Definition{Name: name, Title: title, Toolset: "v3", Optional: true, Effect: effect}
}
