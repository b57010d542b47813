package v3

import "github.com/concur-mcp/concur-mcp/tools"

func (k kit) reportTools() []tools.Tool { return nil }
