package mcpserver

import (
	"context"
	"log/slog"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/redact"
	"github.com/concur-mcp/concur-mcp/internal/writes"
	"github.com/concur-mcp/concur-mcp/tools"
)

// Options make a server.
type Options struct {
	// Tools in the order of the catalog.
	Tools  []tools.Tool
	Policy approve.Policy
	// Version of the program.
	Version string
	// Logger gets the context of each request, so that its handler can add what that
	// carries, such as a request id. Nothing that is logged names the caller, but for the
	// line about a call that a rule or a person stopped.
	Logger *slog.Logger
	// Caller names who calls. nil: the caller in the request's context, and nobody is
	// served without one.
	Caller func(context.Context) caller.Caller
	// Lists says whether a caller sees a tool. It is asked for every tool of every
	// listing. nil: all are seen, but for those that write where a caller only reads.
	Lists func(context.Context, caller.Caller, tools.Tool) bool
	// Writes is the guard that tools which write go by. nil: they run as they are.
	Writes *writes.Guard
	// Redact masks what is personal in results, failures and notes.
	Redact redact.Redactor
	// Errands mend calls that lack something only a person can do. nil: none can.
	Errands Errands
	// Notices are sentences to go with every result, such as that a connection ends
	// soon.
	Notices func(ctx context.Context, principal string) []string
	// Observe is told of every call, once it has ended.
	Observe func(ToolCall)
	// Trace begins the span of a call, below that of the client if it sent one, and
	// gives what ends it.
	Trace func(ctx context.Context, tool string, parent TraceParent) (context.Context, func(Outcome))

	// Prepare and Extend add what the product does not have: the fixtures of the
	// conformance suite, in front of the same stack.
	Prepare func(*mcp.ServerOptions)
	Extend  func(*mcp.Server)
}

// Outcome is what became of a call.
type Outcome string

// The outcomes of calls.
const (
	Succeeded Outcome = "ok"
	Failed    Outcome = "error"
	Panicked  Outcome = "panic"
	// Refused calls are of tools that the caller may not use.
	Refused Outcome = "refused"
	// Asked calls wait for a person: the client was sent a link, or shows one.
	Asked Outcome = "asked"
)

// ToolCall is a call that has ended.
type ToolCall struct {
	Tool    string
	Outcome Outcome
	Took    time.Duration
}

// TraceParent is the span of the client, as it came in _meta (MCP 2026-07-28, _meta,
// trace context): empty if there was none. It is text from outside.
type TraceParent struct {
	// Parent is a traceparent and State a tracestate as W3C Trace Context has them.
	Parent, State string
}

// ended tells of a call that has ended.
func (o *Options) ended(ctx context.Context, call ToolCall) {
	o.Logger.LogAttrs(ctx, slog.LevelInfo, "tool call",
		slog.String("tool", call.Tool), slog.String("outcome", string(call.Outcome)), slog.Duration("took", call.Took))
	if o.Observe != nil {
		o.Observe(call)
	}
}

// traced begins the span of a call.
func (o *Options) traced(ctx context.Context, request *mcp.CallToolRequest) (context.Context, func(Outcome)) {
	if o.Trace == nil {
		return ctx, func(Outcome) {}
	}
	// What is not text is no trace context.
	parent, _ := request.Params.Meta["traceparent"].(string)
	state, _ := request.Params.Meta["tracestate"].(string)
	return o.Trace(ctx, request.Params.Name, TraceParent{Parent: parent, State: state})
}

// noted adds to a result what its caller should know. The result's own text stays the
// first. What asks the client for something has no room for it.
func (o *Options) noted(ctx context.Context, principal string, result *mcp.CallToolResult) {
	if o.Notices == nil || result.InputRequests != nil {
		return
	}
	addNotes(result, o.Notices(ctx, principal)...)
}

// addNotes adds sentences to a result, after its own content.
func addNotes(result *mcp.CallToolResult, notes ...string) {
	for _, note := range notes {
		if note != "" {
			result.Content = append(result.Content, &mcp.TextContent{Text: readable(note)})
		}
	}
}
