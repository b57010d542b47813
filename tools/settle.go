package tools

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Settle finds out what became of a write whose answer was lost. It returns nil
// when the write is known to have been done: err was nil, or done says so. It
// never repeats anything.
func Settle(ctx context.Context, err error, done func(context.Context) (bool, error)) error {
	if err == nil {
		return nil
	}
	var problem Problem
	if !errors.As(err, &problem) || problem.WhatChanged() != string(OutcomeUnknown) || ctx.Err() != nil {
		return err
	}
	happened, lookErr := done(ctx)
	switch {
	case lookErr != nil:
		return err // still unknown, and the first error says so
	case happened:
		return nil
	default:
		return &NotDoneError{Cause: err, Late: isLate(err, problem)}
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
	// Late is set when the answer was only waited for too long. Concur may still be
	// working on the request then, so nobody can say yet that it was not done.
	Late bool
}

// Error implements error.
func (e *NotDoneError) Error() string {
	if e.Late {
		return fmt.Sprintf("%s; a look afterwards shows that it was not done so far", e.Cause)
	}
	return fmt.Sprintf("%s; a look afterwards shows that it was not done", e.Cause)
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
