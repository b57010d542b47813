// Package tokenstore owns connections at rest: what is kept for each principal
// and kind of Concur token, and how a change of it is made safe against others
// who change it at the same time.
//
// It knows nothing of OAuth: it keeps records and locks.
package tokenstore

import (
	"context"
	"errors"
	"time"
)

// ErrNotFound says that no record has the key.
var ErrNotFound = errors.New("no such connection")

// Key names a connection: whose it is, and which kind of Concur token it holds.
type Key struct {
	// Principal is the caller the connection belongs to.
	Principal string
	// Kind is "user" or "company".
	Kind string
}

// State says what is known of a connection's health.
type State string

// The states of a connection.
const (
	// Connected means that nothing is known against it.
	Connected State = ""
	// SignInAgain means that Concur refused its refresh token for good.
	SignInAgain State = "sign_in_again"
)

// Record is one connection. Its tokens are secrets: a backend that writes to a
// disk or a network encrypts them.
type Record struct {
	Key
	State State
	// Subject is the UUID of the person or company the tokens stand for; empty
	// until the first refresh.
	Subject string
	// Geolocation is the scheme and host all calls go to (Authentication > Base URIs).
	Geolocation string
	Scopes      []string
	// AccessToken may be empty; AccessExpires is in UTC.
	AccessToken   string
	AccessExpires time.Time
	// RefreshToken renews the access token; RefreshExpires slides with each use.
	RefreshToken   string
	RefreshExpires time.Time
}

// Store keeps records. All methods are safe for concurrent use.
type Store interface {
	// Get returns a record or ErrNotFound.
	Get(ctx context.Context, key Key) (Record, error)
	// List returns the records of a principal, ordered by kind.
	List(ctx context.Context, principal string) ([]Record, error)
	// Delete removes a record; removing what is not there is not an error.
	Delete(ctx context.Context, key Key) error
	// Update replaces the record of a key by what change makes of it. It holds the
	// key's lock for the whole of change, so that of several callers one works and
	// the others see what it did. change gets a zero Record with the key set where
	// none exists. When change fails nothing is written and its error is returned.
	Update(ctx context.Context, key Key, change func(old Record) (Record, error)) (Record, error)
}
