package mcpserver

import (
	"container/list"
	"context"
	"iter"
	"sync"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
)

const (
	// mostHistory is how much of what was said is kept for all clients, in bytes.
	mostHistory = 10 << 20
	// mostStreams is of how many streams, which is one for each call.
	mostStreams = 1024
)

// history keeps the last events of streams, for clients that were cut off before they
// had read them (MCP 2025-11-25, resumability). It forgets whole streams, the oldest
// first. The SDK's own keeps an entry of each call as long as its session lasts, and goes
// through all of them once it is full.
//
// It is also told of each session that begins and ends, so it knows whose they are.
type history struct {
	mu       sync.Mutex
	sessions map[string]*pastSession
	count    map[string]int // of sessions, by principal
	oldest   *list.List     // of *pastStream
	size     int
}

// pastSession is what was said in an open session, and the caller who opened it.
type pastSession struct {
	owner   caller.Caller
	streams map[string]*pastStream
}

// pastStream is what was said on a stream.
type pastStream struct {
	session, id string
	events      [][]byte
	size        int
	place       *list.Element
}

func newHistory() *history {
	return &history{sessions: map[string]*pastSession{}, count: map[string]int{}, oldest: list.New()}
}

// of is how many sessions a principal has open.
func (h *history) of(principal string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.count[principal]
}

// owner is the caller who opened a session, as they were then.
func (h *history) owner(session string) (who caller.Caller, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	past, ok := h.sessions[session]
	if !ok {
		return caller.Caller{}, false
	}
	return past.owner, true
}

// Open implements mcp.EventStore. The first stream of a session is opened by the request
// that opens the session.
func (h *history) Open(ctx context.Context, session, stream string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	past, ok := h.sessions[session]
	if !ok {
		who, _ := caller.From(ctx)
		past = &pastSession{who, map[string]*pastStream{}}
		h.sessions[session] = past
		h.count[who.Principal]++
	}
	opened := &pastStream{session: session, id: stream}
	opened.place = h.oldest.PushBack(opened)
	past.streams[stream] = opened
	h.shrink()
	return nil
}

// Append implements mcp.EventStore.
func (h *history) Append(_ context.Context, session, stream string, data []byte) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	past, ok := h.stream(session, stream)
	if !ok {
		return mcp.ErrEventsPurged // To begin anew would give events the numbers of others.
	}
	past.events = append(past.events, data)
	past.size += len(data)
	h.size += len(data)
	h.shrink()
	return nil
}

// After implements mcp.EventStore.
func (h *history) After(_ context.Context, session, stream string, index int) iter.Seq2[[]byte, error] {
	h.mu.Lock()
	defer h.mu.Unlock()
	past, ok := h.stream(session, stream)
	var events [][]byte
	if ok && index+1 < len(past.events) {
		events = past.events[max(index+1, 0):]
	}
	return func(yield func([]byte, error) bool) {
		if !ok && index >= 0 {
			yield(nil, mcp.ErrEventsPurged)
			return
		}
		for _, data := range events {
			if !yield(data, nil) {
				return
			}
		}
	}
}

// SessionClosed implements mcp.EventStore.
func (h *history) SessionClosed(_ context.Context, session string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	past, ok := h.sessions[session]
	if !ok {
		return nil
	}
	for _, stream := range past.streams {
		h.forget(stream)
	}
	delete(h.sessions, session)
	principal := past.owner.Principal
	h.count[principal]--
	if h.count[principal] == 0 {
		delete(h.count, principal)
	}
	return nil
}

func (h *history) stream(session, id string) (*pastStream, bool) {
	past, ok := h.sessions[session]
	if !ok {
		return nil, false
	}
	stream, ok := past.streams[id]
	return stream, ok
}

// shrink forgets the oldest streams until what is left is within the bounds.
func (h *history) shrink() {
	for h.size > mostHistory || h.oldest.Len() > mostStreams {
		past, ok := h.oldest.Front().Value.(*pastStream)
		if !ok {
			return
		}
		h.forget(past)
	}
}

func (h *history) forget(past *pastStream) {
	h.oldest.Remove(past.place)
	h.size -= past.size
	delete(h.sessions[past.session].streams, past.id)
}
