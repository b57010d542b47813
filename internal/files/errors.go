package files

import "fmt"

// Error says what is wrong with a file and what would be right. Nothing has been
// sent when it is returned.
type Error struct {
	message, next string
	// TooLarge is set where nothing but the size is wrong.
	TooLarge bool
}

func refusef(next, format string, args ...any) *Error {
	return &Error{message: fmt.Sprintf(format, args...), next: next}
}

// Error implements error.
func (e *Error) Error() string { return e.message }

// WhatChanged says that nothing did.
func (e *Error) WhatChanged() string { return "nothing_changed" }

// NextStep says what would be right.
func (e *Error) NextStep() string { return e.next }

// Details implements the shape of a problem.
func (e *Error) Details() map[string]string { return nil }
