package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/config"
	"github.com/concur-mcp/concur-mcp/internal/doctor"
	"github.com/concur-mcp/concur-mcp/internal/signin"
	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/catalog"
)

// desk is what a command works on that makes, shows or ends connections.
type desk struct {
	*program
	// address is where the connections are kept.
	address string
	// switchedOn are the tools that the settings offer, whoever can run them.
	switchedOn []tools.Tool
	streams    Streams
}

func openDesk(ctx context.Context, c *config.Config, streams Streams) (*desk, error) {
	logger, err := ready(ctx, c, streams.Err)
	if err != nil {
		return nil, err
	}
	return deskFor(ctx, c, logger, streams)
}

// deskFor is openDesk for settings that were read before.
func deskFor(ctx context.Context, c *config.Config, logger *slog.Logger, streams Streams) (*desk, error) {
	list, err := switchedOn(c)
	if err != nil {
		return nil, err
	}
	to, err := linkFor(ctx, c, logger)
	if err != nil {
		return nil, err
	}
	p, err := to.personal(c, logger)
	if err != nil {
		return nil, errors.Join(err, to.close())
	}
	address := c.Store
	if address == "" {
		address = personalStore(c)
	}
	return &desk{program: p, address: address, switchedOn: list, streams: streams}, nil
}

// lastPage is how long the last page of a sign-in may take to reach the browser.
const lastPage = 2 * time.Second

// close lets the browser have its last page. That it keeps a connection open, as
// browsers do, is no failure.
func (d *desk) close(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx)
	soon, cancel := context.WithTimeout(ctx, lastPage)
	defer cancel()
	_ = d.signIn.Close(soon)
	return d.program.close(ctx)
}

// switchedOn are the tools that the settings offer.
func switchedOn(c *config.Config) ([]tools.Tool, error) {
	list, err := catalog.Select(catalog.Tools(catalog.Deps{}), catalog.Selection{
		Profile: c.Profile, Toolsets: c.Toolsets, Tools: c.Tools, Exclude: c.ExcludeTools,
	})
	var allowed []tools.Tool
	policy := approve.Policy{ReadOnly: c.ReadOnly}
	for _, tool := range list {
		if policy.Decide(tool.Effect, approve.Override{}).Verdict != approve.Refuse {
			allowed = append(allowed, tool)
		}
	}
	return allowed, err
}

// signInAt makes links to the pages of a server that runs on the same store.
func (d *desk) signInAt(base string) *signin.Service {
	there := d.signIn.Settings
	there.Listen, there.Base = "", func() string { return base }
	return signin.New(there)
}

// welcome says whose account was connected, and what it cannot do.
func (d *desk) welcome(account auth.Account, principal string) {
	out := d.streams.Out
	whose := ""
	if principal != caller.Local && principal != auth.Deployment {
		whose = " for " + principal
	}
	say(out, "\nConnected%s: %s, at %s%s.", whose, account, account.Geolocation, until(account.RefreshExpires))
	if account.Replaced != "" {
		say(out, "It takes the place of %s, who was connected before.", account.Replaced)
	}
	granted := []doctor.Granted{{Kind: account.Kind, Scopes: account.Scopes}}
	_, missing := doctor.Tools(d.switchedOn, granted)
	for _, m := range missing {
		say(out, "%s", missingScope(m))
	}
	if len(missing) > 0 {
		say(out, "A Concur administrator adds scopes to the OAuth application; then sign in again.")
	}
}

// until says how long a connection lasts if it is not used.
func until(end time.Time) string {
	if end.IsZero() {
		return ""
	}
	return ", until " + end.UTC().Format(time.DateOnly) + " if it is not used before"
}

// missingScope says what a scope would be good for.
func missingScope(m doctor.MissingScope) string {
	text := fmt.Sprintf("It lacks the scope %s", strings.Join(m.AnyOf, " or "))
	if len(m.Unlocks) > 0 {
		return text + ", without which these tools do not work: " + strings.Join(m.Unlocks, ", ") + "."
	}
	return text + ", which these tools would do more with: " + strings.Join(m.Completes, ", ") + "."
}

// simulate puts a simulated Concur on a port of this machine, where the browser of
// the person finds it.
func (l *loginCommand) simulate(ctx context.Context, streams Streams) (end func(), err error) {
	simulated, err := simulator.New(simulator.Options{QuickExpensesV3: l.Settings.DemoQuickExpensesV3})
	if err != nil {
		return nil, err
	}
	var listening net.ListenConfig
	listener, err := listening.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	server := &http.Server{Handler: simulated, ReadHeaderTimeout: headerPatience}
	go func() { _ = server.Serve(listener) }() // It ends with the command.
	base := "http://" + listener.Addr().String()
	l.Settings.Demo, l.Settings.DemoUser, l.Settings.DemoQuickExpensesV3 = false, "", false
	l.Settings.ConcurURL, l.Settings.Store, l.Settings.ClientID = base, "memory:", simulator.ClientID
	l.Settings.Secrets = config.Secrets{ClientSecret: auth.NewSecret(simulator.ClientSecret)}
	if l.Company {
		l.Settings.CompanyID = simulated.CompanyID()
		l.Settings.Secrets.CompanyRequestToken = auth.NewSecret(simulated.RequestToken())
	}
	say(streams.Out, "A simulated Concur is on %s, where mail lies in /_sim/outbox. All of it ends with this command.", base)
	return func() { _ = server.Close() }, nil
}
