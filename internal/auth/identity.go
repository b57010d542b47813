package auth

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// identified says whose tokens came. The first time, that is taken from a verified
// id_token; one is not always there (Authentication > TokenResponse), and then from
// the access token. After that the account is known, and must stay the same.
func (c *Connections) identified(ctx context.Context, record tokenstore.Record, token *oauth2.Token) (tokenstore.Record, error) {
	idToken, _ := token.Extra("id_token").(string)
	var who claims
	var err error
	switch {
	case idToken != "" && record.Subject == "":
		if who, err = c.verified(ctx, record.Geolocation, idToken); err != nil {
			return record, err
		}
	case idToken != "":
		who, err = readClaims(idToken)
	}
	if err != nil || who.Subject == "" {
		if who, err = readClaims(token.AccessToken); err != nil {
			return record, nil //nolint:nilerr // An access token need not be legible.
		}
	}
	if who.Kind != "" && who.Kind != record.Kind {
		return record, &WrongKindError{Want: Kind(record.Kind), Got: Kind(who.Kind)}
	}
	subject := strings.ToLower(who.Subject)
	if record.Subject != "" && subject != "" && subject != record.Subject {
		return record, &IdentityError{why: "it is another account's"}
	}
	if subject != "" {
		record.Subject = subject
	}
	return record, nil
}

// verified reads the claims of an id_token after checking its signature with the
// keys of the data centre, and its audience, life and issuer
// (Authentication > Verifying an id_token).
func (c *Connections) verified(ctx context.Context, geolocation, idToken string) (claims, error) {
	base, err := c.hosts.Base(geolocation)
	if err != nil {
		return claims{}, err
	}
	verifier := oidc.NewVerifier("", c.keys.of(base, c.client), &oidc.Config{
		ClientID: c.app.ClientID, SupportedSigningAlgs: []string{oidc.RS256}, Now: c.now,
		SkipIssuerCheck: true, // Any of Concur's hosts may be the issuer; see below.
	})
	token, err := verifier.Verify(ctx, idToken)
	if err != nil {
		return claims{}, notVerified(err, base)
	}
	if !c.hosts.issues(token.Issuer) {
		return claims{}, &IdentityError{why: "it was issued by somebody else than Concur"}
	}
	return readClaims(idToken)
}

// notVerified says in our own words what is wrong with an id_token. The library's
// may quote it, or the answer of the keys' address.
func notVerified(err error, base *url.URL) error {
	text := err.Error()
	says := func(part string) bool { return strings.Contains(text, part) }
	if _, expired := errors.AsType[*oidc.TokenExpiredError](err); expired {
		return &IdentityError{why: "it has expired, or the clock of this machine is wrong"}
	}
	switch {
	case says("fetching keys"):
		return &IdentityError{why: "the keys to check it with could not be fetched from " + base.Host, later: true}
	case says("failed to verify"):
		return &IdentityError{why: "it was not signed with a key of " + base.Host}
	case says("signature algorithm"):
		return &IdentityError{why: "it is not signed with RS256"}
	case says("expected audience"):
		return &IdentityError{why: "it was made for another application"}
	case says("(not before)"):
		return &IdentityError{why: "it is not valid yet, or the clock of this machine is wrong"}
	default:
		return &IdentityError{why: "it cannot be read"}
	}
}

// keysPatience bounds one fetch of keys.
const keysPatience = 10 * time.Second

// keySets are the public keys of data centres, fetched when they are needed and
// kept until a token names another.
type keySets struct {
	mu  sync.Mutex
	all map[string]oidc.KeySet
}

func (k *keySets) of(base *url.URL, client *http.Client) oidc.KeySet {
	k.mu.Lock()
	defer k.mu.Unlock()
	set, ok := k.all[base.Host]
	if !ok {
		if k.all == nil {
			k.all = map[string]oidc.KeySet{}
		}
		// All who wait share one fetch, which ends with none of them.
		bounded := *client
		bounded.Timeout = keysPatience
		ctx := oidc.ClientContext(context.Background(), &bounded)
		set = oidc.NewRemoteKeySet(ctx, base.JoinPath("/oauth2/v0/jwks").String())
		k.all[base.Host] = set
	}
	return set
}
