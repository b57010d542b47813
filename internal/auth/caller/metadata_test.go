package caller_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
)

func TestTheMetadataNamesTheResourceItWasAskedFor(t *testing.T) {
	t.Parallel()
	trusted, _ := newIssuer(t)
	about := trusted.gate(t, func(o *caller.OIDC) { o.Base = base + "/" }).Metadata()
	for path, resource := range map[string]string{"": base, "/mcp": base + "/mcp", "/sse": base + "/sse"} {
		w := httptest.NewRecorder()
		about.ServeHTTP(w, ask(http.MethodGet, caller.MetadataPath+path))
		assert.Equal(t, http.StatusOK, w.Code)
		assert.Equal(t, "application/json", w.Header().Get("Content-Type"))
		assert.Equal(t, "*", w.Header().Get("Access-Control-Allow-Origin"))
		// The scope of the company is not among them: clients ask for all they see.
		assert.JSONEq(t, `{"resource": "`+resource+`", "authorization_servers": ["`+issuerURL+`"],
			"scopes_supported": ["concur.read", "concur.write"], "bearer_methods_supported": ["header"],
			"resource_name": "concur-mcp"}`, w.Body.String())
	}
}

func TestTheMetadataCanOnlyBeRead(t *testing.T) {
	t.Parallel()
	trusted, _ := newIssuer(t)
	about := trusted.gate(t, nil).Metadata()
	for _, c := range []struct {
		method, path string
		status       int
	}{
		{http.MethodOptions, "/mcp", http.StatusNoContent},
		{http.MethodHead, "", http.StatusOK},
		{http.MethodPost, "", http.StatusMethodNotAllowed},
		{http.MethodGet, "/metrics", http.StatusNotFound},
	} {
		w := httptest.NewRecorder()
		about.ServeHTTP(w, ask(c.method, caller.MetadataPath+c.path))
		assert.Equal(t, c.status, w.Code, "%s %s", c.method, c.path)
	}
}

func TestWithoutAnAuthorizationServerThereIsNoMetadata(t *testing.T) {
	t.Parallel()
	for name, gate := range map[string]*caller.Gate{"none": caller.None(), "token": tokenGate(t, writeTokens(t, "[]"))} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := httptest.NewRecorder()
			gate.Metadata().ServeHTTP(w, ask(http.MethodGet, caller.MetadataPath))
			assert.Equal(t, http.StatusNotFound, w.Code)
		})
	}
}
