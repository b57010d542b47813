package simulator

import "time"

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
	// After narrows them to those that come after a call of this operation; empty for all.
	After string
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

// plannedFault is a fault with the number of calls it was compared with, and whether
// the one that it comes after has come.
type plannedFault struct {
	Fault
	seen int
	due  bool
}

// concerns reports whether a fault is about a call, and notes the call.
func (f *plannedFault) concerns(operation string) bool {
	due := f.due || f.After == ""
	f.due = f.due || operation == f.After
	return due && (f.Operation == "" || f.Operation == operation)
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
		if !fault.concerns(operation) {
			continue
		}
		fault.seen++
		if hit.Kind == "" && (fault.Nth == 0 || fault.Nth == fault.seen) {
			hit = fault.Fault
		}
	}
	return hit
}
