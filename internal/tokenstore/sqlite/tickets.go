package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/sealed"
)

// Ticket implements sealed.Rows.
func (r *Rows) Ticket(ctx context.Context, id string) (tokenstore.Ticket, error) {
	found := r.db.Load().QueryRowContext(ctx, "select id, purpose, principal, expires, sealed from tickets where id = ?", id)
	ticket, err := scanTicket(found)
	if errors.Is(err, sql.ErrNoRows) {
		return tokenstore.Ticket{}, tokenstore.ErrNotFound
	}
	return ticket, tokenstore.Unreachable(err)
}

// Tickets implements sealed.Rows.
func (r *Rows) Tickets(ctx context.Context, purpose string) ([]tokenstore.Ticket, error) {
	found, err := r.db.Load().QueryContext(ctx, "select id, purpose, principal, expires, sealed from tickets where purpose = ?", purpose)
	if err != nil {
		return nil, tokenstore.Unreachable(err)
	}
	defer found.Close()
	var tickets []tokenstore.Ticket
	for found.Next() {
		ticket, err := scanTicket(found)
		if err != nil {
			return nil, tokenstore.Unreachable(err)
		}
		tickets = append(tickets, ticket)
	}
	return tickets, tokenstore.Unreachable(found.Err())
}

// scanTicket reads one of what was found.
func scanTicket(found interface{ Scan(into ...any) error }) (tokenstore.Ticket, error) {
	var t tokenstore.Ticket
	var expires int64
	err := found.Scan(&t.ID, &t.Purpose, &t.Principal, &expires, &t.Body)
	t.Expires = time.UnixMilli(expires).UTC()
	return t, err
}

// TicketIDs implements sealed.Rows.
func (r *Rows) TicketIDs(ctx context.Context) ([]string, error) {
	found, err := r.db.Load().QueryContext(ctx, "select id from tickets")
	if err != nil {
		return nil, tokenstore.Unreachable(err)
	}
	defer found.Close()
	var ids []string
	for found.Next() {
		var id string
		if err := found.Scan(&id); err != nil {
			return nil, tokenstore.Unreachable(err)
		}
		ids = append(ids, id)
	}
	return ids, tokenstore.Unreachable(found.Err())
}

// CountTickets implements sealed.Rows.
func (r *Rows) CountTickets(ctx context.Context, principal, purpose string) (int, error) {
	var count int
	const query = "select count(*) from tickets where principal = ? and purpose = ?"
	err := r.db.Load().QueryRowContext(ctx, query, principal, purpose).Scan(&count)
	return count, tokenstore.Unreachable(err)
}

// AddTicket implements sealed.Rows.
func (r *Rows) AddTicket(ctx context.Context, t tokenstore.Ticket) error {
	written, err := r.exec(ctx, "insert into tickets (id, purpose, principal, expires, sealed) values (?, ?, ?, ?, ?) on conflict do nothing",
		t.ID, t.Purpose, t.Principal, t.Expires.UnixMilli(), t.Body)
	if err == nil && written == 0 {
		return tokenstore.ErrExists
	}
	return err
}

// ReplaceTicket implements sealed.Rows.
func (r *Rows) ReplaceTicket(ctx context.Context, stamp []byte, t tokenstore.Ticket) error {
	written, err := r.exec(ctx, "update tickets set sealed = ? where id = ? and substr(sealed, 1, ?) = ?", t.Body, t.ID, len(stamp), stamp)
	if err != nil || written > 0 {
		return err
	}
	if _, err := value(r.db.Load().QueryRowContext(ctx, "select id from tickets where id = ?", t.ID)); err != nil {
		return err
	}
	return sealed.ErrChanged
}

// RemoveTicket implements sealed.Rows.
func (r *Rows) RemoveTicket(ctx context.Context, id string) error {
	_, err := r.exec(ctx, "delete from tickets where id = ?", id)
	return err
}

// Sweep implements sealed.Rows.
func (r *Rows) Sweep(ctx context.Context, now time.Time) error {
	_, err := r.exec(ctx, "delete from tickets where expires <= ?", now.UnixMilli())
	return err
}
