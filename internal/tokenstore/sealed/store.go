package sealed

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/locks"
)

// keepPatience bounds the writing of what a change made. It does not end with the
// caller's context: a refresh token that was just issued must not be lost because
// whoever asked has gone.
const keepPatience = 20 * time.Second

// Settings make a Store.
type Settings struct {
	Rows Rows
	Keys KeySource
	// Now is the clock; time.Now if nil.
	Now func() time.Time
}

// Store is a tokenstore.Store on rows.
type Store struct {
	rows   Rows
	source KeySource
	now    func() time.Time
	gates  locks.Gates
	keys   atomic.Pointer[tokenstore.Keys]
	closed atomic.Bool
}

// New makes a store. Nothing is touched until it is first used.
func New(s Settings) *Store {
	if s.Now == nil {
		s.Now = time.Now
	}
	return &Store{rows: s.Rows, source: s.Keys, now: s.Now}
}

// Get implements tokenstore.Store.
func (s *Store) Get(ctx context.Context, key tokenstore.Key) (tokenstore.Record, error) {
	if err := s.ready(ctx); err != nil {
		return tokenstore.Record{}, err
	}
	sealed, err := s.rows.Record(ctx, key)
	if err != nil {
		return tokenstore.Record{}, err
	}
	return s.open(ctx, Row{Key: key, Sealed: sealed})
}

// List implements tokenstore.Store.
func (s *Store) List(ctx context.Context, principal string) ([]tokenstore.Record, error) {
	rows, err := s.list(ctx, principal)
	if err != nil {
		return nil, err
	}
	var records []tokenstore.Record
	for _, row := range rows {
		record, err := s.open(ctx, row)
		if err != nil {
			return nil, err
		}
		records = append(records, record)
	}
	return records, nil
}

// Kinds implements tokenstore.Store.
func (s *Store) Kinds(ctx context.Context, principal string) ([]string, error) {
	rows, err := s.list(ctx, principal)
	kinds := make([]string, 0, len(rows))
	for _, row := range rows {
		kinds = append(kinds, row.Kind)
	}
	return kinds, err
}

func (s *Store) list(ctx context.Context, principal string) ([]Row, error) {
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	rows, err := s.rows.Records(ctx, principal)
	slices.SortFunc(rows, func(a, b Row) int { return cmp.Compare(a.Kind, b.Kind) })
	return rows, err
}

// Each implements tokenstore.Store.
func (s *Store) Each(ctx context.Context, visit func(tokenstore.Record) error) error {
	var unopened []error
	err := s.eachRow(ctx, func(row Row) error {
		record, err := s.open(ctx, row)
		if err != nil {
			unopened = append(unopened, err)
			return nil
		}
		return visit(record)
	})
	if err != nil {
		return err
	}
	return errors.Join(unopened...)
}

func (s *Store) eachRow(ctx context.Context, visit func(Row) error) error {
	if err := s.ready(ctx); err != nil {
		return err
	}
	var after tokenstore.Key
	for {
		page, err := s.rows.Page(ctx, after)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, row := range page {
			if err := visit(row); err != nil {
				return err
			}
		}
		after = page[len(page)-1].Key
	}
}

// Delete implements tokenstore.Store.
func (s *Store) Delete(ctx context.Context, key tokenstore.Key) error {
	unlock, err := s.lock(ctx, tokenstore.LockName(key))
	if err != nil {
		return err
	}
	defer unlock()
	return s.rows.Remove(ctx, key)
}

// Update implements tokenstore.Store.
func (s *Store) Update(
	ctx context.Context, key tokenstore.Key, change func(tokenstore.Record) (tokenstore.Record, error),
) (tokenstore.Record, error) {
	if err := key.Check(); err != nil {
		return tokenstore.Record{}, err
	}
	unlock, err := s.lock(ctx, tokenstore.LockName(key))
	if err != nil {
		return tokenstore.Record{}, err
	}
	defer unlock()
	old := tokenstore.Record{Key: key}
	var before, stamp []byte
	sealed, err := s.rows.Record(ctx, key)
	if err == nil {
		if old, err = s.open(ctx, Row{Key: key, Sealed: sealed}); err == nil {
			stamp = tokenstore.Stamp(sealed)
			before, err = json.Marshal(old) //nolint:gosec // Only to compare.
		}
	}
	if err != nil && !errors.Is(err, tokenstore.ErrNotFound) {
		return tokenstore.Record{}, err
	}
	changed, err := change(old)
	if err != nil {
		return tokenstore.Record{}, err
	}
	changed.Key = key
	after, err := json.Marshal(changed) //nolint:gosec // It is encrypted below.
	if err != nil {
		return tokenstore.Record{}, err
	}
	if stamp != nil && bytes.Equal(before, after) {
		return changed, nil // most who waited for a refresh find that it is done
	}
	err = s.keep(ctx, func(ctx context.Context) error { return s.rows.Replace(ctx, stamp, s.seal(key, after)) })
	if err != nil {
		return tokenstore.Record{}, err
	}
	return changed, nil
}

func (s *Store) seal(key tokenstore.Key, plain []byte) Row {
	return Row{Key: key, Sealed: s.keys.Load().Seal(plain, aboutRecord(key)...)}
}

// open decrypts a row.
func (s *Store) open(ctx context.Context, row Row) (tokenstore.Record, error) {
	record := tokenstore.Record{Key: row.Key}
	plain, err := s.unseal(ctx, row.Sealed, aboutRecord(row.Key)...)
	if err == nil {
		err = json.Unmarshal(plain, &record)
	}
	if err != nil {
		return tokenstore.Record{}, fmt.Errorf("the %s connection of %q cannot be opened: %w", row.Kind, row.Principal, err)
	}
	return record, nil
}

// keep writes, whether or not the caller still waits.
func (*Store) keep(ctx context.Context, write func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepPatience)
	defer cancel()
	return write(ctx)
}

// Close implements tokenstore.Store. What begins after it is refused.
func (s *Store) Close() error {
	s.closed.Store(true)
	return s.rows.Close()
}

func aboutRecord(key tokenstore.Key) []string { return []string{"record", key.Principal, key.Kind} }
