package receipts

import (
	"context"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/images"
)

// StatusTool is get_receipt_status with another way to wait.
func StatusTool(client *concur.Client, pause func(context.Context, time.Duration) error) tools.Tool {
	return kit{concur: client, images: images.NewSource(nil, nil, nil), pause: pause}.getReceiptStatus()
}
