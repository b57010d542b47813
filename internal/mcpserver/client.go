package mcpserver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// Local is a client of a server in the same process. It speaks the protocol like
// any other client, so what it sees is what they see.
type Local struct{ session *mcp.ClientSession }

// Answer is the result of a tool call.
type Answer struct {
	// Failed is the isError of the result.
	Failed bool
	// Text is the result's own text.
	Text string
	// Notes are sentences that came with it, such as whose account was connected.
	Notes []string
	// Structured is the structured content: of a failure {"error": {...}}, of a question
	// {"confirmation": {...}}.
	Structured json.RawMessage
	// Asks says that nothing was done yet: the result is a question for the user.
	Asks bool
	// Question is what they are to be asked; empty unless the result Asks.
	Question string
}

// Person answers a question that comes up in a call. An error says that nobody could be
// asked.
type Person func(ctx context.Context, question string) (agrees bool, err error)

// Dial connects a client to the server. version is a protocol version; the newest
// if empty. Without a person it is a client that cannot ask one. Close ends the
// connection.
func Dial(ctx context.Context, server *mcp.Server, version string, person Person) (*Local, error) {
	here, there := mcp.NewInMemoryTransports()
	if _, err := server.Connect(ctx, there, nil); err != nil {
		return nil, fmt.Errorf("connecting the server: %w", err)
	}
	client := mcp.NewClient(&mcp.Implementation{Name: "concur-mcp", Version: "local"}, person.options())
	session, err := client.Connect(ctx, here, &mcp.ClientSessionOptions{ProtocolVersion: version})
	if err != nil {
		return nil, fmt.Errorf("connecting the client: %w", err)
	}
	return &Local{session}, nil
}

// options make a client by which the person can be asked.
func (p Person) options() *mcp.ClientOptions {
	if p == nil {
		return &mcp.ClientOptions{Capabilities: &mcp.ClientCapabilities{}}
	}
	return &mcp.ClientOptions{
		Capabilities: &mcp.ClientCapabilities{Elicitation: &mcp.ElicitationCapabilities{Form: &mcp.FormElicitationCapabilities{}}},
		ElicitationHandler: func(ctx context.Context, request *mcp.ElicitRequest) (*mcp.ElicitResult, error) {
			agrees, err := p(ctx, request.Params.Message)
			if err != nil {
				return nil, err
			}
			if agrees {
				return &mcp.ElicitResult{Action: string(accepted)}, nil
			}
			return &mcp.ElicitResult{Action: string(declined)}, nil
		},
	}
}

// Close ends the connection.
func (l *Local) Close() error { return l.session.Close() }

// Call calls a tool. Its error is one of the protocol, such as an unknown tool;
// what the tool has to say about a failure is in the answer.
func (l *Local) Call(ctx context.Context, tool string, arguments json.RawMessage) (Answer, error) {
	result, err := l.session.CallTool(ctx, &mcp.CallToolParams{Name: tool, Arguments: arguments})
	if err != nil {
		return Answer{}, err
	}
	answer := Answer{Failed: result.IsError}
	for i, content := range result.Content {
		text, ok := content.(*mcp.TextContent)
		switch {
		case ok && i == 0:
			answer.Text = text.Text
		case ok:
			answer.Notes = append(answer.Notes, text.Text)
		}
	}
	if !answer.Failed && json.Valid([]byte(answer.Text)) {
		// The text is the same JSON. The SDK has turned the numbers of the other
		// form into binary floats by now.
		answer.Structured = json.RawMessage(answer.Text)
	} else if answer.Structured, err = json.Marshal(result.StructuredContent); err != nil {
		return Answer{}, fmt.Errorf("reading the result: %w", err)
	}
	var asked preview
	if !answer.Failed && json.Unmarshal(answer.Structured, &asked) == nil && asked.Confirmation.ConfirmToken != "" {
		answer.Asks, answer.Question = true, asked.Confirmation.Question
	}
	return answer, nil
}

// List is the tools/list result as it comes over the wire.
func (l *Local) List(ctx context.Context) (json.RawMessage, error) {
	result, err := l.session.ListTools(ctx, nil)
	if err != nil {
		return nil, err
	}
	return json.Marshal(result)
}

// UnknownTool reports whether an error of Call says that there is no such tool.
func UnknownTool(err error) bool {
	var refused *jsonrpc.Error
	return errors.As(err, &refused) && refused.Code == jsonrpc.CodeInvalidParams
}
