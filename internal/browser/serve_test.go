package browser_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// program builds the program, once for all tests.
var program = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "concur-mcp-browser")
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, "concur-mcp")
	out, err := exec.CommandContext(context.Background(), "go", "build", "-o", path, "../../cmd/concur-mcp").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
})

// demo is a running "concur-mcp serve --demo".
type demo struct {
	t *testing.T
	// url is the server, and concur the simulated Concur.
	url, concur string
}

func serveDemo(t *testing.T, options ...string) *demo {
	t.Helper()
	path, err := program()
	require.NoError(t, err)
	d := &demo{t: t, url: "http://" + freeAddress(t), concur: "http://" + freeAddress(t)}
	arguments := append([]string{"serve", "--demo", "--listen", d.url[7:], "--demo-listen", d.concur[7:]}, options...)
	run := exec.CommandContext(context.WithoutCancel(t.Context()), path, arguments...)
	said, err := run.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, run.Start())
	var log bytes.Buffer
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for lines := bufio.NewScanner(said); lines.Scan(); {
			log.WriteString(lines.Text() + "\n")
		}
	}()
	t.Cleanup(func() {
		require.NoError(t, run.Process.Signal(os.Interrupt))
		<-ended
		assert.NoError(t, run.Wait(), "it ends well: %s", log.String())
	})
	d.ready()
	return d
}

// ready waits until the server answers.
func (d *demo) ready() {
	d.t.Helper()
	require.Eventually(d.t, func() bool {
		request, err := http.NewRequestWithContext(d.t.Context(), http.MethodGet, d.url+"/readyz", http.NoBody)
		require.NoError(d.t, err)
		response, err := http.DefaultTransport.RoundTrip(request)
		if err != nil {
			return false
		}
		return response.Body.Close() == nil && response.StatusCode == http.StatusOK
	}, patience, 20*time.Millisecond)
}

// freeAddress is a loopback address that nobody listened on just now.
func freeAddress(t *testing.T) string {
	t.Helper()
	var listening net.ListenConfig
	listener, err := listening.Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

// agent is an MCP client of the server. show is called with each link that a client
// which can do so is asked to open; without it the client cannot.
func (d *demo) agent(show func(link string)) *mcp.ClientSession {
	d.t.Helper()
	options := &mcp.ClientOptions{Capabilities: &mcp.ClientCapabilities{}}
	if show != nil {
		options.Capabilities.Elicitation = &mcp.ElicitationCapabilities{URL: &mcp.URLElicitationCapabilities{}}
		options.ElicitationHandler = func(_ context.Context, request *mcp.ElicitRequest) (*mcp.ElicitResult, error) {
			show(request.Params.URL)
			return &mcp.ElicitResult{Action: "accept"}, nil
		}
	}
	client := mcp.NewClient(&mcp.Implementation{Name: "browser-test", Version: "1"}, options)
	session, err := client.Connect(d.t.Context(), &mcp.StreamableClientTransport{Endpoint: d.url + "/mcp"}, nil)
	require.NoError(d.t, err)
	d.t.Cleanup(func() { _ = session.Close() })
	return session
}

// call calls a tool and gives all text of its result.
func (d *demo) call(agent *mcp.ClientSession, tool string, arguments map[string]any) (text string, failed bool) {
	d.t.Helper()
	result, err := agent.CallTool(d.t.Context(), &mcp.CallToolParams{Name: tool, Arguments: arguments})
	require.NoError(d.t, err)
	for _, content := range result.Content {
		if part, ok := content.(*mcp.TextContent); ok {
			text += part.Text + "\n"
		}
	}
	return text, result.IsError
}

// link is the link in the result of a call that failed for want of something that a
// person has to do.
func (d *demo) link(agent *mcp.ClientSession, tool string, arguments map[string]any) string {
	d.t.Helper()
	result, err := agent.CallTool(d.t.Context(), &mcp.CallToolParams{Name: tool, Arguments: arguments})
	require.NoError(d.t, err)
	encoded, err := json.Marshal(result.StructuredContent)
	require.NoError(d.t, err)
	var failure struct {
		Error struct {
			Link string `json:"link"`
		} `json:"error"`
	}
	require.NoError(d.t, json.Unmarshal(encoded, &failure))
	require.True(d.t, result.IsError)
	require.NotEmpty(d.t, failure.Error.Link, "%s", encoded)
	return failure.Error.Link
}

// member is a member of the result of a call that must have worked.
func (d *demo) member(agent *mcp.ClientSession, tool string, arguments map[string]any, name string) string {
	d.t.Helper()
	result, err := agent.CallTool(d.t.Context(), &mcp.CallToolParams{Name: tool, Arguments: arguments})
	require.NoError(d.t, err)
	encoded, err := json.Marshal(result.StructuredContent)
	require.NoError(d.t, err)
	require.False(d.t, result.IsError, "%s", encoded)
	members := map[string]any{}
	require.NoError(d.t, json.Unmarshal(encoded, &members))
	value, _ := members[name].(string)
	require.NotEmpty(d.t, value, "%s", encoded)
	return value
}
