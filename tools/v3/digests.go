package v3

import "github.com/concur-mcp/concur-mcp/tools"

func (k kit) digestTools() []tools.Tool { return nil }
