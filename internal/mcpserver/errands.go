package mcpserver

import (
	"context"
	"time"
)

// Errands are what a person has to do in a browser before a call can go on, such as
// to sign in. They can be finished on another replica than the one that began them.
//
// An error of theirs that is a tools.Problem is told to the agent in its own words.
// Of any other the agent learns only that it happened: it may name internals.
type Errands interface {
	// Begin makes the errand that mends an error of a tool. ok is false if none does;
	// problem says why one that would cannot be begun.
	Begin(ctx context.Context, caller, tool string, err error) (errand Errand, ok bool, problem error)
	// Settled is asked before Begin: an error that a person has mended already, as one
	// who signed in after the last call, needs no more than that the agent is told. ok is
	// false for any other.
	Settled(ctx context.Context, caller string, err error) (done Done, ok bool, problem error)
	// Wait returns when an errand has ended or ctx has. The id may come from the
	// caller: one that is not of an errand of theirs is an error.
	Wait(ctx context.Context, caller, id string) (Done, error)
}

// Errand is begun, and waits for a person.
type Errand struct {
	ID string
	// URL is the link to open: a secret of the caller, of use once.
	URL string
	// Message is a sentence for the person that says what the link is for, and Lacking
	// one for the agent that says why the call needs it.
	Message, Lacking string
	// Expires is when the link ends.
	Expires time.Time
	// Argument is what a call has to be repeated with; nil: with what it had.
	Argument *Argument
}

// Argument is an argument of a tool with its value.
type Argument struct{ Name, Value string }

// Done is an errand that has ended well.
type Done struct {
	// Note is a sentence for the agent, such as whose account was connected.
	Note string
	// Confirm stops a call that writes: the agent has to see the note first.
	Confirm bool
	// Argument is what the call goes on with; nil: with what it had.
	Argument *Argument
}
