package mcpserver_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
	"github.com/concur-mcp/concur-mcp/tools"
)

const (
	link    = "https://concur-mcp.example/connect/secret"
	expires = "2026-03-01T12:10:00Z"
)

var errNotConnected = errors.New("nobody is connected")

// errands are those of a test. Each ends when the test says so.
type errands struct {
	argument *mcpserver.Argument
	done     mcpserver.Done
	failure  error         // of what is begun
	wrong    error         // of what is waited for
	never    bool          // the person never comes
	settled  bool          // the person came between two calls
	waits    chan struct{} // closed when somebody waits, if there is one

	mu        sync.Mutex
	begun     int
	waited    []string // for whom, and for what
	connected bool     // the tool runs now
}

func (e *errands) Begin(_ context.Context, principal, tool string, err error) (mcpserver.Errand, bool, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !errors.Is(err, errNotConnected) {
		return mcpserver.Errand{}, false, nil
	}
	if e.failure != nil {
		return mcpserver.Errand{}, false, e.failure
	}
	e.begun++
	ends, _ := time.Parse(time.RFC3339, expires)
	return mcpserver.Errand{
		ID: "errand of " + principal, URL: link, Message: "Sign in to use " + tool + ".", Lacking: err.Error(),
		Expires: ends, Argument: e.argument,
	}, true, nil
}

func (e *errands) Settled(_ context.Context, principal string, err error) (mcpserver.Done, bool, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.settled || !errors.Is(err, errNotConnected) {
		return mcpserver.Done{}, false, nil
	}
	e.waited = append(e.waited, principal+": settled")
	e.connected = true
	return e.done, true, e.wrong
}

func (e *errands) Wait(ctx context.Context, principal, id string) (mcpserver.Done, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.waited = append(e.waited, principal+": "+id)
	if e.waits != nil {
		close(e.waits)
	}
	switch {
	case id != "errand of "+principal:
		return mcpserver.Done{}, errors.New("not an errand of theirs")
	case e.wrong != nil:
		return mcpserver.Done{}, e.wrong
	case e.never:
		<-ctx.Done()
		return mcpserver.Done{}, ctx.Err()
	}
	e.connected = true
	return e.done, nil
}

// tool runs once the errand is done. It gives back its argument.
func (e *errands) tool(effect tools.Effect) tools.Tool {
	return sample("say", effect, func(_ context.Context, _ *tools.Call, in sayIn) (sayOut, error) {
		e.mu.Lock()
		defer e.mu.Unlock()
		if !e.connected {
			return sayOut{}, errNotConnected
		}
		return sayOut{in.Text}, nil
	})
}

// person is at the client: what it can do, and what they say to a link.
type person struct {
	elicitation *mcp.ElicitationCapabilities
	action      string
	silent      bool // they never say anything
	// meanwhile happens before they answer; asked is how often they have been.
	meanwhile func(asked int) error

	mu    sync.Mutex
	asked []*mcp.ElicitParams
	told  []string // elicitations that ended
}

// willing can open links and does.
func willing() *person { return &person{elicitation: opensURLs(), action: "accept"} }

func opensURLs() *mcp.ElicitationCapabilities {
	return &mcp.ElicitationCapabilities{Form: &mcp.FormElicitationCapabilities{}, URL: &mcp.URLElicitationCapabilities{}}
}

func (p *person) options() *mcp.ClientOptions {
	if p.elicitation == nil { // With a handler, the SDK says that the client has forms.
		return &mcp.ClientOptions{Capabilities: &mcp.ClientCapabilities{}}
	}
	return &mcp.ClientOptions{
		Capabilities: &mcp.ClientCapabilities{Elicitation: p.elicitation},
		ElicitationHandler: func(ctx context.Context, request *mcp.ElicitRequest) (*mcp.ElicitResult, error) {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.asked = append(p.asked, request.Params)
			if p.silent {
				<-ctx.Done()
				return nil, ctx.Err()
			}
			if p.meanwhile != nil {
				if err := p.meanwhile(len(p.asked)); err != nil {
					return nil, err
				}
			}
			return &mcp.ElicitResult{Action: p.action}, nil
		},
		ElicitationCompleteHandler: func(_ context.Context, request *mcp.ElicitationCompleteNotificationRequest) {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.told = append(p.told, request.Params.ElicitationID)
		},
	}
}

// server has one tool, which needs an errand.
func (e *errands) server(effect tools.Effect) *mcp.Server {
	return mcpserver.New(e.optionsFor(effect))
}

func (e *errands) optionsFor(effect tools.Effect) mcpserver.Options {
	return mcpserver.Options{
		Tools: []tools.Tool{e.tool(effect)}, Version: "test", Logger: slog.New(slog.DiscardHandler), Errands: e,
		Caller: func(context.Context) caller.Caller { return caller.Caller{Principal: "ann"} },
	}
}

// meet connects a person's client in memory.
func meet(t *testing.T, server *mcp.Server, p *person, version string) *mcp.ClientSession {
	t.Helper()
	here, there := mcp.NewInMemoryTransports()
	_, err := server.Connect(t.Context(), there, nil)
	require.NoError(t, err)
	return connect(t, here, version, p.options())
}

// meetOverStdio connects a person's client by a pair of streams.
func meetOverStdio(t *testing.T, server *mcp.Server, p *person, version string) *mcp.ClientSession {
	t.Helper()
	in, toServer := io.Pipe()
	fromServer, out := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- mcpserver.RunStdio(context.WithoutCancel(t.Context()), server, in, out) }()
	t.Cleanup(func() {
		_ = toServer.Close() // A pipe always closes.
		require.NoError(t, <-ended)
	})
	return connect(t, &mcp.IOTransport{Reader: fromServer, Writer: toServer}, version, p.options())
}

// sayIt calls the tool.
func sayIt(t *testing.T, session *mcp.ClientSession) *mcp.CallToolResult {
	t.Helper()
	result, err := session.CallTool(t.Context(), &mcp.CallToolParams{Name: "say", Arguments: arguments("hello")})
	require.NoError(t, err)
	return result
}

// texts are all texts of a result.
func texts(result *mcp.CallToolResult) []string {
	var all []string
	for _, content := range result.Content {
		if text, ok := content.(*mcp.TextContent); ok {
			all = append(all, text.Text)
		}
	}
	return all
}
