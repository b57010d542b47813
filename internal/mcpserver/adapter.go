package mcpserver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/tools"
)

// adapter is a tool as the SDK calls it.
type adapter struct {
	tool    tools.Tool
	options *Options
	offer   offer
	sealer  sealer
}

// handle runs a call. Whatever the tool does, the answer is a result: an error in
// the protocol's sense would be hidden from the agent (MCP tools, Error Handling).
func (a adapter) handle(ctx context.Context, request *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	begin := time.Now()
	who, _ := caller.From(ctx)
	ctx, end := a.options.traced(ctx, request)
	reporter := follow(ctx, request, a.tool.Title)
	result, outcome := a.run(ctx, request, &tools.Call{Caller: who.Principal, OnProgress: reporter.report})
	reporter.stop()
	a.options.noted(ctx, who.Principal, result)
	a.options.redacted(result)
	end(outcome)
	a.options.ended(ctx, ToolCall{Tool: a.tool.Name, Outcome: outcome, Took: time.Since(begin)})
	return result, nil
}

// run does the work and turns what comes of it into a result.
func (a adapter) run(ctx context.Context, request *mcp.CallToolRequest, call *tools.Call) (result *mcp.CallToolResult, outcome Outcome) {
	defer func() {
		if caught := recover(); caught != nil {
			a.options.Logger.LogAttrs(ctx, slog.LevelError, "tool panicked",
				slog.String("tool", a.tool.Name), slog.String("panic", panicText(caught)), slog.String("stack", string(debug.Stack())))
			result, outcome = failed(a.crashed()), Panicked
		}
	}()
	done, err := a.attempt(ctx, request, call)
	switch {
	case err != nil:
		result, outcome = a.failure(ctx, request, err)
	case done.asked != nil:
		return done.asked, Asked
	default:
		result, outcome = a.success(ctx, done.out)
	}
	if result.InputRequests == nil { // What asks the client has no room for more.
		addNotes(result, done.notes...)
	}
	return result, outcome
}

// failure turns an error into a result.
func (a adapter) failure(ctx context.Context, request *mcp.CallToolRequest, err error) (*mcp.CallToolResult, Outcome) {
	if needed, ok := errors.AsType[*approve.NeededError](err); ok && ctx.Err() == nil {
		return a.unconfirmed(ctx, request, needed, broughtTo(err))
	}
	if unfinished, ok := errors.AsType[*unfinishedError](err); ok && ctx.Err() == nil {
		why, _ := explain(ctx, a.tool.Effect, unfinished)
		return failed(why), Asked
	}
	a.stop(ctx, err)
	why, expected := explain(ctx, a.tool.Effect, err)
	why.Message = a.options.unnamed(err, why.Message)
	if !expected {
		a.options.Logger.LogAttrs(ctx, slog.LevelError, "tool failed", slog.String("tool", a.tool.Name), slog.Any("error", err))
	}
	return failed(why), Failed
}

// success writes what a tool gave as a result.
func (a adapter) success(ctx context.Context, out any) (*mcp.CallToolResult, Outcome) {
	if done, ok := out.(written); ok {
		done.Undo = a.offered(ctx, done.Undo)
		out = done
	}
	text, err := encoded(ctx, out)
	if err != nil {
		a.options.Logger.LogAttrs(ctx, slog.LevelError, "result not encoded", slog.String("tool", a.tool.Name), slog.Any("error", err))
		return failed(a.crashed()), Failed
	}
	content := append([]mcp.Content{&mcp.TextContent{Text: string(text)}}, attachments(out)...)
	result := &mcp.CallToolResult{Content: content, StructuredContent: text}
	if done, ok := out.(written); ok {
		addNotes(result, done.Note)
	}
	return result, Succeeded
}

// attachments turns the files of a result into content that clients can show.
func attachments(out any) []mcp.Content {
	with, ok := out.(tools.Attached)
	if !ok {
		return nil
	}
	var content []mcp.Content
	for _, file := range with.Attachments() {
		if strings.HasPrefix(file.MediaType, "image/") {
			content = append(content, &mcp.ImageContent{Data: file.Content, MIMEType: file.MediaType})
			continue
		}
		address := url.URL{Scheme: "receipt", Path: "/" + file.Name}
		content = append(content, &mcp.EmbeddedResource{Resource: &mcp.ResourceContents{
			URI: address.String(), MIMEType: file.MediaType, Blob: file.Content,
		}})
	}
	return content
}

// crashed is what an agent is told of a mistake of ours.
func (a adapter) crashed() failure {
	return unexpected(a.tool.Effect, "the server made a mistake in "+a.tool.Name)
}

// panicText leaves out what a panic carries, which may be arguments, unless it is
// the runtime's own text.
func panicText(caught any) string {
	if err, ok := caught.(runtime.Error); ok {
		return err.Error()
	}
	return fmt.Sprintf("%T", caught)
}
