package telemetry

import (
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics counts what a server does, in a registry of its own. No label holds an
// argument, an id or a name of a person: all of them are words of the program.
type Metrics struct {
	registry     *prometheus.Registry
	calls        *prometheus.CounterVec
	durations    *prometheus.HistogramVec
	upstream     *prometheus.CounterVec
	refreshes    *prometheus.CounterVec
	signIns      *prometheus.CounterVec
	httpRequests *prometheus.CounterVec
	httpOpen     prometheus.Gauge
}

const namespace = "concur_mcp"

// NewMetrics makes the counters of a process.
func NewMetrics(version string) *Metrics {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help}, labels)
	}
	m := &Metrics{
		registry:  prometheus.NewRegistry(),
		calls:     counter("tool_calls_total", "Tool calls by how they ended.", "tool", "outcome"),
		upstream:  counter("upstream_requests_total", "Requests to Concur by operation and HTTP status; 0 is no answer.", "operation", "status"),
		refreshes: counter("token_refreshes_total", "Refreshes of access tokens by how they ended.", "kind", "result"),
		signIns:   counter("sign_ins_total", "Grants of Concur for new connections by how they ended.", "grant", "result"),
		durations: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: namespace, Name: "tool_call_duration_seconds", Help: "How long tool calls took.",
			Buckets: []float64{.01, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60},
		}, []string{"tool"}),
		httpRequests: counter("http_requests_total", "HTTP requests by where they went and how they were answered.", "route", "method", "status"),
		httpOpen: prometheus.NewGauge(prometheus.GaugeOpts{
			Namespace: namespace, Name: "http_requests_open", Help: "HTTP requests that are being answered, streams included.",
		}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Namespace: namespace, Name: "build_info", Help: "Always 1; the label is the version.",
		ConstLabels: prometheus.Labels{"version": version},
	})
	build.Set(1)
	m.registry.MustRegister(m.calls, m.durations, m.upstream, m.refreshes, m.signIns, m.httpRequests, m.httpOpen, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// ToolCall counts a call of a tool.
func (m *Metrics) ToolCall(tool, outcome string, took time.Duration) {
	m.calls.WithLabelValues(tool, outcome).Inc()
	m.durations.WithLabelValues(tool).Observe(took.Seconds())
}

// Upstream counts a request to Concur; status 0 stands for no answer.
func (m *Metrics) Upstream(operation string, status int) {
	m.upstream.WithLabelValues(operation, strconv.Itoa(status)).Inc()
}

// Refresh counts a refresh of an access token.
func (m *Metrics) Refresh(kind, result string) { m.refreshes.WithLabelValues(kind, result).Inc() }

// SignIn counts a grant that would make a connection, such as of an authorization code.
func (m *Metrics) SignIn(grant, result string) { m.signIns.WithLabelValues(grant, result).Inc() }

// HTTPBegan counts a request that is being answered.
func (m *Metrics) HTTPBegan() { m.httpOpen.Inc() }

// HTTPEnded counts a request that was answered.
func (m *Metrics) HTTPEnded(route, method string, status int) {
	m.httpOpen.Dec()
	m.httpRequests.WithLabelValues(route, MethodName(method), strconv.Itoa(status)).Inc()
}

// MethodName is the method of a request, or "other" where a client made one up: labels are few, and lines of the log short.
func MethodName(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodDelete, http.MethodOptions:
		return method
	default:
		return "other"
	}
}

// Handler is the page that Prometheus reads.
func (m *Metrics) Handler(logger *slog.Logger) http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{
		ErrorLog:      slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
		ErrorHandling: promhttp.ContinueOnError,
	})
}
