package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// callers is how many there may be at once: each may keep its connection to the
// upstream. The default of net/http, two, would be no fair match.
const callers = 64

// overHTTP serves both eras of the streamable transport, each at a path of its own
// because one handler of the SDK cannot do both, and SSE. Its address is the first line
// that it writes.
func overHTTP(ctx context.Context, upstream string) error {
	server := newServer()
	mcp.AddTool(server, &mcp.Tool{Name: "get_report", Description: "Reads one expense report."}, fetching(upstream))
	give := func(*http.Request) *mcp.Server { return server }
	mux := http.NewServeMux()
	mux.Handle("/modern", mcp.NewStreamableHTTPHandler(give, &mcp.StreamableHTTPOptions{Stateless: true}))
	mux.Handle("/legacy", mcp.NewStreamableHTTPHandler(give, nil))
	mux.Handle("/sse", mcp.NewSSEHandler(give, nil))
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(os.Stdout, "http://%s\n", listener.Addr()); err != nil {
		return err
	}
	return (&http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}).Serve(listener)
}

// fetching is a tool that gets a report and passes it on as it is.
func fetching(upstream string) mcp.ToolHandlerFor[input, map[string]any] {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: callers}}
	return func(ctx context.Context, _ *mcp.CallToolRequest, in input) (*mcp.CallToolResult, map[string]any, error) {
		address := upstream + in.ReportID
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody) //nolint:gosec // Its only caller is the benchmark.
		if err != nil {
			return nil, nil, err
		}
		response, err := client.Do(request) //nolint:gosec // See above.
		if err != nil {
			return nil, nil, err
		}
		defer func() { _ = response.Body.Close() }() // It was only read.
		var report map[string]any
		err = json.NewDecoder(response.Body).Decode(&report)
		return nil, report, err
	}
}
