package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/sealed"
)

// Ticket implements sealed.Rows.
func (r *Rows) Ticket(ctx context.Context, id string) (tokenstore.Ticket, error) {
	found, err := r.tickets(ctx, "select id, purpose, principal, expires, sealed from concur_mcp_tickets where id = $1", id)
	if err == nil && len(found) == 0 {
		err = tokenstore.ErrNotFound
	}
	if err != nil {
		return tokenstore.Ticket{}, err
	}
	return found[0], nil
}

// Tickets implements sealed.Rows.
func (r *Rows) Tickets(ctx context.Context, purpose string) ([]tokenstore.Ticket, error) {
	return r.tickets(ctx, "select id, purpose, principal, expires, sealed from concur_mcp_tickets where purpose = $1", purpose)
}

func (r *Rows) tickets(ctx context.Context, query string, args ...any) ([]tokenstore.Ticket, error) {
	var tickets []tokenstore.Ticket
	err := r.do(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		found, err := conn.Query(ctx, query, args...)
		if err != nil {
			return err
		}
		tickets, err = pgx.CollectRows(found, func(found pgx.CollectableRow) (t tokenstore.Ticket, err error) {
			var expires int64
			err = found.Scan(&t.ID, &t.Purpose, &t.Principal, &expires, &t.Body)
			t.Expires = time.UnixMilli(expires).UTC()
			return t, err
		})
		return err
	})
	return tickets, err
}

// TicketIDs implements sealed.Rows.
func (r *Rows) TicketIDs(ctx context.Context) ([]string, error) {
	var ids []string
	err := r.do(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		found, err := conn.Query(ctx, "select id from concur_mcp_tickets")
		if err != nil {
			return err
		}
		ids, err = pgx.CollectRows(found, pgx.RowTo[string])
		return err
	})
	return ids, err
}

// CountTickets implements sealed.Rows.
func (r *Rows) CountTickets(ctx context.Context, principal, purpose string) (int, error) {
	var count int
	err := r.do(ctx, func(ctx context.Context, conn *pgx.Conn) error {
		const query = "select count(*) from concur_mcp_tickets where principal = $1 and purpose = $2"
		return conn.QueryRow(ctx, query, principal, purpose).Scan(&count)
	})
	return count, err
}

// AddTicket implements sealed.Rows.
func (r *Rows) AddTicket(ctx context.Context, t tokenstore.Ticket) error {
	written, err := r.exec(ctx, `insert into concur_mcp_tickets (id, purpose, principal, expires, sealed)
		values ($1, $2, $3, $4, $5) on conflict do nothing`, t.ID, t.Purpose, t.Principal, t.Expires.UnixMilli(), t.Body)
	if err != nil || written > 0 {
		return err
	}
	kept, err := r.Ticket(ctx, t.ID)
	if err = ours(kept.Body, t.Body, err); errors.Is(err, sealed.ErrChanged) {
		return tokenstore.ErrExists
	}
	return err
}

// ReplaceTicket implements sealed.Rows.
func (r *Rows) ReplaceTicket(ctx context.Context, stamp []byte, t tokenstore.Ticket) error {
	return r.persist(ctx, func() error {
		written, err := r.exec(ctx, "update concur_mcp_tickets set sealed = $2 where id = $1 and substr(sealed, 1, length($3::bytea)) = $3",
			t.ID, t.Body, stamp)
		if err != nil || written > 0 {
			return err
		}
		kept, err := r.Ticket(ctx, t.ID)
		if errors.Is(err, tokenstore.ErrNotFound) {
			return err
		}
		return ours(kept.Body, t.Body, err)
	})
}

// RemoveTicket implements sealed.Rows.
func (r *Rows) RemoveTicket(ctx context.Context, id string) error {
	_, err := r.exec(ctx, "delete from concur_mcp_tickets where id = $1", id)
	return err
}

// Sweep implements sealed.Rows.
func (r *Rows) Sweep(ctx context.Context, now time.Time) error {
	_, err := r.exec(ctx, "delete from concur_mcp_tickets where expires <= $1", now.UnixMilli())
	return err
}
