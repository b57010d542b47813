package mcpserver

import (
	"context"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/tools"
)

// Server is the SDK's, by the name that rooms without the SDK use.
type Server = mcp.Server

// listedFor is how long a client may keep a listing. The tools of a process never
// change; the life of a process is what the client cannot know.
const listedFor = 5 * time.Minute

// New makes the server, once for all its sessions. Tools that the policy refuses
// are not listed.
func New(o Options) *mcp.Server {
	server := mcp.NewServer(
		&mcp.Implementation{Name: "concur-mcp", Title: "SAP Concur expenses", Version: o.Version},
		&mcp.ServerOptions{
			Instructions: Instructions,
			Logger:       o.Logger,
			// The list is static: with listChanged, clients hold a stream open for
			// news that never come. No logging: it is deprecated since 2026-07-28.
			Capabilities: &mcp.ServerCapabilities{Tools: &mcp.ToolCapabilities{}},
			// The SDK's default is public, and what is listed depends on the caller.
			SetCacheable: func(_ context.Context, _ mcp.Request, c *mcp.Cacheable) {
				c.CacheScope, c.TTLMs = "private", int(listedFor.Milliseconds())
			},
		})
	refused := map[string]approve.Decision{}
	for _, tool := range o.Tools {
		if decision := o.Policy.Decide(tool.Effect); !decision.Run {
			refused[tool.Name] = decision
			continue
		}
		server.AddTool(listing(tool), adapter{tool: tool, caller: func(ctx context.Context) string { return o.Caller(ctx).Principal }, logger: o.Logger}.handle)
	}
	server.AddReceivingMiddleware(refusing(refused))
	return server
}

// listing is the tool as clients see it. The schema goes as it is: re-encoding it
// for each request is most of the cost of a listing.
func listing(tool tools.Tool) *mcp.Tool {
	hints, openWorld := tool.Effect.Hints(), true
	return &mcp.Tool{
		Name:        tool.Name,
		Title:       tool.Title,
		Description: tool.Description,
		InputSchema: tool.InputSchema(),
		Annotations: &mcp.ToolAnnotations{
			Title:           tool.Title,
			ReadOnlyHint:    hints.ReadOnly,
			DestructiveHint: &hints.Destructive,
			IdempotentHint:  hints.Idempotent,
			OpenWorldHint:   &openWorld,
		},
	}
}

// refusing answers a call of a tool that exists and may not run here. To the SDK
// it would be an unknown one, and an agent would look for a typing error.
func refusing(refused map[string]approve.Decision) mcp.Middleware {
	return func(next mcp.MethodHandler) mcp.MethodHandler {
		return func(ctx context.Context, method string, request mcp.Request) (mcp.Result, error) {
			if call, ok := request.(*mcp.CallToolRequest); ok && call.Params != nil {
				if decision, ok := refused[call.Params.Name]; ok {
					return failed(failure{
						Message:  call.Params.Name + " does not run: " + decision.Reason,
						Changed:  tools.NothingChanged,
						NextStep: "Use a tool that only reads, or ask the operator to start the server without --read-only.",
					}), nil
				}
			}
			return next(ctx, method, request)
		}
	}
}
