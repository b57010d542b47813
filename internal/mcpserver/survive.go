package mcpserver

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

var errMistake = errors.New("the server made a mistake")

// surviving answers for whatever panics around a tool. The SDK handles requests where
// nothing else would catch it, and the calls of everybody would end with the process.
func surviving(logger *slog.Logger) mcp.Middleware {
	return func(next mcp.MethodHandler) mcp.MethodHandler {
		return func(ctx context.Context, method string, request mcp.Request) (_ mcp.Result, err error) {
			defer func() {
				if caught := recover(); caught != nil {
					logger.LogAttrs(ctx, slog.LevelError, "a request panicked",
						slog.String("panic", panicText(caught)), slog.String("stack", string(debug.Stack())))
					err = errMistake
				}
			}()
			return next(ctx, method, request)
		}
	}
}
