package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync/atomic"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/locks"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/private"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/sealed"
)

// pageSize is how many rows are read at once.
const pageSize = 200

// Rows are sealed.Rows in a database.
type Rows struct {
	place *private.Place
	db    atomic.Pointer[database]
}

// NewRows makes rows at a path. Nothing is touched yet.
func NewRows(path string) *Rows {
	return &Rows{place: private.NewPlace(func() (string, error) { return path, nil })}
}

// Lock implements sealed.Rows.
func (r *Rows) Lock(ctx context.Context, name string) (unlock func(), err error) {
	path, err := r.place.Path()
	if err != nil {
		return nil, tokenstore.Unreachable(err)
	}
	unlock, err = locks.Files{Folder: path + ".locks"}.Lock(ctx, name)
	return unlock, tokenstore.Unreachable(err)
}

// Ping implements sealed.Rows.
func (r *Rows) Ping(ctx context.Context) error {
	_, err := r.Mark(ctx)
	return err
}

// Close implements sealed.Rows.
func (r *Rows) Close() error {
	if db := r.db.Load(); db != nil {
		return db.Close()
	}
	return nil
}

// Mark implements sealed.Rows.
func (r *Rows) Mark(ctx context.Context) ([]byte, error) {
	mark, err := value(r.db.Load().QueryRowContext(ctx, "select sealed from mark"))
	if errors.Is(err, tokenstore.ErrNotFound) {
		return nil, nil
	}
	return mark, err
}

// SetMark implements sealed.Rows.
func (r *Rows) SetMark(ctx context.Context, mark []byte) error {
	_, err := r.exec(ctx, "insert into mark (one, sealed) values (1, ?) on conflict (one) do update set sealed = excluded.sealed", mark)
	return err
}

// Record implements sealed.Rows.
func (r *Rows) Record(ctx context.Context, key tokenstore.Key) ([]byte, error) {
	return value(r.db.Load().record.QueryRowContext(ctx, key.Principal, key.Kind))
}

// Records implements sealed.Rows.
func (r *Rows) Records(ctx context.Context, principal string) ([]sealed.Row, error) {
	return rows(r.db.Load().records.QueryContext(ctx, principal))
}

// Page implements sealed.Rows.
func (r *Rows) Page(ctx context.Context, after tokenstore.Key) ([]sealed.Row, error) {
	return rows(r.db.Load().QueryContext(ctx,
		"select principal, kind, sealed from records where (principal, kind) > (?, ?) order by principal, kind limit ?",
		after.Principal, after.Kind, pageSize))
}

// Replace implements sealed.Rows.
func (r *Rows) Replace(ctx context.Context, stamp []byte, row sealed.Row) error {
	var written int64
	var err error
	if stamp == nil {
		written, err = r.exec(ctx, "insert into records (principal, kind, sealed) values (?, ?, ?) on conflict do nothing",
			row.Principal, row.Kind, row.Sealed)
	} else {
		written, err = r.exec(ctx, "update records set sealed = ? where principal = ? and kind = ? and substr(sealed, 1, ?) = ?",
			row.Sealed, row.Principal, row.Kind, len(stamp), stamp)
	}
	if err == nil && written == 0 {
		return sealed.ErrChanged
	}
	return err
}

// Remove implements sealed.Rows.
func (r *Rows) Remove(ctx context.Context, key tokenstore.Key) error {
	_, err := r.exec(ctx, "delete from records where principal = ? and kind = ?", key.Principal, key.Kind)
	return err
}

// value reads one value, or gives tokenstore.ErrNotFound.
func value(found *sql.Row) ([]byte, error) {
	var value []byte
	err := found.Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, tokenstore.ErrNotFound
	}
	return value, tokenstore.Unreachable(err)
}

// rows reads what was found.
func rows(found *sql.Rows, err error) ([]sealed.Row, error) {
	if err != nil {
		return nil, tokenstore.Unreachable(err)
	}
	defer found.Close()
	var rows []sealed.Row
	for found.Next() {
		var row sealed.Row
		if err := found.Scan(&row.Principal, &row.Kind, &row.Sealed); err != nil {
			return nil, tokenstore.Unreachable(err)
		}
		rows = append(rows, row)
	}
	return rows, tokenstore.Unreachable(found.Err())
}

// exec says how many rows it was about.
func (r *Rows) exec(ctx context.Context, query string, args ...any) (int64, error) {
	result, err := r.db.Load().ExecContext(ctx, query, args...)
	if err != nil {
		return 0, tokenstore.Unreachable(err)
	}
	return result.RowsAffected()
}
