package mcpserver

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/internal/writes"
	"github.com/concur-mcp/concur-mcp/tools"
)

// work runs the tool of a call with some arguments.
type work func(ctx context.Context, call *tools.Call, arguments json.RawMessage) (any, error)

// worker is how the tool of a request is run: one that writes goes by the guard.
func (a adapter) worker(ctx context.Context, request *mcp.CallToolRequest) (json.RawMessage, work, error) {
	if !a.tool.Effect.Writes() || a.options.Writes == nil {
		return request.Params.Arguments, a.tool.Run, nil
	}
	who, _ := caller.From(ctx)
	writing, err := a.options.Writes.Begin(writes.Call{
		Tool: a.tool, Caller: who, Client: clientOf(request), Arguments: request.Params.Arguments,
	})
	if err != nil {
		return nil, nil, err
	}
	return writing.Arguments(), a.confirming(request, writing), a.granted(ctx, request, writing)
}

// clientOf is what the client of a request calls itself.
func clientOf(request *mcp.CallToolRequest) string {
	info := request.ClientInfo()
	if info == nil {
		return ""
	}
	return readable(info.Name + " " + info.Version)
}

// written is what came of a call that writes.
type written struct {
	writes.Result
	writing *writes.Writing
}

// afterwards goes with the result of a write.
type afterwards struct {
	// The arguments of an undo may be former values, which people typed.
	Undo *tools.Undo `json:"undo,omitempty"`
	// WriteID names the write in the journal.
	WriteID string `json:"write_id,omitempty"`
}

// offered is an undo as the caller can make it: a tool that is not on offer to them is for
// a person to stand in for.
func (a adapter) offered(ctx context.Context, undo *tools.Undo) *tools.Undo {
	if undo == nil || undo.Tool == "" || a.offer.offers(ctx, undo.Tool) {
		return undo
	}
	note := undo.Tool + " is not on offer here: a person does it in Concur. " + undo.Note
	return &tools.Undo{Tool: undo.Tool, Arguments: undo.Arguments, Note: strings.TrimSpace(note)}
}

// encoded is a result as it is sent. What a write gave is kept for whoever repeats it with its key.
func encoded(ctx context.Context, out any) (json.RawMessage, error) {
	done, ok := out.(written)
	switch {
	case !ok:
		return render.Encode(out)
	case done.First != nil:
		return done.First, nil
	}
	after := afterwards{WriteID: done.WriteID}
	if done.WriteID != "" && done.Undo != nil {
		undo := *done.Undo
		if undo.Arguments != nil {
			arguments, err := json.Marshal(undo.Arguments)
			if err != nil {
				return nil, err
			}
			undo.Arguments = render.Typed(arguments)
		}
		after.Undo = &undo
	}
	text, err := render.Encode(done.Out, after)
	if err == nil {
		done.writing.Keep(ctx, text)
	}
	return text, err
}
