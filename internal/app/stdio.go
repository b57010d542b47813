package app

import (
	"context"
	"errors"

	"github.com/concur-mcp/concur-mcp/internal/config"
	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
)

type stdioCommand struct {
	Settings config.Config `embed:""`
}

// Help shows how it is used.
func (stdioCommand) Help() string {
	return `Reads one JSON-RPC message per line from stdin and writes one per line to stdout; logs go to stderr.

Examples:
  concur-mcp stdio --demo
  claude mcp add concur -- concur-mcp stdio --demo
  CONCUR_MCP_CLIENT_ID=... CONCUR_MCP_CLIENT_SECRET_FILE=... CONCUR_MCP_REFRESH_TOKEN_FILE=... concur-mcp stdio

Secrets come from the environment: CONCUR_MCP_CLIENT_SECRET, CONCUR_MCP_REFRESH_TOKEN and
CONCUR_MCP_COMPANY_REFRESH_TOKEN, or the same with _FILE or _COMMAND at the end.`
}

// Run serves until the input ends or a signal comes.
func (s *stdioCommand) Run(ctx context.Context, streams Streams) error {
	p, err := assemble(ctx, &s.Settings, streams.Err)
	if err != nil {
		return err
	}
	stop := p.watchWrites(ctx, settling)
	err = mcpserver.RunStdio(ctx, p.server(), streams.In, streams.Out)
	stop()
	return errors.Join(err, p.close(ctx))
}
