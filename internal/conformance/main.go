// Command conformance is a server for MCP's conformance suite: the product's HTTP stack
// with the fixtures in place of its tools, since most scenarios of the suite need
// features of their own. It is a test, and never part of a release.
package main

import (
	"context"
	"errors"
	"flag"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
	"github.com/concur-mcp/concur-mcp/internal/web"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:8765", "address to listen on")
	flag.Parse()
	logger := slog.New(slog.NewTextHandler(os.Stderr, nil))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := serve(ctx, *listen, logger); err != nil {
		logger.LogAttrs(ctx, slog.LevelError, "stopped", slog.Any("error", err))
		os.Exit(1) //nolint:gocritic // The signals die with the process.
	}
}

// serve answers until ctx ends.
func serve(ctx context.Context, address string, logger *slog.Logger) error {
	everybody := caller.Caller{Principal: caller.Local, Company: true}
	server := mcpserver.New(mcpserver.Options{
		Version: "conformance", Logger: logger,
		Caller:  func(context.Context) caller.Caller { return everybody },
		Prepare: prepare, Extend: extend,
	})
	go announce(ctx, server, logger)
	front := mcpserver.NewHTTP(mcpserver.HTTPOptions{Server: func(caller.Caller) *mcpserver.Server { return server }, Logger: logger})
	mux := http.NewServeMux()
	mux.Handle("/mcp", front.Streamable())
	mux.Handle("/sse", front.SSE())
	known := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mux.ServeHTTP(w, r.WithContext(caller.With(r.Context(), everybody)))
	})
	listener := &http.Server{
		Addr: address, Handler: web.Hosts(web.SameOrigin(known), "localhost", "127.0.0.1", "[::1]"),
		ReadHeaderTimeout: 10 * time.Second,
	}
	ended := make(chan error, 1)
	go func() { ended <- listener.ListenAndServe() }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return errors.Join(front.Close(ctx), listener.Shutdown(ctx))
}

// prepare turns on what the fixtures need and the product does without.
func prepare(o *mcp.ServerOptions) {
	o.Capabilities = nil // what the features say, with their changes, and logging
	o.SubscribeHandler = func(context.Context, *mcp.SubscribeRequest) error { return nil }
	o.UnsubscribeHandler = func(context.Context, *mcp.UnsubscribeRequest) error { return nil }
	o.CompletionHandler = func(context.Context, *mcp.CompleteRequest) (*mcp.CompleteResult, error) {
		return &mcp.CompleteResult{Completion: mcp.CompletionResultDetails{Values: []string{}}}, nil
	}
}

// extend adds the fixtures.
func extend(server *mcp.Server) {
	addContent(server)
	addTalk(server)
	addQuestions(server)
	addRounds(server)
	addChanges(server)
	addPrompts(server)
	addResources(server)
}
