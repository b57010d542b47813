package auth

import (
	"context"
	"errors"
	"net/url"

	"golang.org/x/oauth2"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// refresh asks Concur for new tokens of a connection (Authentication >
// Refreshing a token). It goes to the connection's own geolocation. The record it
// gives is to be stored even if there is an error; without one nothing is.
func (c *Connections) refresh(ctx context.Context, old tokenstore.Record) (*tokenstore.Record, error) {
	if old.State == tokenstore.SignInAgain && !c.worthATry(old) {
		return nil, &SignedOutError{Kind: Kind(old.Kind)}
	}
	if old.RefreshToken == "" {
		return c.redeem(ctx, old)
	}
	base, err := c.hosts.Base(old.Geolocation)
	if err != nil {
		return nil, err
	}
	used := old.RefreshToken
	token, at, err := c.grant(ctx, refreshGrant(Kind(old.Kind), used), base)
	if bad(err) && old.PreviousRefreshToken != "" {
		// The answer with the newer one may have been lost on its way to us, or the
		// store may have been put back: the older one is worth one try.
		previous := old.PreviousRefreshToken
		if token, at, err = c.grant(ctx, refreshGrant(Kind(old.Kind), previous), base); err == nil {
			used = previous
		} else if bad(err) {
			old.PreviousRefreshToken = ""
		}
	}
	if err != nil {
		return c.refused(old, err), err
	}
	return c.renewed(ctx, old, used, token, at)
}

func refreshGrant(kind Kind, token string) grant {
	return grant{kind: kind, form: url.Values{"grant_type": {grantRefresh}, "refresh_token": {token}}}
}

// bad reports whether the refresh token itself was refused.
func bad(err error) bool {
	refusal, ok := errors.AsType[*TokenError](err)
	return ok && refusal.Code == codeBadRefreshToken
}

// refused marks a connection that Concur will not renew any more. The record stays,
// so that its owner can be told.
func (c *Connections) refused(old tokenstore.Record, err error) *tokenstore.Record {
	refusal, ok := errors.AsType[*TokenError](err)
	if !ok || !refusal.SignInAgain() {
		return nil
	}
	c.spend(old.Key)
	old.State = tokenstore.SignInAgain
	return &old
}

// renewed writes down what came back: refresh token, geolocation and expiry may
// all have changed (Authentication > Refreshing a token, notes).
func (c *Connections) renewed(
	ctx context.Context, old tokenstore.Record, used string, token *oauth2.Token, at *url.URL,
) (*tokenstore.Record, error) {
	record, err := c.filled(old, token, at)
	if err == nil {
		record.PreviousRefreshToken = ""
		if record.RefreshToken != used {
			record.PreviousRefreshToken = used
		}
		record, err = c.identified(ctx, record, token)
	}
	if err == nil {
		return &record, nil
	}
	if token.RefreshToken == old.RefreshToken {
		return nil, err
	}
	// Concur may take only the new refresh token from now on. The rest of an answer
	// that cannot be trusted is not kept.
	kept := old
	kept.RefreshToken, kept.PreviousRefreshToken = token.RefreshToken, used
	return &kept, err
}

// redeem makes the connection of a request token from outside.
func (c *Connections) redeem(ctx context.Context, old tokenstore.Record) (*tokenstore.Record, error) {
	o, ok := c.offered(old.Key)
	if !ok || o.request.Empty() || old.Imported != o.digest() {
		return nil, &NotConnectedError{Kind: Kind(old.Kind)}
	}
	landing, err := c.landing()
	if err != nil {
		return nil, err
	}
	return c.obtain(ctx, old, requestTokenGrant(Kind(old.Kind), o.id, o.request), landing, claimed{subject: o.id})
}
