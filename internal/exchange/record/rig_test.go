package record

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/files"
	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/tools/catalog"
)

// testKey makes the replacements the same in each run of the tests.
var testKey = []byte("a key for tests")

// today is a day that the examples of the tools are for.
func today() time.Time { return time.Date(2026, time.November, 20, 9, 0, 0, 0, time.UTC) }

// office is a Concur with people in front of it, each with an MCP client and a server.
type office struct {
	t         *testing.T
	simulated *simulator.Simulator
	transport http.RoundTripper
	people    map[string]*mcpserver.Local
}

func newOffice(t *testing.T, simulated *simulator.Simulator, transport http.RoundTripper) *office {
	t.Helper()
	return &office{t: t, simulated: simulated, transport: transport, people: map[string]*mcpserver.Local{}}
}

// call calls a tool as somebody, and gives the structured result.
func (o *office) call(login, tool string, arguments json.RawMessage) mcpserver.Answer {
	o.t.Helper()
	if o.people[login] == nil {
		o.people[login] = o.client(login)
	}
	answer, err := o.people[login].Call(o.t.Context(), tool, arguments)
	require.NoError(o.t, err, tool)
	return answer
}

func (o *office) client(login string) *mcpserver.Local {
	o.t.Helper()
	hosts, err := auth.OnlyHost(simulator.InProcessURL)
	require.NoError(o.t, err)
	connections := auth.NewConnections(auth.Settings{
		App:   auth.App{ClientID: simulator.ClientID, ClientSecret: auth.NewSecret(simulator.ClientSecret)},
		Store: tokenstore.NewMemory(), Hosts: hosts, Client: &http.Client{Transport: o.transport}, Now: today,
	})
	for kind, token := range map[auth.Kind]string{auth.User: o.simulated.Connect(login), auth.Company: o.simulated.ConnectCompany()} {
		require.NoError(o.t, connections.Import(o.t.Context(), "local", kind, auth.NewSecret(token), simulator.InProcessURL))
	}
	quiet := slog.New(slog.DiscardHandler)
	client := concur.New(concur.Settings{Connections: connections, Transport: o.transport, Logger: quiet, Rate: 1e6})
	server := mcpserver.New(mcpserver.Options{
		Tools: catalog.Tools(catalog.Deps{Concur: client, Files: &files.Folders{}}), Version: "test", Logger: quiet,
		Caller: func(context.Context) caller.Caller { return caller.Caller{Principal: caller.Local, Company: true} },
	})
	local, err := mcpserver.Dial(o.t.Context(), server, "", nil)
	require.NoError(o.t, err)
	o.t.Cleanup(func() { assert.NoError(o.t, local.Close()) })
	return local
}

// roundTripper makes a function a transport.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// withSubject answers a token request as the simulator does, but for another person
// or company: the one that stands for the subject in the recording.
func withSubject(d *disguise, next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		response, err := next.RoundTrip(r)
		if err != nil {
			return nil, err
		}
		var members map[string]any
		if err := json.NewDecoder(response.Body).Decode(&members); err != nil {
			return nil, err
		}
		delete(members, "id_token") // With another subject, its signature would be wrong.
		jwt, _ := members["access_token"].(string)
		if parts := strings.Split(jwt, "."); len(parts) == 3 {
			members["access_token"] = parts[0] + "." + otherSubject(d, parts[1]) + "." + parts[2]
		}
		text, err := json.Marshal(members)
		response.Body, response.ContentLength = io.NopCloser(strings.NewReader(string(text))), int64(len(text))
		return response, err
	})
}

func otherSubject(d *disguise, payload string) string {
	text, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil {
		return payload
	}
	var claims map[string]any
	if json.Unmarshal(text, &claims) != nil {
		return payload
	}
	subject, _ := claims["sub"].(string)
	claims["sub"] = d.value(subject)
	replaced, _ := json.Marshal(claims) // It was JSON.
	return base64.RawURLEncoding.EncodeToString(replaced)
}
