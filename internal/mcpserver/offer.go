package mcpserver

import (
	"context"
	"slices"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/tools"
)

// unoffered says why a caller may not use a tool, and what to do about it.
type unoffered struct {
	reason, next string
	details      map[string]string
}

// offer is what each caller may use.
type offer struct {
	options *Options
	tools   map[string]tools.Tool
}

func newOffer(o *Options) offer {
	all := map[string]tools.Tool{}
	for _, tool := range o.Tools {
		all[tool.Name] = tool
	}
	return offer{o, all}
}

// offers reports whether the caller of the context may use a tool of a name.
func (o offer) offers(ctx context.Context, name string) bool {
	tool, there := o.tools[name]
	if !there {
		return false
	}
	_, refused := o.refuses(ctx, tool)
	return !refused
}

// refuses says why the caller of the context may not use a tool; ok is false if they may.
func (o offer) refuses(ctx context.Context, tool tools.Tool) (why unoffered, ok bool) {
	who, _ := caller.From(ctx)
	if decision := o.options.Policy.Decide(tool.Effect, who.Override()); decision.Verdict == approve.Refuse {
		wanted := "for the right to write"
		if o.options.Policy.ReadOnly {
			wanted = "to start the server without --read-only"
		}
		return unoffered{reason: decision.Reason, next: "Use a tool that only reads, or ask the operator " + wanted + "."}, true
	}
	if o.options.Writes != nil {
		if rule := o.options.Writes.Refuses(who, tool.Name); rule != nil {
			return unoffered{rule.Error(), rule.NextStep(), rule.Details()}, true
		}
	}
	if o.options.Lists != nil && !o.options.Lists(ctx, who, tool) {
		return unoffered{
			reason: "it is not on offer to you: it needs a connection or a right that you do not have",
			next:   "Use a tool of the list, or ask the operator of this server.",
		}, true
	}
	return unoffered{}, false
}

// filtering leaves out of a listing what its caller may not use, and answers a call
// of it in words. To the SDK it would be unknown or allowed.
func (o offer) filtering(next mcp.MethodHandler) mcp.MethodHandler {
	return func(ctx context.Context, method string, request mcp.Request) (mcp.Result, error) {
		if call, ok := request.(*mcp.CallToolRequest); ok && call.Params != nil {
			if tool, ok := o.tools[call.Params.Name]; ok {
				if why, refused := o.refuses(ctx, tool); refused {
					return o.refusal(ctx, tool, why), nil
				}
			}
		}
		result, err := next(ctx, method, request)
		if listing, ok := result.(*mcp.ListToolsResult); ok && err == nil {
			listing.Tools = slices.DeleteFunc(listing.Tools, func(listed *mcp.Tool) bool {
				tool, ours := o.tools[listed.Name]
				_, refused := o.refuses(ctx, tool)
				return ours && refused
			})
		}
		return result, err
	}
}

func (o offer) refusal(ctx context.Context, tool tools.Tool, why unoffered) *mcp.CallToolResult {
	if rule := why.details[ruleDetail]; rule != "" {
		o.options.stopped(ctx, tool.Name, "rule", rule)
	}
	o.options.ended(ctx, ToolCall{Tool: tool.Name, Outcome: Refused})
	return failed(failure{
		Message: tool.Name + " does not run: " + why.reason, Changed: tools.NothingChanged, NextStep: why.next, Details: why.details,
	})
}
