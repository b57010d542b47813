package sealed

import (
	"context"
	"errors"
	"fmt"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// Reseal implements tokenstore.Store. It can be broken off and begun again.
func (s *Store) Reseal(ctx context.Context) (int, error) {
	count := 0
	var failed []error
	note := func(resealed bool, err error) {
		if err != nil {
			failed = append(failed, err)
		} else if resealed {
			count++
		}
	}
	err := s.eachRow(ctx, func(row Row) error {
		if !s.newest(row.Sealed) {
			note(s.resealRecord(ctx, row.Key))
		}
		return ctx.Err()
	})
	if err != nil {
		return count, err
	}
	if err := s.rows.Sweep(ctx, s.now()); err != nil {
		return count, err
	}
	ids, err := s.rows.TicketIDs(ctx)
	if err != nil {
		return count, err
	}
	for _, id := range ids {
		note(s.resealTicket(ctx, id))
	}
	if err := s.resealEntries(ctx, note); err != nil {
		return count, err
	}
	if err := errors.Join(failed...); err != nil {
		return count, err
	}
	// The mark comes last: it says that the older keys can go.
	return count, s.rows.SetMark(ctx, s.keys.Load().Seal([]byte(marked), "mark"))
}

// resealRecord takes the lock, because a refresh that is under way would find
// another record than the one it began with.
func (s *Store) resealRecord(ctx context.Context, key tokenstore.Key) (bool, error) {
	unlock, err := s.lock(ctx, tokenstore.LockName(key))
	if err != nil {
		return false, err
	}
	defer unlock()
	sealed, err := s.rows.Record(ctx, key)
	if errors.Is(err, tokenstore.ErrNotFound) || err == nil && s.newest(sealed) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	plain, err := s.unseal(ctx, sealed, aboutRecord(key)...)
	if err != nil {
		return false, fmt.Errorf("the %s connection of %q cannot be opened: %w", key.Kind, key.Principal, err)
	}
	return true, s.rows.Replace(ctx, tokenstore.Stamp(sealed), s.seal(key, plain))
}

func (s *Store) resealTicket(ctx context.Context, id string) (bool, error) {
	unlock, err := s.lock(ctx, tokenstore.TicketLockName(id))
	if err != nil {
		return false, err
	}
	defer unlock()
	kept, err := s.rows.Ticket(ctx, id)
	if err == nil && s.newest(kept.Body) {
		return false, nil
	}
	if err == nil {
		var stamp []byte
		if kept, stamp, err = s.ticket(ctx, id); err == nil {
			kept.Body = s.keys.Load().Seal(kept.Body, aboutTicket(kept)...)
			err = s.rows.ReplaceTicket(ctx, stamp, kept)
		}
	}
	if errors.Is(err, tokenstore.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

func (s *Store) newest(sealed []byte) bool {
	id, err := tokenstore.SealedWith(sealed)
	return err == nil && id == s.keys.Load().Newest()
}

// Rotate makes a new key where the store looks after its own, and reseals. That lets
// the oldest key go, so a rotation that was broken off is finished first, and there
// are no two at once: nothing may be left that needs the key.
func (s *Store) Rotate(ctx context.Context) (int, error) {
	unlock, err := s.lock(ctx, "rotate")
	if err != nil {
		return 0, err
	}
	defer unlock()
	if _, err := s.askKeys(ctx, false); err != nil {
		return 0, err
	}
	finished, err := s.Reseal(ctx)
	if err != nil {
		return finished, err
	}
	if renewed, err := s.askKeys(ctx, true); err != nil || !renewed {
		return finished, err
	}
	return s.Reseal(ctx)
}

// askKeys asks the source for its keys, for a new one where wanted, and reports whether
// there was one.
func (s *Store) askKeys(ctx context.Context, anew bool) (renewed bool, err error) {
	unlock, err := s.lock(ctx, openLock)
	if err != nil {
		return false, err
	}
	defer unlock()
	if anew {
		if renewed, err = s.source.Renew(ctx); err != nil {
			return false, err
		}
	}
	keys, err := s.source.Keys(ctx, false)
	if err != nil {
		return false, err
	}
	s.keys.Store(&keys)
	return renewed, nil
}
