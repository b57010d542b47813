package v3

import "github.com/concur-mcp/concur-mcp/tools"

func (k kit) quickExpenseTools() []tools.Tool { return nil }
