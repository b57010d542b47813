package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

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
	var page []tokenstore.Entry
	err := r.do(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		found, err := conn.Query(ctx, `select seq, at, principal, kind, write, sealed, previous, hash
			from concur_mcp_entries where seq > $1 order by seq limit $2`, after, pageSize)
		if err != nil {
			return err
		}
		page, err = pgx.CollectRows(found, func(found pgx.CollectableRow) (e tokenstore.Entry, err error) {
			var at int64
			err = found.Scan(&e.Seq, &at, &e.Principal, &e.Kind, &e.Write, &e.Body, &e.Previous, &e.Hash)
			e.At = time.UnixMicro(at).UTC()
			return e, err
		})
		return err
	})
	return page, err
}

// ResealEntries implements sealed.Rows, page by page. An entry can be resealed twice.
func (r *Rows) ResealEntries(ctx context.Context, again func(tokenstore.Entry) []byte) error {
	return r.Entries(ctx, 0, func(entry tokenstore.Entry) error {
		body := again(entry)
		if body == nil {
			return nil
		}
		_, err := r.exec(ctx, "update concur_mcp_entries set sealed = $2 where seq = $1", entry.Seq, body)
		return err
	})
}
