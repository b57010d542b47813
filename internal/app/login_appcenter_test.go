package app

import (
	"context"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/simulator"
)

// The operator allows it in a terminal; the administrator's browser then goes through
// App Center to the server, which shares the store.
func TestAppCenterConnectsTheCompanyOfTheServer(t *testing.T) {
	t.Parallel()
	store := "file:" + filepath.Join(t.TempDir(), "connections")
	var served *desk
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		served.signInAt("http://"+r.Host).Handler().ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	term := login(t, simulator.Options{}, "--store", store, "--app-center", server.URL)
	served = serverDesk(t, term, store)
	link := term.until(`^\s+(http\S+/connect/\S+)$`)

	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	browser := &http.Client{Jar: jar}
	at, page := term.visit(browser, link, nil)
	term.visit(browser, at, url.Values{"token": {formToken(t, page)}})
	visit := url.Values{"id": {term.sim.CompanyID()}, "requestToken": {term.sim.RequestToken()}}
	_, page = term.visit(browser, server.URL+"/appcenter?"+visit.Encode(), nil)
	_, page = term.visit(browser, server.URL+"/appcenter", url.Values{"token": {formToken(t, page)}})
	assert.Contains(t, page, "Connected")

	shown, err := term.end()
	require.NoError(t, err)
	assert.Contains(t, shown, "Connected: Halden")
	kept, err := served.account(t.Context(), auth.Deployment, auth.Company)
	require.NoError(t, err)
	assert.Equal(t, term.sim.CompanyID(), kept.Subject)
}

// serverDesk is the server's side of a store.
func serverDesk(t *testing.T, term *terminal, store string) *desk {
	t.Helper()
	settings := term.settings
	settings.Store = store
	at, err := deskFor(t.Context(), &settings, discard(), Streams{Out: unclosed{io.Discard}})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, at.close(context.WithoutCancel(t.Context()))) })
	return at
}

// formToken is what the form of a page is sent with.
func formToken(t *testing.T, page string) string {
	t.Helper()
	found := regexp.MustCompile(`name="token" value="([^"]+)"`).FindStringSubmatch(page)
	require.NotNil(t, found, page)
	return html.UnescapeString(found[1])
}
