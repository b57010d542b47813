package app_test

import (
	"context"
	"net"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
)

// local is a session of a client with the program over stdio, in front of a simulated
// Concur that nobody is connected to.
func local(t *testing.T, options *mcp.ClientOptions, environment ...string) *mcp.ClientSession {
	t.Helper()
	sim, err := simulator.New(simulator.Options{})
	require.NoError(t, err)
	concur := httptest.NewServer(sim)
	t.Cleanup(concur.Close)
	command := exec.CommandContext(context.WithoutCancel(t.Context()), "concur-mcp", "stdio")
	command.Env = append([]string{
		"CONCUR_MCP_CONCUR_URL=" + concur.URL, "CONCUR_MCP_CLIENT_ID=" + simulator.ClientID,
		"CONCUR_MCP_CLIENT_SECRET=" + simulator.ClientSecret, "CONCUR_MCP_STORE=memory:",
		"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(),
	}, environment...)
	command.Stderr = t.Output()
	session, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, options).
		Connect(t.Context(), &mcp.CommandTransport{Command: command}, nil)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, session.Close()) })
	return session
}

// told is all text of a result.
func told(t *testing.T, session *mcp.ClientSession, tool string, arguments map[string]any) (text string, failed bool) {
	t.Helper()
	result, err := session.CallTool(t.Context(), &mcp.CallToolParams{Name: tool, Arguments: arguments})
	require.NoError(t, err)
	for _, content := range result.Content {
		if part, ok := content.(*mcp.TextContent); ok {
			text += part.Text + "\n"
		}
	}
	return text, result.IsError
}

const ritaLogin = "rita.alves@haldenreyes.example"

// TestACallWaitsForASignIn is a client that can show links, and its person.
func TestACallWaitsForASignIn(t *testing.T) {
	t.Parallel()
	var link string
	options := &mcp.ClientOptions{
		Capabilities: &mcp.ClientCapabilities{Elicitation: &mcp.ElicitationCapabilities{URL: &mcp.URLElicitationCapabilities{}}},
		ElicitationHandler: func(_ context.Context, request *mcp.ElicitRequest) (*mcp.ElicitResult, error) {
			link = request.Params.URL
			newPerson(t).connect(link, ritaLogin)
			return &mcp.ElicitResult{Action: "accept"}, nil
		},
	}
	session := local(t, options, "CONCUR_MCP_CALLBACK_LISTEN=127.0.0.1:0")
	text, failed := told(t, session, "list_reports", nil)
	assert.False(t, failed, text)
	assert.Contains(t, text, "Signed in to Concur as "+ritaLogin)

	// Nothing is listened to any longer than somebody signs in.
	address, err := url.Parse(link)
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		connection, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address.Host)
		if err == nil {
			_ = connection.Close()
		}
		return err != nil
	}, probePatience, pace)
}

// TestAWriteWaitsUntilTheAccountIsSeen is a client that can show nothing: the link
// stands in the result, and whoever opens it could be anybody.
func TestAWriteWaitsUntilTheAccountIsSeen(t *testing.T) {
	t.Parallel()
	session := local(t, nil, "CONCUR_MCP_CALLBACK_LISTEN=127.0.0.1:0")
	report := map[string]any{"name": "Lisbon"}
	text, failed := told(t, session, "create_report", report)
	require.True(t, failed)
	newPerson(t).connect(linkForm.FindString(text), ritaLogin)

	text, failed = told(t, session, "create_report", report)
	assert.True(t, failed)
	assert.Contains(t, text, "Signed in to Concur as "+ritaLogin+". Nothing was changed. If that is the right account, call again.")
	text, failed = told(t, session, "create_report", report)
	assert.False(t, failed, text)
	assert.Contains(t, text, `"verified":true`)
}

// TestCallsAtTheSameTimeWaitForOneSignIn is an agent that asks for several things at once.
func TestCallsAtTheSameTimeWaitForOneSignIn(t *testing.T) {
	t.Parallel()
	const calls = 4
	links := make(chan string, 2*calls)
	all := make(chan struct{})
	var shown atomic.Int32
	options := &mcp.ClientOptions{
		Capabilities: &mcp.ClientCapabilities{Elicitation: &mcp.ElicitationCapabilities{URL: &mcp.URLElicitationCapabilities{}}},
		ElicitationHandler: func(_ context.Context, request *mcp.ElicitRequest) (*mcp.ElicitResult, error) {
			links <- request.Params.URL
			if shown.Add(1) == calls {
				close(all)
			}
			<-all
			return &mcp.ElicitResult{Action: "accept"}, nil
		},
	}
	session := local(t, options, "CONCUR_MCP_CALLBACK_LISTEN=127.0.0.1:0")
	var group sync.WaitGroup
	for range calls {
		group.Go(func() {
			text, failed := told(t, session, "list_reports", nil)
			assert.False(t, failed, text)
			assert.Contains(t, text, "Signed in to Concur as "+ritaLogin)
		})
	}
	<-all
	link := <-links
	newPerson(t).connect(link, ritaLogin)
	group.Wait()
	close(links)
	for other := range links {
		assert.Equal(t, link, other)
	}
}

// TestAnAgentIsToldWhoseAccountWasReplaced is a link that was given before somebody else
// signed in.
func TestAnAgentIsToldWhoseAccountWasReplaced(t *testing.T) {
	t.Parallel()
	sim, err := simulator.New(simulator.Options{})
	require.NoError(t, err)
	concur := httptest.NewServer(sim)
	t.Cleanup(concur.Close)
	environment := []string{
		"CONCUR_MCP_CONCUR_URL=" + concur.URL, "CONCUR_MCP_CALLBACK_LISTEN=127.0.0.1:0",
		"CONCUR_MCP_STORE=file:" + filepath.Join(t.TempDir(), "connections"),
	}
	one, another := local(t, nil, environment...), local(t, nil, environment...)
	first, _ := told(t, one, "list_reports", nil)
	second, _ := told(t, another, "list_reports", nil)
	assert.Contains(t, first, "The user has to sign in to Concur first: this needs a user connection to Concur, and there is none.")
	newPerson(t).connect(linkForm.FindString(first), ritaLogin)
	text, _ := told(t, one, "list_reports", nil)
	assert.Contains(t, text, "Signed in to Concur as "+ritaLogin+".")
	assert.NotContains(t, text, "Before, that was")

	newPerson(t).connect(linkForm.FindString(second), "tom.berg@haldenreyes.example")
	text, _ = told(t, one, "list_reports", nil)
	assert.Contains(t, text, "Signed in to Concur as tom.berg@haldenreyes.example. Before, that was "+ritaLogin+".")
	text, _ = told(t, one, "list_reports", nil)
	assert.NotContains(t, text, "Signed in", "it is told once")
}

// TestACompanyIsConnectedAtFirstUse takes the request token of an administrator.
func TestACompanyIsConnectedAtFirstUse(t *testing.T) {
	t.Parallel()
	sim, err := simulator.New(simulator.Options{})
	require.NoError(t, err)
	concur := httptest.NewServer(sim)
	t.Cleanup(concur.Close)
	session := local(t, nil, "CONCUR_MCP_CONCUR_URL="+concur.URL, "CONCUR_MCP_COMPANY_ID="+sim.CompanyID(),
		"CONCUR_MCP_COMPANY_REQUEST_TOKEN="+sim.RequestToken())
	_, err = session.ListTools(t.Context(), nil)
	require.NoError(t, err)
	assert.Empty(t, sim.Journal(), "nothing is sent before the first call")
	text, failed := told(t, session, "get_current_user", nil)
	assert.False(t, failed, text)
	assert.Contains(t, text, "Halden & Reyes Instruments")
}
