package app

import (
	"context"
	"net/http"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/config"
	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// sampleTraveller is whom --demo connects.
const sampleTraveller = "rita.alves@haldenreyes.example"

// sampleApprover is who approves for her.
const sampleApprover = "tom.berg@haldenreyes.example"

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

func linkFor(ctx context.Context, c *config.Config) (link, error) {
	if c.Demo {
		return linkToDemo(ctx, c)
	}
	return linkToConcur(ctx, c)
}

func linkToDemo(ctx context.Context, c *config.Config) (link, error) {
	simulated, err := simulator.New(simulator.Options{})
	if err != nil {
		return link{}, err
	}
	login := c.DemoUser
	if login == "" {
		login = sampleTraveller
	}
	return linkToSimulator(ctx, simulated, login, true)
}

// linkToSimulator connects a person of the sample company, and the company if wanted.
func linkToSimulator(ctx context.Context, simulated *simulator.Simulator, login string, company bool) (link, error) {
	hosts, err := auth.OnlyHost(simulator.InProcessURL)
	if err != nil {
		return link{}, err
	}
	with := tokens{user: auth.NewSecret(simulated.Connect(login))}
	if company {
		with.company = auth.NewSecret(simulated.ConnectCompany())
	}
	return endpoint{
		app:   auth.App{ClientID: simulator.ClientID, ClientSecret: auth.NewSecret(simulator.ClientSecret)},
		hosts: hosts, base: simulator.InProcessURL, transport: simulated.Transport(),
	}.connect(ctx, with)
}

func linkToConcur(ctx context.Context, c *config.Config) (link, error) {
	to := endpoint{
		app:       auth.App{ClientID: c.ClientID, ClientSecret: c.Secrets.ClientSecret},
		hosts:     auth.ConcurHosts(),
		base:      auth.DatacenterBase(c.Datacenter),
		transport: concur.NewTransport(c.UpstreamTimeout),
	}
	if c.ConcurURL != "" {
		hosts, err := auth.OnlyHost(c.ConcurURL)
		if err != nil {
			return link{}, err
		}
		to.hosts, to.base = hosts, c.ConcurURL
	}
	return to.connect(ctx, tokens{
		user:    c.Secrets.RefreshToken,
		company: c.Secrets.CompanyRefreshToken,
	})
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
