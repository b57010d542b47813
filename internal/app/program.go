package app

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/config"
	"github.com/concur-mcp/concur-mcp/internal/files"
	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
	"github.com/concur-mcp/concur-mcp/internal/signin"
	"github.com/concur-mcp/concur-mcp/internal/telemetry"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/catalog"
)

// program is everything that a command needs to answer tool calls.
type program struct {
	link
	settings *config.Config
	logger   *slog.Logger
	folders  *files.Folders
	policy   approve.Policy
	// all are the tools of the catalog, and tools those that the settings switch on.
	all, tools []tools.Tool
	// runBy are the kinds of connections that can run each tool.
	runBy  map[string][]auth.Kind
	signIn *signin.Service
	// extra are the options of servers that only some commands set.
	extra   mcpserver.Options
	servers servers
}

// close lets go of everything, after answers that are under way.
func (p *program) close(ctx context.Context) error {
	return errors.Join(p.signIn.Close(ctx), p.folders.Close(), p.link.close())
}

// ready reads and checks the settings of a command for one person.
func ready(ctx context.Context, c *config.Config, stderr io.Writer) (*slog.Logger, error) {
	if err := readSecrets(ctx, c); err != nil {
		return nil, err
	}
	if err := c.Check(); err != nil {
		return nil, err
	}
	level, err := c.Level()
	if err != nil {
		return nil, err
	}
	return asStandard(telemetry.NewLogger(stderr, level)), nil
}

// readSecrets leaves a demo alone: it needs none, and to ask for one may run a command
// that asks a person.
func readSecrets(ctx context.Context, c *config.Config) error {
	if c.Demo {
		return nil
	}
	return c.ReadSecrets(ctx, os.Getenv)
}

// asStandard makes a logger the one of the process: net/http writes into the standard
// log what an upstream sends out of turn.
func asStandard(logger *slog.Logger) *slog.Logger {
	slog.SetDefault(logger)
	return logger
}

// assemble wires a program for the one person of a process. Nothing is sent, opened or
// listened to before it is used.
func assemble(ctx context.Context, c *config.Config, stderr io.Writer) (*program, error) {
	logger, err := ready(ctx, c, stderr)
	if err != nil {
		return nil, err
	}
	to, err := linkFor(ctx, c, logger)
	if err != nil {
		return nil, err
	}
	return to.personal(c, logger)
}

// personal is a program whose every call is that of the person at this machine.
func (l link) personal(c *config.Config, logger *slog.Logger) (*program, error) {
	return l.program(c, logger, signin.Settings{Listen: c.CallbackListen}, mcpserver.Options{
		Caller: func(context.Context) caller.Caller { return localCaller() },
	})
}

// localCaller is the person at this machine, who is also its operator.
func localCaller() caller.Caller {
	return caller.Caller{Principal: caller.Local, Name: "concur-mcp on this computer", Company: true}
}

// program puts the tools and the servers on top of a link. pages says where people sign
// in, and extra what else the servers are told.
func (l link) program(c *config.Config, logger *slog.Logger, pages signin.Settings, extra mcpserver.Options) (*program, error) {
	folders, err := openFolders(c.Files, os.Getwd)
	if err != nil {
		return nil, err
	}
	p := &program{
		link: l, settings: c, logger: logger, folders: folders, policy: approve.Policy{ReadOnly: c.ReadOnly}, extra: extra,
	}
	deps := catalog.Deps{Concur: l.client, Files: folders}
	if c.FetchURLs {
		deps.Fetch = l.fetcher
	}
	p.all = catalog.Tools(deps)
	p.runBy, p.servers.by = runners(p.all), map[string]*mcpserver.Server{}
	if p.tools, err = catalog.Select(p.all, catalog.Selection{
		Profile: c.Profile, Toolsets: c.Toolsets, Tools: c.Tools, Exclude: c.ExcludeTools,
	}); err != nil {
		return nil, err
	}
	pages.Store, pages.Connections, pages.Logger = l.store, l.connections, logger
	pages.Application, pages.Datacenter, pages.Scopes = l.clientID, c.Datacenter, p.scopes
	p.signIn = signin.New(pages)
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
