package mcpserver_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
	"github.com/concur-mcp/concur-mcp/tools"
)

// held is a tool that runs until it is let go.
func held() (tool tools.Tool, started, finish chan struct{}) {
	started, finish = make(chan struct{}), make(chan struct{})
	return sample("work", tools.Create, func(ctx context.Context, call *tools.Call, in sayIn) (sayOut, error) {
		close(started)
		<-finish
		return say(ctx, call, in)
	}), started, finish
}

// closeUnder closes the server under a running call, with streams open that would go on
// for ever. The call may finish once the first of them has ended.
func (r *rig) closeUnder(t *testing.T, streams <-chan struct{}) (closed chan error) {
	t.Helper()
	closed = make(chan error, 2)
	go func() { closed <- r.http.Close(t.Context()) }()
	go func() { closed <- r.Config.Shutdown(t.Context()) }()
	<-streams
	assert.Empty(t, closed, "the call is not done yet")
	return closed
}

func TestARunningCallIsAnsweredBeforeTheServerCloses(t *testing.T) {
	t.Parallel()
	for _, era := range []string{"modern", "legacy"} {
		t.Run(era, func(t *testing.T) {
			t.Parallel()
			work, started, finish := held()
			r := newRig(t, mcpserver.Options{Tools: []tools.Tool{work}})
			streams := r.listen(t)
			session := r.session(t, era, "ann")
			results := make(chan *mcp.CallToolResult, 1)
			go func() {
				result, err := session.CallTool(t.Context(), &mcp.CallToolParams{Name: "work", Arguments: arguments("done")})
				assert.NoError(t, err)
				results <- result
			}()
			<-started
			closed := r.closeUnder(t, streams)
			close(finish)
			assert.JSONEq(t, `{"said":"done"}`, said(t, <-results))
			<-streams
			assert.NoError(t, <-closed)
			assert.NoError(t, <-closed)
		})
	}
}

func TestARunningCallOfSSEIsAnsweredBeforeTheServerCloses(t *testing.T) {
	t.Parallel()
	work, started, finish := held()
	r := newRig(t, mcpserver.Options{Tools: []tools.Tool{work}})
	_, endpoint, events, _ := r.openSSE(t, "ann")
	messages := strings.SplitAfter(hello(), "\n")
	messages[2] = request("1", "tools/call", `{"name":"work","arguments":{"text":"done"}}`)
	for _, message := range messages {
		require.Equal(t, http.StatusAccepted, r.send(t, http.MethodPost, endpoint, "ann", message, nil).status)
	}
	<-started
	streams := r.listen(t)
	closed := r.closeUnder(t, streams)
	close(finish)
	var received strings.Builder
	for events.Scan() {
		received.WriteString(events.Text())
	}
	assert.Contains(t, received.String(), `\"said\":\"done\"`)
	<-streams
	assert.NoError(t, <-closed)
	assert.NoError(t, <-closed)
}

// listen opens the streams that wait for news, and tells when each has ended.
func (r *rig) listen(t *testing.T) <-chan struct{} {
	t.Helper()
	ended := make(chan struct{}, 2)
	session := r.open(t, "bob")
	for _, stream := range []struct {
		method, body string
		header       map[string]string
	}{
		{http.MethodGet, "", inSession(session)},
		{http.MethodPost, request("1", "subscriptions/listen", `{"notifications":{},`+modern+`}`), map[string]string{
			"Mcp-Protocol-Version": modernVersion, "Mcp-Method": "subscriptions/listen",
		}},
	} {
		began, events := r.begin(t, stream.method, "/mcp", "bob", stream.body, stream.header)
		require.Equal(t, http.StatusOK, began.status)
		go func() {
			_, _ = io.Copy(io.Discard, events) // How it ends is the server's affair.
			ended <- struct{}{}
		}()
	}
	return ended
}

func TestAClosedServerTakesNoRequests(t *testing.T) {
	t.Parallel()
	r := newRig(t, mcpserver.Options{})
	session := r.open(t, "ann")
	require.NoError(t, r.http.Close(t.Context()))
	for _, path := range []string{"/mcp", "/sse"} {
		refused := r.send(t, http.MethodPost, path, "ann", hello(), inSession(session))
		assert.Equal(t, http.StatusServiceUnavailable, refused.status)
		assert.NotEmpty(t, refused.header.Get("Retry-After"))
	}
}

func TestClosingDoesNotWaitForEver(t *testing.T) {
	t.Parallel()
	work, started, finish := held()
	r := newRig(t, mcpserver.Options{Tools: []tools.Tool{work}})
	session := r.session(t, "legacy", "ann")
	go func() {
		_, _ = session.CallTool(t.Context(), &mcp.CallToolParams{Name: "work", Arguments: arguments("x")}) // It is given up.
	}()
	<-started
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, r.http.Close(ctx), context.Canceled)
	close(finish)
}
