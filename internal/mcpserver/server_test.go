package mcpserver_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
	"github.com/concur-mcp/concur-mcp/tools"
)

func dial(t *testing.T, o mcpserver.Options) *mcpserver.Local {
	t.Helper()
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	o.Caller = func(context.Context) caller.Caller { return caller.Caller{Principal: "somebody"} }
	local, err := mcpserver.Dial(t.Context(), mcpserver.New(o), "", nil)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, local.Close()) })
	return local
}

func call(t *testing.T, tool tools.Tool) mcpserver.Answer {
	t.Helper()
	local := dial(t, mcpserver.Options{Tools: []tools.Tool{tool}})
	answer, err := local.Call(t.Context(), tool.Name, json.RawMessage(`{"text":"secret words"}`))
	require.NoError(t, err)
	return answer
}

// problem is an error that satisfies tools.Problem by its shape.
type problem struct{ changed string }

func (problem) Error() string              { return "Concur said no" }
func (p problem) WhatChanged() string      { return p.changed }
func (problem) NextStep() string           { return "Ask again." }
func (problem) Details() map[string]string { return map[string]string{"correlation_id": "c-1"} }

func TestAResultIsTextAndStructure(t *testing.T) {
	t.Parallel()
	answer := call(t, sample("say", tools.Read, say))
	assert.False(t, answer.Failed)
	assert.JSONEq(t, `{"said":"secret words"}`, string(answer.Structured))
	assert.Equal(t, string(answer.Structured), answer.Text)
}

const (
	tryAgain  = "Try again once; if it comes back, tell the operator of this server."
	lookFirst = "Do not repeat it. Read what it was about first: it may have been done."
)

func TestAFailureSaysWhatHappenedWhatChangedAndWhatToDo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		effect tools.Effect
		err    error
		text   string
		error  string
	}{
		{
			"a problem that changed nothing", tools.Change,
			problem{"nothing_changed"},
			"Concur said no. Nothing was changed. Ask again.",
			`{"message":"Concur said no","changed":"nothing_changed","next_step":"Ask again.","correlation_id":"c-1"}`,
		},
		{
			"a problem below another error", tools.Change, errors.Join(errors.New("inner"), problem{"unknown"}),
			"Concur said no. It is unknown whether anything was changed. Ask again.",
			`{"message":"Concur said no","changed":"unknown","next_step":"Ask again.","correlation_id":"c-1"}`,
		},
		{
			"a problem after a change", tools.Change,
			problem{"changed"},
			"Concur said no. Something was changed. Ask again.",
			`{"message":"Concur said no","changed":"changed","next_step":"Ask again.","correlation_id":"c-1"}`,
		},
		{
			"an error of a reading tool", tools.Read, errors.New("GET https://internal.example/path failed"),
			"The server could not finish the call. Nothing was changed. " + tryAgain,
			`{"message":"the server could not finish the call","changed":"nothing_changed","next_step":"` + tryAgain + `"}`,
		},
		{
			"an error of a writing tool", tools.Create, errors.New("POST https://internal.example/path failed"),
			"The server could not finish the call. It is unknown whether anything was changed. " + lookFirst,
			`{"message":"the server could not finish the call","changed":"unknown","next_step":"` + lookFirst + `"}`,
		},
		{
			"a deadline", tools.Read, context.DeadlineExceeded,
			"It took too long and was given up. Nothing was changed. " + tryAgain,
			`{"message":"it took too long and was given up","changed":"nothing_changed","next_step":"` + tryAgain + `"}`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			answer := call(t, sample("say", c.effect, func(context.Context, *tools.Call, sayIn) (sayOut, error) { return sayOut{}, c.err }))
			assert.True(t, answer.Failed)
			assert.Equal(t, c.text, answer.Text)
			assert.JSONEq(t, `{"error":`+c.error+`}`, string(answer.Structured))
		})
	}
}

// upstream is a problem in the words of somebody else.
type upstream struct{ words string }

func (u upstream) Error() string              { return u.words }
func (upstream) WhatChanged() string          { return "nothing_changed" }
func (upstream) NextStep() string             { return "Ask again." }
func (u upstream) Details() map[string]string { return map[string]string{"correlation_id": u.words} }

func TestTheWordsOfAFailureAreShownAndBounded(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ words, message, text string }{
		"a word in another script": {"état inconnu", "état inconnu", "État inconnu. "},
		"what hides from a reader": {
			"no\u202ecilbup\u0000 \U000E0041", "no[U+202E]cilbup[U+0000] [U+E0041]", "no[U+202E]cilbup[U+0000] [U+E0041]. ",
		},
		"more than anybody can read": {strings.Repeat("é", 10_000), strings.Repeat("é", 6_000) + "…", "É"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answer := call(t, sample("say", tools.Change, func(context.Context, *tools.Call, sayIn) (sayOut, error) {
				return sayOut{}, upstream{c.words}
			}))
			var structured struct {
				Error struct {
					Message     string `json:"message"`
					Correlation string `json:"correlation_id"`
				} `json:"error"`
			}
			require.NoError(t, json.Unmarshal(answer.Structured, &structured))
			assert.Equal(t, c.message, structured.Error.Message)
			assert.Equal(t, c.message, structured.Error.Correlation)
			assert.True(t, strings.HasPrefix(answer.Text, c.text), answer.Text)
			assert.Less(t, utf8.RuneCountInString(answer.Text), 6_200)
		})
	}
}

func TestAPanicIsAnAnswerAndItsStackIsLogged(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	panics := sample("say", tools.Create, func(_ context.Context, _ *tools.Call, in sayIn) (sayOut, error) { panic(in.Text) })
	local := dial(t, mcpserver.Options{Tools: []tools.Tool{panics}, Logger: slog.New(slog.NewTextHandler(&log, nil))})
	answer, err := local.Call(t.Context(), "say", json.RawMessage(`{"text":"secret words"}`))
	require.NoError(t, err)
	assert.True(t, answer.Failed)
	assert.Contains(t, answer.Text, "It is unknown whether anything was changed.")
	assert.Contains(t, log.String(), "server_test.go", "the stack leads to the tool")
	assert.NotContains(t, log.String()+answer.Text, "secret words")
}

func TestAResultThatCannotBeWrittenIsAnAnswerToo(t *testing.T) {
	t.Parallel()
	def := tools.Definition{Name: "list", Title: "List", Effect: tools.Read}
	answer := call(t, tools.New(def, func(context.Context, *tools.Call, sayIn) ([]string, error) { return nil, nil }))
	assert.True(t, answer.Failed)
	assert.Contains(t, answer.Text, "mistake in list")
}

func TestAnUnknownArgumentIsRefusedWithTheValidNames(t *testing.T) {
	t.Parallel()
	local := dial(t, mcpserver.Options{Tools: []tools.Tool{sample("say", tools.Read, say)}})
	answer, err := local.Call(t.Context(), "say", json.RawMessage(`{"words":"x"}`))
	require.NoError(t, err)
	assert.True(t, answer.Failed)
	assert.Equal(t, "Unknown argument words; valid names are text. Nothing was changed. "+
		"Leave out or rename what is unknown, then call again.", answer.Text)
}

func TestAnUnknownToolIsAnErrorOfTheProtocol(t *testing.T) {
	t.Parallel()
	_, err := dial(t, mcpserver.Options{Tools: []tools.Tool{sample("say", tools.Read, say)}}).Call(t.Context(), "shout", nil)
	require.Error(t, err)
	assert.True(t, mcpserver.UnknownTool(err))
}

func TestAReadOnlyServerNeitherListsNorRunsWhatWrites(t *testing.T) {
	t.Parallel()
	ran := false
	local := dial(t, mcpserver.Options{Policy: approve.Policy{ReadOnly: true}, Tools: []tools.Tool{
		sample("look", tools.Read, say),
		sample("write", tools.Change, func(context.Context, *tools.Call, sayIn) (sayOut, error) {
			ran = true
			return sayOut{}, nil
		}),
	}})
	listing, err := local.List(t.Context())
	require.NoError(t, err)
	assert.Contains(t, string(listing), `"look"`)
	assert.NotContains(t, string(listing), `"write"`)
	answer, err := local.Call(t.Context(), "write", json.RawMessage(`{"text":"x"}`))
	require.NoError(t, err)
	assert.True(t, answer.Failed)
	assert.Contains(t, answer.Text, "read-only")
	assert.False(t, ran)
}

func TestWhatTheServerSaysOfItself(t *testing.T) {
	t.Parallel()
	asked := request("1", "server/discover", "{"+modern+"}") + request("2", "tools/list", "{"+modern+"}")
	answers := talk(t, serverOf(sample("say", tools.Read, say)), asked)
	discovered := answers["1"]["result"].(map[string]any)
	assert.Equal(t, map[string]any{"tools": map[string]any{}}, discovered["capabilities"], "no listChanged, no logging")
	assert.Equal(t, mcpserver.Instructions, discovered["instructions"])
	assert.LessOrEqual(t, len(mcpserver.Instructions), 1500)
	for id, answer := range answers {
		assert.Equal(t, "private", answer["result"].(map[string]any)["cacheScope"], id)
		assert.Positive(t, answer["result"].(map[string]any)["ttlMs"], id)
	}
}
