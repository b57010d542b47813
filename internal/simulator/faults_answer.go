package simulator

import (
	"context"
	"net"
	"net/http"
	"os"
	"syscall"
	"time"
)

// instead is the reply of a fault that takes the place of the operation.
func (f Fault) instead(c *call) (reply, bool) {
	switch f.Kind {
	case TooManyRequests:
		return f.retryLater(refuse(c, http.StatusTooManyRequests, "Too many requests")), true
	case ServerError:
		return f.retryLater(refuse(c, statusOr(f.Status, http.StatusInternalServerError), "Internal error")), true
	case HTMLPage:
		page := "<!DOCTYPE html><html><head><title>Maintenance</title></head><body><h1>We will be back soon</h1></body></html>"
		return reply{
			status: statusOr(f.Status, http.StatusServiceUnavailable),
			body:   raw{mediaType: "text/html; charset=utf-8", bytes: []byte(page)},
		}, true
	case ExpireToken:
		return refuseToken(c), true
	case RefuseRefresh:
		return refuseOAuth(badRefreshToken()), true
	case ResetBefore, Stall:
		return reply{}, true
	case CommitThenDrop, Slow, SlowBody, Malformed, Truncated, EmptyBody, Garbage, WrongType:
	}
	return reply{}, false
}

func (f Fault) retryLater(r reply) reply {
	if f.RetryAfter != "" {
		r.header = http.Header{"Retry-After": {f.RetryAfter}}
	}
	return r
}

// spoil does to an answer what the fault says, as far as it concerns its content.
func (s *Simulator) spoil(a answer, fault Fault) answer {
	a.fault = fault
	switch fault.Kind {
	case Malformed:
		a.status, a.body = http.StatusOK, []byte(`{"Items": [{"ID": "`)
		a.header.Set("Content-Type", "application/json")
	case Garbage:
		a.status, a.body = http.StatusOK, make([]byte, fault.Bytes)
		s.scatter(a.body)
		a.header.Set("Content-Type", "application/json")
	case EmptyBody:
		a.body = nil
		a.header.Del("Content-Type")
	case WrongType:
		if len(a.body) > 0 {
			a.header.Set("Content-Type", "text/plain; charset=utf-8")
		}
	case Truncated, SlowBody, Slow, TooManyRequests, ServerError, HTMLPage, ExpireToken, ResetBefore, CommitThenDrop, Stall, RefuseRefresh:
	}
	return a
}

// unanswered waits as long as the fault holds an answer back, and gives what the caller
// sees where none comes at all.
func (f Fault) unanswered(ctx context.Context) error {
	switch f.Kind {
	case Slow:
		return pause(ctx, f.Delay)
	case Stall:
		<-ctx.Done()
		return ctx.Err()
	case ResetBefore, CommitThenDrop:
		return errReset()
	default:
		return nil
	}
}

// scatter fills a body with random bytes. They come again after a while: to make many MB
// of them takes longer than to send them.
func (s *Simulator) scatter(body []byte) {
	const enough = 64 << 10
	random := body[:min(len(body), enough)]
	for i := range random {
		random[i] = byte(s.traces.random.Uint32() & 0xff)
	}
	for filled := len(random); filled < len(body); {
		filled += copy(body[filled:], random)
	}
}

func statusOr(status, otherwise int) int {
	if status == 0 {
		return otherwise
	}
	return status
}

// errReset is what a caller sees of a connection that the other side dropped
// after the request was sent.
func errReset() error {
	return &net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("read", syscall.ECONNRESET)}
}

// pause waits, unless the context ends first.
func pause(ctx context.Context, duration time.Duration) error {
	if duration <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(duration)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
