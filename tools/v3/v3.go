package v3

import (
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/images"
)

// Tools lists the toolset in order.
func Tools(client *concur.Client, source *images.Source) []tools.Tool {
	return nil
}
