package quickexpenses

import (
	"errors"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
)

// explained gives a failure the next step that fits an API which shows nothing of
// what it made.
func explained(err error) error {
	var failed *concur.Error
	if !errors.As(err, &failed) {
		return err
	}
	switch {
	case failed.MayHaveHappened():
		return &failure{failed, "Do not repeat it: it may have been made, and no API can tell. Ask the person to look in Available Expenses " +
			"in Concur first."}
	case failed.Fault == concur.Throttled && failed.RetryAfter == 0:
		return &failure{failed, "Concur takes 120 quick expenses of a person in five minutes. Wait that long, then go on."}
	case failed.Fault == concur.Refused && failed.Status == badRequest:
		return &failure{failed, "Correct what Concur names; list_expense_types gives the expense types."}
	default:
		return err
	}
}

const badRequest = 400

// failure is a failed request with what to do about it.
type failure struct {
	tools.Problem
	next string
}

// Unwrap gives what Concur said.
func (f *failure) Unwrap() error { return f.Problem }

// NextStep implements tools.Problem.
func (f *failure) NextStep() string { return f.next }
