package uploads

import "fmt"

// told is what all errors of this room say of themselves: nothing was changed.
type told struct{}

// WhatChanged says that nothing did.
func (told) WhatChanged() string { return nothingChanged }

// Details implements the shape of a problem.
func (told) Details() map[string]string { return nil }

// TooManyError says that a principal has as many links open as it may have.
type TooManyError struct{ told }

// Error implements error.
func (*TooManyError) Error() string {
	return "too many files are asked for already, so no further link was made"
}

// NextStep says how room is made.
func (*TooManyError) NextStep() string {
	return "Let the person use one of the links that were given before, or wait: unused ones are cleared away after 30 minutes."
}

// GoneError says that a file is not there any more, or never was.
type GoneError struct{ told }

// Error implements error.
func (*GoneError) Error() string {
	return "there is no such file: nobody handed it over in time, it was used, or it was asked for by somebody else"
}

// NextStep says how to get another, and how a receipt does not come in twice.
func (*GoneError) NextStep() string {
	return `If an earlier call with it may have gone through, look for what that made first. If there is none, call again with file: "ask".`
}

// MissingError says that nobody has handed over the file yet.
type MissingError struct{ told }

// Error implements error.
func (*MissingError) Error() string { return "nobody has handed over the file yet" }

// NextStep says what to wait for.
func (*MissingError) NextStep() string {
	return "Ask the person to open the link and send the file, then call again in the same way."
}

// UsedError says that a call has the file already.
type UsedError struct{ told }

// Error implements error.
func (*UsedError) Error() string {
	return "the file was given to another call already, which may have sent it to Concur"
}

// NextStep says how a receipt does not come in twice.
func (*UsedError) NextStep() string {
	return `Look whether the receipt has arrived. If it has not, call again with file: "ask".`
}

// ElseError says that a file was handed over for something else.
type ElseError struct {
	told
	// About is what it was handed over for.
	About string
}

// Error implements error.
func (e *ElseError) Error() string {
	return fmt.Sprintf("the file was handed over for something else: %s", e.About)
}

// NextStep says what would be right.
func (*ElseError) NextStep() string {
	return `Call again with the arguments of the call that asked for the file, or with file: "ask" for a new one.`
}
