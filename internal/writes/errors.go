package writes

import (
	"fmt"
	"time"

	"github.com/concur-mcp/concur-mcp/tools"
)

// unrecorded is a write that was not sent because it could not be recorded first: a failure
// of the store or the journal, unless it says itself what it is.
func unrecorded(err error) error {
	if problem, ok := err.(tools.Problem); ok { //nolint:errorlint // Only one that is about this.
		return problem
	}
	return &tools.StoppedError{
		Reason: "the write was not sent, because it could not be recorded first: the store of this server does not work",
		Next:   "Try again in a minute; if it comes back, tell the operator of this server (concur-mcp doctor).",
		Cause:  err,
	}
}

// partlyError is a call that failed after some of its writes were done.
type partlyError struct {
	tools.Problem
	done int
}

// Error implements error.
func (e *partlyError) Error() string {
	return fmt.Sprintf("%s; before that, %d of its writes were done", e.Problem.Error(), e.done)
}

// Unwrap gives the failure.
func (e *partlyError) Unwrap() error { return e.Problem }

// WhatChanged implements tools.Problem.
func (*partlyError) WhatChanged() string { return string(tools.Changed) }

// NextStep implements tools.Problem.
func (e *partlyError) NextStep() string {
	return "Read what it was about before you go on, since a part of it was done. " + e.Problem.NextStep()
}

// earlierError is a call with a key of which an earlier one has not ended, or nobody knows
// how.
type earlierError struct {
	at, now time.Time
	seen    tools.Seen
}

// Error implements error.
func (e *earlierError) Error() string {
	text := fmt.Sprintf("a call with this idempotency_key was made %s, and it is not known how it ended", ago(e.now, e.at))
	if e.seen.Found != "" {
		text += "; a look now: " + e.seen.Found
	}
	return text
}

// WhatChanged implements tools.Problem: it is about the earlier call.
func (e *earlierError) WhatChanged() string {
	switch e.seen.Verdict {
	case tools.Done:
		return string(tools.Changed)
	case tools.NotDone:
		return string(tools.NothingChanged)
	default:
		return string(tools.OutcomeUnknown)
	}
}

// NextStep implements tools.Problem.
func (e *earlierError) NextStep() string {
	switch e.seen.Verdict {
	case tools.Done:
		return "It was done: do not repeat it."
	case tools.NotDone:
		return "It was not done so far. If no other call with this key is still running, make it again with a new key."
	default:
		return "Wait a minute and call again with the same key, or look for what it would have made; do not use another key before."
	}
}

// Details implements tools.Problem.
func (e *earlierError) Details() map[string]string {
	return map[string]string{"first_call": e.at.UTC().Format(time.RFC3339)}
}
