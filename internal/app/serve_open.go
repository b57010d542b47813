package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"

	"github.com/concur-mcp/concur-mcp/internal/app/front"
	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/config"
	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
	"github.com/concur-mcp/concur-mcp/internal/signin"
	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/telemetry"
)

// server is everything that serve needs to answer.
type server struct {
	command *serveCommand
	logger  *slog.Logger
	metrics *telemetry.Metrics
	tracing *telemetry.Tracing
	// base is how links to the server begin.
	base    string
	program *program
	mcp     *mcpserver.HTTP
	gate    *caller.Gate
	// main is where callers and browsers come in, and https how it speaks; nil for http.
	main  net.Listener
	https *tls.Config
	// others are the doors of metrics and of the simulated Concur, where they have one.
	others []front.Door
	// simulated is the address of the simulated Concur; empty without one.
	simulated string
}

// openServer opens everything in the order in which it depends on the other. What was
// opened is closed if something else cannot be.
func openServer(ctx context.Context, command *serveCommand, logger *slog.Logger) (_ *server, err error) {
	s := &server{command: command, logger: logger, metrics: telemetry.NewMetrics(currentVersion())}
	defer func() {
		if err != nil {
			s.hangUp()
		}
	}()
	if s.tracing, err = telemetry.NewTracing(ctx, os.Getenv, currentVersion(), logger); err != nil {
		return nil, err
	}
	if err := s.listen(ctx); err != nil {
		return nil, err
	}
	to, err := s.link(ctx)
	if err != nil {
		return nil, err
	}
	if s.program, err = to.program(&command.Settings, logger, wiring{
		pages: signin.Settings{Base: func() string { return s.base }}, extra: s.watching(),
	}); err != nil {
		return nil, errors.Join(err, to.close())
	}
	s.metrics.CountConnections(clock, countIn(to.store))
	s.mcp = mcpserver.NewHTTP(mcpserver.HTTPOptions{Server: s.program.serverFor, Logger: logger})
	if s.gate, err = s.openGate(); err != nil {
		return nil, errors.Join(err, s.program.close(ctx))
	}
	return s, nil
}

// listen takes the addresses.
func (s *server) listen(ctx context.Context) (err error) {
	serving := &s.command.Serving
	if serving.TLSCert != "" {
		certificate, err := front.LoadCertificate(serving.TLSCert, serving.TLSKey, s.logger)
		if err != nil {
			return err
		}
		s.https = certificate.Config()
	}
	if s.main, err = listenAt(ctx, serving.Listen, "--listen"); err != nil {
		return err
	}
	s.base = serving.Base(s.main.Addr())
	if serving.MetricsListen != "" {
		listener, err := listenAt(ctx, serving.MetricsListen, "--metrics-listen")
		if err != nil {
			return err
		}
		mux := http.NewServeMux()
		mux.Handle("GET /metrics", s.metrics.Handler(s.logger))
		s.others = append(s.others, front.Door{Listener: listener, Handler: mux})
	}
	return nil
}

// listenAt takes an address, or names the setting to choose another one with.
func listenAt(ctx context.Context, address, setting string) (net.Listener, error) {
	var listening net.ListenConfig
	listener, err := listening.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", setting, err)
	}
	return listener, nil
}

// hangUp lets the addresses go.
func (s *server) hangUp() {
	if s.main != nil {
		_ = s.main.Close() // Nobody was served there.
	}
	for _, door := range s.others {
		_ = door.Listener.Close()
	}
}

// link is the way to Concur, or to a simulated one that has a door of its own.
func (s *server) link(ctx context.Context) (link, error) {
	c, lead := &s.command.Settings, leadToConcur
	if c.Demo {
		lead = func(c *config.Config) (endpoint, tokens, error) { return s.simulate(ctx, c) }
	}
	to, with, err := lead(c)
	if err != nil {
		return link{}, err
	}
	address, err := servedStore(c)
	if err != nil && c.Store == "" {
		return link{}, err
	}
	store, err := openStore(ctx, c, address)
	if err != nil {
		return link{}, err
	}
	return to.connect(ctx, c, store, with, s.logger, s.watch())
}

// simulate opens the simulated Concur where a browser finds it. Nobody is connected,
// unless somebody is named.
func (s *server) simulate(ctx context.Context, c *config.Config) (endpoint, tokens, error) {
	simulated, err := simulator.New(simulator.Options{QuickExpensesV3: c.DemoQuickExpensesV3})
	if err != nil {
		return endpoint{}, tokens{}, err
	}
	var with tokens
	if c.DemoUser != "" {
		if with, err = sampleTokens(simulated, c.DemoUser); err != nil {
			return endpoint{}, tokens{}, err
		}
	}
	listener, err := listenAt(ctx, s.command.Serving.DemoListen, "--demo-listen")
	if err != nil {
		return endpoint{}, tokens{}, err
	}
	s.others = append(s.others, front.Door{Listener: listener, Handler: simulated})
	s.simulated = "http://" + listener.Addr().String()
	to, err := leadToSimulator(s.simulated, concur.NewTransport(c.UpstreamTimeout))
	return to, with, err
}

// openGate finds out who calls, in the way that the settings say.
func (s *server) openGate() (*caller.Gate, error) {
	serving := &s.command.Serving
	switch serving.Auth {
	case config.AuthToken:
		return caller.OpenTokens(serving.AuthTokens, profileNames(), s.logger)
	case config.AuthOIDC:
		return caller.NewOIDC(caller.OIDC{
			Issuer: serving.OIDCIssuer, Base: s.base, Audience: serving.OIDCAudience,
			Scopes: serving.OIDCScopes, CompanyScope: serving.OIDCCompanyScope,
			WriteScope: serving.OIDCWriteScope, UnconfirmedScope: serving.OIDCUnconfirmedScope, Logger: s.logger,
		})
	default:
		return caller.None(), nil
	}
}
