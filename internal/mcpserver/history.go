package mcpserver

import (
	"container/list"
	"context"
	"iter"
	"sync"

	"github.com/modelcontextprotocol/go-sdk/mcp"
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
type history struct {
	mu       sync.Mutex
	sessions map[string]map[string]*pastStream
	oldest   *list.List // of *pastStream
	size     int
}

// pastStream is what was said on a stream.
type pastStream struct {
	session, id string
	events      [][]byte
	size        int
	place       *list.Element
}

func newHistory() *history {
	return &history{sessions: map[string]map[string]*pastStream{}, oldest: list.New()}
}

// Open implements mcp.EventStore.
func (h *history) Open(_ context.Context, session, stream string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.sessions[session] == nil {
		h.sessions[session] = map[string]*pastStream{}
	}
	opened := &pastStream{session: session, id: stream}
	opened.place = h.oldest.PushBack(opened)
	h.sessions[session][stream] = opened
	h.shrink()
	return nil
}

// Append implements mcp.EventStore.
func (h *history) Append(_ context.Context, session, stream string, data []byte) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	past, ok := h.sessions[session][stream]
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
	past, ok := h.sessions[session][stream]
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
	for _, past := range h.sessions[session] {
		h.forget(past)
	}
	delete(h.sessions, session)
	return nil
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
	delete(h.sessions[past.session], past.id)
}
