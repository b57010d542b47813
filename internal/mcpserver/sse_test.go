package mcpserver_test

import (
	"bufio"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
	"github.com/concur-mcp/concur-mcp/tools"
)

// openSSE opens a stream, and gives its first events and the endpoint in them. An
// answer that is no stream has none.
func (r *rig) openSSE(t *testing.T, name string) (status int, endpoint string, events *bufio.Scanner, leave func()) {
	t.Helper()
	began, stream := r.begin(t, http.MethodGet, "/sse", name, "", nil)
	events = bufio.NewScanner(stream)
	for began.status == http.StatusOK && events.Scan() {
		if endpoint, found := strings.CutPrefix(events.Text(), "data: "); found {
			return began.status, endpoint, events, func() { assert.NoError(t, stream.Close()) }
		}
	}
	return began.status, "", events, func() { assert.NoError(t, stream.Close()) }
}

func TestAnSSESessionBelongsToItsCaller(t *testing.T) {
	t.Parallel()
	r := newRig(t, mcpserver.Options{Tools: []tools.Tool{whoami()}})
	_, endpoint, events, _ := r.openSSE(t, "ann+company")
	call := strings.SplitAfter(hello(), "\n")[0]
	for name, status := range map[string]int{
		"bob": http.StatusForbidden, "bob+company": http.StatusForbidden, "": http.StatusUnauthorized,
		"ann": http.StatusForbidden, "ann+reads+company": http.StatusForbidden, // the same person, with other rights
	} {
		assert.Equal(t, status, r.send(t, http.MethodPost, endpoint, name, call, nil).status, name)
	}
	require.Equal(t, http.StatusAccepted, r.send(t, http.MethodPost, endpoint, "ann+company", call, nil).status)
	for events.Scan() {
		if message, found := strings.CutPrefix(events.Text(), "data: "); found {
			assert.Contains(t, message, `"id":0`, "the first that is answered is the owner's")
			return
		}
	}
	assert.Fail(t, "nothing was answered")
}

func TestWhoIsAskedNoLongerUsesASessionOfWhoWasNotAsked(t *testing.T) {
	t.Parallel()
	r := newRig(t, mcpserver.Options{Tools: []tools.Tool{whoami()}})
	_, endpoint, _, _ := r.openSSE(t, "ann+unasked")
	call := strings.SplitAfter(hello(), "\n")[0]
	assert.Equal(t, http.StatusForbidden, r.send(t, http.MethodPost, endpoint, "ann", call, nil).status)
	assert.Equal(t, http.StatusAccepted, r.send(t, http.MethodPost, endpoint, "ann+unasked", call, nil).status)
}

func TestWhatIsPostedAfterTheStreamHasEndedCountsForNothing(t *testing.T) {
	t.Parallel()
	work, started, finish := held()
	defer close(finish)
	r := newRig(t, mcpserver.Options{Tools: []tools.Tool{work}})
	_, endpoint, _, leave := r.openSSE(t, "ann")
	call := request("1", "tools/call", `{"name":"work","arguments":{"text":"done"}}`)
	for message := range strings.Lines(hello() + call) {
		require.Equal(t, http.StatusAccepted, r.send(t, http.MethodPost, endpoint, "ann", message, nil).status)
	}
	<-started
	leave()
	require.Eventually(t, func() bool { // Once the server has seen it, though the call still runs.
		answer := `{"jsonrpc":"2.0","id":1,"result":{"action":"accept"}}`
		return r.send(t, http.MethodPost, endpoint, "ann", answer, nil).status == http.StatusNotFound
	}, 10*time.Second, time.Millisecond)
}

func TestWhatIsPostedNowhereIsRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t, mcpserver.Options{})
	_, endpoint, _, _ := r.openSSE(t, "ann")
	for name, path := range map[string]string{"no session": "/sse", "an unknown session": "/sse?sessionid=x"} {
		assert.Equal(t, http.StatusNotFound, r.send(t, http.MethodPost, path, "ann", hello(), nil).status, name)
	}
	text := r.send(t, http.MethodPost, endpoint, "ann", hello(), map[string]string{"Content-Type": "text/plain"})
	assert.Equal(t, http.StatusUnsupportedMediaType, text.status)
}

func TestACallerHasSoManySSESessions(t *testing.T) {
	t.Parallel()
	r := newRig(t, mcpserver.Options{})
	var status int
	var leave func()
	for range 32 {
		status, _, _, leave = r.openSSE(t, "ann")
		require.Equal(t, http.StatusOK, status)
	}
	refused := r.send(t, http.MethodGet, "/sse", "ann", "", nil)
	assert.Equal(t, http.StatusTooManyRequests, refused.status)
	assert.NotEmpty(t, refused.header.Get("Retry-After"))
	status, _, _, _ = r.openSSE(t, "bob")
	assert.Equal(t, http.StatusOK, status, "others are not held back")
	leave()
	for status = 0; status != http.StatusOK; leave() { // The room is free once the server has seen it.
		status, _, _, leave = r.openSSE(t, "ann")
	}
}
