package auth

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// refresh asks Concur for new tokens of a connection (Authentication >
// Refreshing a token). It goes to the connection's own geolocation, and once to
// another trusted one if Concur says that the principal lives there (code 16).
func (c *Connections) refresh(ctx context.Context, old tokenstore.Record) (tokenstore.Record, error) {
	kind := Kind(old.Kind)
	if old.RefreshToken == "" {
		return old, &NotConnectedError{Kind: kind}
	}
	base, err := c.hosts.Base(old.Geolocation)
	if err != nil {
		return old, err
	}
	token, err := c.exchange(ctx, kind, base, old.RefreshToken)
	var refusal *TokenError
	if errors.As(err, &refusal) && refusal.Code == codeOtherDatacenter {
		if base, err = c.hosts.Base(refusal.geolocation); err != nil {
			return old, err
		}
		token, err = c.exchange(ctx, kind, base, old.RefreshToken)
	}
	if err != nil {
		return old, err
	}
	return c.renewed(old, token, base)
}

// exchange sends the refresh grant. Client credentials travel in the body:
// HTTP Basic is not documented (Authentication > authorization grant).
func (c *Connections) exchange(ctx context.Context, kind Kind, base *url.URL, refresh string) (*oauth2.Token, error) {
	config := oauth2.Config{
		ClientID:     c.app.ClientID,
		ClientSecret: c.app.ClientSecret.Reveal(),
		Endpoint:     oauth2.Endpoint{TokenURL: base.JoinPath("/oauth2/v0/token").String(), AuthStyle: oauth2.AuthStyleInParams},
	}
	ctx = context.WithValue(ctx, oauth2.HTTPClient, c.client)
	token, err := config.TokenSource(ctx, &oauth2.Token{RefreshToken: refresh}).Token()
	if err != nil {
		refusal := tokenError(kind, err)
		refusal.Description = NewSecret(refresh).Conceal(c.app.ClientSecret.Conceal(refusal.Description))
		return nil, refusal
	}
	return token, nil
}

// renewed writes down what came back: refresh token, geolocation and expiry may
// all have changed (Authentication > Refreshing a token, notes).
func (c *Connections) renewed(old tokenstore.Record, token *oauth2.Token, asked *url.URL) (tokenstore.Record, error) {
	record := old
	record.State = tokenstore.Connected
	record.AccessToken = token.AccessToken
	record.AccessExpires = c.now().Add(lifeOf(token)).UTC()
	record.RefreshToken = token.RefreshToken
	record.Geolocation = asked.String()
	if geolocation, _ := token.Extra("geolocation").(string); geolocation != "" {
		base, err := c.hosts.Base(geolocation)
		if err != nil {
			return old, err
		}
		record.Geolocation = base.String()
	}
	if scope, _ := token.Extra("scope").(string); scope != "" {
		record.Scopes = strings.Fields(scope)
	}
	if expires, ok := unixSeconds(token.Extra("refresh_expires_in")); ok {
		record.RefreshExpires = expires
	}
	return identify(record, token)
}

// identify reads whom the tokens stand for. An id_token is not always there
// (Authentication > TokenResponse), so the access token serves as well.
func identify(record tokenstore.Record, token *oauth2.Token) (tokenstore.Record, error) {
	idToken, _ := token.Extra("id_token").(string)
	for _, jwt := range []string{idToken, token.AccessToken} {
		c, err := readClaims(jwt)
		if err != nil || c.Subject == "" {
			continue
		}
		if c.Kind != "" && c.Kind != record.Kind {
			return record, &WrongKindError{Want: Kind(record.Kind), Got: Kind(c.Kind)}
		}
		record.Subject = strings.ToLower(c.Subject)
		break
	}
	return record, nil
}

// lifeOf reads expires_in, which is documented as a string and sent as a number
// (Authentication > TokenResponse). Without one, an hour is the documented life.
func lifeOf(token *oauth2.Token) time.Duration {
	if seconds, ok := integer(token.Extra("expires_in")); ok && seconds > 0 {
		return time.Duration(seconds) * time.Second
	}
	return time.Hour
}

// unixSeconds reads refresh_expires_in, which is an absolute time in spite of
// its name, as a number or as a string (Authentication > TokenResponse).
func unixSeconds(value any) (time.Time, bool) {
	seconds, ok := integer(value)
	return time.Unix(seconds, 0).UTC(), ok && seconds > 0
}

func integer(value any) (int64, bool) {
	switch v := value.(type) {
	case float64:
		return int64(v), true
	case string:
		n, err := strconv.ParseInt(v, 10, 64)
		return n, err == nil
	default:
		return 0, false
	}
}

// tokenError keeps Concur's code and text. The library's own error prints the
// whole answer, and without one the URL of the request, so it is not passed on.
func tokenError(kind Kind, err error) *TokenError {
	refusal := &TokenError{Kind: kind}
	var retrieve *oauth2.RetrieveError
	if !errors.As(err, &retrieve) {
		failure, ok := errors.AsType[*url.Error](err)
		if !ok { // The library's text may quote the answer.
			refusal.Description = "Concur's answer is not a token"
			return refusal
		}
		refusal.cause = failure.Err
		return refusal
	}
	refusal.Status = retrieve.Response.StatusCode
	var body struct {
		Code        int    `json:"code"`
		Description string `json:"error_description"`
		Geolocation string `json:"geolocation"`
	}
	if json.Unmarshal(retrieve.Body, &body) == nil {
		refusal.Code, refusal.Description, refusal.geolocation = body.Code, body.Description, body.Geolocation
	}
	return refusal
}
