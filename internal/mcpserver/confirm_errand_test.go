package mcpserver_test

import (
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
	"github.com/concur-mcp/concur-mcp/internal/journal"
	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/writes"
	"github.com/concur-mcp/concur-mcp/tools"
)

// guarded is a server whose one tool needs an errand and then writes, through the gate.
type guarded struct {
	*errands
	said     []string // what the tool was run with when it wrote
	outcomes []mcpserver.Outcome
}

// server makes it, with everything confirmed that writes.
func (g *guarded) server() *mcp.Server {
	store := tokenstore.NewMemory()
	guard := writes.New(writes.Settings{
		Policy: approve.Policy{Confirm: approve.All}, Journal: journal.New(journal.Settings{Store: store}), Store: store,
	})
	tool := sample("say", tools.Change, func(ctx context.Context, _ *tools.Call, in sayIn) (sayOut, error) {
		g.mu.Lock()
		connected := g.connected || in.Text == "upload:1"
		g.mu.Unlock()
		if !connected {
			return sayOut{}, errNotConnected
		}
		landed, err := guard.Gate(ctx, nil, concur.Write{
			Operation: catalogue.Operation{Name: "say"}, Kind: "user", Principal: "ann", Path: "/" + in.Text,
		})
		if err != nil {
			return sayOut{}, err
		}
		g.mu.Lock()
		g.said = append(g.said, in.Text)
		g.mu.Unlock()
		landed(concur.Landed{Status: 200})
		return sayOut{in.Text}, nil
	})
	return mcpserver.New(mcpserver.Options{
		Tools: []tools.Tool{tool}, Version: "test", Logger: slog.New(slog.DiscardHandler), Errands: g.errands, Writes: guard,
		Caller: func(context.Context) caller.Caller { return caller.Caller{Principal: "ann"} },
		Observe: func(call mcpserver.ToolCall) {
			g.mu.Lock()
			defer g.mu.Unlock()
			g.outcomes = append(g.outcomes, call.Outcome)
		},
	})
}

func TestFirstTheLinkThenTheQuestion(t *testing.T) {
	t.Parallel()
	eachEra(t, func(t *testing.T, version string) {
		t.Helper()
		g, p := &guarded{errands: &errands{}}, willing()
		session := meet(t, g.server(), p, version)
		result := sayIt(t, session)
		assert.False(t, result.IsError, texts(result))
		assert.Equal(t, []string{"hello"}, g.said)
		require.NoError(t, session.Close())
		require.Len(t, p.asked, 2)
		assert.Equal(t, link, p.asked[0].URL)
		assert.Equal(t, "form", p.asked[1].Mode)
		want := []mcpserver.Outcome{mcpserver.Succeeded}
		if version == modernVersion {
			want = []mcpserver.Outcome{mcpserver.Asked, mcpserver.Asked, mcpserver.Succeeded}
		}
		assert.Equal(t, want, g.outcomes)
	})
}

func TestWhatAPersonBroughtIsWhatTheyAgreeTo(t *testing.T) {
	t.Parallel()
	brings := func() *errands {
		return &errands{done: mcpserver.Done{Argument: &mcpserver.Argument{Name: "text", Value: "upload:1"}}}
	}
	eachEra(t, func(t *testing.T, version string) {
		t.Helper()
		g, p := &guarded{errands: brings()}, willing()
		result := sayIt(t, meet(t, g.server(), p, version))
		assert.False(t, result.IsError, texts(result))
		assert.Equal(t, []string{"upload:1"}, g.said)
		assert.Equal(t, 1, g.begun, "they are sent once")
		assert.Len(t, p.asked, 2)
	})
	t.Run("where the client opens links and asks nothing else", func(t *testing.T) {
		t.Parallel()
		g, p := &guarded{errands: brings()}, willing()
		p.elicitation = &mcp.ElicitationCapabilities{URL: &mcp.URLElicitationCapabilities{}}
		session := meet(t, g.server(), p, modernVersion)
		shown := sayIt(t, session)
		_, token := previewOf(t, shown)
		assert.Contains(t, said(t, shown), `with the same arguments, with text: "upload:1" and with confirm_token`)
		done, err := session.CallTool(t.Context(), &mcp.CallToolParams{
			Name: "say", Arguments: map[string]any{"text": "upload:1", "confirm_token": token},
		})
		require.NoError(t, err)
		assert.False(t, done.IsError, texts(done))
		assert.Equal(t, []string{"upload:1"}, g.said)
	})
}

func TestAnotherThingThanWasAgreedToIsAskedAbout(t *testing.T) {
	t.Parallel()
	g := &guarded{errands: &errands{connected: true}}
	o := willing().options()
	o.MultiRoundTrip = &mcp.MultiRoundTripOptions{Disabled: true}
	here, there := mcp.NewInMemoryTransports()
	_, err := g.server().Connect(t.Context(), there, nil)
	require.NoError(t, err)
	session := connect(t, here, modernVersion, o)
	_, state := asked(t, sayIt(t, session))
	// The argument that a state names may be anybody's: it is held to the confirmation.
	swapped := state + "/eyJOYW1lIjoidGV4dCIsIlZhbHVlIjoidXBsb2FkOjEifQ"
	message, _ := asked(t, bring(t, session, "say", arguments("hello"), "accept", swapped))
	assert.Contains(t, message, "the consent was given for another call")
	assert.Empty(t, g.said)
}

func TestACallWaitsForAnAnswerShorterThanItsClient(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g, p := &guarded{errands: &errands{connected: true}}, present("accept")
		p.silent = true
		begin := time.Now()
		failure := failureOf(t, sayIt(t, meet(t, g.server(), p, legacyVersion)))
		assert.Equal(t, 50*time.Second, time.Since(begin))
		assert.Equal(t, "the user was asked and did not answer in time, so say was not run", failure["message"])
		assert.Equal(t, "nothing_changed", failure["changed"])
		assert.Empty(t, g.said)
	})
}

func TestACallThatIsGivenUpWhileItAsksWritesNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g, p := &guarded{errands: &errands{connected: true}}, present("accept")
		ctx, cancel := context.WithCancel(t.Context())
		p.meanwhile = func(int) error { cancel(); time.Sleep(time.Second); return nil }
		session := meet(t, g.server(), p, legacyVersion)
		_, err := session.CallTool(ctx, &mcp.CallToolParams{Name: "say", Arguments: arguments("hello")})
		require.ErrorIs(t, err, context.Canceled)
		time.Sleep(time.Minute)
		g.mu.Lock()
		defer g.mu.Unlock()
		assert.Empty(t, g.said, "the yes came too late")
		assert.Equal(t, []mcpserver.Outcome{mcpserver.Failed}, g.outcomes)
	})
}

func TestAWriteWithANewAccountIsHeldBeforeItIsAskedAbout(t *testing.T) {
	t.Parallel()
	eachEra(t, func(t *testing.T, version string) {
		t.Helper()
		g := &guarded{errands: &errands{done: mcpserver.Done{Note: signedIn, Confirm: true}}}
		session := meet(t, g.server(), willing(), version)
		assert.Contains(t, said(t, sayIt(t, session)), "If that is the right account, call again.")
		assert.Empty(t, g.said)
		assert.False(t, sayIt(t, session).IsError)
		assert.Equal(t, []string{"hello"}, g.said)
	})
}
