package bench

import (
	"context"
	_ "embed"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/tools/reports"
)

// The canned report.
const (
	reportID   = "7A90C4E15B2D4F6883AC"
	reportName = "Lisbon onsite"
)

const reportURL = "https://us2.api.concursolutions.com" + reportPath + reportID

// BenchmarkCall compares a call of get_report with a bare tool of the SDK that
// sends the same GET and passes the answer on. The upstream is canned, so what is
// left is our own work. Both take turns in one run; x-bare is their ratio.
func BenchmarkCall(b *testing.B) {
	bare := dialBare(b)
	ours := dialOurs(b)
	arguments := json.RawMessage(`{"report_id":"` + reportID + `"}`)
	for range 50 { // warm both
		call(b, bare, arguments)
		call(b, ours, arguments)
	}
	const batch = 20
	var spent [2]time.Duration
	var allocated [2]uint64
	for b.Loop() {
		for i, session := range []*mcpserver.Local{bare, ours} {
			mallocs, begin := mallocCount(), cpuTime()
			for range batch {
				call(b, session, arguments)
			}
			spent[i] += cpuTime() - begin
			allocated[i] += mallocCount() - mallocs
		}
	}
	calls := float64(b.N * batch)
	b.ReportMetric(float64(spent[0].Microseconds())/calls, "bare-cpu-µs/call")
	b.ReportMetric(float64(spent[1].Microseconds())/calls, "ours-cpu-µs/call")
	b.ReportMetric(float64(spent[1])/float64(spent[0]), "x-bare-cpu")
	b.ReportMetric(float64(allocated[1])/float64(allocated[0]), "x-bare-allocs")
}

func call(b *testing.B, session *mcpserver.Local, arguments json.RawMessage) {
	b.Helper()
	answer, err := session.Call(b.Context(), "get_report", arguments)
	if err != nil || answer.Failed {
		b.Fatal(err, answer.Text)
	}
}

// dialBare serves a tool as the SDK's own examples write one.
func dialBare(b *testing.B) *mcpserver.Local {
	b.Helper()
	type in struct {
		ReportID string `json:"report_id"`
	}
	server := mcp.NewServer(&mcp.Implementation{Name: "bare", Version: "1"}, nil)
	client := &http.Client{Transport: canned{}}
	mcp.AddTool(server, &mcp.Tool{Name: "get_report", Description: "Reads one expense report."},
		func(ctx context.Context, _ *mcp.CallToolRequest, _ in) (*mcp.CallToolResult, map[string]any, error) {
			request, err := http.NewRequestWithContext(ctx, http.MethodGet, reportURL, http.NoBody)
			if err != nil {
				return nil, nil, err
			}
			response, err := client.Do(request)
			if err != nil {
				return nil, nil, err
			}
			defer func() { _ = response.Body.Close() }()
			var report map[string]any
			err = json.NewDecoder(response.Body).Decode(&report)
			return nil, report, err
		})
	return dial(b, server)
}

func dialOurs(b *testing.B) *mcpserver.Local {
	b.Helper()
	connections := auth.NewConnections(auth.Settings{
		Store: tokenstore.NewMemory(), Hosts: auth.ConcurHosts(), Client: &http.Client{Transport: canned{}},
	})
	err := connections.Import(b.Context(), "local", auth.User, auth.NewSecret("refresh"), "https://us2.api.concursolutions.com")
	if err != nil {
		b.Fatal(err)
	}
	client := concur.New(concur.Settings{Connections: connections, Transport: canned{}, Rate: 1e9})
	return dial(b, mcpserver.New(mcpserver.Options{
		Tools: reports.Tools(client), Version: "bench", Logger: slog.New(slog.DiscardHandler),
		Caller: func(context.Context) caller.Caller { return caller.Caller{Principal: caller.Local, Company: true} },
	}))
}

func dial(b *testing.B, server *mcp.Server) *mcpserver.Local {
	b.Helper()
	session, err := mcpserver.Dial(b.Context(), server, "2026-07-28", nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = session.Close() })
	return session
}

func mallocCount() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.Mallocs
}

// cannedReport is the sample of the documentation (Expense Reports v4 > Get a report).
//
//go:embed testdata/report.json
var cannedReport string

// canned is an upstream that answers at once: with a token, or with the report.
type canned struct{}

func (canned) RoundTrip(r *http.Request) (*http.Response, error) {
	body := cannedReport
	if strings.HasSuffix(r.URL.Path, "/token") {
		body = cannedToken
	}
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(body)), Request: r,
	}, nil
}

// accessToken names the person of the canned report.
const accessToken = "e30.eyJzdWIiOiI3ZDFmMmMzYS01YjZlLTRmNzAtOGE5MS1iMmMzZDRlNWY2MDEifQ.c2ln"

const cannedToken = `{"access_token":"` + accessToken + `","token_type":"Bearer",` +
	`"expires_in":3600,"scope":"expense.report.read","geolocation":"https://us2.api.concursolutions.com","refresh_token":"refresh"}`
