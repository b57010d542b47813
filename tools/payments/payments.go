package payments

import (
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/files"
	"github.com/concur-mcp/concur-mcp/tools"
)

// kit is what the tools of this toolset work with.
type kit struct {
	concur  *concur.Client
	folders *files.Folders
}

// Tools lists the toolset in order.
func Tools(client *concur.Client, folders *files.Folders) []tools.Tool {
	k := kit{concur: client, folders: folders}
	return []tools.Tool{
		k.listPaymentBatches(),
		k.closePaymentBatch(),
		k.getPaymentBatchFile(),
	}
}

func define(name, title string, effect tools.Effect) tools.Definition {
	return tools.Definition{Name: name, Title: title, Toolset: "payments", Optional: true, Effect: effect}
}
