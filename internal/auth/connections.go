package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// refreshEarly is how long before its end a token is renewed
// (Authentication: "a few minutes before 3600 s").
const refreshEarly = 5 * time.Minute

// refreshPatience bounds one refresh, whoever waits for it.
const refreshPatience = 30 * time.Second

// Deployment is the principal that the company connection of the operator belongs
// to. A caller uses it only where it may (caller.Caller.Company).
const Deployment = "deployment"

// App is the OAuth application that the operator registered in Concur.
type App struct {
	ClientID     string
	ClientSecret Secret
}

// Settings make Connections. Store and Hosts have usable zero values only in
// tests; Client is what token requests are sent with.
type Settings struct {
	App    App
	Store  tokenstore.Store
	Hosts  Hosts
	Client *http.Client
	// Now is the clock; time.Now if nil.
	Now func() time.Time
}

// Connections hands out the tokens of principals and keeps them fresh.
type Connections struct {
	app     App
	store   tokenstore.Store
	hosts   Hosts
	client  *http.Client
	now     func() time.Time
	flights singleflight.Group
}

// NewConnections makes Connections; nothing is sent.
func NewConnections(s Settings) *Connections {
	if s.Now == nil {
		s.Now = time.Now
	}
	return &Connections{app: s.App, store: s.Store, hosts: s.Hosts, client: s.Client, now: s.Now}
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
}

// Hosts gives the rule of trusted hosts that the connections follow.
func (c *Connections) Hosts() Hosts { return c.hosts }

// Import keeps a refresh token that came from outside, as for servers and CI.
// base says where to refresh it first; nothing is sent now.
func (c *Connections) Import(ctx context.Context, principal string, kind Kind, refresh Secret, base string) error {
	if _, err := c.hosts.Base(base); err != nil {
		return err
	}
	_, err := c.store.Update(ctx, storeKey(principal, kind), func(old tokenstore.Record) (tokenstore.Record, error) {
		return tokenstore.Record{Key: old.Key, RefreshToken: refresh.Reveal(), Geolocation: base}, nil
	})
	return err
}

// Kinds lists the kinds of connections that a principal has.
func (c *Connections) Kinds(ctx context.Context, principal string) ([]Kind, error) {
	records, err := c.store.List(ctx, principal)
	if err != nil {
		return nil, fmt.Errorf("reading the connections: %w", err)
	}
	var kinds []Kind
	for _, record := range records {
		kinds = append(kinds, Kind(record.Kind))
	}
	return kinds, nil
}

// Token gives a token that is good for some minutes more, renewing it if it
// must. It fails with NotConnectedError, TokenError or WrongKindError.
func (c *Connections) Token(ctx context.Context, principal string, kind Kind) (Token, error) {
	record, err := c.store.Get(ctx, storeKey(principal, kind))
	if errors.Is(err, tokenstore.ErrNotFound) {
		return Token{}, &NotConnectedError{Kind: kind}
	}
	if err != nil {
		return Token{}, fmt.Errorf("reading the %s connection: %w", kind, err)
	}
	if c.fresh(record) {
		return c.token(record)
	}
	token, err := c.renew(ctx, principal, kind, record.AccessToken)
	if err != nil && ctx.Err() == nil && c.usable(record) {
		return c.token(record) // it was early; the next call tries again
	}
	return token, err
}

// Renew replaces a token that Concur has just refused. Those who come with the
// same stale token at the same time share one refresh.
func (c *Connections) Renew(ctx context.Context, principal string, stale Token) (Token, error) {
	return c.renew(ctx, principal, stale.Kind, stale.Access.Reveal())
}

// renew refreshes once for all that wait. Whoever gives up waiting does not
// take the refresh away from the others.
func (c *Connections) renew(ctx context.Context, principal string, kind Kind, stale string) (Token, error) {
	key := storeKey(principal, kind)
	flight := c.flights.DoChan(principal+"\x00"+string(kind), func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), refreshPatience)
		defer cancel()
		var gone error
		record, err := c.store.Update(ctx, key, func(old tokenstore.Record) (tokenstore.Record, error) {
			if old.AccessToken != stale && c.fresh(old) {
				return old, nil // somebody else was first
			}
			renewed, err := c.refresh(ctx, old)
			if refusal, ok := errors.AsType[*TokenError](err); ok && refusal.SignInAgain() {
				// The record stays, so that its owner can be told.
				gone, old.State = err, tokenstore.SignInAgain
				return old, nil
			}
			return renewed, err
		})
		if err := errors.Join(gone, err); err != nil {
			return Token{}, err
		}
		return c.token(record)
	})
	select {
	case result := <-flight:
		return result.Val.(Token), result.Err
	case <-ctx.Done():
		return Token{}, ctx.Err()
	}
}

// usable reports whether an access token outlasts the request it is for.
func (c *Connections) usable(r tokenstore.Record) bool {
	return r.AccessToken != "" && c.now().Add(time.Minute).Before(r.AccessExpires)
}

func (c *Connections) fresh(r tokenstore.Record) bool {
	return r.AccessToken != "" && c.now().Add(refreshEarly).Before(r.AccessExpires)
}

func (c *Connections) token(r tokenstore.Record) (Token, error) {
	base, err := c.hosts.Base(r.Geolocation)
	if err != nil {
		return Token{}, err
	}
	return Token{Kind: Kind(r.Kind), Access: NewSecret(r.AccessToken), Base: base, Subject: r.Subject, Scopes: r.Scopes}, nil
}

func storeKey(principal string, kind Kind) tokenstore.Key {
	return tokenstore.Key{Principal: principal, Kind: string(kind)}
}
