package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/config"
	"github.com/concur-mcp/concur-mcp/internal/exchange/record"
	"github.com/concur-mcp/concur-mcp/internal/fetch"
	"github.com/concur-mcp/concur-mcp/internal/journal"
	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/writes"
)

// sampleTraveller is whom --demo connects.
const sampleTraveller = "rita.alves@haldenreyes.example"

// sampleApprover is who approves for her.
const sampleApprover = "tom.berg@haldenreyes.example"

// sampleAdministrator is who sees everybody's reports.
const sampleAdministrator = "ada.novak@haldenreyes.example"

// link is the way to a Concur: the connections, where they are kept, and what
// carries the requests.
type link struct {
	connections *auth.Connections
	client      *concur.Client
	store       tokenstore.Store
	// guard stands before all writes.
	guard     *writes.Guard
	journal   *journal.Journal
	transport http.RoundTripper
	fetcher   *fetch.Fetcher
	// clientID is the OAuth application, and base the data centre where nothing says
	// another one.
	clientID, base string
}

func (l link) close() error { return l.store.Close() }

// endpoint is where a link leads.
type endpoint struct {
	app       auth.App
	hosts     auth.Hosts
	base      string
	transport http.RoundTripper
}

// tokens make the connections that the settings bring; an empty one is not there.
type tokens struct {
	// user is for the one person of a process that serves one person.
	user auth.Secret
	// company is for the deployment, as are companyID and companyRequest.
	company        auth.Secret
	companyID      string
	companyRequest auth.Secret
}

// watch is told what goes over a link; nobody looks where it is zero.
type watch struct {
	follow  concur.Follow
	observe func(auth.Event)
}

// linkFor opens the way that the settings of a command for one person describe.
// Nothing is sent, read or listened to before it is used.
func linkFor(ctx context.Context, c *config.Config, logger *slog.Logger) (link, error) {
	lead := leadToConcur
	if c.Demo {
		lead = leadToDemo
	}
	to, with, err := lead(c)
	if err != nil {
		return link{}, err
	}
	store, err := openStore(ctx, c, personalStore(c))
	if err != nil {
		return link{}, err
	}
	return to.connect(ctx, c, store, with, logger, watch{})
}

func leadToDemo(c *config.Config) (endpoint, tokens, error) {
	simulated, err := simulator.New(simulator.Options{QuickExpensesV3: c.DemoQuickExpensesV3})
	if err != nil {
		return endpoint{}, tokens{}, err
	}
	with, err := sampleTokens(simulated, c.DemoUser)
	if err != nil {
		return endpoint{}, tokens{}, err
	}
	to, err := leadToSimulator(simulator.InProcessURL, simulated.Transport())
	return to, with, err
}

// sampleTokens are those of a person of the sample company, the traveller if none is
// named, and of the company.
func sampleTokens(simulated *simulator.Simulator, login string) (tokens, error) {
	if login == "" {
		login = sampleTraveller
	}
	if people := simulated.Logins(); !slices.Contains(people, login) {
		return tokens{}, fmt.Errorf("nobody at the sample company has the login %q; there are %s", login, strings.Join(people, ", "))
	}
	return tokens{user: auth.NewSecret(simulated.Connect(login)), company: auth.NewSecret(simulated.ConnectCompany())}, nil
}

// leadToSimulator is the way to a simulator at an address.
func leadToSimulator(base string, transport http.RoundTripper) (endpoint, error) {
	hosts, err := auth.OnlyHost(base)
	return endpoint{
		app:   auth.App{ClientID: simulator.ClientID, ClientSecret: auth.NewSecret(simulator.ClientSecret)},
		hosts: hosts, base: base, transport: transport,
	}, err
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
	return to, tokens{
		user: c.Secrets.RefreshToken, company: c.Secrets.CompanyRefreshToken,
		companyID: c.CompanyID, companyRequest: c.Secrets.CompanyRequestToken,
	}, nil
}

// connect makes the link. The connections that the settings bring are made when they
// are used first.
func (e endpoint) connect(
	ctx context.Context, c *config.Config, store tokenstore.Store, with tokens, logger *slog.Logger, seen watch,
) (link, error) {
	if c.Record != "" {
		recorded, err := record.New(record.Settings{
			Folder: c.Record, Program: "concur-mcp " + currentVersion(), Next: e.transport, Logger: logger,
		})
		if err != nil {
			return link{}, err
		}
		e.transport = recorded
	}
	l := link{
		store: store, journal: newJournal(c, store, logger), transport: e.transport, fetcher: fetch.New(),
		clientID: e.app.ClientID, base: e.base,
	}
	l.guard = writes.New(writes.Settings{Policy: policyOf(c), Limits: c.Limits.Rules, Journal: l.journal, Store: store})
	l.connections = auth.NewConnections(auth.Settings{
		App: e.app, Store: store, Hosts: e.hosts, Home: e.base, Client: &http.Client{Transport: e.transport},
		WhoAmI:  func(ctx context.Context, token auth.Token) (string, error) { return l.client.NameOf(ctx, token) },
		Observe: seen.observe, Logger: logger,
	})
	l.client = concur.New(concur.Settings{
		Connections: l.connections, Transport: e.transport, Logger: logger, Follow: seen.follow,
		Timeout: c.UpstreamTimeout, Rate: c.UpstreamRate, Elsewhere: l.fetcher, Gate: l.guard.Gate,
	})
	return l, l.bring(ctx, with, e.base)
}

// bring offers the connections of the settings.
func (l link) bring(ctx context.Context, with tokens, base string) error {
	if !with.companyRequest.Empty() {
		l.connections.ImportRequestToken(auth.Deployment, auth.Company, with.companyID, with.companyRequest)
	}
	if !with.company.Empty() {
		if err := l.connections.Import(ctx, auth.Deployment, auth.Company, with.company, base); err != nil {
			return err
		}
	}
	if with.user.Empty() {
		return nil
	}
	return l.connections.Import(ctx, caller.Local, auth.User, with.user, base)
}

// policyOf is what the settings allow everybody.
func policyOf(c *config.Config) approve.Policy {
	return approve.Policy{ReadOnly: c.ReadOnly, Confirm: approve.Confirm(c.Confirm), PersonOnly: c.PersonConfirms}
}
