package mcpserver

import (
	"bytes"
	"encoding/json"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// redacted masks what is personal in a result, whoever made it: the tool, a failure, a
// note or a question. Pictures and documents stay as they are.
func (o *Options) redacted(result *mcp.CallToolResult) {
	if !o.Redact {
		return
	}
	structured, ok := result.StructuredContent.(json.RawMessage)
	if ok {
		structured = withoutFormerValues(structured, o.Redact.Result(structured))
		result.StructuredContent = structured
	}
	for i, content := range result.Content {
		text, isText := content.(*mcp.TextContent)
		switch {
		case !isText:
		case i == 0 && ok && !result.IsError:
			text.Text = string(structured)
		default:
			text.Text = o.Redact.Text(text.Text)
		}
	}
	for _, request := range result.InputRequests {
		if question, asks := request.(*mcp.ElicitParams); asks {
			question.Message = o.Redact.Text(question.Message)
		}
	}
}

// withoutFormerValues takes the arguments out of an undo where they are masked: a masked
// name must never be written back.
func withoutFormerValues(full, masked json.RawMessage) json.RawMessage {
	var before, after map[string]json.RawMessage
	if json.Unmarshal(full, &before) != nil || json.Unmarshal(masked, &after) != nil || bytes.Equal(before["undo"], after["undo"]) {
		return masked
	}
	var call undo
	if json.Unmarshal(after["undo"], &call) != nil {
		return masked
	}
	call.Arguments = nil
	call.Note = "What to call it with is personal, and masked here. Who may see it finds it in Concur."
	after["undo"], _ = json.Marshal(call) // Strings always marshal.
	encoded, _ := json.Marshal(after)
	return encoded
}
