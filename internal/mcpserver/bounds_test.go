package mcpserver_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
	"github.com/concur-mcp/concur-mcp/tools"
)

func TestLargeRequestsWaitForRoom(t *testing.T) {
	t.Parallel()
	entered, release := make(chan string, 10), make(chan struct{})
	var running, most atomic.Int32
	r := newRigOf(t, mcpserver.Options{Tools: []tools.Tool{
		sample("hold", tools.Read, func(ctx context.Context, _ *tools.Call, _ sayIn) (sayOut, error) {
			who, _ := caller.From(ctx)
			if who.Principal == "token/ann" {
				most.Store(max(most.Load(), running.Add(1)))
				defer running.Add(-1)
			}
			entered <- who.Principal
			<-release
			return sayOut{"held"}, nil
		}),
	}}, mcpserver.HTTPOptions{MaxBody: 2 << 20})
	large := request("1", "tools/call", `{"name":"hold","arguments":{"text":"`+strings.Repeat("x", 3<<19-1000)+`"},`+modern+`}`)
	answered := make(chan *httptest.ResponseRecorder, 10)
	call := func(name string) {
		header := modernCall("hold")
		header["Authorization"] = "Bearer " + name
		go func() { answered <- exchange(t.Context(), r.Config.Handler, http.MethodPost, "/mcp", large, header) }()
	}
	for range 5 { // There is room for three of 2 MB, which is four of 1.5 MB.
		call("ann")
	}
	for range 4 {
		assert.Equal(t, "token/ann", <-entered)
	}
	call("bob")
	assert.Equal(t, "token/bob", <-entered, "others are not held back")
	release <- struct{}{}
	release <- struct{}{}
	for range 2 {
		<-answered
	}
	close(release)
	for range 4 {
		got := <-answered
		assert.Equal(t, http.StatusOK, got.Code)
		assert.Contains(t, got.Body.String(), "held")
	}
	assert.EqualValues(t, 4, most.Load(), "the fifth waited")
}

func TestABodyOfUnknownLengthWaitsForRoomToo(t *testing.T) {
	t.Parallel()
	r := newRigOf(t, mcpserver.Options{Tools: []tools.Tool{sample("say", tools.Read, say)}}, mcpserver.HTTPOptions{MaxBody: 2 << 20})
	large := request("1", "tools/call", `{"name":"say","arguments":{"text":"`+strings.Repeat("x", 3<<19-1000)+`"},`+modern+`}`)
	for range 10 { // More than there is room for at once: it is given back.
		got := exchangeUnmeasured(t.Context(), r.Config.Handler, large, modernCall("say"))
		require.Equal(t, http.StatusOK, got.Code)
	}
}

func TestABatchIsRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t, mcpserver.Options{})
	session := r.open(t, "ann")
	ping := strings.TrimSpace(request("1", "ping", "{}"))
	for name, body := range map[string]string{
		"one": "[" + ping + "]", "behind a space": " \n[" + ping + "]", "behind many": strings.Repeat(" ", 100<<10) + "[" + ping + "]",
	} {
		for era, header := range map[string]map[string]string{
			"in a session":             inSession(session),
			"of 2025-03-26":            {"Mcp-Session-Id": session, "Mcp-Protocol-Version": "2025-03-26"},
			"of nobody knows when":     {"Mcp-Session-Id": session},
			"outside of a session":     nil,
			"since there are no more ": modernCall("x"),
		} {
			assert.Equal(t, http.StatusBadRequest, r.send(t, http.MethodPost, "/mcp", "ann", body, header).status, "%s %s", name, era)
		}
	}
}

func TestACallerHasSoManySessions(t *testing.T) {
	t.Parallel()
	r := newRig(t, mcpserver.Options{})
	opening := strings.SplitAfter(hello(), "\n")[0]
	open := func(name string) (int, string) {
		got := exchange(t.Context(), r.Config.Handler, http.MethodPost, "/mcp", opening, map[string]string{"Authorization": "Bearer " + name})
		return got.Code, got.Header().Get("Mcp-Session-Id")
	}
	var last string
	for range 500 {
		var status int
		status, last = open("ann")
		require.Equal(t, http.StatusOK, status)
	}
	refused := exchange(t.Context(), r.Config.Handler, http.MethodPost, "/mcp", opening, nil)
	assert.Equal(t, http.StatusTooManyRequests, refused.Code)
	assert.NotEmpty(t, refused.Header().Get("Retry-After"))
	status, _ := open("bob")
	assert.Equal(t, http.StatusOK, status, "others are not held back")
	require.Equal(t, http.StatusNoContent, r.send(t, http.MethodDelete, "/mcp", "ann", "", inSession(last)).status)
	status, _ = open("ann")
	assert.Equal(t, http.StatusOK, status)
}

// TestASessionDoesNotOutliveTheProfileOfItsCaller takes tools away from a caller who has
// a session with them.
func TestASessionDoesNotOutliveTheProfileOfItsCaller(t *testing.T) {
	t.Parallel()
	var profile atomic.Value
	profile.Store("wide")
	h := mcpserver.NewHTTP(mcpserver.HTTPOptions{
		Logger: quiet(), Server: func(who caller.Caller) *mcpserver.Server {
			return mcpserver.New(mcpserver.Options{Logger: quiet(), Tools: map[string][]tools.Tool{
				"wide": {sample("say", tools.Read, say)},
			}[who.Profile]})
		},
	})
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who := caller.Caller{Principal: "token/ann", Profile: profile.Load().(string)} //nolint:forcetypeassert // It is a text.
		h.Streamable().ServeHTTP(w, r.WithContext(caller.With(r.Context(), who)))
	})
	opened := exchange(t.Context(), handler, http.MethodPost, "/mcp", strings.SplitAfter(hello(), "\n")[0], nil)
	session := opened.Header().Get("Mcp-Session-Id")
	call := request("1", "tools/call", `{"name":"say","arguments":{"text":"hello"}}`)
	assert.Contains(t, exchange(t.Context(), handler, http.MethodPost, "/mcp", call, inSession(session)).Body.String(), "hello")
	profile.Store("narrow")
	over := exchange(t.Context(), handler, http.MethodPost, "/mcp", call, inSession(session))
	assert.Equal(t, http.StatusNotFound, over.Code, "clients open another then")
	assert.NotContains(t, over.Body.String(), "hello")
}

func TestAPanicAroundAToolEndsOneRequest(t *testing.T) {
	t.Parallel()
	r := newRig(t, mcpserver.Options{
		Tools: []tools.Tool{sample("say", tools.Read, say)},
		Lists: func(context.Context, caller.Caller, tools.Tool) bool { panic("private") },
	})
	eachWay(t, func(t *testing.T, way string) {
		t.Helper()
		session := r.session(t, way, "ann")
		_, err := session.ListTools(t.Context(), nil)
		require.ErrorContains(t, err, "the server made a mistake")
		assert.NotContains(t, err.Error(), "private")
	})
}

func TestAMessageTooDeepForAnyoneIsRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t, mcpserver.Options{Tools: []tools.Tool{sample("say", tools.Read, say)}})
	deep := strings.Repeat(`{"a":`, 1<<20) + "1" + strings.Repeat("}", 1<<20)
	call := request("1", "tools/call", `{"name":"say","arguments":`+deep+`,`+modern+`}`)
	got := r.send(t, http.MethodPost, "/mcp", "ann", call, modernCall("say"))
	assert.Equal(t, http.StatusBadRequest, got.status)
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// exchangeUnmeasured is exchange of a body that does not say its length.
func exchangeUnmeasured(ctx context.Context, h http.Handler, body string, header map[string]string) *httptest.ResponseRecorder {
	return exchange(ctx, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.ContentLength = -1
		h.ServeHTTP(w, r)
	}), http.MethodPost, "/mcp", body, header)
}
