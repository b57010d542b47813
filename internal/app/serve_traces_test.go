package app_test

import (
	"bytes"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestTracesBelongToTheCallersAndNameNobody looks at what a collector of OpenTelemetry
// gets from a real server.
func TestTracesBelongToTheCallersAndNameNobody(t *testing.T) {
	t.Parallel()
	const trace = "0af7651916cd43dd8448eb211c80319c"
	var mu sync.Mutex
	var collected bytes.Buffer
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		assert.Equal(t, "/v1/traces", r.URL.Path)
		_, err := io.Copy(&collected, r.Body)
		assert.NoError(t, err)
	}))
	t.Cleanup(collector.Close)
	r := startReplica(t, []string{
		"CONCUR_MCP_DEMO=true", "CONCUR_MCP_DEMO_USER=rita.alves@haldenreyes.example", "CONCUR_MCP_DEMO_LISTEN=127.0.0.1:0",
		"OTEL_EXPORTER_OTLP_ENDPOINT=" + collector.URL, "OTEL_EXPORTER_OTLP_COMPRESSION=none", "PATH=" + os.Getenv("PATH"),
	})
	r.ready()
	session, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).
		Connect(t.Context(), &mcp.StreamableClientTransport{Endpoint: r.url + "/mcp"}, nil)
	require.NoError(t, err)
	result, err := session.CallTool(t.Context(), &mcp.CallToolParams{
		Name: "get_report", Arguments: map[string]any{"report_id": "80E70D8FB63DAA9EA906"},
		Meta: mcp.Meta{"traceparent": "00-" + trace + "-b7ad6b7169203331-01"},
	})
	require.NoError(t, err)
	require.False(t, result.IsError)
	require.NoError(t, session.Close())
	r.terminate()
	require.NoError(t, r.wait(), "the last spans are sent at the end")

	mu.Lock()
	defer mu.Unlock()
	spans := collected.String() // OTLP is protobuf: texts and ids stand in it as they are.
	for _, word := range []string{"tools/call get_report", "/expensereports/v4/users/{userId}/", "concur-mcp"} {
		assert.Contains(t, spans, word)
	}
	id, err := hex.DecodeString(trace)
	require.NoError(t, err)
	assert.GreaterOrEqual(t, bytes.Count(collected.Bytes(), id), 2, "the call and its requests are in the caller's trace")
	for _, secret := range []string{"80E70D8FB63DAA9EA906", "rita", "Rita", "local", "Bearer", "eyJ"} {
		assert.NotContains(t, spans, secret)
	}
}
