package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// addQuestions adds the tools that ask the client while they run, as it was done before
// 2026-07-28.
func addQuestions(server *mcp.Server) {
	addTool(server, "test_sampling", `{"type":"object","properties":{"prompt":{"type":"string"}},"required":["prompt"]}`, sample)
	addTool(server, "test_elicitation", `{"type":"object","properties":{"message":{"type":"string"}},"required":["message"]}`,
		func(ctx context.Context, request *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			return elicit(ctx, request, argument(request, "message"), withTexts)
		})
	addTool(server, "test_elicitation_sep1034_defaults", nothing,
		func(ctx context.Context, request *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			return elicit(ctx, request, "Defaults of each kind", withDefaults)
		})
	addTool(server, "test_elicitation_sep1330_enums", nothing,
		func(ctx context.Context, request *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			return elicit(ctx, request, "Choices of each kind", withChoices)
		})
}

// sample asks the client's model.
func sample(ctx context.Context, request *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	result, err := request.Session.CreateMessage(ctx, &mcp.CreateMessageParams{
		Messages:  []*mcp.SamplingMessage{{Role: "user", Content: &mcp.TextContent{Text: argument(request, "prompt")}}},
		MaxTokens: 100,
	})
	if err != nil {
		return nil, err
	}
	said, _ := result.Content.(*mcp.TextContent)
	if said == nil {
		return text("LLM response: not a text"), nil
	}
	return text("LLM response: " + said.Text), nil
}

// elicit asks the person at the client.
func elicit(ctx context.Context, request *mcp.CallToolRequest, message, schema string) (*mcp.CallToolResult, error) {
	result, err := request.Session.Elicit(ctx, &mcp.ElicitParams{Message: message, RequestedSchema: json.RawMessage(schema)})
	if err != nil {
		return nil, err
	}
	given, err := json.Marshal(result.Content)
	if err != nil {
		return nil, err
	}
	return text(fmt.Sprintf("User response: action=%s, content=%s", result.Action, given)), nil
}

const withTexts = `{"type": "object", "required": ["username", "email"], "properties": {
	"username": {"type": "string", "description": "A name"},
	"email": {"type": "string", "description": "An address"}
}}`

const withDefaults = `{"type": "object", "properties": {
	"name": {"type": "string", "description": "A name", "default": "John Doe"},
	"age": {"type": "integer", "description": "An age", "default": 30},
	"score": {"type": "number", "description": "A score", "default": 95.5},
	"status": {"type": "string", "description": "A status", "enum": ["active", "inactive", "pending"], "default": "active"},
	"verified": {"type": "boolean", "description": "Verified or not", "default": true}
}}`

const withChoices = `{"type": "object", "properties": {
	"untitledSingle": {"type": "string", "enum": ["option1", "option2", "option3"]},
	"titledSingle": {"type": "string", "oneOf": [
		{"const": "value1", "title": "First Option"}, {"const": "value2", "title": "Second Option"}, {"const": "value3", "title": "Third Option"}
	]},
	"legacyEnum": {"type": "string", "enum": ["opt1", "opt2", "opt3"], "enumNames": ["Option One", "Option Two", "Option Three"]},
	"untitledMulti": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "string", "enum": ["option1", "option2", "option3"]}},
	"titledMulti": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"anyOf": [
		{"const": "value1", "title": "First Choice"}, {"const": "value2", "title": "Second Choice"}, {"const": "value3", "title": "Third Choice"}
	]}}
}}`
