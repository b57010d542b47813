// Package stores opens the store that an address names.
package stores

import (
	"context"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/file"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/keyring"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/postgres"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/sealed"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/sqlite"
)

// Options say which store to open.
type Options struct {
	// Address is memory:, file:PATH, sqlite:PATH, postgres://…, keyring: or
	// keyring:?fallback=file:PATH.
	Address string
	// Keys are what CONCUR_MCP_STORE_KEY holds, the newest first. Where it is empty, a
	// store on this machine makes a key itself: beside its file, or in the keychain.
	Keys string
	// Now is the clock; time.Now if nil.
	Now func() time.Time
}

// Open makes the store of an address. Neither disk nor network nor keychain is touched
// until it is first used, so that what is wrong there is told then.
func Open(_ context.Context, o Options) (tokenstore.Store, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Address == "memory:" {
		return tokenstore.NewMemoryAt(o.Now), nil
	}
	return open(o)
}

// Check says in words what is wrong with an address or its keys, and quotes neither a
// key nor a password. It touches nothing.
func Check(address, keys string) error {
	_, err := parse(address)
	if err == nil && address != "memory:" {
		_, err = open(Options{Address: address, Keys: keys})
	}
	return err
}

// Rotate makes a new key, where the store looks after its own, and encrypts everything
// with the newest key. It says how many records, tickets and entries that were.
func Rotate(ctx context.Context, o Options) (count int, err error) {
	if o.Address == "memory:" {
		return 0, nil
	}
	store, err := open(o)
	if err != nil {
		return 0, err
	}
	defer func() {
		if closed := store.Close(); err == nil {
			err = closed
		}
	}()
	return store.Rotate(ctx)
}

// open makes a store that encrypts.
func open(o Options) (*sealed.Store, error) {
	at, err := parse(o.Address)
	if err != nil {
		return nil, err
	}
	var given sealed.KeySource
	if o.Keys != "" {
		keys, err := tokenstore.ParseKeys(o.Keys, tokenstore.EnvKeys)
		if err != nil {
			return nil, err
		}
		given = sealed.Given(keys)
	}
	switch at.kind {
	case kindFile:
		return file.Open(at.path, given, o.Now), nil
	case kindSQLite:
		return sqlite.Open(at.path, given, o.Now), nil
	case kindPostgres:
		if given == nil {
			return nil, errNoKeys
		}
		return postgres.Open(o.Address, given, o.Now), nil
	default:
		if given != nil {
			return nil, errTwoKeys
		}
		return keyring.Open(keyring.Settings{Fallback: at.path, Now: o.Now}), nil
	}
}
