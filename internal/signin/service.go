package signin

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/web"
)

const (
	// linkLife is how long a link can be continued.
	linkLife = 10 * time.Minute
	// signInLife is how long all of it may take: who continued at the last moment
	// still has to get through the company's sign-in.
	signInLife = 2 * linkLife
	// exchangePatience bounds the exchange of a code, which goes on without its browser.
	exchangePatience = time.Minute
)

// Purposes of tickets.
const (
	purposeSignIn    = "sign_in"
	purposeAppCenter = "app_center"
)

// Connections is what makes a connection of what Concur's redirects bring; it is
// *auth.Connections.
type Connections interface {
	AuthorizeURL(redirectURI, state string, scopes []string) string
	ConnectCode(ctx context.Context, principal string, code auth.Code) (auth.Account, error)
	ConnectRequestToken(ctx context.Context, principal string, kind auth.Kind, id string, requestToken auth.Secret) (auth.Account, error)
}

// Settings make a Service.
type Settings struct {
	Store       tokenstore.Store
	Connections Connections
	// Base is the address that browsers reach the pages by, such as
	// https://concur.example.com; BaseCallback is registered in Concur.
	Base func() string
	// Listen is a loopback address to serve the pages on while a sign-in is open, in
	// place of Base; empty where Handler is served all the time.
	Listen string
	// Scopes are asked of Concur for a principal.
	Scopes func(principal string) []string
	// Application is the client id, and Datacenter its place, as people are shown them.
	Application, Datacenter string
	// Now is the clock; time.Now if nil.
	Now func() time.Time
	// Logger hears who started and finished sign-ins; nobody if nil.
	Logger *slog.Logger
}

// CallbackPath is where Concur's redirect comes back to, below the base address.
const CallbackPath = "/oauth/callback"

// Service hands out links and serves their pages.
type Service struct {
	Settings
	loopback *loopback
}

// New makes a Service; nothing is read, sent or listened to.
func New(settings Settings) *Service {
	if settings.Now == nil {
		settings.Now = time.Now
	}
	if settings.Logger == nil {
		settings.Logger = slog.New(slog.DiscardHandler)
	}
	s := &Service{Settings: settings}
	if settings.Listen != "" {
		s.loopback = newLoopback(settings.Listen, s)
		s.Base = s.loopback.baseURL
	}
	return s
}

// Link is what a person is handed.
type Link struct {
	// ID names the sign-in; it is no secret and opens nothing.
	ID string
	// URL is a secret: who opens it first may connect an account.
	URL string
	// Expires is when it can be continued no more, in UTC.
	Expires time.Time
}

// Start makes a link by which a person connects an own account to a principal. who
// is shown on the pages as the one that asked. It fails with TooManyError, and
// with ListenError where a loopback address is needed and taken.
func (s *Service) Start(ctx context.Context, principal, who string) (Link, error) {
	var scopes []string
	if s.Scopes != nil {
		scopes = s.Scopes(principal)
	}
	asked := signIn{Who: who, Kind: auth.User, Scopes: scopes}
	return s.start(ctx, tokenstore.Ticket{Purpose: purposeSignIn, Principal: principal}, asked)
}

// StartAppCenter makes a link that allows the browser that continues it to connect
// a company to this deployment from App Center, once. It is for the operator.
func (s *Service) StartAppCenter(ctx context.Context, who string) (Link, error) {
	asked := signIn{Who: who, Kind: auth.Company}
	return s.start(ctx, tokenstore.Ticket{Purpose: purposeAppCenter, Principal: auth.Deployment}, asked)
}

func (s *Service) start(ctx context.Context, ticket tokenstore.Ticket, asked signIn) (Link, error) {
	if s.loopback != nil {
		_ = s.loopback.bind(ctx) // hold says what is wrong, once there is something to ask for
		asked.Held = web.Secret()
	}
	secret, now := web.Secret(), s.Now().UTC()
	asked.Who, asked.Application = said(asked.Who), s.Application
	asked.Stage, asked.Opens = waiting, now.Add(linkLife)
	ticket.ID, ticket.Expires = web.Digest(secret), now.Add(signInLife)
	var err error
	if ticket.Body, err = asked.body(); err != nil {
		return Link{}, err
	}
	err = s.Store.PutTicket(ctx, ticket)
	if errors.Is(err, tokenstore.ErrTooMany) {
		return Link{}, &TooManyError{}
	}
	if err != nil {
		return Link{}, fmt.Errorf("starting a sign-in: %w", err)
	}
	if s.loopback != nil {
		if err := s.loopback.hold(ctx, ticket.ID, asked.Held); err != nil {
			return Link{}, errors.Join(err, s.Store.DeleteTicket(ctx, ticket.ID))
		}
	}
	s.Logger.InfoContext(ctx, "sign-in started", "principal", ticket.Principal, "purpose", ticket.Purpose)
	return Link{ID: ticket.ID, URL: s.base() + "/connect/" + secret, Expires: asked.Opens}, nil
}

func (s *Service) base() string { return strings.TrimSuffix(s.Base(), "/") }

// Close stops listening on the loopback address, after answers that are under way.
func (s *Service) Close(ctx context.Context) error {
	if s.loopback == nil {
		return nil
	}
	return s.loopback.close(ctx)
}
