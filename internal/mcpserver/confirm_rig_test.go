package mcpserver_test

import (
	"encoding/json"
	"maps"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// doomed is the report that these tests delete.
const doomed = "Lisbon home office"

// present can be asked by a form, and gives an answer.
func present(action string) *person {
	return &person{elicitation: &mcp.ElicitationCapabilities{Form: &mcp.FormElicitationCapabilities{}}, action: action}
}

// asking is the sample company with a server that asks as it does by default.
func asking(t *testing.T, options ...testkit.Option) *testkit.Kit {
	t.Helper()
	return testkit.New(t, append([]testkit.Option{testkit.Under(approve.Policy{})}, options...)...)
}

// deleting are the arguments of delete_report, and more.
func deleting(t *testing.T, more map[string]any) map[string]any {
	t.Helper()
	all := map[string]any{"report_id": testkit.ReportID(t, doomed)}
	maps.Copy(all, more)
	return all
}

// deleteIt calls delete_report.
func deleteIt(t *testing.T, session *mcp.ClientSession, more map[string]any) *mcp.CallToolResult {
	t.Helper()
	result, err := session.CallTool(t.Context(), &mcp.CallToolParams{Name: "delete_report", Arguments: deleting(t, more)})
	require.NoError(t, err)
	return result
}

// deletions holds Concur to how often the report was deleted.
func deletions(t *testing.T, k *testkit.Kit, want int) {
	t.Helper()
	assert.Equal(t, want, k.Attempts("delete_report"))
	assert.Len(t, k.Writes(), want, "nothing else was written: %v", k.Writes())
}

// previewOf is the question of a result, and the token that comes with it.
func previewOf(t *testing.T, result *mcp.CallToolResult) (question, token string) {
	t.Helper()
	encoded, err := json.Marshal(result.StructuredContent)
	require.NoError(t, err)
	var shown struct {
		Confirmation struct {
			Question string `json:"question"`
			Token    string `json:"confirm_token"`
		} `json:"confirmation"`
	}
	require.NoError(t, json.Unmarshal(encoded, &shown))
	require.False(t, result.IsError, said(t, result))
	require.NotEmpty(t, shown.Confirmation.Token, said(t, result))
	return shown.Confirmation.Question, shown.Confirmation.Token
}

// rounds is a modern client that leaves the rounds of a call to the test.
func rounds(t *testing.T, k *testkit.Kit) *mcp.ClientSession {
	t.Helper()
	here, there := mcp.NewInMemoryTransports()
	_, err := k.Server.Connect(t.Context(), there, nil)
	require.NoError(t, err)
	o := present("accept").options()
	o.MultiRoundTrip = &mcp.MultiRoundTripOptions{Disabled: true}
	return connect(t, here, modernVersion, o)
}

// bring makes a call with an answer to the question whether it may be done.
func bring(t *testing.T, session *mcp.ClientSession, tool string, arguments map[string]any, action, state string) *mcp.CallToolResult {
	t.Helper()
	result, err := session.CallTool(t.Context(), &mcp.CallToolParams{
		Name: tool, Arguments: arguments, RequestState: state,
		InputResponses: mcp.InputResponseMap{"confirm": &mcp.ElicitResult{Action: action}},
	})
	require.NoError(t, err)
	return result
}

// asked gives the question and the state of a result that asks the client.
func asked(t *testing.T, result *mcp.CallToolResult) (message, state string) {
	t.Helper()
	require.Empty(t, result.Content, "a question and a result exclude each other")
	question, ok := result.InputRequests["confirm"].(*mcp.ElicitParams)
	require.True(t, ok)
	require.NotEmpty(t, result.RequestState)
	return question.Message, result.RequestState
}

// client connects a person to a server.
type client func(t *testing.T, server *mcp.Server, p *person) *mcp.ClientSession

// eachClient runs a test over each way to a server, in both eras.
func eachClient(t *testing.T, check func(t *testing.T, connected client)) {
	t.Helper()
	overHTTP := func(way string) client {
		return func(t *testing.T, server *mcp.Server, p *person) *mcp.ClientSession {
			t.Helper()
			r := newRigOf(t, mcpserver.Options{}, mcpserver.HTTPOptions{Server: func(caller.Caller) *mcp.Server { return server }})
			transport, version := r.transports("ann")[way]()
			return connect(t, transport, version, p.options())
		}
	}
	overStdio := func(version string) client {
		return func(t *testing.T, server *mcp.Server, p *person) *mcp.ClientSession {
			t.Helper()
			return meetOverStdio(t, server, p, version)
		}
	}
	inMemory := func(version string) client {
		return func(t *testing.T, server *mcp.Server, p *person) *mcp.ClientSession {
			t.Helper()
			return meet(t, server, p, version)
		}
	}
	for name, connected := range map[string]client{
		"modern, HTTP":         overHTTP("modern"),
		"legacy, HTTP":         overHTTP("legacy"),
		"legacy, SSE":          overHTTP("SSE"),
		"modern, stdio":        overStdio(modernVersion),
		"legacy, stdio":        overStdio(legacyVersion),
		"version before modes": inMemory("2025-06-18"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t, connected)
		})
	}
}
