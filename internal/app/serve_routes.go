package app

import (
	"math"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/app/front"
	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/config"
	"github.com/concur-mcp/concur-mcp/internal/signin"
	"github.com/concur-mcp/concur-mcp/internal/web"
)

// The paths of the server.
const (
	pathMCP     = "/mcp"
	pathSSE     = "/sse"
	pathHealth  = "/healthz"
	pathReady   = "/readyz"
	pathMetrics = "/metrics"
)

// doors are all addresses of the server, with what answers there.
func (s *server) doors() []front.Door {
	return append([]front.Door{{Listener: s.main, Handler: s.handler(), TLS: s.https}}, s.others...)
}

// handler answers at the main address. Probes pass where nobody else does: they call
// the machine by its number.
func (s *server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET "+pathHealth, front.Alive())
	mux.Handle("GET "+pathReady, front.Ready(s.logger, s.program.store.Ping))
	if s.command.Serving.MetricsListen == "" {
		mux.Handle("GET "+pathMetrics, front.FromHere(s.metrics.Handler(s.logger)))
	}
	mux.Handle("/", s.known(s.pages()))
	journal := front.Journal{Logger: s.logger, Metrics: s.metrics, Route: route, Quiet: []string{pathHealth, pathReady, pathMetrics}}
	return front.Forwarded(s.command.Serving.Proxies(), journal.Keep(mux))
}

// known lets requests in that call the server by its name, and encrypted where its
// address is.
func (s *server) known(next http.Handler) http.Handler {
	if strings.HasPrefix(s.base, "https://") {
		next = front.Encrypted(next)
	}
	return web.Hosts(next, s.hosts()...)
}

// hosts are how the server is called.
func (s *server) hosts() []string {
	hosts := []string{s.main.Addr().String()}
	if public, err := url.Parse(s.base); err == nil {
		hosts = append(hosts, public.Host)
	}
	if listening, err := netip.ParseAddrPort(s.main.Addr().String()); err == nil && listening.Addr().IsLoopback() {
		_, port, _ := net.SplitHostPort(s.main.Addr().String())
		hosts = append(hosts, "localhost:"+port, "127.0.0.1:"+port, "[::1]:"+port)
	}
	return hosts
}

// pages are what callers and people come for.
func (s *server) pages() http.Handler {
	mux, serving := http.NewServeMux(), &s.command.Serving
	// One for both paths: a caller has one rate, whichever way they come.
	limit := caller.Limit(serving.CallerRate, int(math.Ceil(4*serving.CallerRate)))
	mux.Handle(pathMCP, s.forCallers(limit(s.mcp.Streamable())))
	mux.Handle(pathSSE, s.forCallers(limit(s.mcp.SSE())))
	mux.Handle(caller.MetadataPath, s.gate.Metadata())
	mux.Handle(caller.MetadataPath+"/", s.gate.Metadata())
	signIn := s.program.signIn.Handler()
	mux.Handle("/connect/", signIn)
	mux.Handle(signin.CallbackPath, signIn)
	mux.Handle("/appcenter", signIn)
	mux.Handle("/upload/", s.program.uploads.Handler())
	mux.HandleFunc("GET /{$}", s.home)
	return mux
}

// forCallers lets in who proves to be a caller.
func (s *server) forCallers(next http.Handler) http.Handler {
	serving := &s.command.Serving
	next = s.gate.Middleware(next)
	if serving.Auth == config.AuthNone { // A tunnel would let in everybody.
		next = front.FromHere(next)
	}
	return front.Share(serving.AllowedOrigins, web.SameOrigin(next, serving.AllowedOrigins...))
}

// route names where a request goes. It is made of words of this file: paths hold the
// secrets of links.
func route(r *http.Request) string {
	path := r.URL.Path
	switch path {
	case "/", pathMCP, pathSSE, pathHealth, pathReady, pathMetrics, signin.CallbackPath, "/appcenter":
		return path
	}
	for prefix, name := range map[string]string{
		"/connect/": "/connect/{link}", "/upload/": "/upload/{link}", caller.MetadataPath: caller.MetadataPath,
	} {
		if strings.HasPrefix(path, prefix) {
			return name
		}
	}
	return "other"
}
