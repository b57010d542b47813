package auth_test

import (
	"net/http"
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
	names []string
	hosts []string
}

func (p *played) RoundTrip(r *http.Request) (*http.Response, error) {
	if !assert.NotEmpty(p.t, p.names, "one request too many") {
		return nil, http.ErrNotSupported
	}
	e, err := exchange.Read("../../testdata/exchanges", p.names[0])
	if !assert.NoError(p.t, err) {
		return nil, err
	}
	assert.NoError(p.t, e.Request.Compare(r), p.names[0])
	assert.Empty(p.t, r.Header.Get("Authorization"), "client credentials travel in the body")
	p.names, p.hosts = p.names[1:], append(p.hosts, r.URL.Host)
	return e.Answer(r), nil
}

// playing makes connections whose token requests are answered with exchanges.
func playing(t *testing.T, kind auth.Kind, names ...string) (*auth.Connections, tokenstore.Store, *played) {
	t.Helper()
	concur := &played{t: t, names: names}
	t.Cleanup(func() { assert.Empty(t, concur.names, "not all exchanges took place") })
	store := tokenstore.NewMemory()
	connections := auth.NewConnections(auth.Settings{
		App: auth.App{ClientID: "app", ClientSecret: auth.NewSecret("app-secret")}, Store: store,
		Hosts: auth.ConcurHosts(), Client: &http.Client{Transport: concur}, Now: newClock().read,
	})
	require.NoError(t, connections.Import(t.Context(), me, kind, auth.NewSecret(documentedRefresh), homeBase))
	return connections, store, concur
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
			connections, store, _ := playing(t, c.kind, name)
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
	connections, _, concur := playing(t, auth.User, "oauth_token/other_data_centre", "oauth_token/person")
	_, err := connections.Token(t.Context(), me, auth.User)
	require.NoError(t, err)
	assert.Equal(t, []string{"us2.api.concursolutions.com", "eu2.api.concursolutions.com"}, concur.hosts)
}
