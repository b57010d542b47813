package sealed

import (
	"context"
	"errors"
	"fmt"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// openLock names the lock that the first use of a store takes.
const openLock = "open"

// marked is what the mark of a store says when it is opened.
const marked = "concur-mcp connections"

// errClosed is what a store says that is closed already: its process is about to end.
var errClosed = tokenstore.Unreachable(errors.New("it is closed"))

// ready prepares the rows and finds the keys, at the first use. Where that fails the
// next use tries again.
func (s *Store) ready(ctx context.Context) error {
	if s.closed.Load() {
		return errClosed
	}
	if s.keys.Load() != nil {
		return nil
	}
	unlock, err := s.lockAll(ctx, openLock)
	if err != nil {
		return err
	}
	defer unlock()
	if s.keys.Load() != nil {
		return nil
	}
	if err := s.rows.Prepare(ctx); err != nil {
		return err
	}
	mark, err := s.rows.Mark(ctx)
	if err != nil {
		return err
	}
	keys, err := s.source.Keys(ctx, mark == nil)
	if err != nil {
		return err
	}
	if err := s.checkMark(ctx, keys, mark); err != nil {
		return err
	}
	if err := s.rows.Sweep(ctx, s.now()); err != nil {
		return err
	}
	s.keys.Store(&keys)
	return nil
}

// checkMark refuses keys that are not those of the store, before anything is
// written with them. A store that is new gets its mark.
func (s *Store) checkMark(ctx context.Context, keys tokenstore.Keys, mark []byte) error {
	if mark == nil {
		return s.rows.SetMark(ctx, keys.Seal([]byte(marked), "mark"))
	}
	if _, err := keys.Unseal(mark, "mark"); err != nil {
		return fmt.Errorf("the store of connections does not open with these keys: %w. Nothing was changed", err)
	}
	return nil
}

// unseal decrypts. A key that is missing may have been added by another process, so
// the source is asked once more.
func (s *Store) unseal(ctx context.Context, sealed []byte, about ...string) ([]byte, error) {
	plain, err := s.keys.Load().Unseal(sealed, about...)
	if _, unknown := errors.AsType[*tokenstore.UnknownKeyError](err); !unknown {
		return plain, err
	}
	keys, sourceErr := s.source.Keys(ctx, false)
	if sourceErr != nil {
		return nil, errors.Join(err, sourceErr)
	}
	if plain, err = keys.Unseal(sealed, about...); err == nil {
		s.keys.Store(&keys)
	}
	return plain, err
}

// lock takes a lock against the goroutines of this process, then against others, of
// whom only one waits at a time.
func (s *Store) lock(ctx context.Context, name string) (unlock func(), err error) {
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	return s.lockAll(ctx, name)
}

func (s *Store) lockAll(ctx context.Context, name string) (unlock func(), err error) {
	leave, err := s.gates.Lock(ctx, name)
	if err != nil {
		return nil, err
	}
	release, err := s.rows.Lock(ctx, name)
	if err != nil {
		leave()
		return nil, err
	}
	return func() {
		release()
		leave()
	}, nil
}

// Ping implements tokenstore.Store.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.ready(ctx); err != nil {
		return err
	}
	return s.rows.Ping(ctx)
}
