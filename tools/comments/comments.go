package comments

import (
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
)

// Tools lists the toolset in order.
func Tools(client *concur.Client) []tools.Tool {
	return nil
}
