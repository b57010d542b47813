package simulator

import (
	"context"
	"net"
	"net/http"
	"os"
	"syscall"
	"time"
)

// FaultKind says what goes wrong with a call.
type FaultKind string

// Faults in place of the operation: nothing is carried out.
const (
	// TooManyRequests answers 429, with Retry-After if the fault names one.
	TooManyRequests FaultKind = "too many requests"
	// ServerError answers Status, 500 if none is given.
	ServerError FaultKind = "server error"
	// HTMLPage answers Status, 503 if none is given, with a page for people, as
	// proxies and maintenance windows do.
	HTMLPage FaultKind = "html page"
	// ExpireToken takes the access token for expired.
	ExpireToken FaultKind = "expire token"
	// ResetBefore drops the connection and does nothing.
	ResetBefore FaultKind = "reset before"
	// Stall takes the request in and does nothing, until the caller has given up.
	Stall FaultKind = "stall"
	// RefuseRefresh answers as the sign-in does to a refresh token that has ended. It is
	// for oauth_token.
	RefuseRefresh FaultKind = "refuse refresh"
)

// Faults of the answer: the operation is carried out before it.
const (
	// CommitThenDrop drops the connection after the operation is done. The caller
	// sees what it sees with ResetBefore.
	CommitThenDrop FaultKind = "commit then drop"
	// Slow holds the whole answer back for Delay.
	Slow FaultKind = "slow"
	// SlowBody sends the headers at once and waits Delay between pieces of the body.
	SlowBody FaultKind = "slow body"
	// Malformed answers 200 with JSON that breaks off, of the announced length.
	Malformed FaultKind = "malformed"
	// Truncated sends half of the announced body and drops the connection.
	Truncated FaultKind = "truncated"
	// EmptyBody leaves the body out.
	EmptyBody FaultKind = "empty body"
	// Garbage answers 200 with Bytes random bytes that claim to be JSON.
	Garbage FaultKind = "garbage"
	// WrongType calls the answer a plain text, whatever it is.
	WrongType FaultKind = "wrong type"
)

// Fault is something that goes wrong.
type Fault struct {
	// Operation is the name in the catalogue of the calls it is about; empty means
	// any.
	Operation string
	// Nth of those calls is hit, counted from 1 and from when the fault was added.
	// Zero hits every one.
	Nth  int
	Kind FaultKind
	// Status of the answer, where the kind leaves a choice.
	Status int
	// RetryAfter is the Retry-After header, in any of its forms; empty for none.
	RetryAfter string
	// Delay of the slow kinds.
	Delay time.Duration
	// Bytes is the size of Garbage.
	Bytes int
}

// plannedFault is a fault with the number of calls it was compared with.
type plannedFault struct {
	Fault
	seen int
}

func planned(faults []Fault) []*plannedFault {
	plan := make([]*plannedFault, len(faults))
	for i, fault := range faults {
		plan[i] = &plannedFault{Fault: fault}
	}
	return plan
}

// AddFault plans a fault. Where several hit the same call, the one that was added
// first is applied.
func (s *Simulator) AddFault(fault Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &plannedFault{Fault: fault})
}

// ClearFaults forgets all planned faults.
func (s *Simulator) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// nextFault counts the call against every planned fault and returns the first
// that it hits, or the zero fault.
func (s *Simulator) nextFault(operation string) Fault {
	var hit Fault
	for _, fault := range s.faults {
		if fault.Operation != "" && fault.Operation != operation {
			continue
		}
		fault.seen++
		if hit.Kind == "" && (fault.Nth == 0 || fault.Nth == fault.seen) {
			hit = fault.Fault
		}
	}
	return hit
}

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
		for i := range a.body {
			a.body[i] = byte(s.traces.random.Uint32() & 0xff)
		}
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
