package mcpserver

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
)

const (
	// mostBody is room for a receipt of 25 MB in base64, and its message.
	mostBody = 40 << 20
	// idleSession is how long a session of the versions before 2026-07-28 may go
	// without a request. Its client opens another then.
	idleSession = 30 * time.Minute
)

// HTTPOptions make the HTTP side of servers.
type HTTPOptions struct {
	// Server gives the server for a caller. It is asked more than once per request and
	// has to give one that exists.
	Server func(caller.Caller) *Server
	Logger *slog.Logger
	// MaxBody is what a request may have, in bytes; 40 MiB if 0.
	MaxBody int64
}

// HTTP serves MCP over HTTP. Both handlers find the caller in the context of the
// request (caller.With), refuse a request without one, and check neither Host nor
// Origin: that is done in front of them, for the pages too.
type HTTP struct {
	options HTTPOptions
	modern  http.Handler
	legacy  http.Handler
	history *history
	sse     *sseSessions
	room    *room

	life context.Context // ends when the server closes
	end  context.CancelFunc

	mu       sync.RWMutex   // between admitting requests and closing
	messages sync.WaitGroup // POSTs that were admitted
	others   sync.WaitGroup // and streams

	servers sync.Map // those that have been given
}

// NewHTTP makes the handlers.
func NewHTTP(o HTTPOptions) *HTTP {
	if o.MaxBody == 0 {
		o.MaxBody = mostBody
	}
	h := &HTTP{options: o, history: newHistory(), sse: newSSESessions(), room: newRoom(o.MaxBody)}
	h.life, h.end = context.WithCancel(context.Background())
	h.modern = vouched(mcp.NewStreamableHTTPHandler(h.serverFor, &mcp.StreamableHTTPOptions{
		Stateless:                    true,
		Logger:                       sdkLogger(o.Logger),
		MaxRequestBodyBytes:          -1, // bounded in admitted
		DisableLocalhostProtection:   true,
		PropagateRequestCancellation: true,
	}))
	h.legacy = vouched(mcp.NewStreamableHTTPHandler(h.serverFor, &mcp.StreamableHTTPOptions{
		Logger:                     sdkLogger(o.Logger),
		EventStore:                 h.history,
		SessionTimeout:             idleSession,
		MaxRequestBodyBytes:        -1,
		DisableLocalhostProtection: true,
	}))
	return h
}

// serverFor is the server of a request's caller.
func (h *HTTP) serverFor(r *http.Request) *mcp.Server {
	who, _ := caller.From(r.Context())
	server := h.options.Server(who)
	if server != nil {
		h.servers.LoadOrStore(server, struct{}{})
	}
	return server
}

// Streamable is the handler of the streamable transport, for all protocol versions.
func (h *HTTP) Streamable() http.Handler { return h.admitted(h.serveStreamable) }

// SSE is the handler of the transport of 2024-11-05, at a path of its own.
func (h *HTTP) SSE() http.Handler { return h.admitted(h.serveSSE) }

// admitted lets requests in that have a caller and are not too large, while the server
// is open.
func (h *HTTP) admitted(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		leave, ok := h.enter(r.Method)
		if !ok {
			w.Header().Set("Retry-After", "5")
			http.Error(w, "The server is stopping. Try again in a few seconds.", http.StatusServiceUnavailable)
			return
		}
		defer leave()
		who, ok := caller.From(r.Context())
		if !ok || who.Principal == "" {
			http.Error(w, "It is not known who calls.", http.StatusUnauthorized)
			return
		}
		if r.ContentLength > h.options.MaxBody {
			w.Header().Set("Connection", "close") // What it sends is not read.
			http.Error(w, fmt.Sprintf("The request has %d bytes; %d are the most. Nothing was done with it. Send a smaller file.",
				r.ContentLength, h.options.MaxBody), http.StatusRequestEntityTooLarge)
			return
		}
		r = r.WithContext(context.WithValue(r.Context(), lifeKey{}, h.life))
		body, ok := h.room.receive(r, who.Principal)
		if !ok {
			w.Header().Set("Connection", "close")
			w.Header().Set("Retry-After", "10")
			http.Error(w, "The server has no room for more large requests at the moment. Nothing was done with this one; send it again in a while.",
				http.StatusServiceUnavailable)
			return
		}
		defer func() { body.leave() }() // It may find room later.
		r.Body = http.MaxBytesReader(w, body, h.options.MaxBody)
		next(w, r)
	})
}

// enter counts a request in; ok is false once the server closes.
func (h *HTTP) enter(method string) (leave func(), ok bool) {
	h.mu.RLock()
	defer h.mu.RUnlock()
	if h.life.Err() != nil {
		return nil, false
	}
	group := &h.others
	if method == http.MethodPost {
		group = &h.messages
	}
	group.Add(1)
	return group.Done, true
}

// Close ends all sessions and takes no new requests: open streams end, running calls
// finish and are answered first, and calls that wait for a person wait no longer. It
// returns when all is done, or when ctx ends, with its error. http.Server.Shutdown can
// run at the same time.
func (h *HTTP) Close(ctx context.Context) error {
	h.mu.Lock()
	h.end()
	h.mu.Unlock()
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		// A session that is closed lets its calls finish and drops their answers.
		h.messages.Wait()
		h.closeSessions()
		h.others.Wait()
	}()
	select {
	case <-closed:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// closeSessions closes the sessions that outlast a request. Calls whose client left
// before their answer finish first.
func (h *HTTP) closeSessions() {
	var sessions sync.WaitGroup
	for server := range h.servers.Range {
		for session := range server.(*mcp.Server).Sessions() {
			// SSE has no ids, and ends by itself.
			if session.ID() != "" {
				sessions.Go(func() { _ = session.Close() }) // It is only ever the client that is gone.
			}
		}
	}
	sessions.Wait()
}

type lifeKey struct{}

// lifeOf gives the life of the server behind a call: it ends when the server closes,
// while running calls may still finish.
func lifeOf(ctx context.Context) context.Context {
	if life, ok := ctx.Value(lifeKey{}).(context.Context); ok {
		return life
	}
	return context.Background()
}
