package app

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/app/front"
	"github.com/concur-mcp/concur-mcp/internal/config"
	"github.com/concur-mcp/concur-mcp/internal/telemetry"
)

type serveCommand struct {
	Settings config.Config  `embed:""`
	Serving  config.Serving `embed:""`
}

// Help shows how it is used.
func (serveCommand) Help() string {
	return `Serves MCP at /mcp (streamable HTTP) and /sse (for older clients), and the pages by which people sign in to Concur, until a
signal comes. Register PUBLIC-URL/oauth/callback as the redirect URI of your OAuth application. Logs go to stderr, a JSON object
per line; --log-level info has a line for each request. Metrics for Prometheus are at /metrics, probes at /healthz and /readyz.
Traces are sent by OTLP over HTTP if OTEL_EXPORTER_OTLP_ENDPOINT is set.

With --auth none, programs on this machine may call, and nobody else. Requests that came through a proxy or a tunnel are refused where
they show it; some show nothing (ssh -R, a bare proxy_pass of nginx) and would let everybody in. Behind one, use --auth token or oidc.

Examples:
  concur-mcp serve --demo
  claude mcp add --transport http concur http://127.0.0.1:8765/mcp
  concur-mcp serve --listen 0.0.0.0:8765 --public-url https://concur.example.com --trusted-proxies 10.0.0.0/8 \
    --auth token --auth-tokens callers.json --store postgres://...`
}

// keepEvery is the pause between two looks for connections that end soon.
const keepEvery = 6 * time.Hour

// lastWords bounds what is sent and closed once nobody is served any more.
const lastWords = 3 * time.Second

// Run serves until a signal comes.
func (s *serveCommand) Run(ctx context.Context, streams Streams) error {
	logger, err := s.ready(ctx, streams.Err)
	if err != nil {
		return err
	}
	server, err := openServer(ctx, s, logger)
	if err != nil {
		return err
	}
	server.greet(streams.Out)
	return server.run(ctx)
}

// ready reads and checks the settings.
func (s *serveCommand) ready(ctx context.Context, stderr io.Writer) (*slog.Logger, error) {
	if err := readSecrets(ctx, &s.Settings); err != nil {
		return nil, err
	}
	if err := s.Settings.CheckServing(&s.Serving); err != nil {
		return nil, err
	}
	level, err := s.Settings.Level()
	if err != nil {
		return nil, err
	}
	return asStandard(telemetry.NewJSONLogger(stderr, level)), nil
}

// run serves until ctx ends, and then sees everybody out.
func (s *server) run(ctx context.Context) error {
	working, stop := context.WithCancel(ctx)
	var background sync.WaitGroup
	background.Go(func() { s.program.connections.KeepAlive(working, keepEvery) })
	background.Go(func() { s.program.journal.Watch(working, s.program.look, sweepEvery) })
	doors := front.Doors{Logger: s.logger, Patience: s.command.Serving.ShutdownPatience, Drain: s.mcp.Close}
	err := doors.Serve(ctx, s.doors()...)
	stop()
	background.Wait()
	s.logger.InfoContext(ctx, "ended")
	return errors.Join(err, s.close(context.WithoutCancel(ctx)))
}

// close lets go of everything once nobody is served any more.
func (s *server) close(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, lastWords)
	defer cancel()
	if err := s.tracing.Close(ctx); err != nil {
		s.logger.WarnContext(ctx, "the last spans were not sent", "error", err)
	}
	return s.program.close(ctx)
}

// greet tells whoever started the server where it is.
func (s *server) greet(out io.Writer) {
	say(out, "concur-mcp serves MCP at %s/mcp, and at %s/sse for older clients. %s says more. Ctrl-C ends it.", s.base, s.base, s.base)
	if s.simulated != "" {
		say(out, "The simulated Concur is at %s. All of it is forgotten in the end.", s.simulated)
	}
}
