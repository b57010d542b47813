package concur

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// step is one answer, or one failure, of a scripted upstream.
type step struct {
	status int
	after  string
	err    error
}

var (
	refusedDial  = &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	refusedProxy = &net.OpError{Op: "proxyconnect", Err: errors.New("connection refused")}
	strangeCert  = &tls.CertificateVerificationError{Err: errors.New("unknown authority")}
	resetRead    = &net.OpError{Op: "read", Err: errors.New("connection reset by peer")}
)

func TestWhatIsRepeated(t *testing.T) {
	t.Parallel()
	good := step{status: http.StatusOK}
	cases := []struct {
		name   string
		safety catalogue.Safety
		script []step
		sent   int
		status int // 0: it ends in an error
	}{
		{"a read whose answer was lost is repeated", catalogue.Safe, []step{{err: resetRead}, good}, 2, 200},
		{"a read is repeated after a 503", catalogue.Safe, []step{{status: 503}, {status: 502}, good}, 3, 200},
		{"and not for ever", catalogue.Safe, []step{{status: 500}, {status: 500}, {status: 500}, good}, 3, 500},
		{"a create whose answer was lost is not repeated", catalogue.Unsafe, []step{{err: resetRead}, good}, 1, 0},
		{"nor after a 500, which may have come late", catalogue.Unsafe, []step{{status: 500}, good}, 1, 500},
		{"nor after a 503", catalogue.Unsafe, []step{{status: 503, after: "1"}, good}, 1, 503},
		{"a change whose answer was lost is looked after by its tool", catalogue.Idempotent, []step{{err: resetRead}, good}, 1, 0},
		{"what never connected is repeated for everything", catalogue.Unsafe, []step{{err: refusedDial}, good}, 2, 200},
		{"nor has a proxy that is down passed anything on", catalogue.Unsafe, []step{{err: refusedProxy}, good}, 2, 200},
		{"nor anybody whose certificate was not trusted", catalogue.Unsafe, []step{{err: strangeCert}, good}, 2, 200},
		{"a 429 was not processed, so everything is repeated", catalogue.Unsafe, []step{{status: 429, after: "2"}, good}, 2, 200},
		{"but a long Retry-After is told instead of waited for", catalogue.Safe, []step{{status: 429, after: "11"}, good}, 1, 429},
		{"a refusal is final", catalogue.Safe, []step{{status: 404}, good}, 1, 404},
		{"what was held back on our side is not repeated", catalogue.Safe, []step{{err: unsent{errors.New("held")}}, good}, 1, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			upstream := &script{steps: c.script}
			response, err := retrying(noPause, upstream).RoundTrip(ticketed(t.Context(), t, c.safety))
			assert.Equal(t, c.sent, upstream.sent)
			assert.NotContains(t, upstream.bodies[1:], "", "a repeated request carries its body again")
			if c.status == 0 {
				require.Error(t, err)
				return
			}
			require.NoError(t, err)
			require.NoError(t, response.Body.Close())
			assert.Equal(t, c.status, response.StatusCode)
		})
	}
}

func TestRetriesStayInTheTimeOfTheCall(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	upstream := &script{steps: []step{{status: 503, after: "9"}, {status: http.StatusOK}}}
	response, err := retrying(noPause, upstream).RoundTrip(ticketed(ctx, t, catalogue.Safe))
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	assert.Equal(t, 1, upstream.sent, "nine seconds do not fit into five")
}

func TestWaitingEndsWithTheCall(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	upstream := &script{steps: []step{{status: 503}, {status: http.StatusOK}}}
	impatient := func(ctx context.Context, _ time.Duration) error {
		cancel()
		return pause(ctx, time.Hour)
	}
	_, err := retrying(impatient, upstream).RoundTrip(ticketed(ctx, t, catalogue.Safe)) //nolint:bodyclose // There is no response.
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, 1, upstream.sent)
}

func TestRetryAfterIsSecondsOrADate(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		want time.Duration
		ok   bool
	}{
		"7": {7 * time.Second, true}, " 7 ": {7 * time.Second, true}, "": {0, false}, "soon": {0, false}, "-3": {0, false},
		"Sun, 06 Nov 1994 08:49:37 GMT": {0, true}, "9223372037": {24 * time.Hour, true}, "99999999999999999999": {0, false},
	}
	for value, c := range cases {
		response := &http.Response{Header: http.Header{"Retry-After": {value}}}
		got, ok := retryAfter(response)
		assert.Equal(t, c.ok, ok, value)
		assert.Equal(t, c.want, got, value)
	}
}

// script answers with one step after the other.
type script struct {
	steps  []step
	sent   int
	bodies []string
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	if err := r.Body.Close(); err != nil {
		return nil, err
	}
	s.bodies = append(s.bodies, string(body))
	next := s.steps[s.sent]
	s.sent++
	if next.err != nil {
		return nil, next.err
	}
	header := http.Header{}
	if next.after != "" {
		header.Set("Retry-After", next.after)
	}
	return &http.Response{StatusCode: next.status, Header: header, Body: io.NopCloser(strings.NewReader("{}"))}, nil
}

func noPause(context.Context, time.Duration) error { return nil }

func ticketed(ctx context.Context, t *testing.T, safety catalogue.Safety) *http.Request {
	t.Helper()
	ctx = withTicket(ctx, &ticket{operation: catalogue.Operation{Name: "op", Safety: safety}})
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://us2.api.concursolutions.com/x", strings.NewReader("body"))
	require.NoError(t, err)
	return r
}

// handle is an open body; it knows when it was closed.
type handle struct {
	io.Reader
	closed *atomic.Int32
}

func (h handle) Close() error {
	h.closed.Add(1)
	return nil
}

func TestNoContentOfAnUploadStaysOpen(t *testing.T) {
	t.Parallel()
	unreachable := func(*http.Request) (*http.Response, error) { return nil, refusedDial }
	heldBack := func(*http.Request) (*http.Response, error) { return nil, unsent{errors.New("held back")} }
	cases := map[string]struct {
		upstream http.RoundTripper
		wait     error
	}{
		"held back before it left":     {roundTripper(heldBack), nil},
		"never connected, three times": {roundTripper(unreachable), nil},
		"taken":                        {&script{steps: []step{{status: http.StatusOK}}}, nil},
		"repeated":                     {&script{steps: []step{{status: http.StatusTooManyRequests}, {status: http.StatusOK}}}, nil},
		"to be repeated far too late":  {&script{steps: []step{{status: http.StatusTooManyRequests, after: "9"}}}, nil},
		"given up while it was paused": {&script{steps: []step{{status: http.StatusTooManyRequests}}}, context.Canceled},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var opened, closed atomic.Int32
			file := &Upload{MediaType: "image/png", Size: 4, Open: func() (io.ReadCloser, error) {
				opened.Add(1)
				return handle{strings.NewReader("body"), &closed}, nil
			}}
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			r := ticketed(ctx, t, catalogue.Unsafe)
			ticketOf(r).upload = file
			pausing := func(context.Context, time.Duration) error { return c.wait }
			response, err := sized(retrying(pausing, c.upstream)).RoundTrip(r)
			if err == nil {
				require.NoError(t, response.Body.Close())
			}
			assert.GreaterOrEqual(t, closed.Load(), opened.Load(), "closing twice does no harm")
		})
	}
}
