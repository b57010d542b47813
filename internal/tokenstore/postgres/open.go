// Package postgres keeps connections in a PostgreSQL database that several processes
// share, on one machine or on many. Its tables are named concur_mcp_…
//
// Locks are those of a session, so a pooler in between has to pool sessions, not
// transactions.
package postgres

import (
	"context"
	"embed"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore/migrations"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/sealed"
)

//go:embed migrations/*.sql
var steps embed.FS

// Open makes a store at a postgres:// address; nothing is sent until it is first used.
// Processes that share it need the same keys, so it makes none itself.
func Open(address string, keys sealed.KeySource, now func() time.Time) *sealed.Store {
	return sealed.New(sealed.Settings{Rows: NewRows(address), Keys: keys, Now: now})
}

// Prepare implements sealed.Rows.
func (r *Rows) Prepare(ctx context.Context) error {
	all, err := migrations.Read(steps)
	if err != nil {
		return err
	}
	had, err := r.had(ctx)
	if err != nil {
		return err
	}
	missing, err := migrations.Missing(all, had)
	if err != nil || len(missing) == 0 {
		return err
	}
	return r.do(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error { return migrate(ctx, tx, missing) })
	})
}

// had says how many steps the database has had.
func (r *Rows) had(ctx context.Context) (int, error) {
	had := 0
	err := r.do(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		var there bool
		err := conn.QueryRow(ctx, "select to_regclass('concur_mcp_migrations') is not null").Scan(&there)
		if err != nil || !there {
			return err
		}
		return conn.QueryRow(ctx, "select coalesce(max(number), 0) from concur_mcp_migrations").Scan(&had)
	})
	return had, err
}

func migrate(ctx context.Context, tx pgx.Tx, missing []migrations.Migration) error {
	for _, one := range missing {
		if _, err := tx.Exec(ctx, one.SQL); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "insert into concur_mcp_migrations (number, name) values ($1, $2)", one.Number, one.Name); err != nil {
			return err
		}
	}
	return nil
}
