package caller_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
)

// listening is an issuer on a real port, which says where its keys are.
func listening(t *testing.T, key jose.JSONWebKey, keysAt func(own string) string) (gate *caller.Gate, token string) {
	t.Helper()
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]string{"issuer": server.URL, "jwks_uri": keysAt(server.URL)})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{key.Public()}})
	})
	mux.Handle("GET /moved", http.RedirectHandler("/keys", http.StatusFound))
	mux.HandleFunc("GET /empty", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"keys": []}`)) })
	mux.HandleFunc("GET /private", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{key, {Key: []byte("secret"), KeyID: "first"}}})
	})
	gate, err := caller.NewOIDC(caller.OIDC{Issuer: server.URL, Base: base, Logger: slog.New(slog.DiscardHandler)})
	require.NoError(t, err)
	return gate, sign(t, jose.ES256, key, good(map[string]any{"iss": server.URL}))
}

func TestAnIssuerOnThisMachineIsAskedOverHTTP(t *testing.T) {
	t.Parallel()
	gate, token := listening(t, newKey(t, "first"), func(own string) string { return own + "/keys" })
	in, _ := enter(gate, request(token))
	assert.Equal(t, "oidc/00u1", in.Principal)
}

func TestKeysThatCannotBeTrustedAreNotUsed(t *testing.T) {
	t.Parallel()
	for name, keysAt := range map[string]func(own string) string{
		"behind a redirect":        func(own string) string { return own + "/moved" },
		"in the clear on a host":   func(string) string { return "http://login.example.com/keys" },
		"of no scheme":             func(string) string { return "/keys" },
		"of no address":            func(string) string { return "https://[" },
		"that are none":            func(own string) string { return own + "/empty" },
		"that are private or HMAC": func(own string) string { return own + "/private" },
		"that are not there":       func(own string) string { return own + "/nothing" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			gate, token := listening(t, newKey(t, "first"), keysAt)
			refused(t, http.StatusServiceUnavailable, gate, request(token))
		})
	}
}
