// Package app is the command line: it reads the settings, wires the rooms
// together and runs a command.
package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/concur-mcp/concur-mcp/internal/config"
)

// Streams are where a command reads and writes.
type Streams struct {
	In  io.ReadCloser
	Out io.WriteCloser
	Err io.Writer
}

// The exit statuses.
const (
	statusOK     = 0
	statusFailed = 1
	statusUsage  = 2
)

// errReported ends a command that has already said what went wrong.
var errReported = errors.New("reported")

// errStopped ends a command that was told to end before it was done.
var errStopped = errors.New("stopped before it was done")

// commands is the command line.
type commands struct {
	Stdio     stdioCommand     `cmd:"" help:"Serve MCP over stdin and stdout. This is what MCP clients start."`
	Login     loginCommand     `cmd:"" help:"Connect your Concur account, or the company."`
	Logout    logoutCommand    `cmd:"" help:"End a connection."`
	Status    statusCommand    `cmd:"" help:"Show the connections and how long they last."`
	Doctor    doctorCommand    `cmd:"" help:"Find what is wrong, say how to fix it, and which tools will work."`
	Keys      keysCommand      `cmd:"" help:"Make and change the keys that connections are encrypted with."`
	Serve     serveCommand     `cmd:"" help:"Serve MCP over HTTP to many callers, with the pages to sign in."`
	Demo      demoCommand      `cmd:"" help:"Show the main job on the built-in simulator, step by step. Needs no account."`
	Simulator simulatorCommand `cmd:"" help:"Serve the simulated Concur on a port, with a page that shows its state."`
	Tools     toolsCommand     `cmd:"" help:"List the tools that the current settings offer."`
	Call      callCommand      `cmd:"" help:"Call one tool from the shell."`
	Journal   journalCommand   `cmd:"" help:"Show what was written in Concur, and verify the record of it."`
	Token     tokenCommand     `cmd:"" help:"Make a token for a caller of serve --auth token."`
	API       apiCommand       `cmd:"" name:"api" help:"List the Concur operations in use, and what each needs."`
	Version   versionCommand   `cmd:"" help:"Print the version."`
}

const about = `An MCP server that lets an AI agent do SAP Concur expense work.

Begin with "concur-mcp demo", or "concur-mcp stdio --demo" in an MCP client: both run on a simulated Concur and need no account.`

// Main runs the program and gives its exit status.
func Main(args []string, streams Streams) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// The second signal ends the process at once.
	context.AfterFunc(ctx, stop)

	var root commands
	parser, err := kong.New(&root,
		kong.Name("concur-mcp"), kong.Description(about), kong.UsageOnError(), config.Loader(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 110}),
		kong.Writers(streams.Out, streams.Err),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(streams))
	if err != nil {
		return report(streams, err, statusFailed)
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	if err != nil {
		return report(streams, err, statusUsage)
	}
	err = command.Run()
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		err = errStopped
	}
	return report(streams, err, statusFailed)
}

// report says what went wrong, if anything did.
func report(streams Streams, err error, status int) int {
	var problems config.Problems
	switch {
	case err == nil:
		return statusOK
	case errors.Is(err, errReported):
	case errors.As(err, &problems):
		_, _ = fmt.Fprintf(streams.Err, "concur-mcp cannot start:\n  %s\n", strings.Join(problems, "\n  "))
	default:
		_, _ = fmt.Fprintf(streams.Err, "concur-mcp: %s\n", err)
	}
	return status
}
