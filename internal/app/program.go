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
	"github.com/concur-mcp/concur-mcp/internal/uploads"
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
	links  openLinks
	// uploads takes receipts from people; nil where no page is there all the time.
	uploads *uploads.Service
	// extra are the options of servers that not all programs have.
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
	return logging(c, c.Check(), stderr)
}

// readyLocally is ready for a command that asks nothing of Concur.
func readyLocally(ctx context.Context, c *config.Config, stderr io.Writer) (*slog.Logger, error) {
	if err := readSecrets(ctx, c, config.EnvClientSecret); err != nil {
		return nil, err
	}
	return logging(c, c.CheckLocal(), stderr)
}

// logging makes the logger of settings in which nothing is wrong.
func logging(c *config.Config, wrong error, stderr io.Writer) (*slog.Logger, error) {
	if wrong != nil {
		return nil, wrong
	}
	level, err := c.Level()
	if err != nil {
		return nil, err
	}
	return asStandard(telemetry.NewLogger(stderr, level)), nil
}

// readSecrets leaves a demo alone: it needs none, and to ask for one may run a command
// that asks a person. For the same reason commands name those that they do not need.
func readSecrets(ctx context.Context, c *config.Config, unneeded ...string) error {
	if c.Demo {
		return nil
	}
	return c.ReadSecrets(ctx, os.Getenv, unneeded...)
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
	return assembleFor(ctx, c, logger)
}

// assembleFor is assemble for settings that were read before.
func assembleFor(ctx context.Context, c *config.Config, logger *slog.Logger) (*program, error) {
	to, err := linkFor(ctx, c, logger)
	if err != nil {
		return nil, err
	}
	return to.personal(c, logger)
}

// personal is a program whose every call is that of the person at this machine.
func (l link) personal(c *config.Config, logger *slog.Logger) (*program, error) {
	return l.program(c, logger, wiring{
		pages: signin.Settings{Listen: c.CallbackListen}, workingFolder: os.Getwd,
		extra: mcpserver.Options{Caller: func(context.Context) caller.Caller { return localCaller() }},
	})
}

// localCaller is the person at this machine, who is also its operator.
func localCaller() caller.Caller {
	return caller.Caller{Principal: caller.Local, Name: "concur-mcp on this computer", Company: true}
}

// wiring is what a program for one person and one for many differ in.
type wiring struct {
	// pages say where people sign in. Those with a Base are there all the time, and take
	// receipts too.
	pages signin.Settings
	// workingFolder holds receipts where no folder is named; nil where there is none.
	workingFolder func() (string, error)
	// extra are the options of servers that not all have.
	extra mcpserver.Options
}

// program puts the tools and the servers on top of a link.
func (l link) program(c *config.Config, logger *slog.Logger, w wiring) (*program, error) {
	folders, err := openFolders(c.Files, w.workingFolder)
	if err != nil {
		return nil, err
	}
	p := &program{
		link: l, settings: c, logger: logger, folders: folders, policy: policyOf(c), extra: w.extra,
	}
	deps := catalog.Deps{Concur: l.client, Files: folders}
	if w.pages.Base != nil {
		p.uploads = uploads.New(uploads.Settings{Store: l.store, Base: w.pages.Base, Logger: logger})
		deps.Handed = handover{p.uploads}
	}
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
	if err := c.Limits.UnknownTools(namesOf(p.all)); err != nil {
		return nil, err
	}
	w.pages.Store, w.pages.Connections, w.pages.Logger = l.store, l.connections, logger
	w.pages.Application, w.pages.Datacenter, w.pages.Scopes = l.clientID, c.Datacenter, p.scopes
	p.signIn = signin.New(w.pages)
	return p, nil
}

// openFolders opens the folders of --files, or the working folder where that is one of
// the person who calls. Some clients start servers in the root folder: that would be
// everything, so it is nothing.
func openFolders(paths []string, workingFolder func() (string, error)) (*files.Folders, error) {
	if len(paths) > 0 {
		return files.Allow(paths...)
	}
	if workingFolder == nil {
		return &files.Folders{}, nil
	}
	working, err := workingFolder()
	if err != nil || filepath.Dir(working) == working {
		return &files.Folders{}, nil //nolint:nilerr // Without a working folder there is none to read from.
	}
	return files.Allow(working)
}

func namesOf(all []tools.Tool) []string {
	names := make([]string, len(all))
	for i, tool := range all {
		names[i] = tool.Name
	}
	return names
}
