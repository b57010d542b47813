package auth_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/url"
	"slices"
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
// refresh token, moves the person to eu2, prints expires_in as a string, and signs
// what it says. It answers with its keys as well, and counts those requests apart.
type tokenEndpoint struct {
	status     int
	body       string
	refuseHost string // status and body are for this host only, if set
	// refuse names refresh tokens that are refused with code 108.
	refuse []string
	kind   string
	broken error
	// idToken replaces the one that is signed as it should be.
	idToken string
	// keysStatus is the status of the keys, if they cannot be had.
	keysStatus int
	hold       chan struct{}
	arrived    chan struct{}

	mu        sync.Mutex
	seen      []string
	forms     []url.Values
	keysAsked []string
	// unbounded is set when keys were asked for without a deadline.
	unbounded bool
}

func (e *tokenEndpoint) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodGet {
		return e.keys(r), nil
	}
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
	switch {
	case e.broken != nil:
		return nil, e.broken
	case e.status != 0 && (e.refuseHost == "" || e.refuseHost == r.URL.Host):
		return answer(e.status, e.body), nil
	case slices.Contains(e.refuse, form.Get("refresh_token")):
		return answer(http.StatusForbidden, `{"error":"invalid_grant","code":108,"error_description":"bad or expired refresh token"}`), nil
	default:
		return answer(http.StatusOK, e.tokens(n)), nil
	}
}

func (e *tokenEndpoint) keys(r *http.Request) *http.Response {
	e.mu.Lock()
	e.keysAsked = append(e.keysAsked, r.URL.String())
	_, bounded := r.Context().Deadline()
	e.unbounded = e.unbounded || !bounded
	e.mu.Unlock()
	if e.keysStatus != 0 {
		return answer(e.keysStatus, "down for a while, said with access-1")
	}
	key := testKey().PublicKey
	encoded, _ := json.Marshal(map[string]any{"keys": []map[string]string{{
		"kty": "RSA", "kid": "17", "use": "sig", "alg": "RS256",
		"n": base64.RawURLEncoding.EncodeToString(key.N.Bytes()), "e": base64.RawURLEncoding.EncodeToString(big.NewInt(int64(key.E)).Bytes()),
	}}})
	return answer(http.StatusOK, string(encoded))
}

func (e *tokenEndpoint) tokens(n int) string {
	idToken := e.idToken
	if idToken == "" {
		claims := goodClaims()
		if e.kind != "" {
			claims["concur.type"] = e.kind
		}
		idToken = signed(testKey(), "17", claims)
	}
	encoded, _ := json.Marshal(map[string]any{
		"access_token": fmt.Sprintf("access-%d", n), "token_type": "Bearer", "expires_in": "3600",
		"scope": "openid expense.report.read", "geolocation": "https://eu2.api.concursolutions.com/oauth2/v0/token",
		"refresh_token": fmt.Sprintf("refresh-%d", n+1), "refresh_expires_in": 1_900_000_000, "id_token": idToken,
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

// testKey signs the tokens of all tests; making one takes a while.
var testKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

// goodClaims are those of an id_token as it should be, by the clock of the tests.
func goodClaims() map[string]any {
	now := newClock().read()
	return map[string]any{
		"sub": strings.ToUpper(personID), "concur.type": "user", "aud": "app", "iss": "https://us2.api.concursolutions.com",
		"iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(time.Hour).Unix(),
	}
}

// signed makes an RS256 JWT.
func signed(key *rsa.PrivateKey, keyID string, claims map[string]any) string {
	text := unsigned(map[string]any{"typ": "JWT", "alg": "RS256", "kid": keyID}, claims)
	digest := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, digest[:])
	if err != nil {
		panic(err)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(signature)
}

// unsigned is a JWT without its last part.
func unsigned(header, claims map[string]any) string {
	head, _ := json.Marshal(header)
	payload, _ := json.Marshal(claims)
	return base64.RawURLEncoding.EncodeToString(head) + "." + base64.RawURLEncoding.EncodeToString(payload)
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
	stored(t, store, tokenstore.Record{Key: mine, RefreshToken: "refresh-1", Geolocation: homeBase})
	return over(store, concur, c), store
}

// over makes connections on top of a store.
func over(store tokenstore.Store, concur http.RoundTripper, c *clock) *auth.Connections {
	return auth.NewConnections(auth.Settings{
		App: auth.App{ClientID: "app", ClientSecret: auth.NewSecret("app-secret")}, Store: store,
		Hosts: auth.ConcurHosts(), Client: &http.Client{Transport: concur}, Now: c.read,
	})
}

// mine is the key of the one user connection in most tests.
var mine = tokenstore.Key{Principal: me, Kind: "user"}

// stored puts a record into a store.
func stored(t *testing.T, store tokenstore.Store, record tokenstore.Record) {
	t.Helper()
	_, err := store.Update(t.Context(), record.Key, func(tokenstore.Record) (tokenstore.Record, error) { return record, nil })
	require.NoError(t, err)
}

// kept is what the store has of a connection.
func kept(t *testing.T, store tokenstore.Store, key tokenstore.Key) tokenstore.Record {
	t.Helper()
	record, err := store.Get(t.Context(), key)
	require.NoError(t, err)
	return record
}
