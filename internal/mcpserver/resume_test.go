package mcpserver_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
	"github.com/concur-mcp/concur-mcp/tools"
)

// long is a tool whose answer has as many bytes as are asked for.
func long() tools.Tool {
	return sample("long", tools.Read, func(_ context.Context, _ *tools.Call, in sayIn) (sayOut, error) {
		var bytes int
		if _, err := fmt.Sscan(in.Text, &bytes); err != nil {
			return sayOut{}, err
		}
		return sayOut{strings.Repeat("x", bytes)}, nil
	})
}

// callLong calls the tool in a session, and gives the id of the first event: the last
// that a client had that was cut off before the answer.
func (r *rig) callLong(t *testing.T, session string, bytes int) (event string) {
	t.Helper()
	call := request("1", "tools/call", fmt.Sprintf(`{"name":"long","arguments":{"text":"%d"}}`, bytes))
	got := r.send(t, http.MethodPost, "/mcp", "ann", call, inSession(session))
	require.Equal(t, http.StatusOK, got.status)
	first := regexp.MustCompile(`id: (\S+)`).FindStringSubmatch(got.body)
	require.Len(t, first, 2, got.body)
	return first[1]
}

// resume asks for what came after an event.
func (r *rig) resume(t *testing.T, name, session, event string) answer {
	t.Helper()
	header := inSession(session)
	header["Last-Event-ID"] = event
	return r.send(t, http.MethodGet, "/mcp", name, "", header)
}

func TestAnAnswerThatWasNotReadCanBeAskedForAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t, mcpserver.Options{Tools: []tools.Tool{long()}})
	session := r.open(t, "ann")
	event := r.callLong(t, session, 10)
	assert.Contains(t, r.resume(t, "ann", session, event).body, strings.Repeat("x", 10))
	assert.Equal(t, http.StatusForbidden, r.resume(t, "bob", session, event).status)
	assert.Equal(t, http.StatusBadRequest, r.resume(t, "ann", session, "OTHER_1").status)
	other := r.open(t, "ann")
	assert.Equal(t, http.StatusBadRequest, r.resume(t, "ann", other, event).status, "another session knows nothing of it")
}

func TestOldAnswersAreForgotten(t *testing.T) {
	t.Parallel()
	for name, more := range map[string]func(t *testing.T, r *rig, session string){
		"when they are large": func(t *testing.T, r *rig, session string) {
			t.Helper()
			r.callLong(t, session, 5<<20+1) // It comes twice: as text and as structure.
		},
		"when they are many": func(t *testing.T, r *rig, session string) {
			t.Helper()
			for range 1100 {
				exchange(t.Context(), r.Config.Handler, http.MethodPost, "/mcp", request("1", "ping", "{}"), inSession(session))
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, mcpserver.Options{Tools: []tools.Tool{long()}})
			session := r.open(t, "ann")
			first := r.callLong(t, session, 10)
			more(t, r, session)
			last := r.callLong(t, session, 10)
			assert.Equal(t, http.StatusBadRequest, r.resume(t, "ann", session, first).status)
			assert.Contains(t, r.resume(t, "ann", session, last).body, strings.Repeat("x", 10))
			_, stream := r.begin(t, http.MethodGet, "/mcp", "ann", "", inSession(session))
			opening := make([]byte, len(": ok"))
			_, err := io.ReadFull(stream, opening)
			require.NoError(t, err)
			assert.Equal(t, ": ok", string(opening), "the session lives on")
		})
	}
}
