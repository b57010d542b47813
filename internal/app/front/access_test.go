package front_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/app/front"
	"github.com/concur-mcp/concur-mcp/internal/telemetry"
)

// kept gives a handler behind a journal, and the journal's log.
func kept(handler http.HandlerFunc) (http.Handler, *bytes.Buffer) {
	var log bytes.Buffer
	journal := front.Journal{
		Logger: telemetry.NewJSONLogger(&log, slog.LevelInfo), Metrics: telemetry.NewMetrics("1"),
		Route: func(r *http.Request) string {
			if r.URL.Path == "/healthz" {
				return "/healthz"
			}
			return "/connect/{link}"
		},
		Quiet: []string{"/healthz"},
	}
	return journal.Keep(handler), &log
}

func TestALineHasNeitherPathNorQuery(t *testing.T) {
	t.Parallel()
	handler, log := kept(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusGone)
		_, _ = io.WriteString(w, "used")
	})
	recorder := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/connect/hidden?code=hidden", nil)
	r.Header.Set("X-Request-Id", "hidden")
	r.Header.Set("Authorization", "Bearer hidden")
	handler.ServeHTTP(recorder, r)
	assert.Contains(t, log.String(), `"msg":"http request","method":"GET","route":"/connect/{link}","status":410,"bytes":4`)
	assert.Contains(t, log.String(), `"client":"192.0.2.1"`)
	assert.NotContains(t, log.String(), "hidden")
	id := recorder.Header().Get("X-Request-Id")
	assert.NotEqual(t, "hidden", id, "a caller does not choose the name")
	assert.Contains(t, log.String(), `"request_id":"`+id+`"`)
}

func TestProbesAreNotLogged(t *testing.T) {
	t.Parallel()
	handler, log := kept(func(http.ResponseWriter, *http.Request) {})
	handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/healthz", nil))
	assert.Empty(t, log.String())
}

func TestAPanicIsAnswered(t *testing.T) {
	t.Parallel()
	handler, log := kept(func(http.ResponseWriter, *http.Request) { panic("hidden") })
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/mcp", nil))
	assert.Equal(t, http.StatusInternalServerError, recorder.Code)
	assert.Contains(t, recorder.Body.String(), recorder.Header().Get("X-Request-Id"))
	assert.Contains(t, log.String(), `"status":500`)
	assert.Contains(t, log.String(), "access_test.go", "the place is logged")
	assert.NotContains(t, log.String()+recorder.Body.String(), "hidden")
}

func TestAPanicInTheMiddleOfAnAnswerCutsItOff(t *testing.T) {
	t.Parallel()
	handler, log := kept(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "half")
		panic("a mistake")
	})
	server := httptest.NewServer(handler)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, http.NoBody)
	require.NoError(t, err)
	response, err := plain().Do(request)
	if err == nil { // How much got out before the cut is up to the buffers.
		_, err = io.ReadAll(response.Body)
		require.NoError(t, response.Body.Close())
	}
	server.Close() // It waits for the handler.
	require.Error(t, err, "it would look like a whole answer")
	assert.Contains(t, log.String(), "a handler panicked")
}

func TestStreamsCanFlush(t *testing.T) {
	t.Parallel()
	handler, _ := kept(func(w http.ResponseWriter, _ *http.Request) {
		flusher, ok := w.(http.Flusher)
		if assert.True(t, ok) {
			flusher.Flush()
		}
		assert.NoError(t, http.NewResponseController(w).Flush())
	})
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/mcp", nil))
	assert.True(t, recorder.Flushed)
}
