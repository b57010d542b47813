package signin

import "fmt"

// TooManyError says that a principal has as many sign-ins open as it may have.
type TooManyError struct{}

// Error implements error.
func (*TooManyError) Error() string {
	return "too many sign-ins to Concur are open already, so no further link was made"
}

// WhatChanged says that nothing did.
func (*TooManyError) WhatChanged() string { return "nothing_changed" }

// NextStep says how room is made.
func (*TooManyError) NextStep() string {
	return "Let the person use one of the links that were given before, or wait: unused ones are cleared away after 20 minutes."
}

// Details implements the shape of a problem.
func (*TooManyError) Details() map[string]string { return nil }

// ExpiredError says that a sign-in is not open any more, or never was.
type ExpiredError struct{}

// Error implements error.
func (*ExpiredError) Error() string {
	return "nobody signed in to Concur by this link, and it has expired"
}

// WhatChanged says that nothing did.
func (*ExpiredError) WhatChanged() string { return "nothing_changed" }

// NextStep says how to get another.
func (*ExpiredError) NextStep() string { return "Call the tool again for a new link." }

// Details implements the shape of a problem.
func (*ExpiredError) Details() map[string]string { return nil }

// ListenError says that the address that a sign-in comes back to cannot be used.
type ListenError struct {
	Address string
	cause   error
}

// Error implements error.
func (e *ListenError) Error() string {
	return fmt.Sprintf("a sign-in would come back to %s, where another program is listening or nothing may", e.Address)
}

// Unwrap gives the failure to listen.
func (e *ListenError) Unwrap() error { return e.cause }

// WhatChanged says that nothing did.
func (*ListenError) WhatChanged() string { return "nothing_changed" }

// NextStep says who can do what about it.
func (*ListenError) NextStep() string {
	return "The operator ends the other program, or sets --callback-listen (CONCUR_MCP_CALLBACK_LISTEN) to a free address " +
		"whose redirect URI is registered in Concur too."
}

// Details implements the shape of a problem.
func (*ListenError) Details() map[string]string { return nil }
