package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// pause lets a notification arrive by itself.
const pause = 50 * time.Millisecond

// addTalk adds the tools that say something while they run, and the one that will not
// run for everybody.
func addTalk(server *mcp.Server) {
	addTool(server, "test_tool_with_logging", nothing, func(ctx context.Context, request *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		for _, words := range []string{"Tool execution started", "Tool processing data", "Tool execution completed"} {
			if err := log(ctx, request, words); err != nil {
				return nil, err
			}
			time.Sleep(pause)
		}
		return text("Three messages were logged."), nil
	})
	addTool(server, "test_logging_tool", nothing, func(ctx context.Context, request *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		return text("A message was logged for who wants it."), log(ctx, request, "test_logging_tool ran")
	})
	addTool(server, "test_tool_with_progress", nothing, progress)
	addTool(server, "test_reconnection", nothing, func(_ context.Context, request *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		if extra := request.Extra; extra != nil && extra.CloseSSEStream != nil {
			extra.CloseSSEStream(mcp.CloseSSEStreamArgs{RetryAfter: 10 * time.Millisecond})
		}
		time.Sleep(2 * pause)
		return text("You came back for this."), nil
	})
	addTool(server, "test_streaming_elicitation", nothing, func(context.Context, *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		return text("Nothing was asked on this stream."), nil
	})
	addTool(server, "test_missing_capability", nothing, needsSampling)
}

func log(ctx context.Context, request *mcp.CallToolRequest, words string) error {
	return request.Session.Log(ctx, &mcp.LoggingMessageParams{Level: "info", Data: words})
}

func progress(ctx context.Context, request *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	token := request.Params.GetProgressToken()
	for _, done := range []float64{0, 50, 100} {
		if err := request.Session.NotifyProgress(ctx, &mcp.ProgressNotificationParams{
			ProgressToken: token, Progress: done, Total: 100, Message: fmt.Sprintf("%.0f of 100", done),
		}); err != nil {
			return nil, err
		}
		time.Sleep(pause)
	}
	return text(fmt.Sprint(token)), nil
}

// needsSampling refuses clients that do not say they can (MCP 2026-07-28, error codes).
func needsSampling(_ context.Context, request *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	if capabilities := request.ClientCapabilities(); capabilities != nil && capabilities.Sampling != nil {
		return text("The client can sample."), nil
	}
	missing, err := json.Marshal(mcp.MissingRequiredClientCapabilityData{
		RequiredCapabilities: &mcp.ClientCapabilities{Sampling: &mcp.SamplingCapabilities{}},
	})
	if err != nil {
		return nil, err
	}
	return nil, &jsonrpc.Error{Code: mcp.CodeMissingRequiredClientCapabilities, Message: "the client cannot sample", Data: missing}
}
