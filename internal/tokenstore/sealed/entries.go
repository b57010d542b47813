package sealed

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// appending names the gate of those in this process who append. The rows see to the
// others.
const appending = "append"

// Append implements tokenstore.Store.
func (s *Store) Append(ctx context.Context, entry tokenstore.Entry, quotas ...tokenstore.Quota) (tokenstore.Entry, error) {
	entry, err := entry.Checked()
	if err != nil {
		return tokenstore.Entry{}, err
	}
	if err := s.ready(ctx); err != nil {
		return tokenstore.Entry{}, err
	}
	leave, err := s.gates.Lock(ctx, appending)
	if err != nil {
		return tokenstore.Entry{}, err
	}
	defer leave()
	err = s.rows.Append(ctx, quotas, func(last tokenstore.Entry, had []int) (tokenstore.Entry, error) {
		if err := entry.Within(quotas, had); err != nil {
			return tokenstore.Entry{}, err
		}
		entry = entry.After(last)
		kept := entry
		kept.Body = s.keys.Load().Seal(entry.Body, aboutEntry(entry)...)
		return kept, nil
	})
	if err != nil {
		return tokenstore.Entry{}, err
	}
	return entry, nil
}

// Entries implements tokenstore.Store.
func (s *Store) Entries(ctx context.Context, after int64, visit func(tokenstore.Entry) error) error {
	if err := s.ready(ctx); err != nil {
		return err
	}
	var unopened []error
	var stopped error
	err := s.rows.Entries(ctx, after, func(kept tokenstore.Entry) error {
		stopped = ctx.Err()
		if stopped != nil {
			return stopped
		}
		entry, err := s.openEntry(ctx, kept)
		if err != nil {
			unopened = append(unopened, err)
			return nil
		}
		stopped = visit(entry)
		return stopped
	})
	if stopped != nil {
		return stopped
	}
	return errors.Join(append(unopened, err)...)
}

// openEntry decrypts the body of an entry. It fits one hash, and the hash fits one
// entry, so that what is in the clear cannot be altered either.
func (s *Store) openEntry(ctx context.Context, entry tokenstore.Entry) (tokenstore.Entry, error) {
	var err error
	entry.Body, err = s.unseal(ctx, entry.Body, aboutEntry(entry)...)
	if err == nil && tokenstore.Chain(entry.Previous, entry) != entry.Hash {
		err = tokenstore.ErrTampered
	}
	if err != nil {
		return tokenstore.Entry{}, fmt.Errorf("entry %d of the journal cannot be opened: %w", entry.Seq, err)
	}
	return entry, nil
}

// resealEntries notes what became of each entry.
func (s *Store) resealEntries(ctx context.Context, note func(bool, error)) error {
	return s.rows.ResealEntries(ctx, func(kept tokenstore.Entry) []byte {
		if s.newest(kept.Body) {
			return nil
		}
		entry, err := s.openEntry(ctx, kept)
		note(err == nil, err)
		if err != nil {
			return nil
		}
		return s.keys.Load().Seal(entry.Body, aboutEntry(entry)...)
	})
}

func aboutEntry(e tokenstore.Entry) []string {
	return []string{"entry", strconv.FormatInt(e.Seq, 10), e.Hash}
}
