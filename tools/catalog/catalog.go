// Package catalog lists every tool of the server, in order, and selects those
// that an operator wants to offer.
package catalog

import (
	"slices"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/files"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/approvals"
	"github.com/concur-mcp/concur-mcp/tools/config"
	"github.com/concur-mcp/concur-mcp/tools/expenses"
	"github.com/concur-mcp/concur-mcp/tools/identity"
	"github.com/concur-mcp/concur-mcp/tools/receipts"
	"github.com/concur-mcp/concur-mcp/tools/reports"
)

// Deps are what the tools work with.
type Deps struct {
	Concur *concur.Client
	// Files are the folders that receipts may come from.
	Files *files.Folders
}

// Tools lists all tools, toolset by toolset.
func Tools(deps Deps) []tools.Tool {
	return slices.Concat(
		reports.Tools(deps.Concur),
		expenses.Tools(deps.Concur),
		receipts.Tools(deps.Concur, deps.Files),
		config.Tools(deps.Concur),
		identity.Tools(deps.Concur),
		approvals.Tools(deps.Concur),
	)
}
