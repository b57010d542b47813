package mcpserver

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
)

// adapter is a tool as the SDK calls it.
type adapter struct {
	tool   tools.Tool
	caller func(context.Context) string
	logger *slog.Logger
}

// handle runs a call. Whatever the tool does, the answer is a result: an error in
// the protocol's sense would be hidden from the agent (MCP tools, Error Handling).
func (a adapter) handle(ctx context.Context, request *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	begin := time.Now()
	reporter := follow(ctx, request, a.tool.Title)
	result, outcome := a.run(ctx, request, reporter)
	reporter.stop()
	a.logger.LogAttrs(ctx, slog.LevelInfo, "tool call",
		slog.String("tool", a.tool.Name), slog.String("outcome", outcome), slog.Duration("took", time.Since(begin)))
	return result, nil
}

// run does the work and turns what comes of it into a result.
func (a adapter) run(ctx context.Context, request *mcp.CallToolRequest, reporter *reporter) (result *mcp.CallToolResult, outcome string) {
	defer func() {
		if caught := recover(); caught != nil {
			a.logger.LogAttrs(ctx, slog.LevelError, "tool panicked",
				slog.String("tool", a.tool.Name), slog.String("panic", panicText(caught)), slog.String("stack", string(debug.Stack())))
			result, outcome = failed(a.crashed()), "panic"
		}
	}()
	call := &tools.Call{Caller: a.caller(ctx), Report: reporter.report}
	out, err := a.tool.Run(ctx, call, request.Params.Arguments)
	if err != nil {
		why, expected := explain(ctx, a.tool.Effect, err)
		if !expected {
			a.logger.LogAttrs(ctx, slog.LevelError, "tool failed", slog.String("tool", a.tool.Name), slog.Any("error", err))
		}
		return failed(why), "error"
	}
	encoded, err := render.Encode(out)
	if err != nil {
		a.logger.LogAttrs(ctx, slog.LevelError, "result not encoded", slog.String("tool", a.tool.Name), slog.Any("error", err))
		return failed(a.crashed()), "error"
	}
	content := append([]mcp.Content{&mcp.TextContent{Text: string(encoded)}}, attachments(out)...)
	return &mcp.CallToolResult{Content: content, StructuredContent: encoded}, "ok"
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
