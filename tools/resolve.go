package tools

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Resolve finds out what became of a write whose answer was lost, by a look that the look
// after a crash can share. Its error is nil when the write is known to have been done: err
// was nil, or the look says so. Where the answer was lost and the write is there all the
// same, found tells what the look saw; where the answer came, it is empty. It never repeats
// anything.
func Resolve(ctx context.Context, err error, look func(context.Context) (Seen, error)) (found string, _ error) {
	problem, lost := errors.AsType[Problem](err)
	if !lost || problem.WhatChanged() != string(OutcomeUnknown) || ctx.Err() != nil {
		return "", err
	}
	seen, lookErr := look(ctx)
	switch {
	case lookErr != nil:
		return "", err // still unknown, and the first error says so
	case seen.Verdict == Done:
		return "Concur's answer was lost. " + seen.Found, nil
	case seen.Verdict == NotDone:
		return "", &NotDoneError{Cause: err, Found: seen.Found, Late: isLate(err, problem)}
	default:
		return "", &UnsureError{Cause: err, Found: seen.Found}
	}
}

// isLate reports whether time ran out: for this server, or for Concur's and its gateway's
// (408, 504), behind which the work may go on.
func isLate(err error, problem Problem) bool {
	return errors.Is(err, context.DeadlineExceeded) || slices.Contains([]string{"408", "504"}, problem.Details()["http_status"])
}

// NotDoneError says that a write whose answer was lost has not taken effect.
type NotDoneError struct {
	Cause error
	// Found is a sentence on what the look saw; it may be empty.
	Found string
	// Late is set when the answer was only waited for too long. Concur may still be
	// working on the request then, so nobody can say yet that it was not done.
	Late bool
}

// Error implements error.
func (e *NotDoneError) Error() string {
	text := fmt.Sprintf("%s; a look afterwards shows that it was not done", e.Cause)
	if e.Late {
		text += " so far"
	}
	return following(text, e.Found)
}

// following puts what a look found behind a text.
func following(text, found string) string {
	if found == "" {
		return text
	}
	return text + ". " + strings.TrimSuffix(found, ".")
}

// Unwrap gives the failure.
func (e *NotDoneError) Unwrap() error { return e.Cause }

// WhatChanged implements Problem.
func (e *NotDoneError) WhatChanged() string {
	if e.Late {
		return string(OutcomeUnknown)
	}
	return string(NothingChanged)
}

// NextStep implements Problem.
func (e *NotDoneError) NextStep() string {
	if e.Late {
		return "Look again in a minute, and call again only if it still is not done."
	}
	return "It is safe to call again."
}

// Details implements Problem.
func (e *NotDoneError) Details() map[string]string {
	if problem, ok := errors.AsType[Problem](e.Cause); ok {
		return problem.Details()
	}
	return nil
}

// UnsureError says that a look could not tell whether a write was done whose answer was
// lost.
type UnsureError struct {
	Cause error
	// Found is a sentence on what was found, or what to look at.
	Found string
}

// Error implements error.
func (e *UnsureError) Error() string {
	return following(fmt.Sprintf("%s; a look afterwards cannot tell whether it was done", e.Cause), e.Found)
}

// Unwrap gives the failure.
func (e *UnsureError) Unwrap() error { return e.Cause }

// WhatChanged implements Problem.
func (e *UnsureError) WhatChanged() string { return string(OutcomeUnknown) }

// NextStep implements Problem.
func (e *UnsureError) NextStep() string {
	return "Do not repeat it yet: it may have been done. Look first, and call again only if it is not there."
}

// Details implements Problem.
func (e *UnsureError) Details() map[string]string {
	if problem, ok := errors.AsType[Problem](e.Cause); ok {
		return problem.Details()
	}
	return nil
}
