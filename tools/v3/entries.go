package v3

import "github.com/concur-mcp/concur-mcp/tools"

func (k kit) entryTools() []tools.Tool { return nil }
