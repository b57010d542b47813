// Package testkit wires the whole program for tests: a simulated Concur, the
// connections of a person, the client, the tools and the MCP server, with an MCP
// client in front. Tests of a tool use it to come in through the front door.
package testkit

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/files"
	"github.com/concur-mcp/concur-mcp/internal/journal"
	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/writes"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/catalog"
)

// People of the sample company, by login.
const (
	Rita = "rita.alves@haldenreyes.example" // traveller; approves for Luca, Sofie and Aino
	Tom  = "tom.berg@haldenreyes.example"   // Rita's manager and approver
	Luca = "luca.ferri@haldenreyes.example" // one of Rita's people
	Ada  = "ada.novak@haldenreyes.example"  // administrator, proxy of Rita
)

// principal is the one caller that a kit has.
const principal = "local"

// The protocol eras (MCP versioning).
const (
	Modern = "2026-07-28"
	Legacy = "2025-11-25"
)

// Kit is a person's MCP session on a simulated Concur.
type Kit struct {
	// Sim is the simulated Concur.
	Sim *simulator.Simulator
	// Client is the Concur client behind the tools. Session is the person's beside the
	// server: what it writes passes no gate.
	Client  *concur.Client
	Session *concur.Session
	// Guard stands before the writes, and Journal records them.
	Guard   *writes.Guard
	Journal *journal.Journal
	// Tools is the whole catalog, also what the connections cannot run.
	Tools []tools.Tool
	// Server is the MCP server, for tests that bring a client of their own.
	Server *mcpserver.Server

	t        testing.TB
	settings settings
	local    *mcpserver.Local
}

// New sets everything up and connects as Rita Alves, with her own connection only.
// It is taken down with the test.
func New(tb testing.TB, options ...Option) *Kit {
	tb.Helper()
	straight := func(next http.RoundTripper) http.RoundTripper { return next }
	s := settings{login: Rita, era: Modern, through: straight, rate: 1e6, policy: approve.Policy{Confirm: approve.None}}
	for _, option := range options {
		option(&s)
	}
	if s.transport != nil {
		return connect(tb, nil, s)
	}
	sim, err := simulator.New(s.simulator)
	require.NoError(tb, err)
	s.base, s.transport = simulator.InProcessURL, sim.Transport()
	return connect(tb, sim, s)
}

// As is another person's session on the same simulator, set up like this one but for
// the options.
func (k *Kit) As(login string, options ...Option) *Kit {
	k.t.Helper()
	s := k.settings
	s.login = login
	for _, option := range options {
		option(&s)
	}
	return connect(k.t, k.Sim, s)
}

// For is the same session in a subtest, which what goes wrong is then reported to. It is
// for subtests that change nothing and can share the kit of their parent.
func (k *Kit) For(tb testing.TB) *Kit {
	tb.Helper()
	shared := *k
	shared.t = tb
	return &shared
}

func connect(tb testing.TB, sim *simulator.Simulator, s settings) *Kit {
	tb.Helper()
	k := &Kit{t: tb, Sim: sim, settings: s}
	if s.store == nil {
		s.store = tokenstore.NewMemoryAt(clock(s))
	}
	if sim != nil { // What was revoked is good again.
		sim.Connect(s.login)
		sim.ConnectCompany()
	}
	connections := dial(tb, s)
	k.Journal = journal.New(journal.Settings{
		Store: s.store, Now: s.simulator.Now, Redact: s.redact.Arguments, Text: s.redact.Text, Name: s.redact.Name,
	})
	k.Guard = writes.New(writes.Settings{Policy: s.policy, Limits: s.limits, Journal: k.Journal, Store: s.store, Now: s.simulator.Now})
	k.Client = concur.New(concur.Settings{
		Gate:        k.Guard.Gate,
		Connections: connections, Transport: s.through(s.transport), Logger: slog.New(slog.DiscardHandler),
		Rate:      s.rate,
		Elsewhere: s.fetch,
		Now:       s.simulator.Now,
	})
	// Somebody else's changes do not come by way of the server.
	k.Session = concur.New(concur.Settings{
		Connections: connections, Transport: s.through(s.transport), Logger: slog.New(slog.DiscardHandler), Rate: s.rate,
	}).As(principal)
	folders, err := files.Allow(s.folders...)
	require.NoError(tb, err)
	tb.Cleanup(func() { assert.NoError(tb, folders.Close()) })
	k.Tools = catalog.Tools(catalog.Deps{Concur: k.Client, Files: folders, Fetch: s.fetch, Handed: s.handed})
	k.Server = mcpserver.New(mcpserver.Options{
		Tools: s.offered(k.Tools), Version: "test", Logger: slog.New(slog.DiscardHandler), Policy: s.policy, Writes: k.Guard,
		Redact: s.redact,
		Caller: func(context.Context) caller.Caller { return caller.Caller{Principal: principal, Company: true} },
	})
	local, err := mcpserver.Dial(tb.Context(), k.Server, s.era, nil)
	require.NoError(tb, err)
	tb.Cleanup(func() { assert.NoError(tb, local.Close()) })
	k.local = local
	return k
}

// clock is that of the simulator, which the server goes by too.
func clock(s settings) func() time.Time {
	if s.simulator.Now != nil {
		return s.simulator.Now
	}
	return time.Now
}

// dial makes the connections of a person, the company or both.
func dial(tb testing.TB, s settings) *auth.Connections {
	tb.Helper()
	hosts, err := auth.OnlyHost(s.base)
	require.NoError(tb, err)
	connections := auth.NewConnections(auth.Settings{
		App:    auth.App{ClientID: simulator.ClientID, ClientSecret: auth.NewSecret(simulator.ClientSecret)},
		Store:  s.store,
		Hosts:  hosts,
		Client: &http.Client{Transport: s.transport},
		Now:    s.simulator.Now,
	})
	if !s.withoutUser {
		token := auth.NewSecret(simulator.UserTokenPrefix + s.login)
		require.NoError(tb, connections.Import(tb.Context(), principal, auth.User, token, s.base))
	}
	if s.company {
		token := auth.NewSecret(simulator.CompanyToken)
		require.NoError(tb, connections.Import(tb.Context(), principal, auth.Company, token, s.base))
	}
	return connections
}

// Result is what a tool call gave.
type Result struct {
	mcpserver.Answer
	t    testing.TB
	tool string
}

// Call calls a tool. args is a struct, a map, or JSON as a string; nil stands for
// none. It fails the test on an error of the protocol, not on one of the tool.
func (k *Kit) Call(tool string, args any) Result {
	k.t.Helper()
	answer, err := k.local.Call(k.t.Context(), tool, encode(k.t, args))
	require.NoError(k.t, err, tool)
	return Result{Answer: answer, t: k.t, tool: tool}
}

// List is the tools/list result as it comes over the wire.
func (k *Kit) List() json.RawMessage {
	k.t.Helper()
	listing, err := k.local.List(k.t.Context())
	require.NoError(k.t, err)
	return listing
}

// TryCall calls a tool and gives the error of the protocol too, for calls of tools
// that may not exist.
func (k *Kit) TryCall(tool string, args any) (Result, error) {
	k.t.Helper()
	answer, err := k.local.Call(k.t.Context(), tool, encode(k.t, args))
	return Result{Answer: answer, t: k.t, tool: tool}, err
}

func encode(tb testing.TB, args any) json.RawMessage {
	tb.Helper()
	switch args := args.(type) {
	case nil:
		return json.RawMessage("{}")
	case string:
		return json.RawMessage(args)
	default:
		encoded, err := json.Marshal(args)
		require.NoError(tb, err)
		return encoded
	}
}

// Into reads the result of a call that must have worked. Members that out does
// not have are ignored.
func (r Result) Into(out any) {
	r.t.Helper()
	require.False(r.t, r.Failed, "%s failed: %s", r.tool, r.Text)
	decoder := json.NewDecoder(bytes.NewReader(r.Structured))
	decoder.UseNumber()
	require.NoError(r.t, decoder.Decode(out), "%s: %s", r.tool, r.Structured)
}

// Failure is the error object of a call that must have failed: message, changed,
// next_step and details.
func (r Result) Failure() map[string]string {
	r.t.Helper()
	require.True(r.t, r.Failed, "%s should have failed: %s", r.tool, r.Text)
	var body struct {
		Error map[string]string `json:"error"`
	}
	require.NoError(r.t, json.Unmarshal(r.Structured, &body))
	return body.Error
}
