package mcpserver

import (
	"github.com/concur-mcp/concur-mcp/internal/approve"
	"github.com/concur-mcp/concur-mcp/tools"
)

// notAccepted is a write that the person did not agree to.
func notAccepted(tool string, answer reply) error {
	if answer == declined {
		return &tools.StoppedError{
			Reason: "the user declined, so " + tool + " was not run", Next: "Do not call again unless the user asks for it.",
			Cause: stopWord("declined"),
		}
	}
	return &tools.StoppedError{
		Reason: "the user dismissed the question, so " + tool + " was not run",
		Next:   "Ask the user what they want; call again only if they want it.",
		Cause:  stopWord("dismissed"),
	}
}

// unanswered is a question that nobody answered while the call could wait.
func unanswered(tool string) error {
	return &tools.StoppedError{
		Reason: "the user was asked and did not answer in time, so " + tool + " was not run",
		Next:   "Call again when the user is there to answer; a late answer to the old question does nothing.",
		Cause:  stopWord("not answered"),
	}
}

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
