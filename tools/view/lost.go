package view

import (
	"errors"
	"fmt"

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

// Unread is for a write that Concur took and that could not be read back.
func Unread(err error) Written {
	return Written{Note: fmt.Sprintf("Concur took it, but it could not be read back: %s.", err)}
}
