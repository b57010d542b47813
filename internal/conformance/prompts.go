package main

import (
	"context"
	"fmt"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// addPrompts adds the prompts of the suite.
func addPrompts(server *mcp.Server) {
	addPrompt(server, "test_simple_prompt", func(map[string]string) []mcp.Content {
		return []mcp.Content{&mcp.TextContent{Text: "This is a simple prompt for testing."}}
	})
	addPrompt(server, "test_prompt_with_arguments", func(given map[string]string) []mcp.Content {
		return []mcp.Content{&mcp.TextContent{Text: fmt.Sprintf("Prompt with arguments: arg1='%s', arg2='%s'", given["arg1"], given["arg2"])}}
	}, "arg1", "arg2")
	addPrompt(server, "test_prompt_with_embedded_resource", func(given map[string]string) []mcp.Content {
		return []mcp.Content{
			&mcp.EmbeddedResource{Resource: &mcp.ResourceContents{
				URI: given["resourceUri"], MIMEType: "text/plain", Text: "Embedded resource content for testing.",
			}},
			&mcp.TextContent{Text: "Please process the embedded resource above."},
		}
	}, "resourceUri")
	addPrompt(server, "test_prompt_with_image", func(map[string]string) []mcp.Content {
		return []mcp.Content{
			&mcp.ImageContent{Data: picture(), MIMEType: "image/png"},
			&mcp.TextContent{Text: "Please analyze the image above."},
		}
	})
	server.AddPrompt(listedPrompt("test_input_required_result_prompt"), askContext)
}

func listedPrompt(name string, required ...string) *mcp.Prompt {
	listed := &mcp.Prompt{Name: name, Description: "A fixture of the conformance suite."}
	for _, argument := range required {
		listed.Arguments = append(listed.Arguments, &mcp.PromptArgument{Name: argument, Description: "An argument", Required: true})
	}
	return listed
}

func addPrompt(server *mcp.Server, name string, content func(map[string]string) []mcp.Content, required ...string) {
	server.AddPrompt(listedPrompt(name, required...), func(_ context.Context, request *mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
		result := &mcp.GetPromptResult{Description: "A fixture of the conformance suite."}
		for _, part := range content(request.Params.Arguments) {
			result.Messages = append(result.Messages, &mcp.PromptMessage{Role: "user", Content: part})
		}
		return result, nil
	})
}

// askContext is a prompt that asks for something first.
func askContext(_ context.Context, request *mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
	if given, ok := filled(request.Params.InputResponses, "user_context", "context"); ok {
		return &mcp.GetPromptResult{Messages: []*mcp.PromptMessage{
			{Role: "user", Content: &mcp.TextContent{Text: fmt.Sprintf("The context is: %v", given)}},
		}}, nil
	}
	return &mcp.GetPromptResult{InputRequests: mcp.InputRequestMap{
		"user_context": form("What is this about?", `{"type":"object","properties":{"context":{"type":"string"}},"required":["context"]}`),
	}}, nil
}
