package mcpserver_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
	"github.com/concur-mcp/concur-mcp/tools"
)

// waitingComment is what a stream says when there is nothing to say.
const waitingComment = ": waiting\n\n"

// sleeper is a tool that takes its time and says nothing.
func sleeper(d time.Duration) tools.Tool {
	return sample("sleep", tools.Read, func(ctx context.Context, call *tools.Call, in sayIn) (sayOut, error) {
		time.Sleep(d)
		return say(ctx, call, in)
	})
}

// exchange puts one request through the handlers without a network, so that time can
// stand still.
func exchange(ctx context.Context, h http.Handler, method, path, body string, header map[string]string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(ctx, method, path, strings.NewReader(body))
	for key, value := range map[string]string{
		"Authorization": "Bearer ann", "Content-Type": "application/json", "Accept": "application/json, text/event-stream",
	} {
		r.Header.Set(key, value)
	}
	for key, value := range header {
		r.Header.Set(key, value)
	}
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, r)
	return recorder
}

func modernCall(tool string) map[string]string {
	return map[string]string{"Mcp-Protocol-Version": modernVersion, "Mcp-Method": "tools/call", "Mcp-Name": tool}
}

func TestAStreamIsNeverSilentForLong(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		takes    time.Duration
		comments int
	}{"a short call": {14 * time.Second, 0}, "a long call": {50 * time.Second, 3}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := mounted(handlersOf(mcpserver.Options{Tools: []tools.Tool{sleeper(c.takes)}}, mcpserver.HTTPOptions{}))
				call := request("1", "tools/call", `{"name":"sleep","arguments":{"text":"done"},`+modern+`}`)
				got := exchange(t.Context(), h, http.MethodPost, "/mcp", call, modernCall("sleep"))
				assert.Equal(t, http.StatusOK, got.Code)
				assert.Equal(t, "text/event-stream", got.Header().Get("Content-Type"))
				assert.Equal(t, "no", got.Header().Get("X-Accel-Buffering"))
				assert.Equal(t, c.comments, strings.Count(got.Body.String(), waitingComment))
				assert.Contains(t, got.Body.String(), `{"said":"done"}`)
				events := strings.Split(strings.ReplaceAll(got.Body.String(), waitingComment, ""), "\n\n")
				assert.Len(t, events, 2, "the answer is whole, and nothing comes after it")
			})
		})
	}
}

func TestAStreamOfBeforeIsNeverSilentForLong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		handlers := handlersOf(mcpserver.Options{Tools: []tools.Tool{sleeper(20 * time.Second)}}, mcpserver.HTTPOptions{})
		h := mounted(handlers)
		opened := exchange(t.Context(), h, http.MethodPost, "/mcp", strings.SplitAfter(hello(), "\n")[0], nil)
		header := inSession(opened.Header().Get("Mcp-Session-Id"))
		call := request("1", "tools/call", `{"name":"sleep","arguments":{"text":"done"}}`)
		called := exchange(t.Context(), h, http.MethodPost, "/mcp", call, header)
		assert.Equal(t, 1, strings.Count(called.Body.String(), waitingComment))
		ctx, cancel := context.WithTimeout(t.Context(), 40*time.Second)
		defer cancel()
		listened := exchange(ctx, h, http.MethodGet, "/mcp", "", header)
		assert.Equal(t, ": ok\n\n"+waitingComment+waitingComment, listened.Body.String())
		deleted := exchange(ctx, h, http.MethodDelete, "/mcp", "", header)
		assert.Equal(t, http.StatusNoContent, deleted.Code)
		assert.NoError(t, handlers.Close(t.Context()))
	})
}

func TestAnSSEStreamIsNeverSilentForLong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Second)
		defer cancel()
		got := exchange(ctx, mounted(handlersOf(mcpserver.Options{}, mcpserver.HTTPOptions{})), http.MethodGet, "/sse", "", nil)
		assert.Equal(t, "no", got.Header().Get("X-Accel-Buffering"))
		events := strings.Split(strings.TrimSuffix(got.Body.String(), "\n\n"), "\n\n")
		require.Len(t, events, 4)
		assert.Contains(t, events[0], "event: endpoint\ndata: /sse?sessionid=")
		assert.Equal(t, []string{": waiting", ": waiting", ": waiting"}, events[1:])
	})
}

// TestAnErrorAfterACommentIsAnEvent looks at an answer whose status could not be
// changed any more.
func TestAnErrorAfterACommentIsAnEvent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := mounted(handlersOf(mcpserver.Options{Extend: func(server *mcp.Server) {
			server.AddTool(&mcp.Tool{Name: "refuse", InputSchema: map[string]any{"type": "object"}},
				func(context.Context, *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
					time.Sleep(20 * time.Second)
					return nil, &jsonrpc.Error{Code: jsonrpc.CodeInvalidParams, Message: "late"}
				})
		}}, mcpserver.HTTPOptions{}))
		call := request("1", "tools/call", `{"name":"refuse","arguments":{},`+modern+`}`)
		got := exchange(t.Context(), h, http.MethodPost, "/mcp", call, modernCall("refuse"))
		assert.Equal(t, http.StatusOK, got.Code)
		comment, event, _ := strings.Cut(got.Body.String(), "\n\n")
		assert.Equal(t, ": waiting", comment)
		message := `{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"late"}}`
		assert.Equal(t, "event: message\ndata: "+message+"\n\n", event)
	})
}

// TestABodyThatComesSlowlyIsNotAnswered sends a body over a minute: an answer before its
// end could not say that it is too large.
func TestABodyThatComesSlowlyIsNotAnswered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := mounted(handlersOf(mcpserver.Options{Tools: []tools.Tool{sample("say", tools.Read, say)}}, mcpserver.HTTPOptions{}))
		call := request("1", "tools/call", `{"name":"say","arguments":{"text":"done"},`+modern+`}`)
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/mcp", &slowly{strings.NewReader(call)})
		for key, value := range modernCall("say") {
			r.Header.Set(key, value)
		}
		r.Header.Set("Authorization", "Bearer ann")
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Accept", "application/json, text/event-stream")
		got := httptest.NewRecorder()
		h.ServeHTTP(got, r)
		assert.Contains(t, got.Body.String(), "done")
		assert.NotContains(t, got.Body.String(), waitingComment)
	})
}

// slowly gives a byte a second.
type slowly struct{ from *strings.Reader }

func (s *slowly) Read(p []byte) (int, error) {
	time.Sleep(time.Second)
	return s.from.Read(p[:1])
}
