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
	settings := &mcp.ServerOptions{
		Instructions: Instructions,
		Logger:       sdkLogger(o.Logger),
		// The list is static: with listChanged, clients hold a stream open for
		// news that never come. No logging: it is deprecated since 2026-07-28.
		Capabilities: &mcp.ServerCapabilities{Tools: &mcp.ToolCapabilities{}},
		// The SDK's default is public, and what is listed depends on the caller.
		SetCacheable: func(_ context.Context, _ mcp.Request, c *mcp.Cacheable) {
			c.CacheScope, c.TTLMs = "private", int(listedFor.Milliseconds())
		},
	}
	if o.Prepare != nil {
		o.Prepare(settings)
	}
	server := mcp.NewServer(&mcp.Implementation{Name: "concur-mcp", Title: "SAP Concur expenses", Version: o.Version}, settings)
	sealer, offer := newSealer(), newOffer(&o)
	for _, tool := range o.Tools {
		if o.Policy.Decide(tool.Effect, approve.Override{}).Verdict == approve.Refuse {
			continue
		}
		server.AddTool(listing(tool), adapter{tool: tool, options: &o, offer: offer, sealer: sealer}.handle)
	}
	server.AddReceivingMiddleware(surviving(o.Logger), identifying(o.Caller), offer.filtering)
	if o.Extend != nil {
		o.Extend(server)
	}
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
