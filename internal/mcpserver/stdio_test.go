package mcpserver_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
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

type closer struct{ io.Writer }

func (closer) Close() error { return nil }

// sayIn is the argument of the sample tools.
type sayIn struct {
	Text string `json:"text"`
}

type sayOut struct {
	Said string `json:"said"`
}

type sayFunc = func(context.Context, *tools.Call, sayIn) (sayOut, error)

// sample is a tool for tests.
func sample(name string, effect tools.Effect, work sayFunc) tools.Tool {
	return tools.New(tools.Definition{Name: name, Title: "Say something", Toolset: "samples", Effect: effect, Description: "Says it."}, work)
}

func say(_ context.Context, _ *tools.Call, in sayIn) (sayOut, error) { return sayOut{in.Text}, nil }

func serverOf(list ...tools.Tool) *mcp.Server {
	return mcpserver.New(mcpserver.Options{
		Tools: list, Version: "test", Logger: slog.New(slog.DiscardHandler),
		Caller: func(context.Context) caller.Caller { return caller.Caller{Principal: "somebody"} },
	})
}

// lines sends lines and gives the messages that came back, in order.
func lines(tb testing.TB, server *mcp.Server, input string) []map[string]any {
	tb.Helper()
	var out bytes.Buffer
	require.NoError(tb, mcpserver.RunStdio(tb.Context(), server, io.NopCloser(strings.NewReader(input)), closer{&out}))
	return messagesIn(tb, out.String())
}

func messagesIn(tb testing.TB, output string) []map[string]any {
	tb.Helper()
	var messages []map[string]any
	for line := range strings.Lines(output) {
		var message map[string]any
		require.NoError(tb, json.Unmarshal([]byte(line), &message), line)
		require.Equal(tb, "2.0", message["jsonrpc"], line)
		messages = append(messages, message)
	}
	return messages
}

// talk sends lines and gives the messages that came back, by their id as JSON.
func talk(tb testing.TB, server *mcp.Server, input string) map[string]map[string]any {
	tb.Helper()
	return byID(tb, lines(tb, server, input))
}

func byID(tb testing.TB, messages []map[string]any) map[string]map[string]any {
	tb.Helper()
	answers := map[string]map[string]any{}
	for _, message := range messages {
		id, err := json.Marshal(message["id"])
		require.NoError(tb, err)
		answers[string(id)] = message
	}
	return answers
}

func request(id, method, params string) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"method":%q,"params":%s}`+"\n", id, method, params)
}

func hello() string {
	return request("0", "initialize", `{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}`) +
		`{"jsonrpc":"2.0","method":"notifications/initialized"}` + "\n"
}

// modern is what each request of the era since 2026-07-28 carries.
const modern = `"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}`

func TestNoLineEndsTheSession(t *testing.T) {
	t.Parallel()
	const parse, invalid = -32700, -32600
	for _, c := range []struct {
		name, line string
		code       int
		id         string
	}{
		{"text", "hello", parse, "null"},
		{"half of a message", `{"jsonrpc":"2.0","id":1`, parse, "null"},
		{"two messages on a line", `{"jsonrpc":"2.0","id":1,"method":"ping"}{"jsonrpc":"2.0","id":2,"method":"ping"}`, parse, "null"},
		{"not UTF-8", "{\"jsonrpc\":\"2.0\",\"id\":\"\xff\",\"method\":\"ping\"}", parse, "null"},
		{"a byte order mark", "\ufeff{}", parse, "null"},
		{"a number", "42", invalid, "null"},
		{"null", "null", invalid, "null"},
		{"an empty object", "{}", invalid, "null"},
		{"a batch", `[{"jsonrpc":"2.0","id":1,"method":"ping"}]`, invalid, "null"},
		{"an empty batch", "[]", invalid, "null"},
		{"another version of JSON-RPC", `{"jsonrpc":"1.0","id":7,"method":"ping"}`, invalid, "7"},
		{"no version", `{"id":"a","method":"ping"}`, invalid, `"a"`},
		{"a member in capitals", `{"JSONRPC":"2.0","id":7,"method":"ping"}`, invalid, "7"},
		{"a version that is a number", `{"jsonrpc":2.0,"id":7,"method":"ping"}`, invalid, "7"},
		{"a method that is a number", `{"jsonrpc":"2.0","id":7,"method":1}`, invalid, "7"},
		{"a method that is an object", `{"jsonrpc":"2.0","id":7,"method":{}}`, invalid, "7"},
		{"an id of null", `{"jsonrpc":"2.0","id":null,"method":"ping"}`, invalid, "null"},
		{"an id that is true", `{"jsonrpc":"2.0","id":true,"method":"ping"}`, invalid, "null"},
		{"an id that is a list", `{"jsonrpc":"2.0","id":[1],"method":"ping"}`, invalid, "null"},
		{"an id that is a fraction", `{"jsonrpc":"2.0","id":1.5,"method":"ping"}`, invalid, "null"},
		{"an id that is too large", `{"jsonrpc":"2.0","id":1e300,"method":"ping"}`, invalid, "null"},
		{"an answer with an error of text", `{"jsonrpc":"2.0","id":7,"error":"no"}`, invalid, "7"},
		{"an answer without an id", `{"jsonrpc":"2.0","result":{}}`, invalid, "null"},
		{"too deep", `{"jsonrpc":"2.0","id":7,"method":"ping","params":` + nested(5000) + "}", invalid, "7"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			answers := talk(t, serverOf(), hello()+c.line+"\n"+request(`"after"`, "ping", "{}"))
			require.Contains(t, answers, c.id)
			assert.Equal(t, c.code, codeOf(t, answers[c.id]))
			assert.Contains(t, answers[`"after"`], "result", "the next message is answered")
			assert.Len(t, answers, 3)
		})
	}
}

func nested(depth int) string { return strings.Repeat("[", depth) + strings.Repeat("]", depth) }

// codeOf is the code of an error as it was written.
func codeOf(t *testing.T, answer map[string]any) int {
	t.Helper()
	body, ok := answer["error"].(map[string]any)
	require.True(t, ok, "%v is no error", answer)
	return int(body["code"].(float64))
}

func TestLinesThatNeedNoAnswerGetNone(t *testing.T) {
	t.Parallel()
	for name, line := range map[string]string{
		"nothing":                          "",
		"white space":                      " \t\r",
		"an answer nobody asked for":       `{"jsonrpc":"2.0","id":99,"result":{}}`,
		"an unknown notification":          `{"jsonrpc":"2.0","method":"notifications/unheard"}`,
		"a notification with odd params":   `{"jsonrpc":"2.0","method":"notifications/cancelled","params":5}`,
		"a cancellation of an odd request": `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":{}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answers := talk(t, serverOf(), hello()+line+"\n"+request("1", "ping", "{}"))
			assert.Contains(t, answers["1"], "result")
			assert.Len(t, answers, 2)
		})
	}
}

func TestALineThatIsTooLongIsSkipped(t *testing.T) {
	t.Parallel()
	long := io.LimitReader(filler{}, 41<<20)
	input := io.MultiReader(strings.NewReader(hello()), long, strings.NewReader("\n"+request("1", "ping", "{}")))
	var out bytes.Buffer
	require.NoError(t, mcpserver.RunStdio(t.Context(), serverOf(), io.NopCloser(input), closer{&out}))
	answers := byID(t, messagesIn(t, out.String()))
	assert.Equal(t, -32600, codeOf(t, answers["null"]))
	assert.Contains(t, answers["1"], "result")
}

type filler struct{}

func (filler) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestRunningCallsAreAnsweredAfterTheInputEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		slow := sample("slow", tools.Read, func(ctx context.Context, call *tools.Call, in sayIn) (sayOut, error) {
			time.Sleep(3 * time.Second)
			return say(ctx, call, in)
		})
		answers := talk(t, serverOf(slow), hello()+request("1", "tools/call", `{"name":"slow","arguments":{"text":"done"}}`))
		assert.Equal(t, map[string]any{"said": "done"}, answers["1"]["result"].(map[string]any)["structuredContent"])
	})
}

func TestCallsThatDoNotEndAreCancelledAfterTheInputEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		var cancelled error
		server := serverOf(endless(func(err error) { cancelled = err }))
		talk(t, server, hello()+request("1", "tools/call", `{"name":"endless"}`))
		require.ErrorIs(t, cancelled, context.Canceled)
		assert.Equal(t, 5*time.Second, time.Since(begin))
	})
}

// endless waits for its context and says how it ended.
func endless(ended func(error)) tools.Tool {
	type none struct{}
	def := tools.Definition{Name: "endless", Title: "Wait", Toolset: "samples", Effect: tools.Read, Description: "Waits."}
	type in struct {
		Text string `json:"text,omitempty"`
	}
	return tools.New(def, func(ctx context.Context, _ *tools.Call, _ in) (none, error) {
		<-ctx.Done()
		ended(ctx.Err())
		return none{}, ctx.Err()
	})
}

func TestASignalCancelsRunningCalls(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		var cancelled error
		in, client := io.Pipe()
		ended := make(chan error)
		go func() {
			ended <- mcpserver.RunStdio(ctx, serverOf(endless(func(err error) { cancelled = err })), in, closer{io.Discard})
		}()
		_, err := io.WriteString(client, hello()+request("1", "tools/call", `{"name":"endless"}`))
		require.NoError(t, err)
		synctest.Wait()
		cancel()
		require.NoError(t, <-ended)
		assert.ErrorIs(t, cancelled, context.Canceled)
	})
}

func TestAnIdInUseIsRefused(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		slow := sample("slow", tools.Read, func(ctx context.Context, call *tools.Call, in sayIn) (sayOut, error) {
			time.Sleep(time.Second)
			return say(ctx, call, in)
		})
		call := request("1", "tools/call", `{"name":"slow","arguments":{"text":"once"}}`)
		answers := talk(t, serverOf(slow), hello()+call+call+`{"jsonrpc":"1.0","id":1}`+"\n")
		assert.Contains(t, answers["1"], "result")
		assert.Equal(t, -32600, codeOf(t, answers["null"]))
	})
}

func TestAClientThatIsGoneEndsTheSession(t *testing.T) {
	t.Parallel()
	gone := errors.New("gone")
	in, client := io.Pipe()
	go func() { _, _ = io.WriteString(client, "garbage\n") }()
	reader, out := io.Pipe()
	require.NoError(t, reader.CloseWithError(gone))
	assert.NoError(t, mcpserver.RunStdio(t.Context(), serverOf(), in, out))
}

func FuzzLineGuard(f *testing.F) {
	server := serverOf(sample("say", tools.Create, say))
	for _, seed := range []string{
		"", "\n\n", "x", "{", "[]", "null", "\x00", `{"jsonrpc":"2.0"}`, `{"jsonrpc":"2.0","id":1,"method":""}`,
		`{"jsonrpc":"2.0","id":1,"method":null}`, `{"jsonrpc":"2.0","id":{},"method":"ping"}`,
		`{"jsonrpc":"2.0","id":1,"id":"b","ID":2,"method":"ping"}`, `{"jsonrpc":"2.0","id":-0,"method":"ping"}`,
		`{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}`, `{"jsonrpc":"2.0","id":1,"method":"ping","params":"x"}`,
		`{"jsonrpc":"2.0","id":1,"method":"tools/call"}`, `{"jsonrpc":"2.0","id":1,"method":"initialize"}`,
		`{"jsonrpc":"2.0","id":1,"method":"initialize","params":null}`, `{"jsonrpc":"2.0","id":1,"result":{},"error":{}}`,
		`{"jsonrpc":"2.0","method":"notifications/initialized"}`, `{"jsonrpc":"2.0","method":"notifications/progress","params":{}}`,
		`{"jsonrpc":"2.0","id":2,"method":"subscriptions/listen","params":{` + modern + `}}`,
		`{"jsonrpc":"2.0","id":2,"method":"server/discover","params":{` + modern + `}}`,
		`{"jsonrpc":"2.0","id":2,"method":"resources/read","params":{` + modern + `}}`,
		`{"jsonrpc":"2.0","id":2,"method":"completion/complete","params":{` + modern + `}}`,
		hello() + request("3", "tools/call", `{"name":"say","arguments":null}`) + request("4", "tools/list", `{"cursor":"x"}`),
		request("3", "tools/call", `{"name":"say","arguments":[],`+modern+`}`) + `{"jsonrpc":"2.0","id":3,"method":"ping"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		const sentinel = `"the request after it"`
		answers := talk(t, server, string(input)+"\n"+request(sentinel, "ping", "{}"))
		assert.Contains(t, answers, sentinel)
		for id, answer := range answers {
			_, result := answer["result"]
			_, failed := answer["error"]
			_, notification := answer["method"]
			assert.True(t, result || failed || notification, "%s: %v", id, answer)
		}
	})
}
