// Package keyring keeps connections in an encrypted file whose key is in the keychain
// of the operating system. The connections themselves would not fit: keychains bound
// the size of their entries and have no locks.
package keyring

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/file"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/sealed"
)

// Settings make a store.
type Settings struct {
	// Path is the file of the connections; DefaultPath if empty.
	Path string
	// Fallback is the file that is used, with its key beside it, where the keychain does
	// not work; none if empty.
	Fallback string
	// Chain is the keychain; that of this computer if nil.
	Chain Chain
	// Patience bounds a call of the keychain; 15 s if zero.
	Patience time.Duration
	// Now is the clock; time.Now if nil.
	Now func() time.Time
}

// Open makes a store; neither disk nor keychain is touched until it is first used.
func Open(s Settings) *sealed.Store {
	if s.Chain == nil {
		s.Chain = ofThisComputer{}
	}
	if s.Patience == 0 {
		s.Patience = patience
	}
	choose := sync.OnceValues(s.choose)
	rows := file.NewRows(func() (string, error) {
		chosen, err := choose()
		return chosen.path, err
	})
	return sealed.New(sealed.Settings{Rows: rows, Keys: chosenKeys(choose), Now: s.Now})
}

// DefaultPath is the file in the folder where the user's settings are.
func DefaultPath() (string, error) {
	folder, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("there is no folder for settings (%w); choose another store, such as file:PATH", err)
	}
	return filepath.Join(folder, "concur-mcp", "connections.json"), nil
}

// choice is the file that is used, and where its keys are.
type choice struct {
	path string
	keys sealed.KeySource
}

// choose asks the keychain only where there is another way.
func (s Settings) choose() (choice, error) {
	path := s.Path
	if path == "" {
		var err error
		if path, err = DefaultPath(); err != nil {
			return choice{}, err
		}
	}
	keys := keysIn(s.Chain, path, s.Patience)
	if s.Fallback != "" {
		var unavailable *UnavailableError
		if _, err := keys.Load(context.Background()); errors.As(err, &unavailable) {
			return choice{s.Fallback, sealed.KeyFile(s.Fallback + ".key")}, nil
		}
	}
	return choice{path, keys}, nil
}

// chosenKeys are the keys of the choice, once it is made.
type chosenKeys func() (choice, error)

// Keys implements sealed.KeySource.
func (c chosenKeys) Keys(ctx context.Context, fresh bool) (tokenstore.Keys, error) {
	chosen, err := c()
	if err != nil {
		return tokenstore.Keys{}, err
	}
	return chosen.keys.Keys(ctx, fresh)
}

// Renew implements sealed.KeySource.
func (c chosenKeys) Renew(ctx context.Context) (bool, error) {
	chosen, err := c()
	if err != nil {
		return false, err
	}
	return chosen.keys.Renew(ctx)
}
