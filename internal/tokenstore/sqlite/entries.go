package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/sealed"
)

// Append implements sealed.Rows. Its transaction is the only one that writes from its
// beginning on (_txlock=immediate).
func (r *Rows) Append(ctx context.Context, quotas []tokenstore.Quota, link sealed.Link) error {
	return r.within(ctx, func(tx *sql.Tx) error {
		var last tokenstore.Entry
		err := tx.QueryRowContext(ctx, "select seq, hash from entries order by seq desc limit 1").Scan(&last.Seq, &last.Hash)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return tokenstore.Unreachable(err)
		}
		had := make([]int, len(quotas))
		for i, quota := range quotas {
			const count = "select count(*) from entries where principal = ? and kind = ? and at >= ?"
			err := tx.QueryRowContext(ctx, count, quota.Principal, quota.Kind, quota.Since.UnixMicro()).Scan(&had[i])
			if err != nil {
				return tokenstore.Unreachable(err)
			}
		}
		e, err := link(last, had)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx,
			"insert into entries (seq, at, principal, kind, write, sealed, previous, hash) values (?, ?, ?, ?, ?, ?, ?, ?)",
			e.Seq, e.At.UnixMicro(), e.Principal, e.Kind, e.Write, e.Body, e.Previous, e.Hash)
		return tokenstore.Unreachable(err)
	})
}

// Entries implements sealed.Rows.
func (r *Rows) Entries(ctx context.Context, after int64, visit func(tokenstore.Entry) error) error {
	for {
		page, err := r.page(ctx, after)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, entry := range page {
			if err := visit(entry); err != nil {
				return err
			}
		}
		after = page[len(page)-1].Seq
	}
}

// page gives some entries after a Seq; none at the end.
func (r *Rows) page(ctx context.Context, after int64) ([]tokenstore.Entry, error) {
	found, err := r.db.Load().QueryContext(ctx, `select seq, at, principal, kind, write, sealed, previous, hash
		from entries where seq > ? order by seq limit ?`, after, pageSize)
	if err != nil {
		return nil, tokenstore.Unreachable(err)
	}
	defer found.Close()
	var page []tokenstore.Entry
	for found.Next() {
		var e tokenstore.Entry
		var at int64
		if err := found.Scan(&e.Seq, &at, &e.Principal, &e.Kind, &e.Write, &e.Body, &e.Previous, &e.Hash); err != nil {
			return nil, tokenstore.Unreachable(err)
		}
		e.At = time.UnixMicro(at).UTC()
		page = append(page, e)
	}
	return page, tokenstore.Unreachable(found.Err())
}

// ResealEntries implements sealed.Rows.
func (r *Rows) ResealEntries(ctx context.Context, again func(tokenstore.Entry) []byte) error {
	return r.Entries(ctx, 0, func(entry tokenstore.Entry) error {
		body := again(entry)
		if body == nil {
			return nil
		}
		_, err := r.exec(ctx, "update entries set sealed = ? where seq = ?", body, entry.Seq)
		return err
	})
}

// within works in a transaction.
func (r *Rows) within(ctx context.Context, work func(*sql.Tx) error) error {
	tx, err := r.db.Load().BeginTx(ctx, nil)
	if err != nil {
		return tokenstore.Unreachable(err)
	}
	defer func() { _ = tx.Rollback() }()
	if err := work(tx); err != nil {
		return err
	}
	return tokenstore.Unreachable(tx.Commit())
}
