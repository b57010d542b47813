package receipts

import (
	"context"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/images"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
)

// kit is what the tools of this toolset work with.
type kit struct {
	concur *concur.Client
	images *images.Source
	// creations keeps the e-receipts apart that this process uploads.
	creations *outcome.Creations
	// pause waits between two looks at what Concur works on.
	pause func(context.Context, time.Duration) error
}

// Tools lists the toolset in order.
func Tools(client *concur.Client, source *images.Source) []tools.Tool {
	k := kit{client, source, &outcome.Creations{}, pause}
	return []tools.Tool{
		k.attachReceiptToExpense(),
		k.uploadEReceipt(),
		k.listEReceipts(),
		k.getEReceipt(),
		k.uploadImageOnlyReceipt(),
		k.listImageOnlyReceipts(),
		k.getImageOnlyReceipt(),
		k.getReceiptStatus(),
		k.getExpenseReceiptImage(),
	}
}

func define(name, title string, effect tools.Effect) tools.Definition {
	return tools.Definition{Name: name, Title: title, Toolset: "receipts", Effect: effect}
}
