package telemetry

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
)

const parentTrace = "0af7651916cd43dd8448eb211c80319c"

func record(t *testing.T, follow func(context.Context, *Tracing)) []trace.ReadOnlySpan {
	t.Helper()
	recorder := tracetest.NewSpanRecorder()
	tracing := tracingTo(trace.WithSpanProcessor(recorder), resource.Empty())
	follow(t.Context(), tracing)
	require.NoError(t, tracing.Close(t.Context()))
	return recorder.Ended()
}

func TestARequestToConcurIsPartOfTheCallersTrace(t *testing.T) {
	t.Parallel()
	spans := record(t, func(ctx context.Context, tracing *Tracing) {
		ctx, ended := tracing.ToolCall(ctx, "get_report", map[string]string{"traceparent": "00-" + parentTrace + "-b7ad6b7169203331-01"})
		_, answered := tracing.Upstream(ctx, "reports_v4_get", "GET", "/expensereports/v4/users/{userID}/reports/{reportId}")
		answered(503)
		ended("error", true)
	})
	require.Len(t, spans, 2)
	upstream, call := spans[0], spans[1]
	assert.Equal(t, "tools/call get_report", call.Name())
	assert.Equal(t, parentTrace, call.SpanContext().TraceID().String())
	assert.Equal(t, "b7ad6b7169203331", call.Parent().SpanID().String())
	assert.Equal(t, codes.Error, call.Status().Code)
	assert.Equal(t, call.SpanContext().SpanID(), upstream.Parent().SpanID())
	assert.Equal(t, "reports_v4_get", upstream.Name())
	assert.Equal(t, codes.Error, upstream.Status().Code)
}

func TestATraceparentThatIsNoneIsIgnored(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "x", "00-" + parentTrace + "-0000000000000000-01", "ff-" + parentTrace + "-b7ad6b7169203331-01"} {
		spans := record(t, func(ctx context.Context, tracing *Tracing) {
			_, ended := tracing.ToolCall(ctx, "get_report", map[string]string{"traceparent": text})
			ended("ok", false)
		})
		require.Len(t, spans, 1)
		assert.False(t, spans[0].Parent().IsValid(), text)
		assert.Equal(t, codes.Unset, spans[0].Status().Code)
	}
}

func TestNothingIsRecordedUnlessAnEndpointIsNamed(t *testing.T) {
	t.Parallel()
	const endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT"
	for name, c := range map[string]struct {
		environment map[string]string
		records     bool
	}{
		"no variable":           {nil, false},
		"an endpoint":           {map[string]string{endpoint: "http://127.0.0.1:1"}, true},
		"an endpoint of traces": {map[string]string{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:1"}, true},
		"switched off":          {map[string]string{endpoint: "http://127.0.0.1:1", "OTEL_SDK_DISABLED": "true"}, false},
		"no exporter of traces": {map[string]string{endpoint: "http://127.0.0.1:1", "OTEL_TRACES_EXPORTER": "none"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tracing, err := NewTracing(t.Context(), func(name string) string { return c.environment[name] }, "1", slog.New(slog.DiscardHandler))
			require.NoError(t, err)
			_, span := tracing.tracer.Start(t.Context(), "a span")
			assert.Equal(t, c.records, span.IsRecording())
			require.NoError(t, tracing.Close(t.Context()))
		})
	}
}

// unreachable is a collector that is not there.
type unreachable struct{ trace.SpanExporter }

func (unreachable) ExportSpans(context.Context, []trace.ReadOnlySpan) error {
	return errors.New("refused")
}
func (unreachable) Shutdown(context.Context) error { return nil }

func TestACollectorThatIsAwayIsReportedInOurLog(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	tracing := tracingTo(trace.WithSyncer(complaining{unreachable{}, NewLogger(&log, slog.LevelInfo)}), resource.Empty())
	_, ended := tracing.ToolCall(t.Context(), "get_report", nil)
	ended("ok", false)
	assert.Contains(t, log.String(), `msg="spans were not sent" spans=1 error=refused`)
}
