package v3

import (
	"context"

	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
)

// deleted looks after a deletion, whose error is err. read reads what was deleted, and list
// names the tool that would still show it.
func deleted(ctx context.Context, err error, what string, read func(context.Context) error, list string) (outcome.Written, error) {
	return outcome.Deleted(ctx, err, what, list, func(ctx context.Context) (tools.Seen, error) {
		return outcome.SeenGone(what, read(ctx))
	})
}
