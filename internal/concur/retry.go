package concur

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

const (
	// mostAttempts is the first try and two more.
	mostAttempts = 3
	// longestWait is how long a Retry-After is honoured; a longer one is told to
	// the agent instead.
	longestWait = 10 * time.Second
	firstPause  = 200 * time.Millisecond
	// mostSeconds of a Retry-After are believed, which is a day.
	mostSeconds = 24 * 60 * 60
)

// retrying repeats what may be repeated. Requests that certainly were not
// processed (no connection was made, 429) are repeated for every operation;
// those whose answer was lost, or that failed inside of Concur, only when the
// operation is safe. Writes are looked after by whoever sent them.
func retrying(pause func(context.Context, time.Duration) error, next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		for attempt := 1; ; attempt++ {
			response, err := next.RoundTrip(r)
			if err != nil && r.Body != nil {
				_ = r.Body.Close() // What was held back never came to who closes it.
			}
			wait, again := retryIn(r, response, err, attempt)
			if !again || attempt == mostAttempts || overBudget(r.Context(), wait) {
				return response, err
			}
			if response != nil {
				drain(response)
			}
			if err := pause(r.Context(), wait); err != nil {
				return nil, unsent{err}
			}
			if r, err = rewind(r); err != nil {
				return nil, unsent{err}
			}
		}
	})
}

// retryIn decides whether a request is worth another try, and when.
func retryIn(r *http.Request, response *http.Response, err error, attempt int) (time.Duration, bool) {
	t := ticketOf(r)
	safe := t != nil && t.operation.Safety == catalogue.Safe
	backoff := firstPause << (attempt - 1)
	backoff += rand.N(backoff / 2) //nolint:gosec // Jitter needs no secrecy.
	if err != nil {
		return backoff, r.Context().Err() == nil && (neverConnected(err) || (safe && !isUnsent(err)))
	}
	if after, ok := retryAfter(response); ok {
		backoff = after
	}
	switch response.StatusCode {
	case http.StatusTooManyRequests:
		return backoff, backoff <= longestWait
	case http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return backoff, safe && backoff <= longestWait
	default:
		return 0, false
	}
}

// neverConnected reports whether there was no connection to send anything over:
// none was made, the proxy made none, or it was not with Concur.
func neverConnected(err error) bool {
	if operation, ok := errors.AsType[*net.OpError](err); ok && (operation.Op == "dial" || operation.Op == "proxyconnect") {
		return true
	}
	_, ok := errors.AsType[*tls.CertificateVerificationError](err)
	return ok
}

func isUnsent(err error) bool {
	var u unsent
	return errors.As(err, &u)
}

// overBudget reports whether waiting would use up the time of the whole call.
func overBudget(ctx context.Context, wait time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return ok && time.Until(deadline) <= wait
}

// retryAfter reads the header, in seconds or as a date (RFC 9110, 10.2.3).
func retryAfter(response *http.Response) (time.Duration, bool) {
	value := response.Header.Get("Retry-After")
	if value == "" {
		return 0, false
	}
	if seconds, err := strconv.Atoi(strings.TrimSpace(value)); err == nil && seconds >= 0 {
		return time.Duration(min(seconds, mostSeconds)) * time.Second, true
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(0, time.Until(at)), true
	}
	return 0, false
}

func pause(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

var errReadOnce = errors.New("a body that can be read only once")

// rewind gives the request with its body from the beginning. Whoever asks for it
// sends it, since the body is open.
func rewind(r *http.Request) (*http.Request, error) {
	clone := r.Clone(r.Context())
	if r.Body == nil || r.Body == http.NoBody {
		return clone, nil
	}
	if r.GetBody == nil {
		return nil, errReadOnce
	}
	body, err := r.GetBody()
	if err != nil {
		return nil, err
	}
	clone.Body = body
	return clone, nil
}

// peek reads the beginning of an answer and leaves the whole of it to be read.
func peek(response *http.Response) string {
	const enough = 4 << 10
	head, _ := io.ReadAll(io.LimitReader(response.Body, enough))
	response.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(head), response.Body), response.Body}
	return string(head)
}

// drain lets the connection of an answer that nobody wants be used again.
func drain(response *http.Response) {
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 64<<10))
	_ = response.Body.Close()
}
