package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

const watched = "test://watched-resource"

// addResources adds the resources of the suite.
func addResources(server *mcp.Server) {
	for uri, content := range map[string]mcp.ResourceContents{
		"test://static-text":   {MIMEType: "text/plain", Text: "This is the content of the static text resource."},
		"test://static-binary": {MIMEType: "image/png", Blob: picture()},
		watched:                {MIMEType: "text/plain", Text: "It changes, or says so."},
	} {
		name := strings.TrimPrefix(uri, "test://")
		server.AddResource(&mcp.Resource{Name: name, Description: "A fixture of the conformance suite.", URI: uri, MIMEType: content.MIMEType},
			func(_ context.Context, request *mcp.ReadResourceRequest) (*mcp.ReadResourceResult, error) {
				found := content
				found.URI = request.Params.URI
				return &mcp.ReadResourceResult{Contents: []*mcp.ResourceContents{&found}}, nil
			})
	}
	server.AddResourceTemplate(&mcp.ResourceTemplate{
		Name: "template", Description: "A fixture of the conformance suite.",
		URITemplate: "test://template/{id}/data", MIMEType: "application/json",
	}, func(_ context.Context, request *mcp.ReadResourceRequest) (*mcp.ReadResourceResult, error) {
		uri := request.Params.URI
		id := strings.TrimSuffix(strings.TrimPrefix(uri, "test://template/"), "/data")
		return &mcp.ReadResourceResult{Contents: []*mcp.ResourceContents{{
			URI: uri, MIMEType: "application/json",
			Text: fmt.Sprintf(`{"id": %q, "templateTest": true, "data": %q}`, id, "Data for ID: "+id),
		}}}, nil
	})
}

// announce says every three seconds that the watched resource has changed.
func announce(ctx context.Context, server *mcp.Server, logger *slog.Logger) {
	const every = 3 * time.Second
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if err := server.ResourceUpdated(ctx, &mcp.ResourceUpdatedNotificationParams{URI: watched}); err != nil {
			logger.LogAttrs(ctx, slog.LevelWarn, "change not announced", slog.Any("error", err))
		}
	}
}

// addChanges adds the tools that change what is listed.
func addChanges(server *mcp.Server) {
	addTool(server, "test_trigger_tool_change", nothing, func(context.Context, *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		addTool(server, "test_transient", nothing, func(context.Context, *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			return text("I am new."), nil
		})
		return text("There is another tool."), nil
	})
	addTool(server, "test_trigger_prompt_change", nothing, func(context.Context, *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		addPrompt(server, "test_transient", func(map[string]string) []mcp.Content {
			return []mcp.Content{&mcp.TextContent{Text: "I am new."}}
		})
		return text("There is another prompt."), nil
	})
}
