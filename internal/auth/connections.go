package auth

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// Deployment is the principal that the company connection of the operator belongs
// to. A caller uses it only where it may (caller.Caller.Company).
const Deployment = "deployment"

// App is the OAuth application that the operator registered in Concur.
type App struct {
	ClientID     string
	ClientSecret Secret
}

// Settings make Connections.
type Settings struct {
	App   App
	Store tokenstore.Store
	// Hosts are those that may get tokens; the zero value is ConcurHosts.
	Hosts Hosts
	// Home is the base URL of the data centre that the operator named, for where no
	// token says it yet; that of us2 if empty.
	Home string
	// Client is what token requests are sent with. Its redirects are not followed.
	Client *http.Client
	// WhoAmI asks Concur what the account of a token is called. It is asked once after
	// a sign-in, and may fail; nil leaves accounts without a name.
	WhoAmI func(context.Context, Token) (name string, err error)
	// Observe is told of each request for tokens; nil for nobody.
	Observe func(Event)
	// Logger gets what goes wrong in the background, without secrets; nil for none.
	Logger *slog.Logger
	// Now is the clock; time.Now if nil.
	Now func() time.Time
}

// Connections makes the connections of principals to Concur, hands out their
// tokens and keeps them fresh. It is safe for concurrent use.
type Connections struct {
	app     App
	store   tokenstore.Store
	hosts   Hosts
	home    string
	client  *http.Client
	whoAmI  func(context.Context, Token) (string, error)
	observe func(Event)
	logger  *slog.Logger
	now     func() time.Time

	flights singleflight.Group
	keys    keySets

	mu sync.Mutex
	// offers are connections from outside that the store may not have yet.
	offers map[tokenstore.Key]offer
	// unwritten are new tokens that the store has not kept yet.
	unwritten map[tokenstore.Key]unwritten
	// application is the token of client credentials, which is kept nowhere else.
	application tokenstore.Record
	notices     map[string]notices
	// told is when a principal was warned last, by principal and words.
	told map[string]time.Time
	// accounts are whose tokens were handed out last.
	accounts map[tokenstore.Key]string
}

// NewConnections makes Connections; nothing is sent, and the store is not touched.
func NewConnections(s Settings) *Connections {
	if s.Now == nil {
		s.Now = time.Now
	}
	if s.Home == "" {
		s.Home = DatacenterBase("us2")
	}
	if s.Observe == nil {
		s.Observe = func(Event) {}
	}
	if s.Logger == nil {
		s.Logger = slog.New(slog.DiscardHandler)
	}
	return &Connections{
		app: s.App, store: s.Store, hosts: s.Hosts, home: s.Home, client: unmoved(s.Client), whoAmI: s.WhoAmI,
		observe: s.Observe, logger: s.Logger, now: s.Now,
		offers: map[tokenstore.Key]offer{}, unwritten: map[tokenstore.Key]unwritten{}, notices: map[string]notices{},
		told:     map[string]time.Time{},
		accounts: map[tokenstore.Key]string{},
	}
}

// unmoved is the client without redirects: the client secret goes to the trusted
// host and nowhere else.
func unmoved(client *http.Client) *http.Client {
	if client == nil {
		client = &http.Client{}
	}
	still := *client
	still.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &still
}

// Token is what a request needs: the bearer, where to send it, and whom it stands for.
type Token struct {
	Kind   Kind
	Access Secret
	// Base is the scheme and host that all requests of this connection go to.
	Base *url.URL
	// Subject is the UUID of the person or company.
	Subject string
	Scopes  []string
	// Owner is the principal whose connection it is: the caller's own, or Deployment.
	Owner string
}

// Account says what a connection stands for.
type Account struct {
	Kind Kind
	// Subject is the UUID of the person or company.
	Subject string
	// Name is the login or the name of the company; empty where Concur did not say.
	Name string
	// Geolocation is the base URL of the data centre.
	Geolocation string
	Scopes      []string
	// RefreshExpires is when the connection ends unless it is used before, in UTC; zero
	// if that is not known.
	RefreshExpires time.Time
	// Replaced names the other account that was connected before, to whoever has not
	// been told yet; empty if there was none.
	Replaced string
}

// String is how people are told of the account.
func (a Account) String() string {
	switch {
	case a.Name != "":
		return a.Name
	case a.Subject != "":
		return "the " + string(a.Kind) + " with the id " + a.Subject
	default:
		return "a " + string(a.Kind) + " that Concur did not name"
	}
}

func accountOf(r tokenstore.Record) Account {
	return Account{
		Kind: Kind(r.Kind), Subject: r.Subject, Name: r.Account, Geolocation: r.Geolocation, Scopes: r.Scopes,
		RefreshExpires: r.RefreshExpires, Replaced: r.Replaced,
	}
}

// Outcome is how a request for tokens ended.
type Outcome string

// The outcomes.
const (
	// Granted: there are new tokens.
	Granted Outcome = "ok"
	// Refused: Concur said no.
	Refused Outcome = "refused"
	// Failed: there was no answer, or none that could be used.
	Failed Outcome = "failed"
)

// Event is a request for tokens that has ended.
type Event struct {
	// Grant is the grant_type, such as refresh_token.
	Grant   string
	Kind    Kind
	Outcome Outcome
}

// Hosts gives the rule of trusted hosts that the connections follow.
func (c *Connections) Hosts() Hosts { return c.hosts }

// Accounts is a text that becomes another one when other accounts take the place of
// those that a principal's tokens stand for. What was learnt with the former ones is
// not for the latter.
func (c *Connections) Accounts(principal string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	own, company := c.accounts[storeKey(principal, User)], c.accounts[storeKey(principal, Company)]
	return own + " " + company + " " + c.accounts[storeKey(Deployment, Company)]
}

// token is what a record gives to a request.
func (c *Connections) token(r tokenstore.Record) (Token, error) {
	base, err := c.hosts.Base(r.Geolocation)
	if err != nil {
		return Token{}, err
	}
	c.mu.Lock()
	c.accounts[r.Key] = r.Subject
	c.mu.Unlock()
	return Token{
		Kind: Kind(r.Kind), Access: NewSecret(r.AccessToken), Base: base, Subject: r.Subject, Scopes: r.Scopes, Owner: r.Principal,
	}, nil
}

func storeKey(principal string, kind Kind) tokenstore.Key {
	return tokenstore.Key{Principal: principal, Kind: string(kind)}
}
