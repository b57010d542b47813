package view

import (
	"errors"
	"slices"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
)

// Advise gives a refusal of Concur with one of the HTTP statuses a next step that
// fits what was tried. Other errors, and all if next is empty, pass as they are.
func Advise(err error, next string, statuses ...int) error {
	var refused *concur.Error
	if next == "" || !errors.As(err, &refused) || refused.Fault != concur.Refused || !slices.Contains(statuses, refused.Status) {
		return err
	}
	return &refusal{refused, next}
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
