package v3

import "github.com/concur-mcp/concur-mcp/tools"

func (k kit) receiptImageTools() []tools.Tool { return nil }
