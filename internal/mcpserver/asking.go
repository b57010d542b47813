package mcpserver

import (
	"context"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// firstModern is the protocol version since which each request stands for itself.
const firstModern = "2026-07-28"

// way is how a client can be asked for what only a person can give.
type way int

const (
	// inWords: the client cannot be asked. What is wanted stands in the result, and
	// the agent passes it on.
	inWords way = iota
	// withRetry: the result says what is wanted, and the client repeats the call with
	// the answer (MCP 2026-07-28, multi round-trip requests).
	withRetry
	// atOnce: the server asks while the call runs (MCP 2025-11-25, elicitation).
	atOnce
)

// wayToAsk finds how the client of a request can be asked. can looks at what the client
// says it can do.
//
// The SDK would put any question to any client since 2026-07-28, which the protocol
// forbids, and end the call of one before it with an error that the agent cannot read.
func wayToAsk(request *mcp.CallToolRequest, can func(*mcp.ElicitationCapabilities) bool) way {
	capabilities := request.ClientCapabilities()
	switch {
	case capabilities == nil || capabilities.Elicitation == nil || !can(capabilities.Elicitation):
		return inWords
	case request.ProtocolVersion() >= firstModern:
		return withRetry
	default:
		return atOnce
	}
}

// opensLinks reports whether a client can show a link and ask whether to open it.
func opensLinks(e *mcp.ElicitationCapabilities) bool { return e.URL != nil }

// question is put to a person through the client.
type question struct {
	// key names the question among those of a call.
	key    string
	params mcp.ElicitParams
	// state comes back with the answer, through the hands of the caller.
	state string
}

// inResult is the result that asks the client to come again with an answer.
func (q question) inResult() *mcp.CallToolResult {
	return &mcp.CallToolResult{
		InputRequests: mcp.InputRequestMap{q.key: &q.params},
		RequestState:  q.state,
	}
}

// reply is what a person answered.
type reply string

const (
	accepted  reply = "accept"
	declined  reply = "decline"
	dismissed reply = "cancel"
)

// answerTo gives the answer that a repeated call brings to the question of that key. ok
// is false if it brings none.
func answerTo(request *mcp.CallToolRequest, key string) (answer reply, state string, ok bool) {
	result, ok := request.Params.InputResponses[key].(*mcp.ElicitResult)
	if !ok || result == nil {
		return "", "", false
	}
	return reply(result.Action), request.Params.RequestState, true
}

// ask puts a question while the call runs. An error says that the client could not be
// asked after all, or that nobody answered before ctx ended.
func ask(ctx context.Context, request *mcp.CallToolRequest, q question) (reply, error) {
	result, err := request.Session.Elicit(ctx, &q.params)
	if err != nil {
		return "", err
	}
	return reply(result.Action), nil
}
