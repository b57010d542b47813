package outcome

import (
	"errors"
	"fmt"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
)

// LookWith names the tool that shows whether something was made after all, where
// the answer that would have told was lost. Other errors pass as they are.
func LookWith(err error, tool string) error {
	var problem tools.Problem
	if !errors.As(err, &problem) || problem.WhatChanged() != string(tools.OutcomeUnknown) {
		return err
	}
	return &lostError{Problem: problem, tool: tool}
}

// lostError is a write whose outcome only a look can tell.
type lostError struct {
	tools.Problem
	tool string
}

// Unwrap gives the failure.
func (e *lostError) Unwrap() error { return e.Problem }

// NextStep implements tools.Problem.
func (e *lostError) NextStep() string {
	return fmt.Sprintf("Do not repeat it yet: it may have been done. Look with %s first.", e.tool)
}

// Undecided weakens "not done" to "unknown" for creations, and for deletions that would
// delete a second thing if they were repeated. That a look finds nothing proves only then
// that nothing was done, when Concur itself answered that it failed (500) or did not begin
// (503). Where the connection broke, or a gateway lost the answer (502), Concur may still
// carry the write out; after a good answer that could not be read, it is done. No page says
// how soon lists show what is new. A false "not done" leads to a second creation, a false
// "unknown" only to another look.
func Undecided(err error) error {
	const failed, unavailable = 500, 503
	notDone, is := errors.AsType[*tools.NotDoneError](err)
	if !is {
		return err
	}
	answer, is := errors.AsType[*concur.Error](notDone.Cause)
	if is && answer.Fault == concur.Broken && (answer.Status == failed || answer.Status == unavailable) {
		return err
	}
	return &tools.NotDoneError{Cause: notDone.Cause, Found: notDone.Found, Late: true}
}

// Unread is for a write that Concur took and that could not be read back.
func Unread(err error) Written {
	return Written{Note: fmt.Sprintf("Concur took it, but it could not be read back: %s.", err)}
}
