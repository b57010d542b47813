package main

import (
	"context"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// addContent adds the tools that show each kind of content, and the schemas that have
// to arrive unchanged.
func addContent(server *mcp.Server) {
	image := &mcp.ImageContent{Data: picture(), MIMEType: "image/png"}
	embedded := func(uri string) mcp.Content {
		return &mcp.EmbeddedResource{Resource: &mcp.ResourceContents{URI: uri, MIMEType: "text/plain", Text: "An embedded resource."}}
	}
	for name, content := range map[string][]mcp.Content{
		"test_simple_text":            {&mcp.TextContent{Text: "This is a simple text response for testing."}},
		"test_image_content":          {image},
		"test_audio_content":          {&mcp.AudioContent{Data: sound(), MIMEType: "audio/wav"}},
		"test_embedded_resource":      {embedded("test://embedded-resource")},
		"test_multiple_content_types": {&mcp.TextContent{Text: "Several kinds:"}, image, embedded("test://mixed-content-resource")},
	} {
		addTool(server, name, nothing, func(context.Context, *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			return &mcp.CallToolResult{Content: content}, nil
		})
	}
	addTool(server, "test_error_handling", nothing, func(context.Context, *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		result := text("This tool always fails.")
		result.IsError = true
		return result, nil
	})
	addTool(server, "json_schema_2020_12_tool", manyKeywords, func(context.Context, *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		return text("The schema is what is looked at."), nil
	})
	addTool(server, "test_x_mcp_header", mirrored, func(_ context.Context, request *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		return text("region=" + argument(request, "region")), nil
	})
}

// manyKeywords has those of JSON Schema 2020-12 that servers tend to lose.
const manyKeywords = `{
	"$schema": "https://json-schema.org/draft/2020-12/schema",
	"type": "object",
	"$defs": {"address": {
		"$anchor": "addressDef", "type": "object",
		"properties": {"street": {"type": "string"}, "city": {"type": "string"}}
	}},
	"properties": {
		"name": {"type": "string"},
		"address": {"$ref": "#/$defs/address"},
		"contactMethod": {"type": "string", "enum": ["phone", "email"]},
		"phone": {"type": "string"},
		"email": {"type": "string"}
	},
	"allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
	"if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
	"then": {"required": ["phone"]},
	"else": {"required": ["email"]},
	"additionalProperties": false
}`

// mirrored has an argument that comes in a header too.
const mirrored = `{"type": "object", "properties": {
	"region": {"type": "string", "x-mcp-header": "Region"},
	"level": {"type": "integer"}
}}`
