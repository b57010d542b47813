package approve

import "github.com/concur-mcp/concur-mcp/tools"

// problem says why a confirmation is not good. It is a tools.Problem.
type problem struct {
	message, next string
	cause         error
}

const askAnew = "Call again with the same arguments and without confirm_token, to be asked anew."

// The problems with a confirmation.
var (
	errAltered = &problem{message: "the confirmation is none that this server made: it was altered or cut off", next: askAnew}
	errExpired = &problem{message: "the confirmation has expired; it is good for 10 minutes", next: askAnew}
	errForeign = &problem{message: "the confirmation was made for another caller", next: askAnew}
	errSpent   = &problem{
		message: "the confirmation was used already, and each is good for one call",
		next:    "Look whether the earlier call did what was wanted before you call again; without confirm_token you are asked anew.",
	}
	errCrowded = &problem{
		message: "too many confirmations were used in the last minutes",
		next:    "Wait some minutes, then call again without confirm_token.",
	}
)

// trouble is a confirmation that could not be looked at.
func trouble(cause error) error {
	return &problem{
		message: "the confirmation could not be seen to, because what the server keeps cannot be reached",
		next:    "Call again in a while without confirm_token; if it stays so, tell the operator of this server.",
		cause:   cause,
	}
}

// Error implements error.
func (p *problem) Error() string { return p.message }

// Unwrap gives what the agent is not told.
func (p *problem) Unwrap() error { return p.cause }

// WhatChanged implements tools.Problem: a confirmation is looked at before anything is sent.
func (*problem) WhatChanged() string { return string(tools.NothingChanged) }

// NextStep implements tools.Problem.
func (p *problem) NextStep() string { return p.next }

// Details implements tools.Problem.
func (*problem) Details() map[string]string { return nil }
