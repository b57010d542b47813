package web_test

import (
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/web"
)

func write(t *testing.T, body string, view any, leadTo ...string) *httptest.ResponseRecorder {
	t.Helper()
	recorder := httptest.NewRecorder()
	parsed := template.Must(template.New("body").Parse(body))
	web.Write(recorder, http.StatusGone, web.Page{Title: "A <title>", Body: parsed, View: view, FormsLeadTo: leadTo})
	return recorder
}

func TestAPageShowsTextsFromOutsideAsTexts(t *testing.T) {
	t.Parallel()
	page := write(t, `<p title="{{.}}">{{.}}</p>`, `"><script>alert(1)</script>`).Body.String()
	assert.NotContains(t, page, "<script>")
	assert.Contains(t, page, "&lt;script&gt;alert(1)&lt;/script&gt;")
	assert.Contains(t, page, "<title>A &lt;title&gt;</title>")
	assert.Contains(t, page, "width=device-width")
}

func TestAPageIsKeptAndFramedByNobody(t *testing.T) {
	t.Parallel()
	response := write(t, "<p></p>", nil)
	assert.Equal(t, http.StatusGone, response.Code)
	for name, want := range map[string]string{
		"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
		"Content-Type": "text/html; charset=utf-8", "Cross-Origin-Opener-Policy": "same-origin",
	} {
		assert.Equal(t, want, response.Header().Get(name), name)
	}
}

func TestThePolicyAllowsTheOneStyleSheetAndForms(t *testing.T) {
	t.Parallel()
	response := write(t, "<p></p>", nil, "https:")
	policy := response.Header().Get("Content-Security-Policy")
	found := regexp.MustCompile(`(?s)<style>(.*?)</style>`).FindStringSubmatch(response.Body.String())
	require.Len(t, found, 2)
	digest := sha256.Sum256([]byte(found[1]))
	assert.Equal(t, "default-src 'none'; style-src 'sha256-"+base64.StdEncoding.EncodeToString(digest[:])+"'; "+
		"form-action 'self' https:; frame-ancestors 'none'; base-uri 'none'", policy)
}

func TestAPageThatCannotBeMadeSaysSo(t *testing.T) {
	t.Parallel()
	response := write(t, "<p>{{.Missing}}</p>", struct{}{})
	assert.Contains(t, response.Body.String(), "could not be made")
	assert.Equal(t, http.StatusInternalServerError, response.Code)
}

func TestASecretIsKnownAgainByItsDigest(t *testing.T) {
	t.Parallel()
	first, second := web.Secret(), web.Secret()
	raw, err := base64.RawURLEncoding.DecodeString(first)
	require.NoError(t, err)
	assert.Len(t, raw, 32, "256 bits")
	assert.NotEqual(t, first, second)
	assert.True(t, web.Known(first, web.Digest(first)))
	assert.False(t, web.Known(second, web.Digest(first)))
	assert.False(t, web.Known("", web.Digest("")), "nothing is no secret")
	assert.False(t, web.Known(first, ""))
}

func TestAFormTokenIsForOneBrowserAndOnePurpose(t *testing.T) {
	t.Parallel()
	token := web.FormToken("browser", "connect a")
	assert.True(t, web.FormTokenFits(token, "browser", "connect a"))
	assert.False(t, web.FormTokenFits(token, "another", "connect a"))
	assert.False(t, web.FormTokenFits(token, "browser", "connect b"))
	assert.False(t, web.FormTokenFits(web.FormToken("", "connect a"), "", "connect a"), "a browser without a cookie sends no form")
}

func TestACookieIsForThisServerAlone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, base, wantName string
		secure               bool
	}{
		{"on https", "https://concur.example.com", "__Host-browser", true},
		{"on http, which is loopback", "http://127.0.0.1:8764", "browser", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			cookie := web.Cookie(c.base, "browser", "value", time.Minute)
			assert.Equal(t, c.wantName, cookie.Name)
			assert.Equal(t, c.secure, cookie.Secure)
			assert.True(t, cookie.HttpOnly)
			assert.Equal(t, http.SameSiteLaxMode, cookie.SameSite)
			assert.Equal(t, "/", cookie.Path)
			assert.Empty(t, cookie.Domain)
			assert.Equal(t, 60, cookie.MaxAge)
			request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
			assert.Empty(t, web.CookieValue(request, c.base, "browser"))
			request.AddCookie(cookie)
			assert.Equal(t, "value", web.CookieValue(request, c.base, "browser"))
		})
	}
}

// status sends a request through a guard.
func status(t *testing.T, guard http.Handler, method, host string, header map[string]string) int {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), method, "/mcp", nil)
	request.Host = host
	for name, value := range header {
		request.Header.Set(name, value)
	}
	recorder := httptest.NewRecorder()
	guard.ServeHTTP(recorder, request)
	return recorder.Code
}

func TestPagesOfOtherSitesMayNotCall(t *testing.T) {
	t.Parallel()
	guard := web.SameOrigin(http.NotFoundHandler(), "https://inspector.example.com", "not an origin")
	const in, out = http.StatusNotFound, http.StatusForbidden
	for _, c := range []struct {
		name, method string
		header       map[string]string
		want         int
	}{
		{"a program that is no browser posts", http.MethodPost, nil, in},
		{"a link on another site leads here", http.MethodGet, map[string]string{"Sec-Fetch-Site": "cross-site"}, in},
		{"a form of our own, which tells no origin", http.MethodPost, map[string]string{"Origin": "null", "Sec-Fetch-Site": "same-origin"}, in},
		{"a form of our own in an older browser", http.MethodPost, map[string]string{"Origin": "https://concur.example.com"}, in},
		{"a form of another site is redirected here", http.MethodGet, map[string]string{
			"Origin": "https://www-us2.api.concursolutions.com", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate",
		}, in},
		{"a form of another site posts by navigating", http.MethodPost, map[string]string{
			"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate",
		}, out},
		{"a form of another site", http.MethodPost, map[string]string{"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}, out},
		{"a form of another site in an older browser", http.MethodPost, map[string]string{"Origin": "https://evil.example"}, out},
		{"a form of a neighbouring host", http.MethodPost, map[string]string{"Sec-Fetch-Site": "same-site"}, out},
		{"a script of another site reads", http.MethodGet, map[string]string{"Origin": "https://evil.example"}, out},
		{"a page without an origin posts", http.MethodPost, map[string]string{"Origin": "null"}, out},
		{"a site that may", http.MethodPost, map[string]string{"Origin": "https://inspector.example.com", "Sec-Fetch-Site": "cross-site"}, in},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, status(t, guard, c.method, "concur.example.com", c.header))
		})
	}
}

func TestOnlyKnownHostsAreAnswered(t *testing.T) {
	t.Parallel()
	guard := web.Hosts(http.NotFoundHandler(), "concur.example.com", "127.0.0.1:8764", "[::1]")
	const in, out = http.StatusNotFound, http.StatusForbidden
	for host, want := range map[string]int{
		"concur.example.com": in, "Concur.Example.COM.": in, "concur.example.com:8443": in, "127.0.0.1:8764": in, "[::1]": in, "[::1]:80": in,
		"127.0.0.1": out, "127.0.0.1:1": out, "evil.example": out, "concur.example.com.evil.example": out, "": out,
	} {
		t.Run("host "+host, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, want, status(t, guard, http.MethodGet, host, nil))
		})
	}
}

func TestTheClientIsWhoTheFirstTrustedProxyNames(t *testing.T) {
	t.Parallel()
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	for _, c := range []struct {
		name, peer string
		forwarded  []string
		want       string
	}{
		{"no proxy", "203.0.113.7:4000", nil, "203.0.113.7"},
		{"a stranger's header is not believed", "203.0.113.7:4000", []string{"198.51.100.1"}, "203.0.113.7"},
		{"one proxy", "10.0.0.1:4000", []string{"198.51.100.1"}, "198.51.100.1"},
		{"two proxies", "10.0.0.1:4000", []string{"198.51.100.1, 10.0.0.2"}, "198.51.100.1"},
		{"what the client wrote itself stands before", "10.0.0.1:4000", []string{"1.1.1.1, 198.51.100.1"}, "198.51.100.1"},
		{"several headers are one list", "10.0.0.1:4000", []string{"1.1.1.1", "198.51.100.1", "10.0.0.2"}, "198.51.100.1"},
		{"an address that is none", "10.0.0.1:4000", []string{"unknown"}, "10.0.0.1"},
		{"IPv4 in IPv6", "[::ffff:10.0.0.1]:4000", []string{"198.51.100.1"}, "198.51.100.1"},
		{"no network", "", []string{"198.51.100.1"}, "invalid IP"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
			request.RemoteAddr = c.peer
			for _, value := range c.forwarded {
				request.Header.Add("X-Forwarded-For", value)
			}
			assert.Equal(t, c.want, web.ClientAddress(request, trusted).String())
		})
	}
}
