package caller_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
)

const (
	issuerURL = "https://login.example.com/tenant"
	base      = "https://concur-mcp.example.com"
)

// issuer is an OpenID provider without a network.
type issuer struct {
	mu   sync.Mutex
	keys []jose.JSONWebKey
	down bool
	// claimed is what it calls itself.
	claimed string
	// asked counts the requests for keys.
	asked int
}

// newIssuer gives an issuer with one key, and the key.
func newIssuer(tb testing.TB) (*issuer, jose.JSONWebKey) {
	tb.Helper()
	key := newKey(tb, "first")
	return &issuer{keys: []jose.JSONWebKey{key}, claimed: issuerURL}, key
}

func newKey(tb testing.TB, id string) jose.JSONWebKey {
	tb.Helper()
	secret, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(tb, err)
	return jose.JSONWebKey{Key: secret, KeyID: id, Algorithm: string(jose.ES256), Use: "sig"}
}

// RoundTrip implements http.RoundTripper.
func (i *issuer) RoundTrip(r *http.Request) (*http.Response, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	w := httptest.NewRecorder()
	switch {
	case i.down:
		return nil, errors.New("no route to the issuer")
	case r.URL.String() == issuerURL+"/.well-known/openid-configuration":
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]string{"issuer": i.claimed, "jwks_uri": "https://login.example.com/keys?tenant=1"})
	case r.URL.String() == "https://login.example.com/keys?tenant=1":
		i.asked++
		var public jose.JSONWebKeySet
		for _, key := range i.keys {
			public.Keys = append(public.Keys, key.Public())
		}
		_ = json.NewEncoder(w).Encode(public)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
	return w.Result(), nil
}

func (i *issuer) change(change func()) {
	i.mu.Lock()
	defer i.mu.Unlock()
	change()
}

func (i *issuer) timesAsked() int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.asked
}

// gate is one that trusts the issuer.
func (i *issuer) gate(tb testing.TB, change func(*caller.OIDC)) *caller.Gate {
	tb.Helper()
	settings := caller.OIDC{
		Issuer: issuerURL, Base: base, Scopes: []string{"concur.read", "concur.write"}, CompanyScope: "concur.company",
		Client: &http.Client{Transport: i}, Logger: slog.New(slog.DiscardHandler),
	}
	if change != nil {
		change(&settings)
	}
	gate, err := caller.NewOIDC(settings)
	require.NoError(tb, err)
	return gate
}

// good are the claims of a token that lets Ada in; with replaces some, nil removes one.
func good(with map[string]any) map[string]any {
	claims := map[string]any{
		"iss": issuerURL, "aud": base + "/mcp", "sub": "00u1", "scope": "concur.read concur.write", "name": "Ada Novak",
		"exp": time.Now().Add(5 * time.Minute).Unix(), "iat": time.Now().Unix(),
	}
	maps.Copy(claims, with)
	maps.DeleteFunc(claims, func(_ string, value any) bool { return value == nil })
	return claims
}

// sign makes a JWT.
func sign(tb testing.TB, algorithm jose.SignatureAlgorithm, key any, claims map[string]any) string {
	tb.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: key}, (&jose.SignerOptions{}).WithType("at+jwt"))
	require.NoError(tb, err)
	payload, err := json.Marshal(claims)
	require.NoError(tb, err)
	signed, err := signer.Sign(payload)
	require.NoError(tb, err)
	token, err := signed.CompactSerialize()
	require.NoError(tb, err)
	return token
}

func ask(method, target string) *http.Request {
	return httptest.NewRequestWithContext(context.Background(), method, target, http.NoBody)
}

// request is a call of /mcp with a token, if there is one.
func request(token string) *http.Request {
	r := ask(http.MethodPost, base+"/mcp")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	return r
}

// enter sends a request through a gate and says who was let in, if anybody was.
func enter(gate *caller.Gate, r *http.Request) (caller.Caller, *httptest.ResponseRecorder) {
	var in caller.Caller
	w := httptest.NewRecorder()
	gate.Middleware(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		in, _ = caller.From(r.Context())
	})).ServeHTTP(w, r)
	return in, w
}

// refused checks that nobody is let in, and gives the challenge and the words.
func refused(t *testing.T, status int, gate *caller.Gate, r *http.Request) (challenge, words string) {
	t.Helper()
	in, w := enter(gate, r)
	require.Empty(t, in)
	require.Equal(t, status, w.Code, w.Body.String())
	assert.Equal(t, "application/json", w.Header().Get("Content-Type"))
	assert.Equal(t, "no-store", w.Header().Get("Cache-Control"))
	var body map[string]string
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &body))
	require.Len(t, body, 2)
	require.NotEmpty(t, body["error"])
	return w.Header().Get("WWW-Authenticate"), body["error_description"]
}

// journal is a log to look at.
func journal() (*slog.Logger, *bytes.Buffer) {
	var log bytes.Buffer
	return slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})), &log
}
