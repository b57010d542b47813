// Package catalog lists every tool of the server, in order, and selects those
// that an operator wants to offer.
package catalog

import (
	"slices"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/files"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/allocations"
	"github.com/concur-mcp/concur-mcp/tools/analysis"
	"github.com/concur-mcp/concur-mcp/tools/approvals"
	"github.com/concur-mcp/concur-mcp/tools/attendees"
	"github.com/concur-mcp/concur-mcp/tools/cards"
	"github.com/concur-mcp/concur-mcp/tools/cashadvances"
	"github.com/concur-mcp/concur-mcp/tools/comments"
	"github.com/concur-mcp/concur-mcp/tools/config"
	"github.com/concur-mcp/concur-mcp/tools/exceptions"
	"github.com/concur-mcp/concur-mcp/tools/expenses"
	"github.com/concur-mcp/concur-mcp/tools/identity"
	"github.com/concur-mcp/concur-mcp/tools/images"
	"github.com/concur-mcp/concur-mcp/tools/itemizations"
	"github.com/concur-mcp/concur-mcp/tools/lists"
	"github.com/concur-mcp/concur-mcp/tools/payments"
	"github.com/concur-mcp/concur-mcp/tools/quickexpenses"
	"github.com/concur-mcp/concur-mcp/tools/receipts"
	"github.com/concur-mcp/concur-mcp/tools/reports"
	"github.com/concur-mcp/concur-mcp/tools/requests"
	"github.com/concur-mcp/concur-mcp/tools/target"
	"github.com/concur-mcp/concur-mcp/tools/taxes"
	"github.com/concur-mcp/concur-mcp/tools/v3"
)

// Deps are what the tools work with.
type Deps struct {
	Concur *concur.Client
	// Files are the folders that receipts may come from and be saved to.
	Files *files.Folders
	// Fetch opens receipts at addresses that a caller gives; nil where the operator
	// does not allow that.
	Fetch images.Fetcher
	// Handed opens receipts that people handed over by a link; nil where there is no
	// page to do so.
	Handed images.Handover
}

// Tools lists all tools, toolset by toolset.
func Tools(deps Deps) []tools.Tool {
	source := images.NewSource(deps.Files, deps.Fetch, deps.Handed)
	return looking(slices.Concat(
		reports.Tools(deps.Concur),
		expenses.Tools(deps.Concur),
		itemizations.Tools(deps.Concur),
		receipts.Tools(deps.Concur, source),
		quickexpenses.Tools(deps.Concur, source),
		config.Tools(deps.Concur),
		identity.Tools(deps.Concur),
		approvals.Tools(deps.Concur),
		analysis.Tools(deps.Concur),
		comments.Tools(deps.Concur),
		attendees.Tools(deps.Concur),
		allocations.Tools(deps.Concur),
		exceptions.Tools(deps.Concur),
		lists.Tools(deps.Concur),
		payments.Tools(deps.Concur, deps.Files),
		cards.Tools(deps.Concur),
		cashadvances.Tools(deps.Concur),
		requests.Tools(deps.Concur),
		taxes.Tools(deps.Concur),
		v3.Tools(deps.Concur, source),
	))
}

// looking adds to the tools that write what the gate may read before they do, so that the
// connections are asked for its scopes too. Without a report there is nothing of it.
func looking(all []tools.Tool) []tools.Tool {
	for i, tool := range all {
		if !tool.Effect.Writes() || slices.Contains([]string{"payments", "quick_expenses"}, tool.Toolset) {
			continue
		}
		for _, operation := range target.Operations() {
			if !slices.Contains(tool.UsesOperations(), operation) {
				tool.Supporting = append(tool.Supporting, operation)
			}
		}
		all[i] = tool
	}
	return all
}
