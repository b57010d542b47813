package receipts

import (
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/files"
	"github.com/concur-mcp/concur-mcp/tools"
)

// kit is what the tools of this toolset work with.
type kit struct {
	concur *concur.Client
	files  *files.Folders
}

// Tools lists the toolset in order.
func Tools(client *concur.Client, folders *files.Folders) []tools.Tool {
	k := kit{client, folders}
	return []tools.Tool{
		k.attachReceiptToExpense(),
	}
}

func define(name, title string, effect tools.Effect) tools.Definition {
	return tools.Definition{Name: name, Title: title, Toolset: "receipts", Effect: effect}
}
