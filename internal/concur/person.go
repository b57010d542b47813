package concur

import (
	"errors"
	"fmt"
	"strings"
)

// PersonError says why a person is not known by what a caller named.
type PersonError struct {
	Name string
	// Unseen is set where this connection may look nobody up; otherwise nobody has
	// the login ID, e-mail or full name.
	Unseen bool
	cause  error
}

// explainPerson tells apart why nobody was found: because nobody may be looked up,
// or because a person was named by name. Other failures pass as they are.
func explainPerson(ref Ref, err error) error {
	var missing *NoTokenError
	var nobody *LookupError
	switch {
	case errors.As(err, &missing) || IsForbidden(err):
		return &PersonError{Name: string(ref), Unseen: true, cause: err}
	case errors.As(err, &nobody) && !nobody.Ambiguous && !looksLikeLogin(ref):
		return &PersonError{Name: string(ref), cause: err}
	default:
		return err
	}
}

// looksLikeLogin tells a login ID from a name: it is user@domain (Identity v4.1 >
// userName).
func looksLikeLogin(ref Ref) bool { return strings.Contains(string(ref), "@") }

// Error implements error.
func (e *PersonError) Error() string {
	if e.Unseen {
		return fmt.Sprintf("%s cannot be looked up, since this connection may not search people: %s", quote(e.Name), e.cause)
	}
	return fmt.Sprintf("%s is nobody's login ID, e-mail or full name", quote(e.Name))
}

// Unwrap gives the failure below.
func (e *PersonError) Unwrap() error { return e.cause }

// WhatChanged says that nothing did.
func (e *PersonError) WhatChanged() string { return "nothing_changed" }

// NextStep says what to give instead.
func (e *PersonError) NextStep() string {
	if _, err := ParseUserID(e.Name); err == nil {
		return "Expense v3 wants the login ID behind the UUID, and only a company connection, or an administrator's, can look it up."
	}
	if e.Unseen {
		return "Give the UUID: get_report shows owner_id, list_reports_to_approve owner_id and approver_id. " +
			"For the connected person leave it out. Otherwise a company connection looks people up."
	}
	return "search_users finds people by a part of their name. A login ID looks like an e-mail address: list_reports shows owner_login and " +
		"approver_login with fields all. A UUID does too, such as owner_id."
}

// Details are those of the failure below.
func (e *PersonError) Details() map[string]string {
	if refused, ok := errors.AsType[*Error](e.cause); ok {
		return refused.Details()
	}
	return nil
}
