package mcpserver

import (
	"context"
	"crypto/rand"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"sync"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
)

// mostSSESessions is how many sessions a caller may have open: each holds a connection.
const mostSSESessions = 32

// sseSession is a session and the caller who opened it. Nobody else may post to it, nor
// the same person with other rights: the SDK would run the call as the one who opened
// it.
type sseSession struct {
	owner     caller.Caller
	transport *mcp.SSEServerTransport
}

// sameRights compares all that is known of two callers, what they are asked about first
// too, but for what people are shown.
func sameRights(a, b caller.Caller) bool {
	a.Name = b.Name
	return a == b
}

// sseSessions are the open ones.
type sseSessions struct {
	mu    sync.Mutex
	open  map[string]sseSession
	count map[string]int // by principal
}

func newSSESessions() *sseSessions {
	return &sseSessions{open: map[string]sseSession{}, count: map[string]int{}}
}

// add keeps a session under its id; false if its caller has too many.
func (s *sseSessions) add(id string, session sseSession) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.count[session.owner.Principal] >= mostSSESessions {
		return false
	}
	s.count[session.owner.Principal]++
	s.open[id] = session
	return true
}

// remove ends a session; that it has ended already does no harm.
func (s *sseSessions) remove(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	session, ok := s.open[id]
	if !ok {
		return
	}
	principal := session.owner.Principal
	delete(s.open, id)
	s.count[principal]--
	if s.count[principal] == 0 {
		delete(s.count, principal)
	}
}

func (s *sseSessions) find(id string) (sseSession, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	session, ok := s.open[id]
	return session, ok
}

// serveSSE serves the transport of 2024-11-05: a GET holds the stream on which the
// server speaks, and each POST brings a message.
func (h *HTTP) serveSSE(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet:
		h.openSSE(w, r)
	case http.MethodPost:
		h.postSSE(w, r)
	default:
		w.Header().Set("Allow", "GET, POST")
		http.Error(w, "There are only GET and POST here.", http.StatusMethodNotAllowed)
	}
}

func (h *HTTP) openSSE(w http.ResponseWriter, r *http.Request) {
	who, _ := caller.From(r.Context())
	stream := newEventStream(w)
	defer stream.close()
	id := rand.Text()
	endpoint := url.URL{Path: r.URL.Path, RawQuery: url.Values{"sessionid": {id}}.Encode()}
	transport := &mcp.SSEServerTransport{Endpoint: endpoint.RequestURI(), Response: stream, MaxRequestBodyBytes: -1}
	if !h.sse.add(id, sseSession{who, transport}) {
		w.Header().Set("Retry-After", "60")
		http.Error(w, "You have too many sessions open. Close one, then try again.", http.StatusTooManyRequests)
		return
	}
	defer h.sse.remove(id)
	stream.Header().Set("Content-Type", "text/event-stream")
	stream.Header().Set("Cache-Control", "no-cache, no-transform")
	session, err := h.serverFor(r).Connect(r.Context(), draining{transport, h.life}, nil)
	if err != nil {
		h.options.Logger.LogAttrs(r.Context(), slog.LevelWarn, "SSE session not opened", slog.Any("error", err))
		return
	}
	// Nobody is there to be answered. Running calls finish, and what is posted until they
	// have, such as the answer to a question of theirs, counts for nothing.
	defer context.AfterFunc(r.Context(), func() {
		h.sse.remove(id)
		_ = session.Close()
	})()
	_ = session.Wait() // How it ended is of no use to anybody.
}

func (h *HTTP) postSSE(w http.ResponseWriter, r *http.Request) {
	who, _ := caller.From(r.Context())
	session, ok := h.sse.find(r.URL.Query().Get("sessionid"))
	if !ok {
		http.Error(w, "There is no such session here. Open one with GET.", http.StatusNotFound)
		return
	}
	if !sameRights(session.owner, who) {
		http.Error(w, "The session is another caller's. Open your own with GET.", http.StatusForbidden)
		return
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		http.Error(w, "The Content-Type has to be application/json.", http.StatusUnsupportedMediaType)
		return
	}
	session.transport.ServeHTTP(w, r)
}
