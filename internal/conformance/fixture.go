package main

import (
	"encoding/base64"
	"encoding/json"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// nothing is the schema of a tool without arguments.
const nothing = `{"type":"object","properties":{}}`

// addTool adds a tool of the suite. Its schema goes out as it is written.
func addTool(server *mcp.Server, name, schema string, handle mcp.ToolHandler) {
	server.AddTool(&mcp.Tool{
		Name: name, Description: "A fixture of the conformance suite.", InputSchema: json.RawMessage(schema),
	}, handle)
}

// text is a result of one text.
func text(words string) *mcp.CallToolResult {
	return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: words}}}
}

// argument reads an argument that is a text; empty if it is not there.
func argument(request *mcp.CallToolRequest, name string) string {
	var members map[string]any
	if json.Unmarshal(request.Params.Arguments, &members) != nil {
		return ""
	}
	value, _ := members[name].(string)
	return value
}

// picture is a PNG of one pixel.
func picture() []byte {
	return decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==")
}

// sound is a WAV of two silent bytes.
func sound() []byte {
	return decode("UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAAAAA==")
}

func decode(encoded string) []byte {
	raw, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		panic(err) // The constants above are not.
	}
	return raw
}
