package app

import (
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/config"
	"github.com/concur-mcp/concur-mcp/internal/fetch"
	"github.com/concur-mcp/concur-mcp/internal/files"
	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
	"github.com/concur-mcp/concur-mcp/internal/telemetry"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/catalog"
)

// principal is the one caller of a process that serves one client.
const principal = "local"

// program is everything that a command needs to answer tool calls.
type program struct {
	server *mcpserver.Server
	// tools are those on offer, as the policy still sees them.
	tools   []tools.Tool
	policy  approve.Policy
	folders *files.Folders
}

func (p *program) close() error { return p.folders.Close() }

// assemble reads and checks the settings and wires the rooms together. Nothing is
// sent to Concur.
func assemble(ctx context.Context, c *config.Config, stderr io.Writer) (*program, error) {
	if !c.Demo { // It needs none, and to ask for one may run a command that asks a person.
		if err := c.ReadSecrets(ctx, os.Getenv); err != nil {
			return nil, err
		}
	}
	if err := c.Check(); err != nil {
		return nil, err
	}
	level, err := c.Level()
	if err != nil {
		return nil, err
	}
	logger := telemetry.NewLogger(stderr, level)
	link, err := linkFor(ctx, c, logger)
	if err != nil {
		return nil, err
	}
	// net/http writes into the standard log what an upstream sends out of turn.
	slog.SetDefault(logger)
	return link.program(ctx, c, logger)
}

// program puts the tools and the server on top of a link.
func (l link) program(ctx context.Context, c *config.Config, logger *slog.Logger) (*program, error) {
	fetcher := fetch.New()
	client := concur.New(concur.Settings{
		Connections: l.connections, Transport: l.transport, Logger: logger, Timeout: c.UpstreamTimeout, Elsewhere: fetcher,
	})
	folders, err := openFolders(c.Files, os.Getwd)
	if err != nil {
		return nil, err
	}
	p := &program{folders: folders, policy: approve.Policy{ReadOnly: c.ReadOnly}}
	deps := catalog.Deps{Concur: client, Files: folders}
	if c.FetchURLs {
		deps.Fetch = fetcher
	}
	selected, err := catalog.Select(catalog.Tools(deps), catalog.Selection{
		Profile: c.Profile, Toolsets: c.Toolsets, Tools: c.Tools, Exclude: c.ExcludeTools,
	})
	if err != nil {
		return nil, err
	}
	if p.tools, err = catalog.Runnable(ctx, client, principal, selected); err != nil {
		return nil, err
	}
	p.server = mcpserver.New(mcpserver.Options{
		Tools: p.tools, Policy: p.policy, Version: currentVersion(), Logger: logger,
		Caller: func(context.Context) caller.Caller { return caller.Caller{Principal: principal, Company: true} },
	})
	return p, nil
}

// openFolders opens the folders of --files, or the working folder. Some clients
// start servers in the root folder: that would be everything, so it is nothing.
func openFolders(paths []string, workingFolder func() (string, error)) (*files.Folders, error) {
	if len(paths) > 0 {
		return files.Allow(paths...)
	}
	working, err := workingFolder()
	if err != nil || filepath.Dir(working) == working {
		return &files.Folders{}, nil //nolint:nilerr // Without a working folder there is none to read from.
	}
	return files.Allow(working)
}
