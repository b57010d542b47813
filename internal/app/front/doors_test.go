package front_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/app/front"
)

// plain is a client that waits for as long as a test may take.
func plain() *http.Client { return &http.Client{Timeout: time.Minute} }

func nothing(context.Context) error { return nil }

func listen(t *testing.T) net.Listener {
	t.Helper()
	var config net.ListenConfig
	listener, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	return listener
}

func get(t *testing.T, client *http.Client, url string) (int, string, error) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	require.NoError(t, err)
	response, err := client.Do(request)
	if err != nil {
		return 0, "", err
	}
	text, err := io.ReadAll(response.Body)
	return response.StatusCode, string(text), errors.Join(err, response.Body.Close())
}

func TestARunningRequestFinishesWhenTheServerEnds(t *testing.T) {
	t.Parallel()
	running, drained := make(chan struct{}), make(chan struct{})
	listener := listen(t)
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(running)
		<-drained // The end has begun.
		assert.NoError(t, r.Context().Err(), "the end does not cancel what runs")
		_, _ = io.WriteString(w, "whole")
	})
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	doors := front.Doors{Logger: slog.New(slog.DiscardHandler), Patience: time.Minute, Drain: func(context.Context) error {
		close(drained)
		return nil
	}}
	go func() { ended <- doors.Serve(ctx, front.Door{Listener: listener, Handler: handler}) }()
	go func() { <-running; end() }()
	status, text, err := get(t, plain(), "http://"+listener.Addr().String())
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, status)
	assert.Equal(t, "whole", text)
	require.NoError(t, <-ended)
	_, _, err = get(t, plain(), "http://"+listener.Addr().String())
	assert.Error(t, err, "nobody new is let in")
}

func TestARequestThatDoesNotFinishIsCutOff(t *testing.T) {
	t.Parallel()
	running := make(chan struct{})
	listener := listen(t)
	handler := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(running)
		<-r.Context().Done()
	})
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	doors := front.Doors{Logger: slog.New(slog.DiscardHandler), Patience: time.Millisecond, Drain: nothing}
	go func() { ended <- doors.Serve(ctx, front.Door{Listener: listener, Handler: handler}) }()
	go func() { <-running; end() }()
	_, _, err := get(t, plain(), "http://"+listener.Addr().String())
	require.Error(t, err)
	require.NoError(t, <-ended)
}

func TestADoorThatBreaksEndsTheServer(t *testing.T) {
	t.Parallel()
	good, broken := listen(t), listen(t)
	require.NoError(t, broken.Close())
	doors := front.Doors{Logger: slog.New(slog.DiscardHandler), Patience: time.Minute, Drain: nothing}
	err := doors.Serve(t.Context(), front.Door{Listener: good, Handler: http.NotFoundHandler()},
		front.Door{Listener: broken, Handler: http.NotFoundHandler()})
	assert.Error(t, err)
}

func TestADoorWithACertificateSpeaksHTTPS(t *testing.T) {
	t.Parallel()
	chain, key := issue(t, t.TempDir(), 1)
	certificate, err := front.LoadCertificate(chain, key, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	listener := listen(t)
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	doors := front.Doors{Logger: slog.New(slog.DiscardHandler), Patience: time.Minute, Drain: nothing}
	go func() {
		ended <- doors.Serve(ctx, front.Door{Listener: listener, Handler: front.Alive(), TLS: certificate.Config()})
	}()
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, ForceAttemptHTTP2: true}
	defer transport.CloseIdleConnections()
	status, text, err := get(t, &http.Client{Transport: transport}, "https://"+listener.Addr().String())
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, status)
	assert.Equal(t, "ok\n", text)
	status, _, err = get(t, plain(), "http://"+listener.Addr().String())
	require.NoError(t, err)
	assert.Equal(t, http.StatusBadRequest, status, "plain text is not answered")
	end()
	require.NoError(t, <-ended)
}

func TestReadyTellsOfTheStore(t *testing.T) {
	t.Parallel()
	var problem error
	listener := listen(t)
	ready := front.Ready(slog.New(slog.DiscardHandler), func(ctx context.Context) error {
		_, bounded := ctx.Deadline()
		assert.True(t, bounded, "a probe does not wait for ever")
		return problem
	})
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	doors := front.Doors{Logger: slog.New(slog.DiscardHandler), Patience: time.Minute, Drain: nothing}
	go func() { ended <- doors.Serve(ctx, front.Door{Listener: listener, Handler: ready}) }()
	status, _, err := get(t, plain(), "http://"+listener.Addr().String())
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, status)
	problem = errors.New("postgres://user:hidden@db is away")
	status, text, err := get(t, plain(), "http://"+listener.Addr().String())
	require.NoError(t, err)
	assert.Equal(t, http.StatusServiceUnavailable, status)
	assert.Equal(t, "the store cannot be reached\n", text)
	end()
	require.NoError(t, <-ended)
}
