package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/config"
	"github.com/concur-mcp/concur-mcp/internal/exchange/record"
	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// sampleTraveller is whom --demo connects.
const sampleTraveller = "rita.alves@haldenreyes.example"

// sampleApprover is who approves for her.
const sampleApprover = "tom.berg@haldenreyes.example"

// sampleAdministrator is who sees everybody's reports.
const sampleAdministrator = "ada.novak@haldenreyes.example"

// link is the way to a Concur: the connections and what carries the requests.
type link struct {
	connections *auth.Connections
	transport   http.RoundTripper
}

// endpoint is where a link leads.
type endpoint struct {
	app       auth.App
	hosts     auth.Hosts
	base      string
	transport http.RoundTripper
}

// tokens are the refresh tokens of a link; an empty one is not there.
type tokens struct{ user, company auth.Secret }

func linkFor(ctx context.Context, c *config.Config, logger *slog.Logger) (link, error) {
	lead := leadToConcur
	if c.Demo {
		lead = leadToDemo
	}
	to, with, err := lead(c)
	if err != nil {
		return link{}, err
	}
	if c.Record != "" {
		if to.transport, err = record.New(record.Settings{
			Folder: c.Record, Program: "concur-mcp " + currentVersion(), Next: to.transport, Logger: logger,
		}); err != nil {
			return link{}, err
		}
	}
	return to.connect(ctx, with)
}

func leadToDemo(c *config.Config) (endpoint, tokens, error) {
	simulated, err := simulator.New(simulator.Options{QuickExpensesV3: c.DemoQuickExpensesV3})
	if err != nil {
		return endpoint{}, tokens{}, err
	}
	login := c.DemoUser
	if login == "" {
		login = sampleTraveller
	}
	if people := simulated.Logins(); !slices.Contains(people, login) {
		return endpoint{}, tokens{}, fmt.Errorf("nobody at the sample company has the login %q; there are %s", login, strings.Join(people, ", "))
	}
	return leadToSimulator(simulated, login, true)
}

// leadToSimulator is the way for a person of the sample company, and for the company if wanted.
func leadToSimulator(simulated *simulator.Simulator, login string, company bool) (endpoint, tokens, error) {
	hosts, err := auth.OnlyHost(simulator.InProcessURL)
	if err != nil {
		return endpoint{}, tokens{}, err
	}
	with := tokens{user: auth.NewSecret(simulated.Connect(login))}
	if company {
		with.company = auth.NewSecret(simulated.ConnectCompany())
	}
	return endpoint{
		app:   auth.App{ClientID: simulator.ClientID, ClientSecret: auth.NewSecret(simulator.ClientSecret)},
		hosts: hosts, base: simulator.InProcessURL, transport: simulated.Transport(),
	}, with, nil
}

func leadToConcur(c *config.Config) (endpoint, tokens, error) {
	to := endpoint{
		app:       auth.App{ClientID: c.ClientID, ClientSecret: c.Secrets.ClientSecret},
		hosts:     auth.ConcurHosts(),
		base:      auth.DatacenterBase(c.Datacenter),
		transport: concur.NewTransport(c.UpstreamTimeout),
	}
	if c.ConcurURL != "" {
		hosts, err := auth.OnlyHost(c.ConcurURL)
		if err != nil {
			return endpoint{}, tokens{}, err
		}
		to.hosts, to.base = hosts, c.ConcurURL
	}
	return to, tokens{user: c.Secrets.RefreshToken, company: c.Secrets.CompanyRefreshToken}, nil
}

// connect keeps the tokens for the principal. Nothing is sent before the first call.
func (e endpoint) connect(ctx context.Context, with tokens) (link, error) {
	connections := auth.NewConnections(auth.Settings{
		App: e.app, Store: tokenstore.NewMemory(), Hosts: e.hosts,
		Client: &http.Client{
			Transport: e.transport,
			// The client secret goes to the trusted host and nowhere else.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	})
	for kind, token := range map[auth.Kind]auth.Secret{auth.User: with.user, auth.Company: with.company} {
		if token.Empty() {
			continue
		}
		if err := connections.Import(ctx, principal, kind, token, e.base); err != nil {
			return link{}, err
		}
	}
	return link{connections: connections, transport: e.transport}, nil
}
