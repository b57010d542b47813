package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

const (
	nameForm    = `{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}`
	colourForm  = `{"type":"object","properties":{"color":{"type":"string"}},"required":["color"]}`
	confirmForm = `{"type":"object","properties":{"ok":{"type":"boolean"}},"required":["ok"]}`
)

// addRounds adds the tools whose results ask the client to come again with an answer
// (MCP 2026-07-28, multi round-trip requests).
func addRounds(server *mcp.Server) {
	for name, handle := range map[string]mcp.ToolHandler{
		"test_input_required_result_elicitation":     askName,
		"test_input_required_result_sampling":        askModel,
		"test_input_required_result_list_roots":      askRoots,
		"test_input_required_result_request_state":   confirmSealed,
		"test_input_required_result_tampered_state":  confirmSealed,
		"test_input_required_result_multiple_inputs": askAll,
		"test_input_required_result_multi_round":     askTwice,
		"test_input_required_result_capabilities":    askWhatIsPossible,
	} {
		addTool(server, name, nothing, handle)
	}
}

func form(message, schema string) *mcp.ElicitParams {
	return &mcp.ElicitParams{Mode: "form", Message: message, RequestedSchema: json.RawMessage(schema)}
}

func prompt(words string) mcp.InputRequest {
	return &mcp.CreateMessageParams{
		Messages: []*mcp.SamplingMessage{{Role: "user", Content: &mcp.TextContent{Text: words}}}, MaxTokens: 100,
	}
}

func asking(state string, questions mcp.InputRequestMap) *mcp.CallToolResult {
	return &mcp.CallToolResult{InputRequests: questions, RequestState: state}
}

// filled reads a member of a form that was accepted.
func filled(answers mcp.InputResponseMap, key, member string) (value any, ok bool) {
	answer, ok := answers[key].(*mcp.ElicitResult)
	if !ok || answer == nil || answer.Action != "accept" {
		return nil, false
	}
	value, ok = answer.Content[member]
	return value, ok
}

// sampled reads what the client's model said.
func sampled(answers mcp.InputResponseMap, key string) (words string, ok bool) {
	answer, ok := answers[key].(*mcp.CreateMessageWithToolsResult)
	if !ok || answer == nil || len(answer.Content) == 0 {
		return "", false
	}
	said, ok := answer.Content[0].(*mcp.TextContent)
	if !ok {
		return "", false
	}
	return said.Text, true
}

// rooted reads how many roots the client has.
func rooted(answers mcp.InputResponseMap, key string) (count int, ok bool) {
	answer, ok := answers[key].(*mcp.ListRootsResult)
	if !ok || answer == nil {
		return 0, false
	}
	return len(answer.Roots), true
}

func askName(_ context.Context, request *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	if name, ok := filled(request.Params.InputResponses, "user_name", "name"); ok {
		return text(fmt.Sprintf("Hello, %v!", name)), nil
	}
	return asking("", mcp.InputRequestMap{"user_name": form("What is your name?", nameForm)}), nil
}

func askModel(_ context.Context, request *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	if words, ok := sampled(request.Params.InputResponses, "capital_question"); ok {
		return text("The model says: " + words), nil
	}
	return asking("", mcp.InputRequestMap{"capital_question": prompt("What is the capital of France?")}), nil
}

func askRoots(_ context.Context, request *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	if count, ok := rooted(request.Params.InputResponses, "client_roots"); ok {
		return text(fmt.Sprintf("The client has %d roots.", count)), nil
	}
	return asking("", mcp.InputRequestMap{"client_roots": &mcp.ListRootsParams{}}), nil
}

func askAll(_ context.Context, request *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	answers := request.Params.InputResponses
	name, named := filled(answers, "user_name", "name")
	words, greeted := sampled(answers, "greeting")
	count, counted := rooted(answers, "client_roots")
	if named && greeted && counted {
		return text(fmt.Sprintf("%s %v, with %d roots.", words, name, count)), nil
	}
	return asking(sealed("all"), mcp.InputRequestMap{
		"user_name":    form("What is your name?", nameForm),
		"greeting":     prompt("Greet somebody."),
		"client_roots": &mcp.ListRootsParams{},
	}), nil
}

// confirmSealed takes a confirmation only with the state that it gave out.
func confirmSealed(_ context.Context, request *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	if state := request.Params.RequestState; state != "" {
		if _, ok := opened(state); !ok {
			return nil, errTampered()
		}
		if _, ok := filled(request.Params.InputResponses, "confirm", "ok"); ok {
			return text("state-ok: confirmed"), nil
		}
	}
	return asking(sealed("confirm"), mcp.InputRequestMap{"confirm": form("Please confirm.", confirmForm)}), nil
}

// askTwice keeps the first answer in the state of the second round.
func askTwice(_ context.Context, request *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	answers := request.Params.InputResponses
	if request.Params.RequestState == "" {
		return asking(sealed("first"), mcp.InputRequestMap{"step1": form("What is your name?", nameForm)}), nil
	}
	round, ok := opened(request.Params.RequestState)
	if !ok {
		return nil, errTampered()
	}
	if round == "first" {
		name, _ := filled(answers, "step1", "name")
		return asking(sealed(fmt.Sprintf("second %v", name)), mcp.InputRequestMap{"step2": form("Which colour do you like?", colourForm)}), nil
	}
	colour, _ := filled(answers, "step2", "color")
	return text(fmt.Sprintf("%s likes %v.", strings.TrimPrefix(round, "second "), colour)), nil
}

// askWhatIsPossible asks only what the client says it can answer.
func askWhatIsPossible(_ context.Context, request *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	if len(request.Params.InputResponses) > 0 {
		return text("Answered."), nil
	}
	questions := mcp.InputRequestMap{}
	if can := request.ClientCapabilities(); can != nil {
		if can.Elicitation != nil {
			questions["user_name"] = form("What is your name?", nameForm)
		}
		if can.Sampling != nil {
			questions["greeting"] = prompt("Greet somebody.")
		}
		if can.RootsV2 != nil {
			questions["client_roots"] = &mcp.ListRootsParams{}
		}
	}
	if len(questions) == 0 {
		return text("There is nothing that you could be asked."), nil
	}
	return asking("", questions), nil
}

func errTampered() error {
	return &jsonrpc.Error{Code: jsonrpc.CodeInvalidParams, Message: "the requestState is not one of this server"}
}
