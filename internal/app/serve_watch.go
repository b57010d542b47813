package app

import (
	"context"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
	"github.com/concur-mcp/concur-mcp/internal/telemetry"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// clock is that of the machine.
func clock() time.Time { return time.Now() }

// watch counts and traces what goes to Concur.
func (s *server) watch() watch {
	return watch{
		follow: func(ctx context.Context, operation catalogue.Operation) (context.Context, func(int)) {
			ctx, ended := s.tracing.Upstream(ctx, operation.Name, operation.Method, operation.Path)
			return ctx, func(status int) {
				s.metrics.Upstream(operation.Name, status)
				ended(status)
			}
		},
		observe: func(event auth.Event) {
			if event.Grant == "refresh_token" {
				s.metrics.Refresh(string(event.Kind), string(event.Outcome))
				return
			}
			s.metrics.SignIn(event.Grant, string(event.Outcome))
		},
	}
}

// watching counts and traces the calls of tools.
func (s *server) watching() mcpserver.Options {
	return mcpserver.Options{
		Observe: func(call mcpserver.ToolCall) { s.metrics.ToolCall(call.Tool, string(call.Outcome), call.Took) },
		Trace: func(ctx context.Context, tool string, parent mcpserver.TraceParent) (context.Context, func(mcpserver.Outcome)) {
			ctx, ended := s.tracing.ToolCall(ctx, tool, map[string]string{"traceparent": parent.Parent, "tracestate": parent.State})
			return ctx, func(outcome mcpserver.Outcome) {
				ended(string(outcome), outcome == mcpserver.Failed || outcome == mcpserver.Panicked)
			}
		},
	}
}

// countIn counts the connections of a store by kind and state.
func countIn(store tokenstore.Store) func(context.Context) (map[telemetry.Health]int, error) {
	return func(ctx context.Context) (map[telemetry.Health]int, error) {
		counts := map[telemetry.Health]int{}
		err := store.Each(ctx, func(r tokenstore.Record) error {
			state := "connected"
			if r.State != tokenstore.Connected {
				state = string(r.State)
			}
			counts[telemetry.Health{Kind: r.Kind, State: state}]++
			return nil
		})
		return counts, err
	}
}
