package mcpserver

import (
	"errors"
	"fmt"
	"maps"
	"strconv"
	"time"

	"github.com/concur-mcp/concur-mcp/tools"
)

// unfinishedError is an errand that still waits for a person: the agent passes the
// link on.
type unfinishedError struct {
	errand  Errand
	message string
}

// Error implements error.
func (e *unfinishedError) Error() string { return e.message }

// WhatChanged implements tools.Problem: the tool was not run, or changed nothing.
func (*unfinishedError) WhatChanged() string { return string(tools.NothingChanged) }

// NextStep implements tools.Problem.
func (e *unfinishedError) NextStep() string {
	again := "call again"
	if argument := e.errand.Argument; argument != nil {
		again = fmt.Sprintf("call again with %s: %q", argument.Name, argument.Value)
	}
	if e.errand.URL == "" {
		return "Ask the user to finish it, then " + again + "."
	}
	return fmt.Sprintf("Ask the user to open %s in a browser before %s, then %s.",
		e.errand.URL, e.errand.Expires.UTC().Format(time.RFC3339), again)
}

// Details implements tools.Problem.
func (e *unfinishedError) Details() map[string]string {
	details := map[string]string{}
	if e.errand.URL != "" {
		details["link"], details["link_expires"] = e.errand.URL, e.errand.Expires.UTC().Format(time.RFC3339)
	}
	if argument := e.errand.Argument; argument != nil {
		details["repeat_with"] = argument.member()
	}
	return details
}

// member is the argument as JSON.
func (a Argument) member() string {
	return fmt.Sprintf("{%s:%s}", strconv.Quote(a.Name), strconv.Quote(a.Value))
}

// keptError is a call that failed after its errand and changed nothing: what the person
// brought is still there.
type keptError struct {
	tools.Problem
	argument Argument
}

// keeping tells the agent of what a person brought to a call that failed, so that nobody
// is sent again.
func keeping(argument *Argument, err error) error {
	problem, ok := errors.AsType[tools.Problem](err)
	if argument == nil || !ok || problem.WhatChanged() != string(tools.NothingChanged) {
		return err
	}
	return &keptError{problem, *argument}
}

// NextStep implements tools.Problem.
func (e *keptError) NextStep() string {
	return fmt.Sprintf("%s Repeat the call with %s: %q, so that nobody has to do it again.",
		e.Problem.NextStep(), e.argument.Name, e.argument.Value)
}

// Details implements tools.Problem.
func (e *keptError) Details() map[string]string {
	details := map[string]string{}
	maps.Copy(details, e.Problem.Details())
	details["repeat_with"] = e.argument.member()
	return details
}

// Unwrap gives what went wrong.
func (e *keptError) Unwrap() error { return e.Problem }

// broughtTo is what a person has brought to a call that failed; nil for nothing.
func broughtTo(err error) *Argument {
	if kept, ok := errors.AsType[*keptError](err); ok {
		return &kept.argument
	}
	return nil
}

// unwantedError is a link that the person did not want to open.
type unwantedError struct{ answer reply }

// Error implements error.
func (e *unwantedError) Error() string {
	if e.answer == declined {
		return "the user declined to open the link"
	}
	return "the user dismissed the question whether to open the link"
}

// WhatChanged implements tools.Problem.
func (*unwantedError) WhatChanged() string { return string(tools.NothingChanged) }

// NextStep implements tools.Problem.
func (e *unwantedError) NextStep() string {
	if e.answer == declined {
		return "Do not ask again unless the user wants it; without the link this call cannot run."
	}
	return "Ask the user whether they still want it; if so, call again for a new link."
}

// Details implements tools.Problem.
func (*unwantedError) Details() map[string]string { return nil }

// heldError stops a call that writes, until the agent has seen whose account was
// connected for it.
type heldError struct{ note string }

// Error implements error.
func (e *heldError) Error() string { return e.note }

// WhatChanged implements tools.Problem.
func (*heldError) WhatChanged() string { return string(tools.NothingChanged) }

// NextStep implements tools.Problem.
func (*heldError) NextStep() string {
	return "If that is the right account, call again. If it is not, tell the user, and change nothing with it."
}

// Details implements tools.Problem.
func (*heldError) Details() map[string]string { return nil }

// troubleError keeps from the agent what an error of the errands may name.
type troubleError struct{}

// Error implements error.
func (troubleError) Error() string {
	return "something has to be done in a browser first, and the server could not see to it"
}

// WhatChanged implements tools.Problem.
func (troubleError) WhatChanged() string { return string(tools.NothingChanged) }

// NextStep implements tools.Problem.
func (troubleError) NextStep() string {
	return "Call again once; if it comes back, tell the operator of this server."
}

// Details implements tools.Problem.
func (troubleError) Details() map[string]string { return nil }
