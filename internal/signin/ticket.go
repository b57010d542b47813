package signin

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/web"
)

// stage says how far a sign-in is.
type stage string

const (
	// waiting: nobody has continued the link yet.
	waiting stage = "waiting"
	// opened: a browser has, and is on its way through Concur.
	opened stage = "opened"
	// finishing: its answer is being exchanged; no other is taken.
	finishing stage = "finishing"
	connected stage = "connected"
	failed    stage = "failed"
)

// signIn is the body of a ticket.
type signIn struct {
	Who         string
	Kind        auth.Kind
	Application string
	Scopes      []string
	Stage       stage
	// Opens is the last moment at which the link can be continued.
	Opens time.Time
	// Browser and State are digests of the secrets in the cookie of the browser that
	// continued last, and in the state that it took to Concur.
	Browser, State string
	// RedirectURI is repeated when the code is exchanged.
	RedirectURI string
	// Request is what App Center brought, until it is exchanged.
	Request *appCenterRequest
	// Held is what whoever serves the sign-in at a loopback address proves by that it
	// shares the store; empty where there is no such address.
	Held string `json:",omitempty"`
	// Account and Failure tell how it ended.
	Account auth.Account
	Failure string
}

// appCenterRequest is what App Center's redirect carries. The token is a secret.
type appCenterRequest struct {
	ID, Token, Administrator string
}

func (i signIn) body() ([]byte, error) { return json.Marshal(i) }

// over reports whether nothing more will happen.
func (i signIn) over() bool { return i.Stage == connected || i.Stage == failed }

// visit is a sign-in with its ticket, as one request sees it.
type visit struct {
	ID, Principal string
	Expires       time.Time
	signIn
}

// read finds a sign-in; it fails with tokenstore.ErrNotFound too where the ticket
// is about something else or its time is over.
func (s *Service) read(ctx context.Context, id string) (visit, error) {
	ticket, err := s.Store.Ticket(ctx, id)
	if err != nil {
		return visit{}, err
	}
	return s.visit(ticket)
}

func (s *Service) visit(ticket tokenstore.Ticket) (visit, error) {
	ours := ticket.Purpose == purposeSignIn || ticket.Purpose == purposeAppCenter
	if !ours || !s.Now().Before(ticket.Expires) {
		return visit{}, tokenstore.ErrNotFound
	}
	v := visit{ID: ticket.ID, Principal: ticket.Principal, Expires: ticket.Expires}
	err := json.Unmarshal(ticket.Body, &v.signIn)
	return v, err
}

// change writes what step makes of a sign-in, while no other request does.
func (s *Service) change(ctx context.Context, id string, step func(*signIn) error) (visit, error) {
	ticket, err := s.Store.UpdateTicket(ctx, id, func(old tokenstore.Ticket) (tokenstore.Ticket, error) {
		v, err := s.visit(old)
		if err != nil {
			return old, err
		}
		if err := step(&v.signIn); err != nil {
			return old, err
		}
		old.Body, err = v.body()
		return old, err
	})
	if err != nil {
		return visit{}, err
	}
	return s.visit(ticket)
}

// stateFor makes the state that goes to Concur: which sign-in it belongs to, and a
// secret of which only the digest is kept.
func stateFor(id string) (state, digest string) {
	secret := web.Secret()
	return id + "." + secret, web.Digest(secret)
}

// gone reports that a ticket is not there, as against a store that cannot be asked.
func gone(err error) bool { return errors.Is(err, tokenstore.ErrNotFound) }
