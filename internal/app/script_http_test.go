package app_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/rogpeppe/go-internal/testscript"
)

// get writes the status, the headers and the body of a page to stdout.
func get(ts *testscript.TestScript, _ bool, args []string) {
	request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, args[0], http.NoBody)
	ts.Check(err)
	response, err := (&http.Client{Timeout: probePatience}).Do(request)
	ts.Check(err)
	defer func() { _ = response.Body.Close() }() // It was only read.
	body, err := io.ReadAll(response.Body)
	ts.Check(err)
	_, _ = fmt.Fprintf(ts.Stdout(), "%s\n", response.Status)
	ts.Check(response.Header.Write(ts.Stdout()))
	_, _ = fmt.Fprintf(ts.Stdout(), "\n%s\n", body)
}

// bearing adds a token to requests.
type bearing string

func (b bearing) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	if b != "" {
		r.Header.Set("Authorization", "Bearer "+string(b))
	}
	return http.DefaultTransport.RoundTrip(r)
}

// mcpCall calls a tool over HTTP and writes the text of its result to stdout: mcpcall URL
// FILE TOOL, where the file holds a bearer token, and ” stands for none. An address
// that ends in /sse is spoken to in the old way.
func mcpCall(ts *testscript.TestScript, neg bool, args []string) {
	ctx, token := context.Background(), ""
	if args[1] != "" {
		token = strings.TrimSpace(ts.ReadFile(args[1]))
	}
	client := &http.Client{Transport: bearing(token)}
	var transport mcp.Transport = &mcp.StreamableClientTransport{Endpoint: args[0], HTTPClient: client}
	if strings.HasSuffix(args[0], "/sse") {
		transport = &mcp.SSEClientTransport{Endpoint: args[0], HTTPClient: client}
	}
	session, err := mcp.NewClient(&mcp.Implementation{Name: "script", Version: "1"}, nil).Connect(ctx, transport, nil)
	if neg && err != nil {
		_, _ = fmt.Fprintln(ts.Stdout(), err)
		return
	}
	ts.Check(err)
	defer func() { _ = session.Close() }() // The server may have gone first.
	result, err := session.CallTool(ctx, &mcp.CallToolParams{Name: args[2], Arguments: map[string]any{}})
	ts.Check(err)
	for _, content := range result.Content {
		if text, ok := content.(*mcp.TextContent); ok {
			_, _ = fmt.Fprintln(ts.Stdout(), text.Text)
		}
	}
	if result.IsError != neg {
		ts.Fatalf("isError is %v", result.IsError)
	}
}
