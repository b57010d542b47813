package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/locks"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/sealed"
)

// pageSize is how many rows are read at once.
const pageSize = 200

// persistence is how long a write is tried while the server is away, because the
// tokens in it may exist nowhere else.
const persistence = 20 * time.Second

// Rows are sealed.Rows in a database.
type Rows struct {
	pool    *pool
	session *session
}

// NewRows makes rows at an address. Nothing is sent yet.
func NewRows(address string) *Rows {
	dial := func(ctx context.Context) (*pgx.Conn, error) { return connect(ctx, address) }
	statements := newPool(dial)
	return &Rows{pool: statements, session: newSession(statements)}
}

// Lock implements sealed.Rows.
func (r *Rows) Lock(ctx context.Context, name string) (unlock func(), err error) {
	return r.session.lock(ctx, name)
}

// Ping implements sealed.Rows.
func (r *Rows) Ping(ctx context.Context) error {
	return r.do(ctx, func(ctx context.Context, conn *pgx.Conn) error { return conn.Ping(ctx) })
}

// Close implements sealed.Rows.
func (r *Rows) Close() error {
	r.pool.close()
	r.session.close()
	return nil
}

// Mark implements sealed.Rows.
func (r *Rows) Mark(ctx context.Context) ([]byte, error) {
	mark, err := r.value(ctx, "select sealed from concur_mcp_mark")
	if errors.Is(err, tokenstore.ErrNotFound) {
		return nil, nil
	}
	return mark, err
}

// SetMark implements sealed.Rows.
func (r *Rows) SetMark(ctx context.Context, mark []byte) error {
	_, err := r.exec(ctx, `insert into concur_mcp_mark (one, sealed) values (true, $1)
		on conflict (one) do update set sealed = excluded.sealed`, mark)
	return err
}

// Record implements sealed.Rows.
func (r *Rows) Record(ctx context.Context, key tokenstore.Key) ([]byte, error) {
	return r.value(ctx, "select sealed from concur_mcp_records where principal = $1 and kind = $2", key.Principal, key.Kind)
}

// Records implements sealed.Rows.
func (r *Rows) Records(ctx context.Context, principal string) ([]sealed.Row, error) {
	return r.rows(ctx, "select principal, kind, sealed from concur_mcp_records where principal = $1", principal)
}

// Page implements sealed.Rows.
func (r *Rows) Page(ctx context.Context, after tokenstore.Key) ([]sealed.Row, error) {
	return r.rows(ctx, `select principal, kind, sealed from concur_mcp_records
		where (principal, kind) > ($1, $2) order by principal, kind limit $3`, after.Principal, after.Kind, pageSize)
}

// Replace implements sealed.Rows.
func (r *Rows) Replace(ctx context.Context, stamp []byte, row sealed.Row) error {
	query := `update concur_mcp_records set sealed = $3
		where principal = $1 and kind = $2 and substr(sealed, 1, length($4::bytea)) = $4`
	args := []any{row.Principal, row.Kind, row.Sealed, stamp}
	if stamp == nil {
		query = "insert into concur_mcp_records (principal, kind, sealed) values ($1, $2, $3) on conflict do nothing"
		args = args[:3]
	}
	return r.persist(ctx, func() error {
		written, err := r.exec(ctx, query, args...)
		if err != nil || written > 0 {
			return err
		}
		kept, err := r.Record(ctx, row.Key)
		return ours(kept, row.Sealed, err)
	})
}

// Remove implements sealed.Rows.
func (r *Rows) Remove(ctx context.Context, key tokenstore.Key) error {
	_, err := r.exec(ctx, "delete from concur_mcp_records where principal = $1 and kind = $2", key.Principal, key.Kind)
	return err
}

// ours looks whether the row that was in the way of a write is that very write: its
// first answer may have been lost.
func ours(kept, written []byte, err error) error {
	if err == nil && string(tokenstore.Stamp(kept)) == string(tokenstore.Stamp(written)) {
		return nil
	}
	if err == nil || errors.Is(err, tokenstore.ErrNotFound) {
		return sealed.ErrChanged
	}
	return err
}

// persist tries until the server is back, for a while.
func (*Rows) persist(ctx context.Context, write func() error) error {
	bounded, cancel := context.WithTimeout(ctx, persistence)
	defer cancel()
	var last error
	_ = locks.Poll(bounded, func() (bool, error) {
		last = write()
		var away *failure
		return !errors.As(last, &away) || !away.passing, nil
	})
	return last
}

// do works on a connection, and tells what goes wrong in words.
func (r *Rows) do(ctx context.Context, work func(context.Context, *pgx.Conn) error) error {
	err := r.pool.do(ctx, work)
	if errors.Is(err, pgx.ErrNoRows) {
		return tokenstore.ErrNotFound
	}
	return told(ctx, err)
}

// value reads one value, or gives tokenstore.ErrNotFound.
func (r *Rows) value(ctx context.Context, query string, args ...any) ([]byte, error) {
	var value []byte
	err := r.do(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		return conn.QueryRow(ctx, query, args...).Scan(&value)
	})
	return value, err
}

func (r *Rows) rows(ctx context.Context, query string, args ...any) ([]sealed.Row, error) {
	var rows []sealed.Row
	err := r.do(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		found, err := conn.Query(ctx, query, args...)
		if err != nil {
			return err
		}
		rows, err = pgx.CollectRows(found, func(found pgx.CollectableRow) (row sealed.Row, err error) {
			return row, found.Scan(&row.Principal, &row.Kind, &row.Sealed)
		})
		return err
	})
	return rows, err
}

// exec says how many rows it was about.
func (r *Rows) exec(ctx context.Context, query string, args ...any) (int64, error) {
	var count int64
	err := r.do(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		tag, err := conn.Exec(ctx, query, args...)
		count = tag.RowsAffected()
		return err
	})
	return count, err
}
