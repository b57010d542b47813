package auth

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// UnseenError says that somebody has signed in for a principal who has not been told
// yet whose account it is. Whoever got hold of the link may have been somebody else, so
// the account is not used before (Seen).
type UnseenError struct{ Account Account }

// Error implements error.
func (e *UnseenError) Error() string { return "signed in to Concur as " + e.Account.String() }

// WhatChanged says that nothing did.
func (e *UnseenError) WhatChanged() string { return "nothing_changed" }

// NextStep says how it is used from now on.
func (e *UnseenError) NextStep() string { return "If that is the right account, call again." }

// Details implements the shape of a problem.
func (e *UnseenError) Details() map[string]string { return nil }

// Seen notes that a principal was told of the account that their user connection stands
// for. Where another one has taken its place meanwhile it fails with an UnseenError.
func (c *Connections) Seen(ctx context.Context, principal string, told Account) error {
	key := storeKey(principal, User)
	_, err := c.store.Update(ctx, key, func(record tokenstore.Record) (tokenstore.Record, error) {
		switch {
		case absent(record):
			return record, &NotConnectedError{Kind: User}
		case record.Unseen && record.Subject != told.Subject:
			return record, &UnseenError{Account: accountOf(record)}
		default:
			record.Unseen, record.Replaced = false, ""
			return record, nil
		}
	})
	if err != nil {
		return c.storeError(key, err)
	}
	return nil
}
