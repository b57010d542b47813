package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/config"
	"github.com/concur-mcp/concur-mcp/internal/limits"
	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

type demoCommand struct{}

// Help says what is shown.
func (demoCommand) Help() string {
	return `A traveller files a report, her approver sends it back and approves it in the end. Each of them has an MCP client and a
server of their own; the simulated Concur is shared. For every tool call it shows the arguments, what the person was asked,
what came of it, and the requests that reached Concur. One call breaks a rule of the operator, of one the answer is lost on
the way, and at the end the journal tells what was written. The exit status is 1 if any step does not give what it should.`
}

// Run plays the story.
func (demoCommand) Run(ctx context.Context, streams Streams) error {
	simulated, err := simulator.New(simulator.Options{})
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "concur-mcp-demo")
	if err != nil {
		return err
	}
	receipt := filepath.Join(folder, "dinner.png")
	err = writeReceipt(receipt)
	if err == nil {
		err = playOn(ctx, simulated, newTeller(streams.Out), receipt)
	}
	return errors.Join(err, os.RemoveAll(folder))
}

// playOn connects the actors and plays the story.
func playOn(ctx context.Context, simulated *simulator.Simulator, teller *teller, receipt string) error {
	folder := filepath.Dir(receipt)
	rita, err := newActor(ctx, simulated, actor{name: "Rita", login: sampleTraveller, teller: teller}, folder)
	if err != nil {
		return err
	}
	tom, err := newActor(ctx, simulated, actor{name: "Tom", login: sampleApprover, teller: teller}, folder)
	if err != nil {
		return errors.Join(err, rita.close(ctx))
	}
	s := &story{ctx: ctx, teller: teller, simulated: simulated, rita: rita, tom: tom, receipt: receipt, today: time.Now().UTC()}
	err = s.play()
	return errors.Join(err, rita.close(ctx), tom.close(ctx))
}

// demoLimits are the rules that both servers of the story have.
const demoLimits = `{"max_create": {"EUR": "500.00"}, "no_self_approval": true}`

// actor is a person with an MCP client and a server.
type actor struct {
	name, login string
	teller      *teller
	client      *mcpserver.Local
	program     *program
}

// agrees is how a person of the story answers a question: they read it and agree.
func (a *actor) agrees(_ context.Context, question string) (bool, error) {
	for line := range strings.Lines(question) {
		a.teller.say("", "    ? %s", strings.TrimRight(line, "\n"))
	}
	a.teller.say(green, "    ! %s agrees", a.name)
	return true, nil
}

func newActor(ctx context.Context, simulated *simulator.Simulator, a actor, folder string) (*actor, error) {
	to, err := leadToSimulator(simulator.InProcessURL, simulated.Transport())
	if err != nil {
		return nil, err
	}
	rules, err := limits.Parse([]byte(demoLimits))
	if err != nil {
		return nil, err
	}
	settings := &config.Config{
		Files: []string{folder}, UpstreamTimeout: concur.DefaultTimeout, Limits: config.Limits{Rules: rules},
	}
	logger := slog.New(slog.DiscardHandler)
	with := tokens{user: auth.NewSecret(simulated.Connect(a.login))}
	link, err := to.connect(ctx, settings, tokenstore.NewMemory(), with, logger, watch{})
	if err != nil {
		return nil, err
	}
	if a.program, err = link.personal(settings, logger); err != nil {
		return nil, err
	}
	a.client, err = mcpserver.Dial(ctx, a.program.server(), "", a.agrees)
	if err != nil {
		return nil, errors.Join(err, a.program.close(ctx))
	}
	return &a, nil
}

func (a *actor) close(ctx context.Context) error {
	return errors.Join(a.client.Close(), a.program.close(ctx))
}

// teller prints the story.
type teller struct {
	out    io.Writer
	colour bool
}

// newTeller uses colours on a terminal, unless NO_COLOR is set (no-color.org).
func newTeller(out io.Writer) *teller {
	t := &teller{out: out}
	if file, ok := out.(*os.File); ok && os.Getenv("NO_COLOR") == "" {
		info, err := file.Stat()
		t.colour = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return t
}

// The styles, as terminals know them.
const (
	bold  = "1"
	faint = "2"
	red   = "31"
	green = "32"
	blue  = "36"
)

func (t *teller) say(style, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if t.colour && style != "" {
		text = "\x1b[" + style + "m" + text + "\x1b[0m"
	}
	_, _ = fmt.Fprintln(t.out, text) // A reader who left misses the rest, and nothing else.
}
