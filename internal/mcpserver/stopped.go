package mcpserver

import (
	"context"
	"errors"
	"log/slog"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/tools"
)

// ruleDetail is where a problem names the rule of the operator that it is about.
const ruleDetail = "rule"

// stopped logs a call that a rule, a person or a confirmation stopped: the operator has set
// them up to know of what they stop. Whose call it was is part of that; what was in it is
// not.
func (o *Options) stopped(ctx context.Context, tool, why, rule string) {
	who, _ := caller.From(ctx)
	line := []slog.Attr{slog.String("tool", tool), slog.String("principal", who.Principal), slog.String("why", why)}
	if rule != "" {
		line = append(line, slog.String(ruleDetail, rule))
	}
	o.Logger.LogAttrs(ctx, slog.LevelInfo, "tool call stopped", line...)
}

// stopWord is the cause of a stop by a person, as the operator reads it.
type stopWord string

// Error implements error.
func (w stopWord) Error() string { return string(w) }

// stop logs the error of a call if it is one of those.
func (a adapter) stop(ctx context.Context, err error) {
	if problem, ok := errors.AsType[tools.Problem](err); ok {
		if rule := problem.Details()[ruleDetail]; rule != "" {
			a.options.stopped(ctx, a.tool.Name, "rule", rule)
			return
		}
	}
	if unfit := approve.Unfit(err); unfit != "" {
		a.options.stopped(ctx, a.tool.Name, "confirmation "+unfit, "")
		return
	}
	if word, ok := errors.AsType[stopWord](err); ok {
		a.options.stopped(ctx, a.tool.Name, string(word), "")
	}
}
