package telemetry_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/telemetry"
)

func page(t *testing.T, m *telemetry.Metrics) string {
	t.Helper()
	recorder := httptest.NewRecorder()
	m.Handler(slog.New(slog.DiscardHandler)).ServeHTTP(recorder, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	assert.Equal(t, http.StatusOK, recorder.Code)
	return recorder.Body.String()
}

func TestThePageShowsWhatWasCounted(t *testing.T) {
	t.Parallel()
	m := telemetry.NewMetrics("1.2.3")
	m.ToolCall("get_report", "ok", 20*time.Millisecond)
	m.ToolCall("get_report", "error", 3*time.Second)
	m.Upstream("reports_v4_get", 200)
	m.Upstream("reports_v4_get", 0)
	m.Refresh("user", "ok")
	m.SignIn("authorization_code", "ok")
	m.HTTPBegan()
	m.HTTPBegan()
	m.HTTPEnded("/mcp", "BREW", 405)
	text := page(t, m)
	for _, line := range []string{
		`concur_mcp_tool_calls_total{outcome="ok",tool="get_report"} 1`,
		`concur_mcp_tool_calls_total{outcome="error",tool="get_report"} 1`,
		`concur_mcp_tool_call_duration_seconds_bucket{tool="get_report",le="0.05"} 1`,
		`concur_mcp_tool_call_duration_seconds_count{tool="get_report"} 2`,
		`concur_mcp_upstream_requests_total{operation="reports_v4_get",status="0"} 1`,
		`concur_mcp_token_refreshes_total{kind="user",result="ok"} 1`,
		`concur_mcp_sign_ins_total{grant="authorization_code",result="ok"} 1`,
		`concur_mcp_http_requests_total{method="other",route="/mcp",status="405"} 1`,
		`concur_mcp_http_requests_open 1`,
		`concur_mcp_build_info{version="1.2.3"} 1`,
	} {
		assert.Contains(t, text, line+"\n")
	}
}

func TestTwoServersInAProcessCountApart(t *testing.T) {
	t.Parallel()
	one, other := telemetry.NewMetrics("1"), telemetry.NewMetrics("1")
	one.SignIn("otp", "ok")
	assert.NotContains(t, page(t, other), "concur_mcp_sign_ins_total")
}

func TestConnectionsAreCountedOnceAMinute(t *testing.T) {
	t.Parallel()
	now, counts, problem := time.Unix(0, 0), 0, error(nil)
	m := telemetry.NewMetrics("1")
	m.CountConnections(func() time.Time { return now }, func(context.Context) (map[telemetry.Health]int, error) {
		counts++
		return map[telemetry.Health]int{{Kind: "user", State: "connected"}: counts}, problem
	})
	const line = `concur_mcp_connections{kind="user",state="connected"} `
	assert.Contains(t, page(t, m), line+"1\n")
	now = now.Add(59 * time.Second)
	assert.Contains(t, page(t, m), line+"1\n")
	now = now.Add(time.Second)
	assert.Contains(t, page(t, m), line+"2\n")
	now, problem = now.Add(time.Minute), errors.New("the store is away")
	assert.NotContains(t, page(t, m), line, "an old number would look like a good one")
	problem = nil
	assert.Contains(t, page(t, m), line+"4\n", "the next page asks again")
}
