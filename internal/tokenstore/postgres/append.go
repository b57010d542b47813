package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/sealed"
)

// chainLock names the lock that whoever appends holds until its transaction ends, so
// that replicas append to one chain.
const chainLock = "entries"

// Append implements sealed.Rows. It fails at once where the server is away, but not
// before it knows what became of an entry that was sent.
func (r *Rows) Append(ctx context.Context, quotas []tokenstore.Quota, link sealed.Link) error {
	one := &appending{quotas: quotas, link: link}
	try := func() error {
		if err := r.do(ctx, one.try); err != nil {
			return err
		}
		return one.refused
	}
	err := try()
	if err == nil || one.refused != nil || one.sent == nil {
		return err
	}
	return r.persist(ctx, try)
}

// appending is one entry on its way, which may take several connections.
type appending struct {
	quotas []tokenstore.Quota
	link   sealed.Link
	// refused is what link said against it.
	refused error
	// sent is what the server was last given; its answer may be lost.
	sent *tokenstore.Entry
}

// try adds the entry, unless it did so before without our knowing. What it sent before is
// written or given up when it gets the lock, because it was sent under that lock.
func (a *appending) try(ctx context.Context, conn *pgx.Conn) error {
	// Each statement has to see what was committed before it began, whatever the
	// database's default is.
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.ReadCommitted})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback(ctx) }()
	last, had, done, err := a.look(ctx, tx)
	if err != nil || done {
		return err
	}
	entry, err := a.link(last, had)
	if err != nil {
		a.refused = err
		return nil
	}
	a.sent = &entry
	const add = `insert into concur_mcp_entries (seq, at, principal, kind, write, sealed, previous, hash)
		values ($1, $2, $3, $4, $5, $6, $7, $8)`
	_, err = tx.Exec(ctx, add, entry.Seq, entry.At.UnixMicro(), entry.Principal, entry.Kind, entry.Write,
		entry.Body, entry.Previous, entry.Hash)
	if err != nil {
		return err
	}
	return tx.Commit(ctx)
}

// look takes the lock and reads, in one go: the last entry, how many each quota counts,
// and whether what was sent before is there.
func (a *appending) look(ctx context.Context, tx pgx.Tx) (last tokenstore.Entry, had []int, done bool, err error) {
	batch := &pgx.Batch{}
	batch.Queue("select pg_advisory_xact_lock($1)", numberOf(chainLock))
	batch.Queue("select seq, hash from concur_mcp_entries order by seq desc limit 1").QueryRow(func(row pgx.Row) error {
		err := row.Scan(&last.Seq, &last.Hash)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		return err
	})
	had = make([]int, len(a.quotas))
	for i, quota := range a.quotas {
		const count = "select count(*) from concur_mcp_entries where principal = $1 and kind = $2 and at >= $3"
		batch.Queue(count, quota.Principal, quota.Kind, quota.Since.UnixMicro()).
			QueryRow(func(row pgx.Row) error { return row.Scan(&had[i]) })
	}
	if a.sent != nil {
		const there = `select exists (select from concur_mcp_entries
			where seq = $1 and substr(sealed, 1, length($2::bytea)) = $2)`
		batch.Queue(there, a.sent.Seq, tokenstore.Stamp(a.sent.Body)).QueryRow(func(row pgx.Row) error { return row.Scan(&done) })
	}
	err = tx.SendBatch(ctx, batch).Close()
	return last, had, done, err
}
