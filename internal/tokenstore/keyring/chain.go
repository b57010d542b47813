package keyring

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	keychain "github.com/zalando/go-keyring"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/sealed"
)

// service is the name that the keychain shows to its owner.
const service = "concur-mcp"

// patience bounds one call of the keychain. It may be asking its owner for a
// password, in a window that nobody sees.
const patience = 15 * time.Second

// Chain is a keychain. Get fails with keychain.ErrNotFound where there is nothing.
type Chain interface {
	Get(service, account string) (string, error)
	Set(service, account, secret string) error
}

// ofThisComputer is the keychain of the operating system.
type ofThisComputer struct{}

func (ofThisComputer) Get(service, account string) (string, error) {
	return keychain.Get(service, account)
}

func (ofThisComputer) Set(service, account, secret string) error {
	return keychain.Set(service, account, secret)
}

// UnavailableError says that the keychain does not work here.
type UnavailableError struct{ cause error }

func (e *UnavailableError) Error() string {
	return fmt.Sprintf("the keychain of this computer cannot be used (%v). Unlock it and try again, or keep connections "+
		"elsewhere: --store file:PATH (an encrypted file), keyring:?fallback=file:PATH, or memory: (until the process ends)", e.cause)
}

// Unwrap gives the cause.
func (e *UnavailableError) Unwrap() []error { return []error{e.cause, tokenstore.ErrUnreachable} }

// keysIn keeps the keys of a file in a keychain.
func keysIn(chain Chain, path string, patience time.Duration) sealed.Own {
	return sealed.Own{
		From: "the keychain of this computer",
		Load: func(ctx context.Context) (string, error) {
			text, err := bounded(ctx, patience, func() (string, error) { return chain.Get(service, path) })
			if errors.Is(err, keychain.ErrNotFound) {
				return "", fs.ErrNotExist
			}
			return text, err
		},
		Save: func(ctx context.Context, text string) error {
			_, err := bounded(ctx, patience, func() (string, error) { return "", chain.Set(service, path, text) })
			return err
		},
	}
}

// bounded gives up on a keychain that does not answer. Its calls take no context, so
// the call itself goes on.
func bounded(ctx context.Context, patience time.Duration, call func() (string, error)) (string, error) {
	type answer struct {
		text string
		err  error
	}
	ctx, cancel := context.WithTimeoutCause(ctx, patience, errors.New("it did not answer in time"))
	defer cancel()
	answered := make(chan answer, 1)
	go func() {
		text, err := call()
		answered <- answer{text, err}
	}()
	select {
	case a := <-answered:
		if a.err != nil && !errors.Is(a.err, keychain.ErrNotFound) {
			return "", &UnavailableError{a.err}
		}
		return a.text, a.err
	case <-ctx.Done():
		return "", &UnavailableError{context.Cause(ctx)}
	}
}
