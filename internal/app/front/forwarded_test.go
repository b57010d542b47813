package front_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/app/front"
)

func from(t *testing.T, peer string, headers ...string) *http.Request {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://inside:8765/mcp", nil)
	r.RemoteAddr = peer
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		r.Header.Add(name, value)
	}
	return r
}

func TestOnlyATrustedProxyIsBelieved(t *testing.T) {
	t.Parallel()
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for _, c := range []struct {
		name         string
		peer         string
		headers      []string
		client, host string
	}{
		{"nobody in between", "192.0.2.9:5000", nil, "192.0.2.9:5000", "inside:8765"},
		{
			"a proxy", "10.0.0.1:5000",
			[]string{"X-Forwarded-For: 192.0.2.9", "X-Forwarded-Host: concur.example.com"},
			"192.0.2.9:0", "concur.example.com",
		},
		{
			"a stranger who plays a proxy", "192.0.2.66:5000",
			[]string{"X-Forwarded-For: 127.0.0.1", "X-Forwarded-Host: concur.example.com"},
			"192.0.2.66:5000", "inside:8765",
		},
		{"a client that says who it is", "10.0.0.1:5000", []string{"X-Forwarded-For: 127.0.0.1, 192.0.2.9"}, "192.0.2.9:0", "inside:8765"},
		{
			"a client that says so in a line of its own", "10.0.0.1:5000",
			[]string{"X-Forwarded-For: 127.0.0.1", "X-Forwarded-For: 192.0.2.9"},
			"192.0.2.9:0", "inside:8765",
		},
		{"two proxies", "10.0.0.1:5000", []string{"X-Forwarded-For: 192.0.2.9, 10.0.0.7"}, "192.0.2.9:0", "inside:8765"},
		{"a proxy that names nobody", "10.0.0.1:5000", nil, "10.0.0.1:0", "inside:8765"},
		{"a proxy that names nonsense", "10.0.0.1:5000", []string{"X-Forwarded-For: unknown"}, "10.0.0.1:0", "inside:8765"},
		{"IPv6, and IPv4 within it", "[fd00::1]:5000", []string{"X-Forwarded-For: ::ffff:192.0.2.9"}, "192.0.2.9:0", "inside:8765"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			called := false
			front.Forwarded(trusted, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				called = true
				assert.Equal(t, c.client, r.RemoteAddr)
				assert.Equal(t, c.host, r.Host)
				assert.Empty(t, r.Header.Values("X-Forwarded-For"), "nobody behind it is to believe the header")
			})).ServeHTTP(httptest.NewRecorder(), from(t, c.peer, c.headers...))
			assert.True(t, called)
		})
	}
}

func TestWhoStandsBehindAProxyIsNotFromHere(t *testing.T) {
	t.Parallel()
	handler := front.Forwarded(nil, front.FromHere(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "secret numbers")
	})))
	for _, c := range []struct {
		name    string
		peer    string
		headers []string
		status  int
	}{
		{"this machine", "127.0.0.1:5000", nil, http.StatusOK},
		{"this machine by IPv6", "[::1]:5000", nil, http.StatusOK},
		{"another machine", "192.0.2.9:5000", nil, http.StatusForbidden},
		{"another machine by a proxy here", "127.0.0.1:5000", []string{"X-Forwarded-For: 192.0.2.9"}, http.StatusForbidden},
		{"another machine that claims to be here", "192.0.2.9:5000", []string{"X-Forwarded-For: 127.0.0.1"}, http.StatusForbidden},
		{"another machine by a proxy of another school", "127.0.0.1:5000", []string{"Forwarded: for=192.0.2.9"}, http.StatusForbidden},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			recorder := httptest.NewRecorder()
			handler.ServeHTTP(recorder, from(t, c.peer, c.headers...))
			assert.Equal(t, c.status, recorder.Code)
		})
	}
}

func TestPlainTextIsRefusedWhereTheAddressIsHTTPS(t *testing.T) {
	t.Parallel()
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	handler := front.Forwarded(trusted, front.Encrypted(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})))
	for _, c := range []struct {
		name    string
		peer    string
		headers []string
		status  int
	}{
		{"a proxy that was spoken to over https", "10.0.0.1:5000", []string{"X-Forwarded-Proto: https"}, http.StatusOK},
		{"a proxy that does not say", "10.0.0.1:5000", nil, http.StatusOK},
		{"a proxy that was spoken to in plain text", "10.0.0.1:5000", []string{"X-Forwarded-Proto: http"}, http.StatusForbidden},
		{"somebody who goes around the proxy", "192.0.2.9:5000", []string{"X-Forwarded-Proto: https"}, http.StatusForbidden},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			recorder := httptest.NewRecorder()
			handler.ServeHTTP(recorder, from(t, c.peer, c.headers...))
			assert.Equal(t, c.status, recorder.Code)
		})
	}
}
