package mcpserver_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
	"github.com/concur-mcp/concur-mcp/tools"
)

const (
	legacyVersion = "2025-11-25"
	modernVersion = "2026-07-28"
)

// rig is a server over HTTP, for callers who are let in by their name.
type rig struct {
	*httptest.Server
	http *mcpserver.HTTP
}

func newRig(t *testing.T, o mcpserver.Options) *rig {
	t.Helper()
	return newRigOf(t, o, mcpserver.HTTPOptions{})
}

func newRigOf(t *testing.T, o mcpserver.Options, h mcpserver.HTTPOptions) *rig {
	t.Helper()
	r := &rig{http: handlersOf(o, h)}
	r.Server = httptest.NewServer(mounted(r.http))
	t.Cleanup(func() {
		r.CloseClientConnections() // Streams that a test leaves open.
		r.Close()
	})
	return r
}

func handlersOf(o mcpserver.Options, h mcpserver.HTTPOptions) *mcpserver.HTTP {
	o.Version, o.Logger = "test", slog.New(slog.DiscardHandler)
	server := mcpserver.New(o)
	if h.Server == nil {
		h.Server = func(caller.Caller) *mcpserver.Server { return server }
	}
	h.Logger = o.Logger
	return mcpserver.NewHTTP(h)
}

// mounted stands in for who lets callers in: the bearer is the name, with "+company" at
// its end for the right to the company's connection, "+reads" for no more than to read,
// and "+unasked" for being asked about nothing.
func mounted(h *mcpserver.HTTP) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/mcp", h.Streamable())
	mux.Handle("/sse", h.SSE())
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if name, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
			name, company := strings.CutSuffix(name, "+company")
			name, reads := strings.CutSuffix(name, "+reads")
			name, unasked := strings.CutSuffix(name, "+unasked")
			who := caller.Caller{Principal: "token/" + name, Company: company, ReadOnly: reads}
			if unasked {
				who.Confirm = approve.None
			}
			r = r.WithContext(caller.With(r.Context(), who))
		}
		mux.ServeHTTP(w, r)
	})
}

// bearer adds who calls to each request.
type bearer string

func (b bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+string(b))
	return http.DefaultTransport.RoundTrip(r)
}

// transports are the ways to a server, by their names.
func (r *rig) transports(name string) map[string]func() (mcp.Transport, string) {
	client := &http.Client{Transport: bearer(name)}
	streamable := func(version string) func() (mcp.Transport, string) {
		return func() (mcp.Transport, string) {
			return &mcp.StreamableClientTransport{Endpoint: r.URL + "/mcp", HTTPClient: client}, version
		}
	}
	return map[string]func() (mcp.Transport, string){
		"modern": streamable(modernVersion),
		"legacy": streamable(legacyVersion),
		"SSE": func() (mcp.Transport, string) {
			return &mcp.SSEClientTransport{Endpoint: r.URL + "/sse", HTTPClient: client}, legacyVersion
		},
	}
}

// connect connects a client of the SDK.
func connect(t *testing.T, transport mcp.Transport, version string, o *mcp.ClientOptions) *mcp.ClientSession {
	t.Helper()
	if o == nil {
		o = &mcp.ClientOptions{Capabilities: &mcp.ClientCapabilities{}}
	}
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, o)
	session, err := client.Connect(t.Context(), transport, &mcp.ClientSessionOptions{ProtocolVersion: version})
	require.NoError(t, err)
	t.Cleanup(func() { _ = session.Close() }) // Some are ended by the server.
	return session
}

// session connects over a transport by its name.
func (r *rig) session(t *testing.T, way, name string) *mcp.ClientSession {
	t.Helper()
	transport, version := r.transports(name)[way]()
	return connect(t, transport, version, nil)
}

// eachWay runs a test over each transport.
func eachWay(t *testing.T, check func(t *testing.T, way string)) {
	t.Helper()
	for _, way := range []string{"modern", "legacy", "SSE"} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			check(t, way)
		})
	}
}

// said is what the first text of a result says.
func said(t *testing.T, result *mcp.CallToolResult) string {
	t.Helper()
	require.NotEmpty(t, result.Content)
	text, ok := result.Content[0].(*mcp.TextContent)
	require.True(t, ok, "%T is no text", result.Content[0])
	return text.Text
}

func arguments(text string) map[string]any { return map[string]any{"text": text} }

// whoami says who calls, as tools and connections see it.
func whoami() tools.Tool {
	return sample("whoami", tools.Read, func(ctx context.Context, call *tools.Call, _ sayIn) (sayOut, error) {
		who, _ := caller.From(ctx)
		words := call.Caller + " " + who.Principal
		if who.Company {
			words += " for the company"
		}
		return sayOut{words}, nil
	})
}

// answer is what came of a request.
type answer struct {
	status int
	header http.Header
	body   string
}

// begin sends one request, as a client without the SDK would, and leaves its answer to
// be read.
func (r *rig) begin(t *testing.T, method, path, name, body string, header map[string]string) (answer, io.ReadCloser) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, r.URL+path, strings.NewReader(body))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "application/json, text/event-stream")
	for key, value := range header {
		request.Header.Set(key, value)
	}
	if name != "" {
		request.Header.Set("Authorization", "Bearer "+name)
	}
	response, err := r.Client().Do(request)
	require.NoError(t, err)
	t.Cleanup(func() { _ = response.Body.Close() }) // Once more does no harm.
	return answer{status: response.StatusCode, header: response.Header}, response.Body
}

// send sends one request and reads its answer.
func (r *rig) send(t *testing.T, method, path, name, body string, header map[string]string) answer {
	t.Helper()
	got, stream := r.begin(t, method, path, name, body, header)
	read, err := io.ReadAll(stream)
	require.NoError(t, errors.Join(err, stream.Close()))
	got.body = string(read)
	return got
}

// open opens a session as a client without the SDK would, and gives its id.
func (r *rig) open(t *testing.T, name string) (session string) {
	t.Helper()
	opened := r.send(t, http.MethodPost, "/mcp", name, strings.SplitAfter(hello(), "\n")[0], nil)
	require.Equal(t, http.StatusOK, opened.status, opened.body)
	session = opened.header.Get("Mcp-Session-Id")
	require.NotEmpty(t, session)
	return session
}

func inSession(session string) map[string]string {
	return map[string]string{"Mcp-Session-Id": session, "Mcp-Protocol-Version": legacyVersion}
}
