package fetch

// Error says why a file was not fetched. It never holds the address: that of an
// image in Concur is good for everybody who reads it.
type Error struct {
	message, next string
	cause         error
}

// Error implements error.
func (e *Error) Error() string { return e.message }

// Unwrap gives the failure below, if it may be told.
func (e *Error) Unwrap() error { return e.cause }

// WhatChanged says that nothing did.
func (e *Error) WhatChanged() string { return "nothing_changed" }

// NextStep says what would be right.
func (e *Error) NextStep() string { return e.next }

// Details implements the shape of a problem.
func (e *Error) Details() map[string]string { return nil }
