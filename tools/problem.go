package tools

import (
	"fmt"
	"strings"
)

// Outcome says what a failed call left behind.
type Outcome string

// The outcomes of a failed call.
const (
	NothingChanged Outcome = "nothing_changed"
	OutcomeUnknown Outcome = "unknown"
	Changed        Outcome = "changed"
)

// Problem is an error that can tell an agent more than its text. Errors of
// other rooms satisfy it by shape; they need not import this package's types
// beyond the plain strings used here.
type Problem interface {
	error
	// WhatChanged is an Outcome: whether anything was changed.
	WhatChanged() string
	// NextStep is a sentence that says what to do now.
	NextStep() string
	// Details are facts worth keeping: Concur's error id, its correlation id, the
	// HTTP status, field by field messages.
	Details() map[string]string
}

// ArgumentError says what is wrong with an argument and what would be right.
// Nothing has been sent when it is returned.
type ArgumentError struct {
	// Argument is the name of the argument, with the path below it if nested.
	Argument string
	// Reason is a sentence about the value, without its name.
	Reason string
	// Hint says what would be right.
	Hint string
}

// Argumentf makes an ArgumentError with a formatted reason.
func Argumentf(argument, format string, args ...any) *ArgumentError {
	return &ArgumentError{Argument: argument, Reason: fmt.Sprintf(format, args...)}
}

// WithHint adds what would be right.
func (e *ArgumentError) WithHint(format string, args ...any) *ArgumentError {
	e.Hint = fmt.Sprintf(format, args...)
	return e
}

// Error implements error.
func (e *ArgumentError) Error() string {
	if e.Argument == "" {
		return e.Reason
	}
	return e.Argument + ": " + strings.TrimSuffix(e.Reason, ".")
}

// WhatChanged implements Problem: an argument is checked before anything is sent.
func (e *ArgumentError) WhatChanged() string { return string(NothingChanged) }

// NextStep implements Problem.
func (e *ArgumentError) NextStep() string {
	if e.Hint != "" {
		return e.Hint
	}
	return "Correct the argument and call again."
}

// Details implements Problem.
func (e *ArgumentError) Details() map[string]string {
	if e.Argument == "" {
		return nil
	}
	return map[string]string{"argument": e.Argument}
}

// StoppedError is a call that ended before it changed anything, of which an agent is told
// in words alone. A stop that code has to tell from others gets a type of its own.
type StoppedError struct {
	// Reason says why, without a full stop.
	Reason string
	// Next is a sentence that says what to do now.
	Next string
	// Cause is what the agent is not told; nil where there is nothing more to know.
	Cause error
}

// Error implements error.
func (e *StoppedError) Error() string { return e.Reason }

// Unwrap gives the cause.
func (e *StoppedError) Unwrap() error { return e.Cause }

// WhatChanged implements Problem.
func (*StoppedError) WhatChanged() string { return string(NothingChanged) }

// NextStep implements Problem.
func (e *StoppedError) NextStep() string { return e.Next }

// Details implements Problem.
func (*StoppedError) Details() map[string]string { return nil }
