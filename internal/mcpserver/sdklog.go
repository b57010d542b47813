package mcpserver

import (
	"context"
	"log/slog"
)

// sdkLogger is what the SDK logs to: its warnings. It has three more lines for each
// request since 2026-07-28, and ids of sessions in them, which are half a key.
func sdkLogger(logger *slog.Logger) *slog.Logger { return slog.New(warnings{logger.Handler()}) }

// warnings drops what is less than a warning.
type warnings struct{ slog.Handler }

// Enabled implements slog.Handler.
func (w warnings) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && w.Handler.Enabled(ctx, level)
}

// WithAttrs implements slog.Handler.
func (w warnings) WithAttrs(attrs []slog.Attr) slog.Handler {
	return warnings{w.Handler.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (w warnings) WithGroup(name string) slog.Handler { return warnings{w.Handler.WithGroup(name)} }
