package receipts

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
		k.attachReceiptToExpense(),
		k.getExpenseReceiptImage(),
	}
}

func define(name, title string, effect tools.Effect) tools.Definition {
	return tools.Definition{Name: name, Title: title, Toolset: "receipts", Effect: effect}
}
