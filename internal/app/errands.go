package app

import (
	"context"
	"errors"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
	"github.com/concur-mcp/concur-mcp/internal/signin"
	"github.com/concur-mcp/concur-mcp/internal/uploads"
	"github.com/concur-mcp/concur-mcp/tools/images"
)

// errands are what people do in a browser so that a call can go on: sign in, or hand
// over a receipt.
type errands struct {
	connections *auth.Connections
	signIn      *signin.Service
	links       *openLinks
	// uploads is nil where there is no page all the time.
	uploads *uploads.Service
}

// Begin makes a link for a call that lacks a person's connection or file.
func (e errands) Begin(ctx context.Context, principal, _ string, err error) (mcpserver.Errand, bool, error) {
	who, _ := caller.From(ctx)
	if wanted, ok := errors.AsType[*images.WantedError](err); ok && e.uploads != nil {
		return e.beginUpload(ctx, principal, who.Name, wanted)
	}
	var lacking interface {
		error
		NeedsSignIn() bool
	}
	if !errors.As(err, &lacking) || !lacking.NeedsSignIn() {
		return mcpserver.Errand{}, false, nil
	}
	link, err := e.links.get(ctx, e.signIn, who)
	if err != nil {
		return mcpserver.Errand{}, false, err
	}
	return mcpserver.Errand{
		ID: link.ID, URL: link.URL, Expires: link.Expires,
		Message: "Sign in to SAP Concur, so that this can go on with your own account.",
		Lacking: "the user has to sign in to Concur first: " + lacking.Error(),
	}, true, nil
}

func (e errands) beginUpload(ctx context.Context, principal, who string, wanted *images.WantedError) (mcpserver.Errand, bool, error) {
	link, err := e.uploads.Start(ctx, uploads.Wanted{
		Principal: principal, Who: who, About: wanted.About, For: wanted.For, MediaTypes: wanted.MediaTypes, Bytes: wanted.Bytes,
	})
	if err != nil {
		return mcpserver.Errand{}, false, err
	}
	handle := images.HandlePrefix + link.ID
	return mcpserver.Errand{
		ID: handle, URL: link.URL, Expires: link.Expires,
		Message:  "Hand over " + wanted.About + " in your browser.",
		Lacking:  wanted.Error(),
		Argument: &mcpserver.Argument{Name: "file", Value: handle},
	}, true, nil
}

// Settled tells of somebody who signed in after the agent was given a link.
func (e errands) Settled(ctx context.Context, principal string, err error) (mcpserver.Done, bool, error) {
	unseen, ok := errors.AsType[*auth.UnseenError](err)
	if !ok {
		return mcpserver.Done{}, false, nil
	}
	return signedIn(unseen.Account), true, e.connections.Seen(ctx, principal, unseen.Account)
}

// signedIn tells the agent whose account was connected. Whoever opened the link has
// signed in: before their account is used to write, the one who asked is to see whose
// it is.
func signedIn(account auth.Account) mcpserver.Done {
	note := "Signed in to Concur as " + account.String() + "."
	if account.Replaced != "" {
		note += " Before, that was " + account.Replaced + "."
	}
	return mcpserver.Done{Note: note, Confirm: true}
}

// Wait waits for somebody to sign in, and says who did; or for a file.
func (e errands) Wait(ctx context.Context, principal, id string) (mcpserver.Done, error) {
	if file, ok := strings.CutPrefix(id, images.HandlePrefix); ok && e.uploads != nil {
		return mcpserver.Done{Argument: &mcpserver.Argument{Name: "file", Value: id}}, e.uploads.Wait(ctx, principal, file)
	}
	outcome, err := e.signIn.Wait(ctx, principal, id)
	if err != nil {
		return mcpserver.Done{}, err
	}
	if outcome.Err != "" {
		return mcpserver.Done{}, &signInError{outcome.Err}
	}
	return signedIn(outcome.Account), e.connections.Seen(ctx, principal, outcome.Account)
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
