package mcpserver

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
)

// redacted masks what is personal in a result, whoever made it: the tool, a failure or a
// note. Pictures and documents stay as they are, and so does a question to a person, who
// has to know what they agree to.
func (o *Options) redacted(result *mcp.CallToolResult) {
	if !o.Redact {
		return
	}
	full, ok := result.StructuredContent.(json.RawMessage)
	var structured json.RawMessage
	if ok {
		structured = withoutFormerValues(full, o.Redact.Result(full))
		result.StructuredContent = structured
	}
	for _, content := range result.Content {
		text, isText := content.(*mcp.TextContent)
		switch {
		case !isText:
		case ok && text.Text == string(full):
			text.Text = string(structured)
		default:
			text.Text = o.Redact.Text(text.Text)
		}
	}
}

// naming is an error whose text quotes names of people.
type naming interface {
	error
	People() []string
}

// unnamed masks those names in the message of a failure, where no member says what they are.
func (o *Options) unnamed(err error, message string) string {
	if names, ok := errors.AsType[naming](err); ok {
		for _, name := range names.People() {
			message = strings.ReplaceAll(message, render.Quote(name), render.Quote(o.Redact.Name(name)))
		}
	}
	return message
}

// withoutFormerValues takes the arguments out of an undo where they are masked: a masked
// name must never be written back.
func withoutFormerValues(full, masked json.RawMessage) json.RawMessage {
	var before, after map[string]json.RawMessage
	if json.Unmarshal(full, &before) != nil || json.Unmarshal(masked, &after) != nil || bytes.Equal(before["undo"], after["undo"]) {
		return masked
	}
	var call tools.Undo
	if json.Unmarshal(after["undo"], &call) != nil {
		return masked
	}
	call.Arguments = nil
	call.Note = "What to call it with is personal, and masked here. Who may see it finds it in Concur."
	after["undo"], _ = json.Marshal(call) // Strings always marshal.
	encoded, _ := json.Marshal(after)
	return encoded
}
