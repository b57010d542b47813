package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/config"
	"github.com/concur-mcp/concur-mcp/internal/simulator"
)

// upstream is a simulated Concur that remembers what callers' tokens came to it.
type upstream struct {
	*simulator.Simulator
	url string

	mu     sync.Mutex
	leaked []string
}

func newUpstream(t *testing.T) *upstream {
	t.Helper()
	simulated, err := simulator.New(simulator.Options{})
	require.NoError(t, err)
	u := &upstream{Simulator: simulated}
	server := httptest.NewServer(u)
	t.Cleanup(server.Close)
	u.url = server.URL
	return u
}

func (u *upstream) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body) // What is missing, the simulator misses too.
	r.Body = io.NopCloser(bytes.NewReader(body))
	if strings.Contains(fmt.Sprint(r.URL, r.Header, string(body)), caller.TokenPrefix) {
		u.mu.Lock()
		u.leaked = append(u.leaked, r.Method+" "+r.URL.Path)
		u.mu.Unlock()
	}
	u.Simulator.ServeHTTP(w, r)
}

// serving opens a server for callers with tokens, in front of a simulated Concur, and
// gives the tokens by name.
func serving(t *testing.T, u *upstream, entries ...caller.Entry) (*server, map[string]string) {
	t.Helper()
	file, tokens := filepath.Join(t.TempDir(), "callers.json"), map[string]string{}
	for _, entry := range entries {
		token, made := caller.NewToken(entry.Name)
		entry.SHA256, tokens[entry.Name] = made.SHA256, token
		require.NoError(t, caller.AddToken(file, entry))
	}
	s := opened(t, func(c *serveCommand) {
		c.Settings.Demo, c.Settings.ConcurURL, c.Settings.Store = false, u.url, memoryStore
		c.Settings.ClientID, c.Settings.Secrets.ClientSecret = simulator.ClientID, auth.NewSecret(simulator.ClientSecret)
		c.Serving.Auth, c.Serving.AuthTokens = config.AuthToken, file
	})
	return s, tokens
}

// connected gives a caller an account.
func (u *upstream) connected(t *testing.T, s *server, principal, login string) {
	t.Helper()
	require.NoError(t, s.program.connections.Import(t.Context(), principal, auth.User, auth.NewSecret(u.Connect(login)), u.url))
}

// message is a JSON-RPC request. meta is empty for a version before 2026-07-28.
func message(method, params, meta string) string {
	return `{"jsonrpc":"2.0","id":1,"method":"` + method + `","params":{` + strings.Trim(params+","+meta, ",") + `}}`
}

const modernMeta = `"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}`

// ways call a tool in the two eras of the protocol, and give the body of the answer.
func ways(handler http.Handler, base string) map[string]func(t *testing.T, token, tool, arguments string) string {
	post := func(t *testing.T, token, body string, header map[string]string) *httptest.ResponseRecorder {
		t.Helper()
		request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, base+"/mcp", strings.NewReader(body))
		request.RemoteAddr, request.TLS = "127.0.0.1:5000", nil
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Accept", "application/json, text/event-stream")
		request.Header.Set("Authorization", "Bearer "+token)
		for name, value := range header {
			request.Header.Set(name, value)
		}
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, request)
		return recorder
	}
	params := func(tool, arguments string) string { return `"name":"` + tool + `","arguments":` + arguments }
	return map[string]func(t *testing.T, token, tool, arguments string) string{
		"modern": func(t *testing.T, token, tool, arguments string) string {
			t.Helper()
			return post(t, token, message("tools/call", params(tool, arguments), modernMeta), map[string]string{
				"Mcp-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/call", "Mcp-Name": tool,
			}).Body.String()
		},
		"legacy": func(t *testing.T, token, tool, arguments string) string {
			t.Helper()
			opened := post(t, token, message("initialize",
				`"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}`, ""), nil)
			return post(t, token, message("tools/call", params(tool, arguments), ""), map[string]string{
				"Mcp-Session-Id": opened.Header().Get("Mcp-Session-Id"), "Mcp-Protocol-Version": "2025-11-25",
			}).Body.String()
		},
	}
}

// TestNothingOfOneCallerIsSeenByAnother has two people call at the same time, with accounts
// of their own, whatever the server keeps of either.
func TestNothingOfOneCallerIsSeenByAnother(t *testing.T) {
	t.Parallel()
	u := newUpstream(t)
	s, tokens := serving(t, u, caller.Entry{Name: "rita"}, caller.Entry{Name: "tom"}, caller.Entry{Name: "nobody"})
	u.connected(t, s, "token/rita", sampleTraveller)
	u.connected(t, s, "token/tom", sampleApprover)
	logins := map[string]string{"rita": sampleTraveller, "tom": sampleApprover}
	for way, call := range ways(s.handler(), s.base) {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			var calls sync.WaitGroup
			for range 5 {
				for name, other := range map[string]string{"rita": "tom", "tom": "rita"} {
					calls.Go(func() {
						for _, tool := range []string{"get_current_user", "list_reports"} {
							said := call(t, tokens[name], tool, "{}")
							assert.NotContains(t, said, `"isError":true`)
							assert.NotContains(t, said, logins[other], "%s of %s", tool, name)
						}
						assert.Contains(t, call(t, tokens[name], "get_current_user", "{}"), logins[name])
					})
				}
			}
			calls.Wait()
			said := call(t, tokens["nobody"], "list_reports", "{}")
			assert.Contains(t, said, "/connect/", "who has no account gets a link, and nothing of anybody's")
			assert.NotContains(t, said, "haldenreyes")
		})
	}
	t.Cleanup(func() { assert.Empty(t, u.leaked, "what lets a caller in here is not shown to Concur") })
}

func TestACallerWhoMayOnlyReadWritesInNoEra(t *testing.T) {
	t.Parallel()
	u := newUpstream(t)
	s, tokens := serving(t, u, caller.Entry{Name: "rita", ReadOnly: true}, caller.Entry{Name: "ada", Profile: "finance"})
	u.connected(t, s, "token/rita", sampleTraveller)
	u.connected(t, s, "token/ada", sampleAdministrator)
	report, err := json.Marshal(map[string]string{"name": "Not to be", "policy": "x"})
	require.NoError(t, err)
	for way, call := range ways(s.handler(), s.base) {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			assert.Contains(t, call(t, tokens["rita"], "create_report", string(report)), "you may only read here")
			assert.Contains(t, call(t, tokens["ada"], "create_report", string(report)), "unknown tool", "another profile has other tools")
		})
	}
}

func TestACallerHasOneRateForAllPaths(t *testing.T) {
	t.Parallel()
	s := opened(t, func(c *serveCommand) { c.Serving.CallerRate = 0.001 })
	handler := s.handler()
	statuses := map[string]int{}
	for _, path := range []string{pathMCP, pathSSE} {
		request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, s.base+path, http.NoBody)
		request.RemoteAddr = "127.0.0.1:5000"
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, request)
		statuses[path] = recorder.Code
	}
	assert.NotEqual(t, http.StatusTooManyRequests, statuses[pathMCP])
	assert.Equal(t, http.StatusTooManyRequests, statuses[pathSSE])
}

func TestASignInAsksForWhatTheToolsOfTheCallerNeedNow(t *testing.T) {
	t.Parallel()
	s := opened(t, func(*serveCommand) {})
	s.program.serverFor(caller.Caller{Principal: "token/ada", Profile: "finance"})
	require.Contains(t, s.program.scopes("token/ada"), "PAYBAT")
	s.program.serverFor(caller.Caller{Principal: "token/ada"})
	assert.NotContains(t, s.program.scopes("token/ada"), "PAYBAT", "the profile was taken away")
}

func TestAProxyThatShowsItselfLetsNobodyIn(t *testing.T) {
	t.Parallel()
	s := opened(t, func(*serveCommand) {})
	for _, header := range []string{"X-Real-IP", "CF-Connecting-IP", "True-Client-IP", "Forwarded", "Via", "X-Forwarded-Proto"} {
		for _, path := range []string{pathMCP, pathSSE, pathMetrics} {
			method := http.MethodPost
			if path == pathMetrics {
				method = http.MethodGet
			}
			assert.Equal(t, http.StatusForbidden, asked(t, s, method, path, having(header, "x")).Code, "%s %s", header, path)
		}
	}
}
