package telemetry

import (
	"context"
	"log/slog"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
	api "go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"
)

// Tracing records the tool calls of a server and the requests to Concur that they
// make as OpenTelemetry spans. A span holds words of the program only: no
// arguments, ids or names.
type Tracing struct {
	tracer     api.Tracer
	propagator propagation.TextMapPropagator
	end        func(context.Context) error
}

// NewTracing sends spans by OTLP over HTTP if one of the standard variables says
// where to (OpenTelemetry > OTLP Exporter Configuration); otherwise it records nothing.
func NewTracing(ctx context.Context, getenv func(string) string, version string, logger *slog.Logger) (*Tracing, error) {
	wanted := getenv("OTEL_EXPORTER_OTLP_ENDPOINT") != "" || getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") != ""
	if !wanted || strings.EqualFold(getenv("OTEL_SDK_DISABLED"), "true") || getenv("OTEL_TRACES_EXPORTER") == "none" {
		return NoTracing(), nil
	}
	// The exporter reads endpoint, headers, certificates and timeouts from the
	// environment itself. It connects when there is something to send.
	exporter, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, err
	}
	described, err := resource.New(ctx,
		resource.WithAttributes(attribute.String("service.name", "concur-mcp"), attribute.String("service.version", version)),
		resource.WithTelemetrySDK(), resource.WithFromEnv())
	if err != nil {
		return nil, err
	}
	return tracingTo(trace.WithBatcher(complaining{exporter, logger}), described), nil
}

// NoTracing records nothing.
func NoTracing() *Tracing {
	return &Tracing{
		tracer: noop.NewTracerProvider().Tracer(""), propagator: propagation.TraceContext{},
		end: func(context.Context) error { return nil },
	}
}

func tracingTo(sink trace.TracerProviderOption, described *resource.Resource) *Tracing {
	provider := trace.NewTracerProvider(sink, trace.WithResource(described))
	return &Tracing{
		tracer:     provider.Tracer("github.com/concur-mcp/concur-mcp"),
		propagator: propagation.TraceContext{},
		end:        provider.Shutdown,
	}
}

// Close sends what is left.
func (t *Tracing) Close(ctx context.Context) error { return t.end(ctx) }

// ToolCall begins the span of a tool call. parent holds traceparent and tracestate
// as the caller sent them in _meta (MCP 2026-07-28, basic, _meta); what is not well-formed is
// ignored. The span ends with ended.
func (t *Tracing) ToolCall(
	ctx context.Context, tool string, parent map[string]string,
) (_ context.Context, ended func(outcome string, failed bool)) {
	ctx = t.propagator.Extract(ctx, propagation.MapCarrier(parent))
	ctx, span := t.tracer.Start(ctx, "tools/call "+tool, api.WithSpanKind(api.SpanKindServer), api.WithAttributes(
		attribute.String("mcp.method.name", "tools/call"), attribute.String("gen_ai.tool.name", tool)))
	return ctx, func(outcome string, failed bool) {
		span.SetAttributes(attribute.String("concur_mcp.outcome", outcome))
		if failed {
			span.SetStatus(codes.Error, outcome)
		}
		span.End()
	}
}

// Upstream begins the span of a request to Concur, named by the operation; path is
// its template. The trace goes no further: Concur is sent no traceparent.
func (t *Tracing) Upstream(ctx context.Context, operation, method, path string) (_ context.Context, ended func(status int)) {
	ctx, span := t.tracer.Start(ctx, operation, api.WithSpanKind(api.SpanKindClient), api.WithAttributes(
		attribute.String("http.request.method", method), attribute.String("url.template", path)))
	return ctx, func(status int) {
		if status != 0 {
			span.SetAttributes(attribute.Int("http.response.status_code", status))
		}
		if status == 0 || status >= 400 {
			span.SetStatus(codes.Error, "")
		}
		span.End()
	}
}

// complaining reports to our log that spans could not be sent; the library would
// tell its own, which belongs to the whole process.
type complaining struct {
	trace.SpanExporter
	logger *slog.Logger
}

// ExportSpans implements trace.SpanExporter.
func (c complaining) ExportSpans(ctx context.Context, spans []trace.ReadOnlySpan) error {
	if err := c.SpanExporter.ExportSpans(ctx, spans); err != nil {
		c.logger.WarnContext(ctx, "spans were not sent", "spans", len(spans), "error", err)
	}
	return nil
}
