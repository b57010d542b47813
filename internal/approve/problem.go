package approve

import (
	"errors"

	"github.com/concur-mcp/concur-mcp/tools"
)

const askAnew = "Call again with the same arguments and without confirm_token, to be asked anew."

// What is wrong with a confirmation, which is looked at before anything is sent.
var (
	errAltered = &tools.StoppedError{Reason: "the confirmation is not as this server made it: it was altered or cut off", Next: askAnew}
	errExpired = &tools.StoppedError{Reason: "the confirmation has expired; it is good for 10 minutes", Next: askAnew}
	errForeign = &tools.StoppedError{Reason: "the confirmation was made for another caller", Next: askAnew}
	errSpent   = &tools.StoppedError{
		Reason: "the confirmation was used already, and each is good for one call",
		Next:   "Look whether the earlier call did what was wanted before you call again; without confirm_token you are asked anew.",
	}
	errCrowded = &tools.StoppedError{
		Reason: "too many confirmations were used in the last minutes",
		Next:   "Wait some minutes, then call again without confirm_token.",
	}
)

// Unfit says in a word or two what is wrong with a confirmation that a caller brought, for
// the operator's log; empty where err is about something else.
func Unfit(err error) string {
	switch {
	case errors.Is(err, errAltered):
		return "altered"
	case errors.Is(err, errExpired):
		return "expired"
	case errors.Is(err, errForeign):
		return "of another caller"
	case errors.Is(err, errSpent):
		return "used before"
	default:
		return ""
	}
}

// trouble says that a confirmation could not be made, read or used up.
func trouble(cause error) error {
	return &tools.StoppedError{
		Reason: "the confirmation could not be handled, because the store of this server cannot be reached",
		Next:   "Call again in a while without confirm_token; if it stays so, tell the operator of this server.",
		Cause:  cause,
	}
}
