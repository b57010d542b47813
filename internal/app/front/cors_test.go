package front_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/app/front"
)

func TestScriptsOfAllowedOriginsMayCall(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, method, origin string
		preflight            bool
		reached              bool
		allowed              string
	}{
		{"a call of an allowed page", http.MethodPost, "https://app.example", false, true, "https://app.example"},
		{"the question before it", http.MethodOptions, "https://app.example", true, false, "https://app.example"},
		{"the question of another page", http.MethodOptions, "https://other.example", true, true, ""},
		{"a call of another page", http.MethodPost, "https://other.example", false, true, ""},
		{"a call of no page", http.MethodPost, "", false, true, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			reached := false
			handler := front.Share([]string{"https://app.example"}, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
			r := httptest.NewRequestWithContext(t.Context(), c.method, "/mcp", nil)
			if c.origin != "" {
				r.Header.Set("Origin", c.origin)
			}
			if c.preflight {
				r.Header.Set("Access-Control-Request-Method", http.MethodPost)
			}
			recorder := httptest.NewRecorder()
			handler.ServeHTTP(recorder, r)
			assert.Equal(t, c.reached, reached)
			assert.Equal(t, c.allowed, recorder.Header().Get("Access-Control-Allow-Origin"))
			assert.Equal(t, "Origin", recorder.Header().Get("Vary"))
		})
	}
}
