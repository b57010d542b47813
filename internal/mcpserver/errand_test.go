package mcpserver_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
	"github.com/concur-mcp/concur-mcp/tools"
)

const signedIn = "Signed in to Concur as Rita Alves."

// eachEra runs a test for both eras.
func eachEra(t *testing.T, check func(t *testing.T, version string)) {
	t.Helper()
	for _, version := range []string{modernVersion, legacyVersion} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			check(t, version)
		})
	}
}

func TestACallGoesOnAfterItsErrand(t *testing.T) {
	t.Parallel()
	type client func(*testing.T, *mcp.Server, *person, string) *mcp.ClientSession
	overHTTP := func(way string) client {
		return func(t *testing.T, server *mcp.Server, p *person, version string) *mcp.ClientSession {
			t.Helper()
			r := newRigOf(t, mcpserver.Options{}, mcpserver.HTTPOptions{Server: func(caller.Caller) *mcp.Server { return server }})
			transport, _ := r.transports("ann")[way]()
			return connect(t, transport, version, p.options())
		}
	}
	for name, c := range map[string]struct {
		client  client
		version string
	}{
		"modern, in memory":    {meet, modernVersion},
		"legacy, in memory":    {meet, legacyVersion},
		"modern, stdio":        {meetOverStdio, modernVersion},
		"legacy, stdio":        {meetOverStdio, legacyVersion},
		"modern, HTTP":         {overHTTP("modern"), modernVersion},
		"legacy, HTTP":         {overHTTP("legacy"), legacyVersion},
		"legacy, SSE":          {overHTTP("SSE"), legacyVersion},
		"version before modes": {meet, "2025-06-18"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, p := &errands{done: mcpserver.Done{Note: signedIn, Confirm: true}}, willing()
			session := c.client(t, e.server(tools.Read), p, c.version)
			result := sayIt(t, session)
			assert.False(t, result.IsError)
			assert.Equal(t, []string{`{"said":"hello"}`, signedIn}, texts(result))
			assert.Equal(t, map[string]any{"said": "hello"}, result.StructuredContent)
			assert.Equal(t, []string{"ann: errand of ann"}, e.waited)
			require.NoError(t, session.Close())
			require.Len(t, p.asked, 1)
			question := p.asked[0]
			assert.Equal(t, "url", question.Mode)
			assert.Equal(t, link, question.URL)
			assert.Equal(t, "Sign in to use say.", question.Message)
			if c.version == modernVersion {
				assert.Empty(t, question.ElicitationID, "it is gone since 2026-07-28")
				return
			}
			assert.Equal(t, "errand of ann", question.ElicitationID)
		})
	}
}

func TestAClientOfBeforeIsToldThatTheLinkIsDone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := willing()
		sayIt(t, meet(t, (&errands{}).server(tools.Read), p, legacyVersion))
		synctest.Wait()
		assert.Equal(t, []string{"errand of ann"}, p.told)
	})
}

func TestTheLinkIsInTheResultWhereItCannotBeOpened(t *testing.T) {
	t.Parallel()
	for name, can := range map[string]*mcp.ElicitationCapabilities{
		"a client that asks nothing":     nil,
		"a client with unnamed forms":    {},
		"a client with forms and no URL": {Form: &mcp.FormElicitationCapabilities{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachEra(t, func(t *testing.T, version string) {
				t.Helper()
				e, p := &errands{}, &person{elicitation: can, action: "accept"}
				result := sayIt(t, meet(t, e.server(tools.Create), p, version))
				assert.True(t, result.IsError)
				assert.Equal(t, []string{"Nobody is connected. Nothing was changed. Ask the user to open " + link +
					" in a browser before " + expires + ", then call again."}, texts(result))
				assert.Equal(t, map[string]string{
					"message": "nobody is connected", "changed": "nothing_changed", "link": link, "link_expires": expires,
					"next_step": "Ask the user to open " + link + " in a browser before " + expires + ", then call again.",
				}, failureOf(t, result))
				assert.Empty(t, p.asked, "never by a form")
				assert.Empty(t, e.waited)
			})
		})
	}
}

// failureOf is the error object of a result.
func failureOf(t *testing.T, result *mcp.CallToolResult) map[string]string {
	t.Helper()
	encoded, err := json.Marshal(result.StructuredContent)
	require.NoError(t, err)
	var body struct {
		Error map[string]string `json:"error"`
	}
	require.NoError(t, json.Unmarshal(encoded, &body))
	require.True(t, result.IsError)
	return body.Error
}

func TestAWriteWaitsUntilTheAccountWasSeen(t *testing.T) {
	t.Parallel()
	eachEra(t, func(t *testing.T, version string) {
		t.Helper()
		e := &errands{done: mcpserver.Done{Note: signedIn, Confirm: true}}
		session := meet(t, e.server(tools.Create), willing(), version)
		first := sayIt(t, session)
		assert.True(t, first.IsError)
		assert.Equal(t, []string{signedIn + " Nothing was changed. If that is the right account, call again. " +
			"If it is not, tell the user, and change nothing with it."}, texts(first))
		assert.Equal(t, []string{`{"said":"hello"}`}, texts(sayIt(t, session)))
	})
}

func TestAWriteGoesOnWhereNothingHasToBeSeen(t *testing.T) {
	t.Parallel()
	eachEra(t, func(t *testing.T, version string) {
		t.Helper()
		e := &errands{done: mcpserver.Done{Argument: &mcpserver.Argument{Name: "text", Value: "upload:1"}}}
		result := sayIt(t, meet(t, e.server(tools.Create), willing(), version))
		assert.Equal(t, []string{`{"said":"upload:1"}`}, texts(result))
	})
}

func TestTheArgumentToRepeatWithIsTold(t *testing.T) {
	t.Parallel()
	e := &errands{argument: &mcpserver.Argument{Name: "text", Value: "upload:1"}}
	failure := failureOf(t, sayIt(t, meet(t, e.server(tools.Create), &person{}, modernVersion)))
	assert.Contains(t, failure["next_step"], `then call again with text: "upload:1".`)
	assert.JSONEq(t, `{"text":"upload:1"}`, failure["repeat_with"])
}

func TestWhatAPersonBroughtToACallThatFailedIsNotLost(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err  error
		told bool
	}{
		"it failed and changed nothing":   {problem{"nothing_changed"}, true},
		"it lacks something else":         {errNotConnected, true},
		"nobody knows whether it is used": {problem{"unknown"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachEra(t, func(t *testing.T, version string) {
				t.Helper()
				e := &errands{done: mcpserver.Done{Argument: &mcpserver.Argument{Name: "text", Value: "upload:1"}}}
				o := e.optionsFor(tools.Create)
				o.Tools = []tools.Tool{sample("say", tools.Create, func(_ context.Context, _ *tools.Call, in sayIn) (sayOut, error) {
					if in.Text == "upload:1" {
						return sayOut{}, c.err
					}
					return sayOut{}, errNotConnected
				})}
				failure := failureOf(t, sayIt(t, meet(t, mcpserver.New(o), willing(), version)))
				if !c.told {
					assert.NotContains(t, failure, "repeat_with")
					return
				}
				assert.Contains(t, failure["next_step"], ` with text: "upload:1"`)
				assert.JSONEq(t, `{"text":"upload:1"}`, failure["repeat_with"])
			})
		})
	}
}

func TestALinkThatIsNotWantedEndsTheCall(t *testing.T) {
	t.Parallel()
	for action, words := range map[string]string{
		"decline": "The user declined to open the link. Nothing was changed. Do not ask again",
		"cancel":  "The user dismissed the question whether to open the link. Nothing was changed. Ask the user whether",
	} {
		t.Run(action, func(t *testing.T) {
			t.Parallel()
			eachEra(t, func(t *testing.T, version string) {
				t.Helper()
				e := &errands{}
				result := sayIt(t, meet(t, e.server(tools.Read), &person{elicitation: opensURLs(), action: action}, version))
				assert.True(t, result.IsError)
				assert.Contains(t, said(t, result), words)
				assert.Empty(t, e.waited)
			})
		})
	}
}

func TestACallWaitsShorterThanItsClient(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		silent bool
		words  string
	}{
		"for what is done in the browser": {false, "What was to be done in the browser is not finished yet. Nothing was changed."},
		"for an answer at the client":     {true, "Nobody is connected. Nothing was changed."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachEra(t, func(t *testing.T, version string) {
				t.Helper()
				if c.silent && version == modernVersion {
					return // The client asks by itself, and no call waits for it.
				}
				synctest.Test(t, func(t *testing.T) {
					p := willing()
					p.silent = c.silent
					begin := time.Now()
					result := sayIt(t, meet(t, (&errands{never: true}).server(tools.Create), p, version))
					assert.Equal(t, 50*time.Second, time.Since(begin))
					assert.True(t, result.IsError)
					assert.Equal(t, c.words+" Ask the user to open "+link+" in a browser before "+expires+", then call again.", said(t, result))
				})
			})
		})
	}
}

func TestAServerThatClosesWaitsForNobody(t *testing.T) {
	t.Parallel()
	for _, way := range []string{"modern", "legacy"} { // The client of SSE drops what comes last.
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			e := &errands{never: true, waits: make(chan struct{})}
			server := e.server(tools.Read)
			r := newRigOf(t, mcpserver.Options{}, mcpserver.HTTPOptions{Server: func(caller.Caller) *mcp.Server { return server }})
			p := willing()
			agreed := make(chan struct{})
			o := p.options()
			answer := o.ElicitationHandler
			o.ElicitationHandler = func(ctx context.Context, request *mcp.ElicitRequest) (*mcp.ElicitResult, error) {
				defer close(agreed)
				return answer(ctx, request)
			}
			transport, version := r.transports("ann")[way]()
			session := connect(t, transport, version, o)
			results := make(chan *mcp.CallToolResult, 1)
			go func() {
				result, err := session.CallTool(t.Context(), &mcp.CallToolParams{Name: "say", Arguments: arguments("hello")})
				assert.NoError(t, err)
				results <- result
			}()
			<-agreed
			<-e.waits // The call has come back, or gone on.
			require.NoError(t, r.http.Close(t.Context()))
			assert.Contains(t, said(t, <-results), link)
		})
	}
}

func TestWhatIsWrongWithAnErrandIsTold(t *testing.T) {
	t.Parallel()
	told := problem{"nothing_changed"}
	internal := errors.New("dial tcp 10.0.0.5:5432: connection refused")
	for name, c := range map[string]struct {
		errands *errands
		words   string
	}{
		"it cannot begin":               {&errands{failure: told}, "Concur said no. Nothing was changed. Ask again."},
		"it cannot begin, who knows":    {&errands{failure: internal}, "the server could not see to it. Nothing was changed. Call again once"},
		"it ends badly":                 {&errands{wrong: told}, "Concur said no. Nothing was changed. Ask again."},
		"it cannot be found, who knows": {&errands{wrong: internal}, "the server could not see to it. Nothing was changed. Call again once"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachEra(t, func(t *testing.T, version string) {
				t.Helper()
				e := &errands{failure: c.errands.failure, wrong: c.errands.wrong}
				result := sayIt(t, meet(t, e.server(tools.Create), willing(), version))
				assert.True(t, result.IsError)
				assert.Contains(t, said(t, result), c.words)
				assert.NotContains(t, said(t, result), "10.0.0.5")
			})
		})
	}
}

func TestACallIsAskedForOneErrandAlone(t *testing.T) {
	t.Parallel()
	eachEra(t, func(t *testing.T, version string) {
		t.Helper()
		e, p := &errands{done: mcpserver.Done{Note: signedIn}}, willing()
		o := e.optionsFor(tools.Read)
		o.Tools = []tools.Tool{sample("say", tools.Read, func(context.Context, *tools.Call, sayIn) (sayOut, error) {
			return sayOut{}, errNotConnected
		})}
		result := sayIt(t, meet(t, mcpserver.New(o), p, version))
		assert.Len(t, p.asked, 1)
		assert.True(t, result.IsError)
		assert.Len(t, texts(result), 2)
		assert.Contains(t, texts(result)[0], "Ask the user to open "+link)
		assert.Equal(t, signedIn, texts(result)[1])
	})
}

func TestWhatLeftSomethingChangedIsNotRunAgain(t *testing.T) {
	t.Parallel()
	for _, changed := range []string{"changed", "unknown"} {
		e := &errands{}
		o := e.optionsFor(tools.Create)
		o.Tools = []tools.Tool{sample("say", tools.Create, func(context.Context, *tools.Call, sayIn) (sayOut, error) {
			return sayOut{}, errors.Join(problem{changed}, errNotConnected)
		})}
		result := sayIt(t, meet(t, mcpserver.New(o), willing(), modernVersion))
		assert.Equal(t, changed, failureOf(t, result)["changed"])
		assert.Zero(t, e.begun)
	}
}

func TestOtherErrorsNeedNoErrand(t *testing.T) {
	t.Parallel()
	e := &errands{}
	session := meet(t, e.server(tools.Read), willing(), modernVersion)
	result, err := session.CallTool(t.Context(), &mcp.CallToolParams{Name: "say", Arguments: map[string]any{"other": 1}})
	require.NoError(t, err)
	assert.Contains(t, said(t, result), "Unknown argument other")
	assert.Zero(t, e.begun)
}
