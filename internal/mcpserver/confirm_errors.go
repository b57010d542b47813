package mcpserver

import (
	"fmt"

	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/tools"
)

// declinedError is a write that the person did not agree to.
type declinedError struct {
	tool   string
	answer reply
}

// Error implements error.
func (e *declinedError) Error() string {
	if e.answer == declined {
		return "the user declined, so " + e.tool + " was not run"
	}
	return "the user dismissed the question, so " + e.tool + " was not run"
}

// WhatChanged implements tools.Problem.
func (*declinedError) WhatChanged() string { return string(tools.NothingChanged) }

// NextStep implements tools.Problem.
func (e *declinedError) NextStep() string {
	if e.answer == declined {
		return "Do not call again unless the user asks for it."
	}
	return "Ask the user what they want; call again only if they want it."
}

// Details implements tools.Problem.
func (*declinedError) Details() map[string]string { return nil }

// unansweredError is a question that nobody answered while the call could wait.
type unansweredError struct{ tool string }

// Error implements error.
func (e *unansweredError) Error() string {
	return fmt.Sprintf("the user was asked and did not answer in time, so %s was not run", e.tool)
}

// WhatChanged implements tools.Problem.
func (*unansweredError) WhatChanged() string { return string(tools.NothingChanged) }

// NextStep implements tools.Problem.
func (*unansweredError) NextStep() string {
	return "Call again when the user is there to answer; a late answer to the old question does nothing."
}

// Details implements tools.Problem.
func (*unansweredError) Details() map[string]string { return nil }

// unaskableError is a write that only a person may agree to, and a client that cannot ask
// one.
type unaskableError struct {
	tool   string
	needed *approve.NeededError
}

// Error implements error.
func (e *unaskableError) Error() string {
	return e.tool + " does not run: on this server only a person can agree to it, and this client cannot ask them"
}

// WhatChanged implements tools.Problem.
func (*unaskableError) WhatChanged() string { return string(tools.NothingChanged) }

// NextStep implements tools.Problem.
func (*unaskableError) NextStep() string {
	return "Tell the user. They can do it in Concur itself, or with a client that can ask them (MCP elicitation); " +
		"the operator of this server can take --person-confirms away."
}

// Details implements tools.Problem.
func (e *unaskableError) Details() map[string]string {
	return map[string]string{"question": e.needed.Question.Text()}
}
