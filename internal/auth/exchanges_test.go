package auth_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/exchange"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

const documentedRefresh = "7c1f0a1e-5d0f-4f7a-9d2c-3b6d5c8e1a44"

// played answers token requests with exchanges of the documentation, in order.
type played struct {
	t     *testing.T
	mu    sync.Mutex // keys are fetched in another goroutine
	names []string
	hosts []string
}

func (p *played) RoundTrip(r *http.Request) (*http.Response, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !assert.NotEmpty(p.t, p.names, "one request too many") {
		return nil, http.ErrNotSupported
	}
	e, err := exchange.Read("../../testdata/exchanges", p.names[0])
	if !assert.NoError(p.t, err) {
		return nil, err
	}
	assert.NoError(p.t, e.Request.Compare(r), p.names[0])
	bearer := r.Header.Get("Authorization")
	assert.Equal(p.t, r.Method == http.MethodDelete, bearer != "", "client credentials travel in the body")
	p.names, p.hosts = p.names[1:], append(p.hosts, r.URL.Host)
	return e.Answer(r), nil
}

// playing makes connections whose token requests are answered with exchanges, with
// one to begin with.
func playing(t *testing.T, kind auth.Kind, names ...string) (*auth.Connections, tokenstore.Store, *played) {
	t.Helper()
	concur := &played{t: t, names: names}
	t.Cleanup(func() { assert.Empty(t, concur.names, "not all exchanges took place") })
	store := tokenstore.NewMemory()
	stored(t, store, tokenstore.Record{
		Key: tokenstore.Key{Principal: me, Kind: string(kind)}, RefreshToken: documentedRefresh, Geolocation: homeBase,
	})
	return over(store, concur, newClock()), store, concur
}

func TestTokensAreReadAsTheyAreDocumented(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kind    auth.Kind
		subject string
		scope   string
		refresh string
	}{
		"oauth_token/person": {auth.User, personID, "receipts.writeonly", documentedRefresh},
		"oauth_token/company_without_an_id_token": {
			auth.Company, "c0a80101-0000-4000-8000-000000000001", "company.read", "0k3v9y2m5q8t1w4z7c0f3j6m9p2s5v",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			names := []string{name}
			if c.kind == auth.User {
				names = append(names, "oauth_jwks/keys")
			}
			connections, store, _ := playing(t, c.kind, names...)
			token, err := connections.Token(t.Context(), me, c.kind)
			require.NoError(t, err)
			assert.Equal(t, c.subject, token.Subject)
			assert.Equal(t, homeBase, token.Base.String())
			assert.Contains(t, token.Scopes, c.scope)
			record, err := store.Get(t.Context(), tokenstore.Key{Principal: me, Kind: string(c.kind)})
			require.NoError(t, err)
			assert.Equal(t, c.refresh, record.RefreshToken)
			assert.Equal(t, time.Unix(1_799_971_200, 0).UTC(), record.RefreshExpires)
		})
	}
}

func TestADocumentedRefusalEndsTheConnection(t *testing.T) {
	t.Parallel()
	connections, _, _ := playing(t, auth.User, "oauth_token/expired_refresh_token")
	_, err := connections.Token(t.Context(), me, auth.User)
	var refused *auth.TokenError
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, 108, refused.Code)
	assert.True(t, refused.SignInAgain())
}

func TestTheOtherDataCentreIsAskedOnce(t *testing.T) {
	t.Parallel()
	connections, _, concur := playing(t, auth.User, "oauth_token/other_data_centre", "oauth_token/person", "oauth_jwks/keys")
	_, err := connections.Token(t.Context(), me, auth.User)
	require.NoError(t, err)
	assert.Equal(t, []string{"us2.api.concursolutions.com", "eu2.api.concursolutions.com", "us2.api.concursolutions.com"}, concur.hosts,
		"tokens from where the person lives, keys from the geolocation that came with them")
}
