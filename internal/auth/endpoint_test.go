package auth_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

const personID = "7d1f2c3a-5b6e-4f70-8a91-b2c3d4e5f601"

// tokenEndpoint answers token requests as /oauth2/v0/token does: it rotates the
// refresh token, moves the person to eu2, and prints expires_in as a string.
type tokenEndpoint struct {
	status     int
	body       string
	refuseHost string // status and body are for this host only, if set
	kind       string
	broken     error
	hold       chan struct{}
	arrived    chan struct{}

	mu    sync.Mutex
	seen  []string
	forms []url.Values
}

func (e *tokenEndpoint) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, err
	}
	e.mu.Lock()
	e.seen, e.forms = append(e.seen, r.URL.Host), append(e.forms, form)
	n := len(e.seen)
	e.mu.Unlock()
	if e.arrived != nil {
		e.arrived <- struct{}{}
	}
	if e.hold != nil {
		<-e.hold
	}
	if e.broken != nil {
		return nil, e.broken
	}
	if e.status != 0 && (e.refuseHost == "" || e.refuseHost == r.URL.Host) {
		return answer(e.status, e.body), nil
	}
	return answer(http.StatusOK, e.tokens(n)), nil
}

func (e *tokenEndpoint) tokens(n int) string {
	kind := e.kind
	if kind == "" {
		kind = "user"
	}
	encoded, _ := json.Marshal(map[string]any{
		"access_token": fmt.Sprintf("access-%d", n), "token_type": "Bearer", "expires_in": "3600",
		"scope": "openid expense.report.read", "geolocation": "https://eu2.api.concursolutions.com/oauth2/v0/token",
		"refresh_token": fmt.Sprintf("refresh-%d", n+1), "refresh_expires_in": 1_900_000_000,
		"id_token": jwt(map[string]any{"sub": strings.ToUpper(personID), "concur.type": kind}),
	})
	return string(encoded)
}

func (e *tokenEndpoint) hosts() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]string{}, e.seen...)
}

func (e *tokenEndpoint) form(i int) url.Values {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.forms[i]
}

// jwt makes an unsigned token: what is read here comes over TLS from Concur, and
// its signature is not looked at.
func jwt(claims map[string]any) string {
	payload, _ := json.Marshal(claims)
	return "e30." + base64.RawURLEncoding.EncodeToString(payload) + ".c2ln"
}

func answer(status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status,
		Header:     http.Header{"Content-Type": {"application/json"}},
		Body:       io.NopCloser(strings.NewReader(body)),
	}
}

// clock is a clock that moves when told to.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)} }

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func (c *clock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// connect makes connections in which the principal has a user connection that
// was never used.
func connect(t *testing.T, concur http.RoundTripper, c *clock) (*auth.Connections, tokenstore.Store) {
	t.Helper()
	store := tokenstore.NewMemory()
	connections := auth.NewConnections(auth.Settings{
		App: auth.App{ClientID: "app", ClientSecret: auth.NewSecret("app-secret")}, Store: store,
		Hosts: auth.ConcurHosts(), Client: &http.Client{Transport: concur}, Now: c.read,
	})
	require.NoError(t, connections.Import(t.Context(), me, auth.User, auth.NewSecret("refresh-1"), homeBase))
	return connections, store
}
