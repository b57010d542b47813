package front

import (
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/telemetry"
)

// requestIDHeader tells a client the name that its request has in the log.
const requestIDHeader = "X-Request-Id"

// Journal names, logs and counts requests.
type Journal struct {
	Logger *slog.Logger
	// Metrics count requests; nil does without.
	Metrics *telemetry.Metrics
	// Route says where a request goes, in words of the program: paths hold the
	// secrets of links, and queries those of Concur's redirects.
	Route func(*http.Request) string
	// Quiet routes are logged for debugging only: probes come every few seconds.
	Quiet []string
}

// Keep wraps a handler. It writes a line for every request when it is answered, and
// answers for a handler that panics.
func (j Journal) Keep(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := telemetry.NewRequestID()
		w.Header().Set(requestIDHeader, id)
		r = r.WithContext(telemetry.WithRequestID(r.Context(), id))
		a := &answer{ResponseWriter: w}
		route, begin := j.Route(r), time.Now()
		if j.Metrics != nil {
			j.Metrics.HTTPBegan()
		}
		defer func() {
			if caught := recover(); caught != nil {
				j.catch(a, r, route, caught)
			}
			j.write(a, r, route, time.Since(begin))
		}()
		next.ServeHTTP(a, r)
	})
}

// catch answers for a handler that panicked. What the panic carries may be anybody's
// input, so it is not logged but for its place.
func (j Journal) catch(a *answer, r *http.Request, route string, caught any) {
	if caught == http.ErrAbortHandler { //nolint:errorlint // It is a panic's value, compared as net/http does.
		a.cut = true
		return
	}
	j.Logger.ErrorContext(r.Context(), "a handler panicked", "route", route, "stack", string(debug.Stack()))
	if a.status == 0 {
		http.Error(a, "The server made a mistake. Its log has it under "+a.Header().Get(requestIDHeader)+".", http.StatusInternalServerError)
		return
	}
	a.cut = true
}

func (j Journal) write(a *answer, r *http.Request, route string, took time.Duration) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	level := slog.LevelInfo
	for _, quiet := range j.Quiet {
		if route == quiet {
			level = slog.LevelDebug
		}
	}
	client := r.RemoteAddr
	if address := addressOf(client); address.IsValid() {
		client = address.String()
	}
	j.Logger.LogAttrs(r.Context(), level, "http request",
		slog.String("method", telemetry.MethodName(r.Method)), slog.String("route", route), slog.Int("status", a.status),
		slog.Int64("bytes", a.bytes), slog.Duration("took", took), slog.String("client", client))
	if j.Metrics != nil {
		j.Metrics.HTTPEnded(route, r.Method, a.status)
	}
	if a.cut { // The client has to see that the answer is not whole.
		panic(http.ErrAbortHandler)
	}
}

// answer watches what a handler answers.
type answer struct {
	http.ResponseWriter
	status int
	bytes  int64
	cut    bool
}

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(status int) {
	if a.status == 0 && status >= http.StatusOK { // An informational one is not the last word.
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (a *answer) Write(p []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	n, err := a.ResponseWriter.Write(p)
	a.bytes += int64(n)
	return n, err
}

// Flush implements http.Flusher, which streams ask for by its type.
func (a *answer) Flush() {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	_ = http.NewResponseController(a.ResponseWriter).Flush() // Who cannot flush has no buffer.
}

// Unwrap is how http.ResponseController finds the rest.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }
