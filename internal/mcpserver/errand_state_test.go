package mcpserver_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/tools"
)

// modernURL is what a request of a client carries that can open links.
const modernURL = `"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",` +
	`"io.modelcontextprotocol/clientCapabilities":{"elicitation":{"url":{}}}}`

// round puts a call to a server as it is on the wire, with an answer and a state.
func round(t *testing.T, server *mcp.Server, answer, state string) map[string]any {
	t.Helper()
	params := `{"name":"say","arguments":{"text":"hello"},` + modernURL
	if answer != "" {
		params += `,"inputResponses":` + answer
	}
	if state != "" {
		params += fmt.Sprintf(`,"requestState":%q`, state)
	}
	result, ok := talk(t, server, request("1", "tools/call", params+"}"))["1"]["result"].(map[string]any)
	require.True(t, ok)
	return result
}

const agreed = `{"link":{"action":"accept"}}`

// stateOf begins an errand and gives the state of it.
func stateOf(t *testing.T, server *mcp.Server) string {
	t.Helper()
	asked := round(t, server, "", "")
	require.Equal(t, "input_required", asked["resultType"])
	require.Nil(t, asked["content"], "a question and a result exclude each other")
	question := asked["inputRequests"].(map[string]any)["link"].(map[string]any)
	assert.Equal(t, "elicitation/create", question["method"])
	assert.Equal(t, map[string]any{"mode": "url", "message": "Sign in to use say.", "url": link}, question["params"])
	return asked["requestState"].(string)
}

func wordsOf(result map[string]any) string {
	return fmt.Sprint(result["content"])
}

func TestAStateIsNotBelieved(t *testing.T) {
	t.Parallel()
	sealed := func(plain string) string { return base64.RawURLEncoding.EncodeToString([]byte(plain)) }
	for name, state := range map[string]string{
		"nothing":               "",
		"no state":              "x",
		"another's errand":      sealed(`{"ID":"errand of bob"}`) + "." + sealed("mark"),
		"an errand and no mark": sealed(`{"ID":"errand of bob","URL":"https://evil.example"}`),
		"no JSON":               sealed(`[`) + "." + sealed("mark"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := &errands{}
			result := round(t, e.server(tools.Create), agreed, state)
			assert.Equal(t, true, result["isError"])
			assert.Contains(t, wordsOf(result), "Nothing was changed.")
			assert.NotContains(t, wordsOf(result), "evil.example")
			assert.False(t, e.connected)
		})
	}
}

func TestALinkOfAForgedStateIsNotPassedOn(t *testing.T) {
	t.Parallel()
	e := &errands{wrong: problem{"nothing_changed"}}
	server := e.server(tools.Read)
	body, mark, _ := strings.Cut(stateOf(t, server), ".")
	plain, err := base64.RawURLEncoding.DecodeString(body)
	require.NoError(t, err)
	forged := base64.RawURLEncoding.EncodeToString([]byte(strings.ReplaceAll(string(plain), link, "https://evil.example"))) + "." + mark
	require.NotEqual(t, forged, body+"."+mark)
	assert.NotContains(t, wordsOf(round(t, server, agreed, forged)), "evil.example")
	assert.Equal(t, []string{"ann: errand of ann"}, e.waited, "whose errand it is, they know")
}

func TestAnErrandEndsOnAnotherReplica(t *testing.T) {
	t.Parallel()
	e := &errands{}
	state := stateOf(t, e.server(tools.Read))
	assert.Contains(t, wordsOf(round(t, e.server(tools.Read), agreed, state)), "hello")
}

func TestAnAnswerThatDoesNotComeIsAskedForAgain(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{"", `{}`, `{"other":{"action":"accept"}}`} {
		e := &errands{}
		server := e.server(tools.Read)
		state := stateOf(t, server)
		assert.Equal(t, "input_required", round(t, server, answer, state)["resultType"], answer)
		assert.Empty(t, e.waited)
	}
}

func TestAnAnswerIsOfNoUseWithoutErrands(t *testing.T) {
	t.Parallel()
	server := serverOf(sample("say", tools.Read, say))
	assert.Contains(t, wordsOf(round(t, server, agreed, "x")), "hello")
}
