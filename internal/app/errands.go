package app

import (
	"context"
	"errors"

	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
	"github.com/concur-mcp/concur-mcp/internal/signin"
)

// errands are what people do in a browser so that a call can go on: sign in.
type errands struct{ signIn *signin.Service }

// Begin makes a link to sign in for a call that lacks the person's connection.
func (e errands) Begin(ctx context.Context, principal, _ string, err error) (mcpserver.Errand, bool, error) {
	var lacking interface{ NeedsSignIn() bool }
	if !errors.As(err, &lacking) || !lacking.NeedsSignIn() {
		return mcpserver.Errand{}, false, nil
	}
	who, _ := caller.From(ctx)
	link, err := e.signIn.Start(ctx, principal, who.Name)
	if err != nil {
		return mcpserver.Errand{}, false, err
	}
	return mcpserver.Errand{
		ID: link.ID, URL: link.URL, Expires: link.Expires,
		Message: "Sign in to SAP Concur, so that this can go on with your own account.",
	}, true, nil
}

// Wait waits for somebody to sign in, and says who did.
func (e errands) Wait(ctx context.Context, principal, id string) (mcpserver.Done, error) {
	outcome, err := e.signIn.Wait(ctx, principal, id)
	if err != nil {
		return mcpserver.Done{}, err
	}
	if outcome.Err != "" {
		return mcpserver.Done{}, &signInError{outcome.Err}
	}
	note := "Signed in to Concur as " + outcome.Account.String() + "."
	if outcome.Account.Replaced != "" {
		note += " Before, that was " + outcome.Account.Replaced + "."
	}
	// Whoever opened the link has signed in: before their account is used to write,
	// the one who asked is to see whose it is.
	return mcpserver.Done{Note: note, Confirm: true}, nil
}

// signInError is a sign-in that connected nobody.
type signInError struct{ why string }

// Error implements error.
func (e *signInError) Error() string { return e.why }

// WhatChanged implements tools.Problem.
func (*signInError) WhatChanged() string { return "nothing_changed" }

// NextStep implements tools.Problem.
func (*signInError) NextStep() string {
	return "Ask the user whether they still want it; if so, call again for a new link."
}

// Details implements tools.Problem.
func (*signInError) Details() map[string]string { return nil }
