package auth_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

const (
	me       = "local"
	homeBase = "https://us2.api.concursolutions.com"
)

func TestTokenIsRefreshedAtItsGeolocationAndKept(t *testing.T) {
	t.Parallel()
	concur := &tokenEndpoint{}
	clock := newClock()
	connections, store := connect(t, concur, clock)

	token, err := connections.Token(t.Context(), me, auth.User)
	require.NoError(t, err)
	assert.Equal(t, personID, token.Subject)
	assert.Equal(t, "https://eu2.api.concursolutions.com", token.Base.String(), "the geolocation that came back counts")
	assert.Equal(t, []string{"openid", "expense.report.read"}, token.Scopes)
	assert.Equal(t, []string{"us2.api.concursolutions.com"}, concur.hosts())
	assert.Equal(t, url.Values{
		"client_id": {"app"}, "client_secret": {"app-secret"}, "grant_type": {"refresh_token"}, "refresh_token": {"refresh-1"},
	}, concur.form(0), "client credentials travel in the body")

	record, err := store.Get(t.Context(), tokenstore.Key{Principal: me, Kind: "user"})
	require.NoError(t, err)
	assert.Equal(t, "refresh-2", record.RefreshToken)
	assert.Equal(t, "https://eu2.api.concursolutions.com", record.Geolocation)
	assert.Equal(t, time.Unix(1_900_000_000, 0).UTC(), record.RefreshExpires)

	clock.advance(54 * time.Minute)
	_, err = connections.Token(t.Context(), me, auth.User)
	require.NoError(t, err)
	assert.Len(t, concur.hosts(), 1, "a token with minutes left is used")

	clock.advance(2 * time.Minute)
	_, err = connections.Token(t.Context(), me, auth.User)
	require.NoError(t, err)
	assert.Equal(t, []string{"us2.api.concursolutions.com", "eu2.api.concursolutions.com"}, concur.hosts(),
		"it is renewed early, at its new home")
	assert.Equal(t, "refresh-2", concur.form(1).Get("refresh_token"))
}

func TestAnEarlyRefreshThatFailsLeavesTheTokenInUse(t *testing.T) {
	t.Parallel()
	concur := &tokenEndpoint{}
	clock := newClock()
	connections, _ := connect(t, concur, clock)
	first, err := connections.Token(t.Context(), me, auth.User)
	require.NoError(t, err)

	concur.broken = errors.New("connection reset")
	clock.advance(57 * time.Minute)
	token, err := connections.Token(t.Context(), me, auth.User)
	require.NoError(t, err, "the token has three minutes left")
	assert.Equal(t, first.Access.Reveal(), token.Access.Reveal())

	clock.advance(150 * time.Second)
	_, err = connections.Token(t.Context(), me, auth.User)
	var refusal *auth.TokenError
	require.ErrorAs(t, err, &refusal, "half a minute is too little for a request")
}

func TestAllWhoWaitShareOneRefresh(t *testing.T) {
	t.Parallel()
	concur := &tokenEndpoint{}
	connections, _ := connect(t, concur, newClock())
	first, err := connections.Token(t.Context(), me, auth.User)
	require.NoError(t, err)

	concur.hold = make(chan struct{})
	var wg sync.WaitGroup
	renewed := make([]auth.Token, 20)
	for i := range renewed {
		wg.Go(func() {
			var err error
			renewed[i], err = connections.Renew(t.Context(), me, first)
			assert.NoError(t, err)
		})
	}
	close(concur.hold)
	wg.Wait()
	assert.Len(t, concur.hosts(), 2, "one for the first token, one for all twenty")
	for _, token := range renewed {
		assert.Equal(t, renewed[0].Access.Reveal(), token.Access.Reveal())
	}
}

func TestGivingUpDoesNotTakeTheRefreshFromOthers(t *testing.T) {
	t.Parallel()
	concur := &tokenEndpoint{hold: make(chan struct{}), arrived: make(chan struct{}, 1)}
	connections, _ := connect(t, concur, newClock())
	impatient, cancel := context.WithCancel(t.Context())
	gaveUp := make(chan error, 1)
	go func() {
		_, err := connections.Token(impatient, me, auth.User)
		gaveUp <- err
	}()
	<-concur.arrived
	patient := make(chan error, 1)
	go func() {
		_, err := connections.Token(t.Context(), me, auth.User)
		patient <- err
	}()
	cancel()
	require.ErrorIs(t, <-gaveUp, context.Canceled)
	close(concur.hold)
	require.NoError(t, <-patient)
	assert.Len(t, concur.hosts(), 1)
}

func TestRefusalsOfTheTokenEndpoint(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		status      int
		body        string
		signInAgain bool
		next        string
	}{
		"a dead refresh token": {
			http.StatusForbidden, `{"error":"invalid_grant","code":108,"error_description":"bad or expired refresh token"}`,
			true, "Sign in to Concur again",
		},
		"wrong client credentials": {
			http.StatusUnauthorized, `{"error":"invalid_client","code":64,"error_description":"Incorrect client credentials"}`,
			false, "client id",
		},
		"maintenance": {
			http.StatusBadRequest, `{"error":"invalid_request","code":134,"error_description":"company is under maintenance"}`,
			false, "in a few minutes",
		},
		"a sign-in page with status 200": {http.StatusOK, `<html>sign in</html>`, false, "in a few minutes"},
		"an HTML page from a proxy":      {http.StatusBadGateway, `<html>bad gateway</html>`, false, "in a few minutes"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			concur := &tokenEndpoint{status: c.status, body: c.body}
			connections, store := connect(t, concur, newClock())
			_, err := connections.Token(t.Context(), me, auth.User)
			var refusal *auth.TokenError
			require.ErrorAs(t, err, &refusal)
			assert.Equal(t, c.signInAgain, refusal.SignInAgain())
			assert.Contains(t, refusal.NextStep(), c.next)
			assert.Equal(t, "nothing_changed", refusal.WhatChanged())
			assert.NotContains(t, err.Error(), "no answer", "there was one")
			record, err := store.Get(t.Context(), tokenstore.Key{Principal: me, Kind: "user"})
			require.NoError(t, err, "the record stays")
			assert.Equal(t, "refresh-1", record.RefreshToken)
			assert.Equal(t, c.signInAgain, record.State == tokenstore.SignInAgain)
		})
	}
}

// counted is a store that counts its changes.
type counted struct {
	tokenstore.Store
	changes atomic.Int32
}

func (c *counted) Update(
	ctx context.Context, key tokenstore.Key, change func(tokenstore.Record) (tokenstore.Record, error),
) (tokenstore.Record, error) {
	c.changes.Add(1)
	return c.Store.Update(ctx, key, change)
}

func TestARefusalIsRememberedUnderTheLockOfTheRefresh(t *testing.T) {
	t.Parallel()
	concur := &tokenEndpoint{status: http.StatusForbidden, body: `{"code":108,"error_description":"bad or expired refresh token"}`}
	store := &counted{Store: tokenstore.NewMemory()}
	stored(t, store, tokenstore.Record{Key: mine, RefreshToken: "refresh-1", Geolocation: homeBase})
	connections := over(store, concur, newClock())
	store.changes.Store(0)
	_, err := connections.Token(t.Context(), me, auth.User)
	var refusal *auth.TokenError
	require.ErrorAs(t, err, &refusal)
	assert.EqualValues(t, 1, store.changes.Load(), "in between, somebody may have signed in again")
}

func TestAnotherDataCentreIsTriedOnce(t *testing.T) {
	t.Parallel()
	const moved = `{"error":"invalid_request","code":16,"error_description":"wrong data centre","geolocation":%q}`
	t.Run("when it is trusted", func(t *testing.T) {
		t.Parallel()
		concur := &tokenEndpoint{
			status: http.StatusBadRequest, body: fmt.Sprintf(moved, "https://eu2.api.concursolutions.com"),
			refuseHost: "us2.api.concursolutions.com",
		}
		connections, _ := connect(t, concur, newClock())
		_, err := connections.Token(t.Context(), me, auth.User)
		require.NoError(t, err)
		assert.Equal(t, []string{"us2.api.concursolutions.com", "eu2.api.concursolutions.com"}, concur.hosts())
	})
	t.Run("and never when it is not", func(t *testing.T) {
		t.Parallel()
		concur := &tokenEndpoint{status: http.StatusBadRequest, body: fmt.Sprintf(moved, "https://evil.example")}
		connections, _ := connect(t, concur, newClock())
		_, err := connections.Token(t.Context(), me, auth.User)
		var untrusted *auth.UntrustedHostError
		require.ErrorAs(t, err, &untrusted)
		assert.Equal(t, []string{"us2.api.concursolutions.com"}, concur.hosts(), "the secret went nowhere else")
	})
}

func TestNoAnswerSaysNothingOfTheRequest(t *testing.T) {
	t.Parallel()
	concur := &tokenEndpoint{broken: errors.New("connection reset")}
	connections, _ := connect(t, concur, newClock())
	_, err := connections.Token(t.Context(), me, auth.User)
	var refusal *auth.TokenError
	require.ErrorAs(t, err, &refusal)
	for _, secret := range []string{"app-secret", "refresh-1", "https://"} {
		assert.NotContains(t, fmt.Sprintf("%v %+v %#v", err, err, errors.Unwrap(err)), secret)
	}
}

func TestNoAnswerSaysWhy(t *testing.T) {
	t.Parallel()
	dial := func(operation string) error { return &net.OpError{Op: operation, Err: errors.New("refused")} }
	for want, broken := range map[string]error{
		"no answer from Concur: its host name is not known":            &net.OpError{Op: "dial", Err: &net.DNSError{}},
		"no answer from Concur: its certificate is not trusted here":   &tls.CertificateVerificationError{Err: errors.New("unknown")},
		"no answer from Concur: the proxy in front of it is not there": dial("proxyconnect"),
		"no answer from Concur: it cannot be reached":                  dial("dial"),
		"no answer from Concur: it took too long":                      context.DeadlineExceeded,
		"no answer from Concur":                                        errors.New("http://user:pw@proxy.example is odd"),
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			connections, _ := connect(t, &tokenEndpoint{broken: broken}, newClock())
			_, err := connections.Token(t.Context(), me, auth.User)
			assert.EqualError(t, err, "the user token could not be refreshed: "+want)
		})
	}
}

func TestARefusalThatQuotesSecretsIsTold(t *testing.T) {
	t.Parallel()
	concur := &tokenEndpoint{
		status: http.StatusBadRequest, body: `{"code":5,"error_description":"app-secret does not go with refresh-1"}`,
	}
	connections, _ := connect(t, concur, newClock())
	_, err := connections.Token(t.Context(), me, auth.User)
	assert.EqualError(t, err, "the user token could not be refreshed: “[redacted] does not go with [redacted]” (code 5)")
}

func TestATokenOfTheOtherKindIsRefused(t *testing.T) {
	t.Parallel()
	connections, _ := connect(t, &tokenEndpoint{kind: "company"}, newClock())
	_, err := connections.Token(t.Context(), me, auth.User)
	var wrong *auth.WrongKindError
	require.ErrorAs(t, err, &wrong)
	assert.Equal(t, auth.Company, wrong.Got)
}

func TestWhoIsNotConnectedIsToldWhatToDo(t *testing.T) {
	t.Parallel()
	connections, _ := connect(t, &tokenEndpoint{}, newClock())
	_, err := connections.Token(t.Context(), me, auth.Company)
	var none *auth.NotConnectedError
	require.ErrorAs(t, err, &none)
	assert.Contains(t, none.NextStep(), "login --company")
	assert.False(t, none.NeedsSignIn(), "no person can")
	_, err = connections.Token(t.Context(), "somebody else", auth.User)
	require.ErrorAs(t, err, &none, "connections of one principal are not those of another")
	assert.True(t, none.NeedsSignIn())
}
