package app

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/config"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/tools"
)

// opened opens a server as the settings say, without answering anybody.
func opened(t *testing.T, change func(*serveCommand)) *server {
	t.Helper()
	command := &serveCommand{
		Settings: config.Config{
			Demo: true, LogLevel: "info", Datacenter: "us2", CallbackListen: "127.0.0.1:8764", UpstreamTimeout: time.Minute,
			Selection: config.Selection{Profile: "default"},
		},
		Serving: config.Serving{
			Listen: "127.0.0.1:0", DemoListen: "127.0.0.1:0", Auth: config.AuthNone, ShutdownPatience: time.Minute,
		},
	}
	change(command)
	s, err := openServer(t.Context(), command, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	t.Cleanup(func() {
		s.hangUp()
		assert.NoError(t, s.close(context.WithoutCancel(t.Context())))
	})
	return s
}

// asked sends a request to a server's handler, from this machine unless told otherwise.
func asked(t *testing.T, s *server, method, path string, change func(*http.Request)) *httptest.ResponseRecorder {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), method, s.base+path, strings.NewReader("{}"))
	request.RemoteAddr, request.TLS = "127.0.0.1:5000", nil
	change(request)
	recorder := httptest.NewRecorder()
	s.handler().ServeHTTP(recorder, request)
	return recorder
}

func unchanged(*http.Request) {}

func elsewhere(r *http.Request) { r.RemoteAddr = "192.0.2.9:5000" }

func having(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

func TestWhoMayComeIn(t *testing.T) {
	t.Parallel()
	s := opened(t, func(c *serveCommand) {
		c.Serving.AllowedOrigins = []string{"https://inspector.example.com"}
	})
	for _, c := range []struct {
		name, method, path string
		change             func(*http.Request)
		status             int
	}{
		{"a client on this machine", http.MethodPost, "/mcp", unchanged, http.StatusUnsupportedMediaType},
		{"a client on another machine", http.MethodPost, "/mcp", elsewhere, http.StatusForbidden},
		{"a client behind a tunnel", http.MethodPost, "/mcp", having("X-Forwarded-For", "192.0.2.9"), http.StatusForbidden},
		{"a page of another site", http.MethodPost, "/mcp", having("Origin", "https://evil.example"), http.StatusForbidden},
		{
			"an allowed page", http.MethodPost, "/mcp", having("Origin", "https://inspector.example.com"),
			http.StatusUnsupportedMediaType,
		},
		{"an allowed page that asks first", http.MethodOptions, "/mcp", func(r *http.Request) {
			r.Header.Set("Origin", "https://inspector.example.com")
			r.Header.Set("Access-Control-Request-Method", http.MethodPost)
		}, http.StatusNoContent},
		{"by another name", http.MethodGet, "/", func(r *http.Request) { r.Host = "evil.example" }, http.StatusForbidden},
		{"by another name of this machine", http.MethodGet, "/", func(r *http.Request) {
			r.Host = "localhost:" + r.Host[strings.LastIndex(r.Host, ":")+1:]
		}, http.StatusOK},
		{"a probe by number", http.MethodGet, "/healthz", func(r *http.Request) {
			r.Host, r.RemoteAddr = "10.1.2.3:8765", "192.0.2.9:5000"
		}, http.StatusOK},
		{"metrics from another machine", http.MethodGet, "/metrics", elsewhere, http.StatusForbidden},
		{"metrics from here", http.MethodGet, "/metrics", unchanged, http.StatusOK},
		{"no page", http.MethodGet, "/no/such/page", unchanged, http.StatusNotFound},
		{"the old transport by the wrong method", http.MethodPut, "/sse", unchanged, http.StatusMethodNotAllowed},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			answer := asked(t, s, c.method, c.path, c.change)
			assert.Equal(t, c.status, answer.Code, answer.Body)
		})
	}
}

func TestBehindAProxyOnlyItsWordCounts(t *testing.T) {
	t.Parallel()
	tokens := filepath.Join(t.TempDir(), "callers.json")
	require.NoError(t, os.WriteFile(tokens, []byte("[]"), 0o600))
	s := opened(t, func(c *serveCommand) {
		c.Serving.Auth, c.Serving.AuthTokens = config.AuthToken, tokens
		c.Serving.PublicURL, c.Serving.TrustedProxies = "https://concur.example.com", []string{"10.0.0.0/8"}
	})
	for _, c := range []struct {
		name, peer, proto string
		status            int
	}{
		{"the proxy, which was spoken to over https", "10.0.0.1:5000", "https", http.StatusUnauthorized},
		{"the proxy, which was spoken to in the clear", "10.0.0.1:5000", "http", http.StatusForbidden},
		{"somebody who goes around it", "192.0.2.9:5000", "https", http.StatusForbidden},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			answer := asked(t, s, http.MethodPost, "/mcp", func(r *http.Request) {
				r.RemoteAddr, r.Host = c.peer, "10.0.0.7:8765"
				r.Header.Set("X-Forwarded-Host", "concur.example.com")
				r.Header.Set("X-Forwarded-Proto", c.proto)
				if strings.HasPrefix(c.peer, "192") {
					r.Host = "concur.example.com"
				}
			})
			assert.Equal(t, c.status, answer.Code, answer.Body)
		})
	}
}

func TestACallerWhoIsTooFastIsToldWhenToComeBack(t *testing.T) {
	t.Parallel()
	s := opened(t, func(c *serveCommand) { c.Serving.CallerRate = 0.001 })
	handler := s.handler() // One, because it counts.
	statuses := map[int]int{}
	for range 3 {
		request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, s.base+"/mcp", nil)
		request.RemoteAddr = "127.0.0.1:5000"
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, request)
		statuses[recorder.Code]++
		if recorder.Code == http.StatusTooManyRequests {
			assert.NotEmpty(t, recorder.Header().Get("Retry-After"))
		}
	}
	assert.Equal(t, 2, statuses[http.StatusTooManyRequests], statuses)
}

func TestRoutesAreNamedWithoutTheirSecrets(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/": "/", "/mcp": "/mcp", "/sse?sessionid=x": "/sse", "/connect/hidden": "/connect/{link}", "/upload/hidden/x": "/upload/{link}",
		"/oauth/callback?code=hidden": "/oauth/callback", "/.well-known/oauth-protected-resource/mcp": caller.MetadataPath,
		"/favicon.ico": "other", "/hidden": "other", "//connect/hidden": "other",
	} {
		assert.Equal(t, want, route(httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)), path)
	}
}

// TestToolsAreListedForWhoCouldUseThem is about callers that differ in what they may use.
func TestToolsAreListedForWhoCouldUseThem(t *testing.T) {
	t.Parallel()
	s := opened(t, func(c *serveCommand) { c.Settings.Profile = "all" })
	keep := func(principal string, kind auth.Kind) {
		_, err := s.program.store.Update(t.Context(), tokenstore.Key{Principal: principal, Kind: string(kind)},
			func(r tokenstore.Record) (tokenstore.Record, error) {
				r.RefreshToken = "x"
				return r, nil
			})
		require.NoError(t, err)
	}
	keep(auth.Deployment, auth.Company)
	keep("token/own", auth.Company)
	named := map[string]tools.Tool{}
	for _, tool := range s.program.all {
		named[tool.Name] = tool
	}
	for _, c := range []struct {
		name      string
		who       caller.Caller
		exception bool
	}{
		{"who may use the deployment's company", caller.Caller{Principal: "token/ada", Company: true}, true},
		{"who may not", caller.Caller{Principal: "token/rita"}, false},
		{"who has connected an own company", caller.Caller{Principal: "token/own"}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.exception, s.program.lists(t.Context(), c.who, named["add_exception"]), "only a company can run it")
			assert.True(t, s.program.lists(t.Context(), c.who, named["list_reports"]), "everybody could sign in")
		})
	}
}

func TestCallersOfOneProfileShareAServer(t *testing.T) {
	t.Parallel()
	s := opened(t, func(*serveCommand) {})
	own := s.program.serverFor(caller.Caller{Principal: "token/rita"})
	finance := s.program.serverFor(caller.Caller{Principal: "token/ada", Profile: "finance"})
	assert.NotSame(t, own, finance)
	assert.Same(t, finance, s.program.serverFor(caller.Caller{Principal: "token/audit", Profile: "finance", ReadOnly: true}))
	assert.NotContains(t, s.program.scopes("token/rita"), "PAYBAT")
	assert.Contains(t, s.program.scopes("token/ada"), "PAYBAT", "a sign-in asks for what the tools of the caller need")
}

func TestAServerThatCannotBeOpenedLeavesNothingOpen(t *testing.T) {
	t.Parallel()
	first := opened(t, func(*serveCommand) {})
	for name, change := range map[string]func(*serveCommand){
		"its address is taken":       func(c *serveCommand) { c.Serving.Listen = first.main.Addr().String() },
		"the simulator's is taken":   func(c *serveCommand) { c.Serving.DemoListen = first.main.Addr().String() },
		"the metrics' is taken":      func(c *serveCommand) { c.Serving.MetricsListen = first.main.Addr().String() },
		"nobody has that login":      func(c *serveCommand) { c.Settings.DemoUser = "nobody" },
		"there are no callers":       func(c *serveCommand) { c.Serving.Auth, c.Serving.AuthTokens = config.AuthToken, "nowhere" },
		"there is no such tool":      func(c *serveCommand) { c.Settings.Tools = []string{"no_such_tool"} },
		"there is no certificate":    func(c *serveCommand) { c.Serving.TLSCert, c.Serving.TLSKey = "nowhere", "nowhere" },
		"the store is none":          func(c *serveCommand) { c.Settings.Store = "shelf:" },
		"the folder of files is not": func(c *serveCommand) { c.Settings.Files = []string{"nowhere"} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			command := *first.command
			command.Serving.Listen, command.Serving.DemoListen = "127.0.0.1:0", "127.0.0.1:0"
			change(&command)
			_, err := openServer(t.Context(), &command, slog.New(slog.DiscardHandler))
			assert.Error(t, err)
		})
	}
}

func TestADesktopIsWhereAKeychainIs(t *testing.T) {
	t.Parallel()
	if !strings.Contains("linux freebsd openbsd netbsd", runtime.GOOS) {
		t.Skip("NOT TESTED: on this system there is always a keychain")
	}
	there, none := func(string) bool { return true }, func(string) bool { return false }
	environment := func(name, value string) func(string) string {
		return func(asked string) string {
			if asked == name {
				return value
			}
			return ""
		}
	}
	assert.True(t, desktop(environment("DBUS_SESSION_BUS_ADDRESS", "unix:path=/run/user/1/bus"), none))
	assert.True(t, desktop(environment("XDG_RUNTIME_DIR", "/run/user/1"), there))
	assert.False(t, desktop(environment("XDG_RUNTIME_DIR", "/run/user/1"), none))
	assert.False(t, desktop(environment("", ""), there))
}
