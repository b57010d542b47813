package mcpserver_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
	"github.com/concur-mcp/concur-mcp/tools"
)

func TestEachCallerSeesWhatTheyMayUse(t *testing.T) {
	t.Parallel()
	r := newRig(t, mcpserver.Options{
		Tools: []tools.Tool{sample("look", tools.Read, say), sample("write", tools.Create, say), sample("audit", tools.Read, say)},
		Lists: func(_ context.Context, who caller.Caller, tool tools.Tool) bool {
			return tool.Name != "audit" || who.Company
		},
	})
	for name, c := range map[string]struct{ listed, refused []string }{
		"ann":               {[]string{"look", "write"}, []string{"audit"}},
		"ann+company":       {[]string{"audit", "look", "write"}, nil},
		"ann+reads":         {[]string{"look"}, []string{"audit", "write"}},
		"ann+reads+company": {[]string{"audit", "look"}, []string{"write"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachWay(t, func(t *testing.T, way string) {
				t.Helper()
				session := r.session(t, way, name)
				listing, err := session.ListTools(t.Context(), nil)
				require.NoError(t, err)
				var listed []string
				for _, tool := range listing.Tools {
					listed = append(listed, tool.Name)
				}
				assert.Equal(t, c.listed, listed)
				for _, tool := range c.refused {
					result, err := session.CallTool(t.Context(), &mcp.CallToolParams{Name: tool, Arguments: arguments("x")})
					require.NoError(t, err)
					assert.Equal(t, "nothing_changed", failureOf(t, result)["changed"])
					assert.Contains(t, said(t, result), " does not run: ")
				}
			})
		})
	}
}

func TestNoticesComeAfterTheResult(t *testing.T) {
	t.Parallel()
	local := dial(t, mcpserver.Options{
		Tools: []tools.Tool{sample("say", tools.Read, say)},
		Notices: func(_ context.Context, principal string) []string {
			return []string{"The connection of " + principal + " ends in 3 days.", ""}
		},
	})
	for arguments, failed := range map[string]bool{`{"text":"x"}`: false, `{"words":"x"}`: true} {
		answer, err := local.Call(t.Context(), "say", json.RawMessage(arguments))
		require.NoError(t, err)
		assert.Equal(t, failed, answer.Failed)
		assert.True(t, json.Valid(answer.Structured))
		assert.NotContains(t, answer.Text, "ends in 3 days")
		assert.Equal(t, []string{"The connection of somebody ends in 3 days."}, answer.Notes)
	}
}

func TestCallsAreObservedAndTraced(t *testing.T) {
	t.Parallel()
	type traceKey struct{}
	var log bytes.Buffer
	var seen []mcpserver.ToolCall
	var parents []mcpserver.TraceParent
	var ends []mcpserver.Outcome
	e := &errands{}
	server := mcpserver.New(mcpserver.Options{
		Logger: slog.New(slog.NewTextHandler(&log, nil)), Errands: e,
		Caller: func(context.Context) caller.Caller {
			return caller.Caller{Principal: "oidc/ann@example.com", ReadOnly: true}
		},
		Tools: []tools.Tool{
			sample("trace", tools.Read, func(ctx context.Context, _ *tools.Call, in sayIn) (sayOut, error) {
				if in.Text == "panic" {
					panic(in.Text)
				}
				return sayOut{ctx.Value(traceKey{}).(string)}, nil
			}),
			sample("write", tools.Create, say), e.tool(tools.Read),
		},
		Observe: func(call mcpserver.ToolCall) { seen = append(seen, call) },
		Trace: func(ctx context.Context, _ string, parent mcpserver.TraceParent) (context.Context, func(mcpserver.Outcome)) {
			parents = append(parents, parent)
			return context.WithValue(ctx, traceKey{}, "in the span"), func(o mcpserver.Outcome) { ends = append(ends, o) }
		},
	})
	calls := []struct{ params, text string }{
		{`{"name":"trace","arguments":{"text":"x"},"_meta":{"traceparent":"00-a-b-01","tracestate":"c=d"}}`, "in the span"},
		{`{"name":"trace","arguments":{"text":"panic"},"_meta":{"traceparent":7}}`, "made a mistake"},
		{`{"name":"trace","arguments":{}}`, "text"},
		{`{"name":"say","arguments":{"text":"x"}}`, link},
		{`{"name":"write","arguments":{"text":"x"}}`, "only read"},
	}
	for _, call := range calls {
		answers := talk(t, server, hello()+request("1", "tools/call", call.params))
		assert.Contains(t, wordsOf(answers["1"]["result"].(map[string]any)), call.text)
	}
	outcomes := []mcpserver.Outcome{mcpserver.Succeeded, mcpserver.Panicked, mcpserver.Failed, mcpserver.Asked}
	assert.Equal(t, outcomes, ends)
	assert.Equal(t, []mcpserver.TraceParent{{Parent: "00-a-b-01", State: "c=d"}, {}, {}, {}}, parents)
	require.Len(t, seen, len(calls))
	for i, outcome := range append(outcomes, mcpserver.Refused) {
		assert.Equal(t, outcome, seen[i].Outcome)
	}
	assert.Equal(t, "write", seen[4].Tool)
	assert.NotContains(t, log.String(), "ann@example.com", "nobody is named in a log")
	assert.NotContains(t, log.String(), link)
}
