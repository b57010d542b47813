package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/concur-mcp/concur-mcp/internal/config"
	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
)

type toolsCommand struct {
	Settings config.Config `embed:""`
	JSON     bool          `help:"Print the tools/list result as clients get it."`
}

// Help shows how it is used.
func (toolsCommand) Help() string {
	return `Needs no OAuth application. Tools that only a company connection can run are listed where there is one.

Examples:
  concur-mcp tools --demo
  concur-mcp tools --demo --read-only --toolsets reports,expenses
  concur-mcp tools --demo --json`
}

// Run prints the tools.
func (t *toolsCommand) Run(ctx context.Context, streams Streams) error {
	logger, err := readyLocally(ctx, &t.Settings, streams.Err)
	if err != nil {
		return err
	}
	p, err := assembleFor(ctx, &t.Settings, logger)
	if err != nil {
		return err
	}
	if t.JSON {
		return errors.Join(printListing(ctx, p, streams.Out), p.close(ctx))
	}
	table := tabwriter.NewWriter(streams.Out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(table, "TOOL\tTOOLSET\tEFFECT\tTITLE") // Flush reports what fails.
	for _, tool := range p.offered(ctx) {
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", tool.Name, tool.Toolset, tool.Effect, tool.Title)
	}
	return errors.Join(table.Flush(), p.close(ctx))
}

func printListing(ctx context.Context, p *program, out io.Writer) error {
	local, err := mcpserver.Dial(ctx, p.server(), "", nil)
	if err != nil {
		return err
	}
	listing, err := local.List(ctx)
	if err != nil {
		return errors.Join(err, local.Close())
	}
	return errors.Join(printJSON(out, listing), local.Close())
}

// printJSON prints JSON for people and programs alike.
func printJSON(out io.Writer, text json.RawMessage) error {
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, text, "", "  "); err != nil {
		return err
	}
	_, err := fmt.Fprintln(out, pretty.String())
	return err
}
