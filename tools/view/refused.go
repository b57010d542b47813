package view

import (
	"errors"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
)

// Advise gives a refusal of Concur that comes from what was asked for, or from the
// state of the report, a next step that fits what was tried. Other errors, such as
// of an unknown id or a token that does not do, and all if next is empty, pass as
// they are.
func Advise(err error, next string) error {
	const badRequest, forbidden = 400, 403
	var refused *concur.Error
	if next == "" || !errors.As(err, &refused) || refused.Fault != concur.Refused {
		return err
	}
	if refused.Status != badRequest && refused.Status != forbidden {
		return err
	}
	return &refusal{refused, next}
}

// AdviseReading is Advise for something that was to be read of a report.
func AdviseReading(err error) error {
	return Advise(err, "Check whose report it is. Its delegate or proxy names the owner in user; an approver sees it from when it "+
		"waits for them.")
}

// refusal is something that Concur refused, with what to do about it.
type refusal struct {
	tools.Problem
	next string
}

// Unwrap gives what Concur said.
func (r *refusal) Unwrap() error { return r.Problem }

// NextStep says what to do about it.
func (r *refusal) NextStep() string { return r.next }
