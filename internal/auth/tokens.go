package auth

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// refreshEarly is how long before its end a token is renewed
// (Authentication: "a few minutes before 3600 s").
const refreshEarly = 5 * time.Minute

// Kinds lists the kinds of connections that a principal can use, in order. The
// company connection of the deployment is one where the caller in the context may
// use it. Nothing is sent.
func (c *Connections) Kinds(ctx context.Context, principal string) ([]Kind, error) {
	kinds, err := c.ownKinds(ctx, principal)
	if err != nil || slices.Contains(kinds, Company) || !mayUseDeployment(ctx, principal) {
		return kinds, err
	}
	deployed, err := c.ownKinds(ctx, Deployment)
	if err == nil && slices.Contains(deployed, Company) {
		kinds = append([]Kind{Company}, kinds...)
	}
	return kinds, err
}

func (c *Connections) ownKinds(ctx context.Context, principal string) ([]Kind, error) {
	stored, err := c.store.Kinds(ctx, principal)
	if err != nil {
		return nil, &StoreError{cause: err}
	}
	var kinds []Kind
	for _, kind := range []Kind{Company, User} {
		_, offered := c.offered(storeKey(principal, kind))
		if offered || slices.Contains(stored, string(kind)) {
			kinds = append(kinds, kind)
		}
	}
	return kinds, nil
}

// mayUseDeployment reports whether the caller in the context is the principal and
// may use the company connection of the deployment.
func mayUseDeployment(ctx context.Context, principal string) bool {
	who, known := caller.From(ctx)
	return known && who.Company && who.Principal == principal && principal != Deployment
}

// Token gives a token that is good for some minutes more, renewing it if it
// must. A principal's own company connection goes before that of the deployment.
// It fails with NotConnectedError, UnseenError, TokenError, SignedOutError,
// WrongKindError, IdentityError, UntrustedHostError or StoreError.
func (c *Connections) Token(ctx context.Context, principal string, kind Kind) (Token, error) {
	record, err := c.usedBy(ctx, principal, kind)
	switch {
	case err != nil:
		return Token{}, err
	case record.Unseen:
		return Token{}, &UnseenError{Account: accountOf(record)}
	default:
		return c.current(ctx, record)
	}
}

// usedBy reads the connection that a principal uses.
func (c *Connections) usedBy(ctx context.Context, principal string, kind Kind) (tokenstore.Record, error) {
	record, err := c.record(ctx, storeKey(principal, kind))
	if err == nil && absent(record) && kind == Company && mayUseDeployment(ctx, principal) {
		record, err = c.record(ctx, storeKey(Deployment, kind))
	}
	return record, err
}

// current gives the token of a record, of a fresh one if it has to.
func (c *Connections) current(ctx context.Context, record tokenstore.Record) (Token, error) {
	switch {
	case absent(record):
		return Token{}, &NotConnectedError{Kind: Kind(record.Kind)}
	case c.fresh(record):
		return c.token(record)
	}
	token, err := c.renew(ctx, record.Key, record.AccessToken)
	if err != nil && ctx.Err() == nil && c.usable(record) {
		return c.token(record) // it was early; the next call tries again
	}
	return token, err
}

// record reads a connection: what is stored, or what is to take its place. Where
// there is neither it gives a record that is absent.
func (c *Connections) record(ctx context.Context, key tokenstore.Key) (tokenstore.Record, error) {
	record, err := c.store.Get(ctx, key)
	if errors.Is(err, tokenstore.ErrNotFound) {
		record, err = tokenstore.Record{Key: key}, nil
	}
	if err != nil {
		return record, &StoreError{Kind: Kind(key.Kind), cause: err}
	}
	return c.taken(record), nil
}

// absent reports whether a record holds no connection, not even one to be made.
func absent(r tokenstore.Record) bool {
	return r.RefreshToken == "" && r.AccessToken == "" && r.Imported == ""
}

// Renew replaces a token that Concur has just refused. Those who come with the
// same stale token at the same time share one refresh, across processes too.
func (c *Connections) Renew(ctx context.Context, principal string, stale Token) (Token, error) {
	owner := stale.Owner
	if owner == "" {
		owner = principal
	}
	return c.renew(ctx, storeKey(owner, stale.Kind), stale.Access.Reveal())
}

// usable reports whether an access token outlasts the request it is for.
func (c *Connections) usable(r tokenstore.Record) bool {
	return r.AccessToken != "" && c.now().Add(time.Minute).Before(r.AccessExpires)
}

func (c *Connections) fresh(r tokenstore.Record) bool {
	return r.AccessToken != "" && c.now().Add(refreshEarly).Before(r.AccessExpires)
}
