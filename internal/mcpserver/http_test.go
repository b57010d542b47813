package mcpserver_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
	"github.com/concur-mcp/concur-mcp/tools"
)

func TestEveryTransportKnowsWhoCalls(t *testing.T) {
	t.Parallel()
	r := newRig(t, mcpserver.Options{Tools: []tools.Tool{whoami()}})
	eachWay(t, func(t *testing.T, way string) {
		t.Helper()
		result, err := r.session(t, way, "ann").CallTool(t.Context(), &mcp.CallToolParams{Name: "whoami", Arguments: arguments("x")})
		require.NoError(t, err)
		assert.JSONEq(t, `{"said":"token/ann token/ann"}`, said(t, result))
	})
}

func TestAReceiptFitsIntoARequest(t *testing.T) {
	t.Parallel()
	r := newRig(t, mcpserver.Options{Tools: []tools.Tool{
		sample("weigh", tools.Create, func(_ context.Context, _ *tools.Call, in sayIn) (sayOut, error) {
			return sayOut{in.Text[:3]}, nil
		}),
	}})
	receipt := base64.StdEncoding.EncodeToString(make([]byte, 5<<20)) // The SDK takes 4 MiB.
	eachWay(t, func(t *testing.T, way string) {
		t.Helper()
		result, err := r.session(t, way, "ann").CallTool(t.Context(), &mcp.CallToolParams{Name: "weigh", Arguments: arguments(receipt)})
		require.NoError(t, err)
		assert.JSONEq(t, `{"said":"AAA"}`, said(t, result))
	})
}

func TestARequestThatIsTooLargeIsRefused(t *testing.T) {
	t.Parallel()
	r := newRigOf(t, mcpserver.Options{}, mcpserver.HTTPOptions{MaxBody: 100})
	body := `{"jsonrpc":"2.0","id":1,"method":"ping","params":{"padding":"` + strings.Repeat("x", 100) + `"}}`
	for _, path := range []string{"/mcp", "/sse"} {
		refused := r.send(t, http.MethodPost, path, "ann", body, nil)
		assert.Equal(t, http.StatusRequestEntityTooLarge, refused.status, path)
		assert.Contains(t, refused.body, "100 are the most")
	}
	// Without a length the limit is met while reading.
	for era, version := range map[string]string{"legacy": legacyVersion, "modern": modernVersion, "unknown": ""} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.URL+"/mcp", io.MultiReader(strings.NewReader(body)))
		require.NoError(t, err)
		for key, value := range map[string]string{
			"Authorization": "Bearer ann", "Content-Type": "application/json", "Accept": "application/json, text/event-stream",
			"Mcp-Protocol-Version": version, "Mcp-Method": "ping",
		} {
			request.Header.Set(key, value)
		}
		response, err := r.Client().Do(request)
		require.NoError(t, err)
		assert.Equal(t, http.StatusRequestEntityTooLarge, response.StatusCode, era)
		require.NoError(t, response.Body.Close())
	}
}

func TestNobodyIsServedUnknown(t *testing.T) {
	t.Parallel()
	r := newRig(t, mcpserver.Options{})
	for _, path := range []string{"/mcp", "/sse"} {
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodDelete} {
			assert.Equal(t, http.StatusUnauthorized, r.send(t, method, path, "", hello(), nil).status, "%s %s", method, path)
		}
	}
}

func TestACallOutsideHTTPHasACallerToo(t *testing.T) {
	t.Parallel()
	server := mcpserver.New(mcpserver.Options{
		Logger: slog.New(slog.DiscardHandler), Tools: []tools.Tool{whoami()},
		Caller: func(context.Context) caller.Caller { return caller.Caller{} },
	})
	_, err := mcpserver.Dial(t.Context(), server, "", nil)
	assert.ErrorContains(t, err, "not known who calls")
}

func TestASessionBelongsToItsCaller(t *testing.T) {
	t.Parallel()
	r := newRig(t, mcpserver.Options{Tools: []tools.Tool{whoami()}})
	session := r.open(t, "ann")
	call := request("1", "tools/call", `{"name":"whoami","arguments":{"text":"x"}}`)
	for _, method := range []string{http.MethodPost, http.MethodGet, http.MethodDelete} {
		assert.Equal(t, http.StatusForbidden, r.send(t, method, "/mcp", "bob", call, inSession(session)).status, method)
		assert.Equal(t, http.StatusUnauthorized, r.send(t, method, "/mcp", "", call, inSession(session)).status, method)
	}
	own := r.send(t, http.MethodPost, "/mcp", "ann", call, inSession(session))
	assert.Contains(t, own.body, "token/ann")
}

func TestACallHasTheRightsOfItsOwnRequest(t *testing.T) {
	t.Parallel()
	r := newRig(t, mcpserver.Options{Tools: []tools.Tool{whoami(), sample("write", tools.Create, say)}})
	session := r.open(t, "ann+company")
	call := request("1", "tools/call", `{"name":"whoami","arguments":{"text":"x"}}`)
	assert.Contains(t, r.send(t, http.MethodPost, "/mcp", "ann+company", call, inSession(session)).body, "for the company")
	assert.NotContains(t, r.send(t, http.MethodPost, "/mcp", "ann", call, inSession(session)).body, "for the company")
	write := request("2", "tools/call", `{"name":"write","arguments":{"text":"x"}}`)
	assert.Contains(t, r.send(t, http.MethodPost, "/mcp", "ann+reads", write, inSession(session)).body, "you may only read here")
}

func TestAStatefulAndAStatelessRequestSeeTheirOwnContext(t *testing.T) {
	t.Parallel()
	r := newRig(t, mcpserver.Options{Extend: func(server *mcp.Server) {
		server.AddTool(&mcp.Tool{Name: "header", InputSchema: map[string]any{"type": "object"}},
			func(_ context.Context, request *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
				words := request.Extra.Header.Get("Authorization") + request.Extra.Header.Get("Cookie")
				return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: words}}}, nil
			})
	}})
	session := r.open(t, "ann")
	header := inSession(session)
	header["Cookie"] = "private"
	got := r.send(t, http.MethodPost, "/mcp", "ann", request("1", "tools/call", `{"name":"header","arguments":{}}`), header)
	assert.Contains(t, got.body, `"text":"Bearer verified"`, "what came in ends at the door")
}

func TestMethodsThatTheTransportDoesNotHave(t *testing.T) {
	t.Parallel()
	r := newRig(t, mcpserver.Options{})
	session := r.open(t, "ann")
	for _, c := range []struct {
		name, method, path string
		header             map[string]string
		allow              string
	}{
		{"a GET without a session", http.MethodGet, "/mcp", nil, "POST"},
		{"a GET of the modern era", http.MethodGet, "/mcp", map[string]string{"Mcp-Protocol-Version": modernVersion}, "POST"},
		{"a DELETE of the modern era", http.MethodDelete, "/mcp", map[string]string{
			"Mcp-Protocol-Version": modernVersion, "Mcp-Session-Id": session,
		}, "POST"},
		{"a PUT", http.MethodPut, "/mcp", nil, "GET, POST, DELETE"},
		{"a DELETE of an SSE session", http.MethodDelete, "/sse", nil, "GET, POST"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			refused := r.send(t, c.method, c.path, "ann", "", c.header)
			assert.Equal(t, http.StatusMethodNotAllowed, refused.status)
			assert.Equal(t, c.allow, refused.header.Get("Allow"))
		})
	}
	assert.Equal(t, http.StatusNoContent, r.send(t, http.MethodDelete, "/mcp", "ann", "", inSession(session)).status)
	assert.Equal(t, http.StatusNotFound, r.send(t, http.MethodGet, "/mcp", "ann", "", inSession(session)).status)
}

// TestAModernRequestIsToldOfItsHeaders finds requests taken for those of another era,
// which would be told of a version that they never named.
func TestAModernRequestIsToldOfItsHeaders(t *testing.T) {
	t.Parallel()
	r := newRig(t, mcpserver.Options{Tools: []tools.Tool{sample("say", tools.Read, say)}})
	padding := `"padding":"` + strings.Repeat("x", 100<<10) + `"`
	list := request("1", "tools/list", "{"+modern+"}")
	headers := func(version, method string) map[string]string {
		return map[string]string{"Mcp-Protocol-Version": version, "Mcp-Method": method}
	}
	for _, c := range []struct {
		name, body string
		header     map[string]string
		status     int
		text       string
	}{
		{"no header at all", list, nil, http.StatusBadRequest, "-32020"},
		{"another method", list, headers(modernVersion, "tools/call"), http.StatusBadRequest, "-32020"},
		{"no version in the body", request("1", "tools/list", "{}"), headers(modernVersion, "tools/list"), http.StatusBadRequest, "-32602"},
		{"no version and a long body", request("1", "tools/list", "{"+modern+","+padding+"}"), nil, http.StatusBadRequest, "-32020"},
		{"all headers", list, headers(modernVersion, "tools/list"), http.StatusOK, `"say"`},
		{"a version of the future", list, headers("2099-01-01", "tools/list"), http.StatusBadRequest, "-32020"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := r.send(t, http.MethodPost, "/mcp", "ann", c.body, c.header)
			assert.Equal(t, c.status, got.status)
			assert.Contains(t, got.body, c.text)
		})
	}
}

// TestWhoOpensASessionGetsOneWhateverItsHeaders finds a client of before that names its
// method taken for a newer one. It could not be asked anything.
func TestWhoOpensASessionGetsOneWhateverItsHeaders(t *testing.T) {
	t.Parallel()
	r := newRig(t, mcpserver.Options{})
	opening := strings.SplitAfter(hello(), "\n")[0]
	opened := r.send(t, http.MethodPost, "/mcp", "ann", opening, map[string]string{"Mcp-Method": "initialize"})
	assert.Equal(t, http.StatusOK, opened.status)
	assert.NotEmpty(t, opened.header.Get("Mcp-Session-Id"))
}

func TestANameThatIsEncodedIsRead(t *testing.T) {
	t.Parallel()
	const name, odd = "report/größe", "=?base64?cmVwb3J0?="
	r := newRig(t, mcpserver.Options{Extend: func(server *mcp.Server) {
		for _, uri := range []string{"test://" + name, odd + "://x"} {
			server.AddResourceTemplate(&mcp.ResourceTemplate{Name: uri, URITemplate: "test://{+rest}"},
				func(_ context.Context, request *mcp.ReadResourceRequest) (*mcp.ReadResourceResult, error) {
					return &mcp.ReadResourceResult{Contents: []*mcp.ResourceContents{{URI: request.Params.URI, Text: "found"}}}, nil
				})
		}
		schema := json.RawMessage(`{"type":"object","properties":{"region":{"type":"string","x-mcp-header":"Region"}}}`)
		server.AddTool(&mcp.Tool{Name: "mirror", InputSchema: schema},
			func(_ context.Context, request *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
				return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: string(request.Params.Arguments)}}}, nil
			})
	}})
	encode := func(text string) string {
		return "=?base64?" + base64.StdEncoding.EncodeToString([]byte(text)) + "?="
	}
	read := request("1", "resources/read", `{"uri":"test://`+name+`",`+modern+`}`)
	headers := func(method, name string) map[string]string {
		return map[string]string{"Mcp-Protocol-Version": modernVersion, "Mcp-Method": method, "Mcp-Name": name}
	}
	assert.Contains(t, r.send(t, http.MethodPost, "/mcp", "ann", read, headers("resources/read", encode("test://"+name))).body, "found")
	for _, wrong := range []string{encode("test://other"), "=?base64?!?=", "=?base64?"} {
		refused := r.send(t, http.MethodPost, "/mcp", "ann", read, headers("resources/read", wrong))
		assert.Equal(t, http.StatusBadRequest, refused.status, wrong)
		assert.Contains(t, refused.body, "-32020")
	}
	// A value that looks like an encoded one is encoded once, and decoded once.
	mirrored := headers("tools/call", "mirror")
	mirrored["Mcp-Param-Region"] = encode(odd)
	call := request("1", "tools/call", `{"name":"mirror","arguments":{"region":"`+odd+`"},`+modern+`}`)
	assert.Equal(t, http.StatusOK, r.send(t, http.MethodPost, "/mcp", "ann", call, mirrored).status)
}

func TestAClientThatLeavesCancelsItsCall(t *testing.T) {
	t.Parallel()
	eachWay(t, func(t *testing.T, way string) {
		t.Helper()
		started, ended := make(chan struct{}), make(chan error, 1)
		r := newRig(t, mcpserver.Options{Tools: []tools.Tool{
			sample("work", tools.Read, func(ctx context.Context, _ *tools.Call, _ sayIn) (sayOut, error) {
				close(started)
				<-ctx.Done()
				ended <- ctx.Err()
				return sayOut{}, ctx.Err()
			}),
		}})
		session := r.session(t, way, "ann")
		ctx, cancel := context.WithCancel(t.Context())
		called := make(chan error, 1)
		go func() {
			_, err := session.CallTool(ctx, &mcp.CallToolParams{Name: "work", Arguments: arguments("x")})
			called <- err
		}()
		<-started
		cancel()
		require.ErrorIs(t, <-ended, context.Canceled)
		assert.Error(t, <-called)
	})
}

func TestStreamsAreNotCollectedByProxies(t *testing.T) {
	t.Parallel()
	r := newRig(t, mcpserver.Options{Tools: []tools.Tool{sample("say", tools.Read, say)}})
	session := r.open(t, "ann")
	got := r.send(t, http.MethodPost, "/mcp", "ann", request("1", "ping", "{}"), inSession(session))
	assert.Equal(t, "text/event-stream", got.header.Get("Content-Type"))
	assert.Equal(t, "no", got.header.Get("X-Accel-Buffering"))
	accepted := r.send(t, http.MethodPost, "/mcp", "ann", `{"jsonrpc":"2.0","method":"notifications/initialized"}`, inSession(session))
	assert.Equal(t, http.StatusAccepted, accepted.status)
	assert.Empty(t, accepted.header.Get("X-Accel-Buffering"))
}
