package sealed

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// PutTicket implements tokenstore.Store.
func (s *Store) PutTicket(ctx context.Context, ticket tokenstore.Ticket) error {
	ticket, err := ticket.Checked()
	if err != nil {
		return err
	}
	// Counting and adding are one step for each who is counted.
	unlock, err := s.lock(ctx, "tickets\x00"+ticket.Principal+"\x00"+ticket.Purpose)
	if err != nil {
		return err
	}
	defer unlock()
	if err := s.rows.Sweep(ctx, s.now()); err != nil {
		return err
	}
	open, err := s.rows.CountTickets(ctx, ticket.Principal, ticket.Purpose)
	if err != nil {
		return err
	}
	if open >= ticket.Allowed() {
		return tokenstore.ErrTooMany
	}
	ticket.Body = s.keys.Load().Seal(ticket.Body, aboutTicket(ticket)...)
	return s.rows.AddTicket(ctx, ticket)
}

// Ticket implements tokenstore.Store.
func (s *Store) Ticket(ctx context.Context, id string) (tokenstore.Ticket, error) {
	if err := s.ready(ctx); err != nil {
		return tokenstore.Ticket{}, err
	}
	ticket, _, err := s.ticket(ctx, id)
	return ticket, err
}

// ticket gives a ticket with its body, and the stamp that the body had.
func (s *Store) ticket(ctx context.Context, id string) (tokenstore.Ticket, []byte, error) {
	ticket, err := s.rows.Ticket(ctx, id)
	if err != nil {
		return tokenstore.Ticket{}, nil, err
	}
	if !s.now().Before(ticket.Expires) {
		return tokenstore.Ticket{}, nil, tokenstore.ErrNotFound
	}
	ticket.ID = id // what was asked for, wherever the row came from
	stamp := tokenstore.Stamp(ticket.Body)
	ticket, err = s.openTicket(ctx, ticket)
	return ticket, stamp, err
}

// openTicket decrypts the body of a ticket.
func (s *Store) openTicket(ctx context.Context, ticket tokenstore.Ticket) (tokenstore.Ticket, error) {
	var err error
	if ticket.Body, err = s.unseal(ctx, ticket.Body, aboutTicket(ticket)...); err != nil {
		return tokenstore.Ticket{}, fmt.Errorf("a ticket (%s) of %q cannot be opened: %w", ticket.Purpose, ticket.Principal, err)
	}
	return ticket, nil
}

// Tickets implements tokenstore.Store.
func (s *Store) Tickets(ctx context.Context, purpose string) ([]tokenstore.Ticket, error) {
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	kept, err := s.rows.Tickets(ctx, purpose)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(kept, tokenstore.CompareTickets)
	var open []tokenstore.Ticket
	var unopened []error
	for _, ticket := range kept {
		if !s.now().Before(ticket.Expires) {
			continue
		}
		ticket, err := s.openTicket(ctx, ticket)
		if err != nil {
			unopened = append(unopened, err)
			continue
		}
		open = append(open, ticket)
	}
	return open, errors.Join(unopened...)
}

// UpdateTicket implements tokenstore.Store.
func (s *Store) UpdateTicket(
	ctx context.Context, id string, change func(tokenstore.Ticket) (tokenstore.Ticket, error),
) (tokenstore.Ticket, error) {
	unlock, err := s.lock(ctx, tokenstore.TicketLockName(id))
	if err != nil {
		return tokenstore.Ticket{}, err
	}
	defer unlock()
	old, stamp, err := s.ticket(ctx, id)
	if err != nil {
		return tokenstore.Ticket{}, err
	}
	changed, err := change(old)
	if err != nil {
		return tokenstore.Ticket{}, err
	}
	if err := tokenstore.CheckBody(changed.Body); err != nil {
		return tokenstore.Ticket{}, err
	}
	old.Body = changed.Body
	sealed := old
	sealed.Body = s.keys.Load().Seal(old.Body, aboutTicket(old)...)
	err = s.keep(ctx, func(ctx context.Context) error { return s.rows.ReplaceTicket(ctx, stamp, sealed) })
	if err != nil {
		return tokenstore.Ticket{}, err
	}
	return old, nil
}

// DeleteTicket implements tokenstore.Store.
func (s *Store) DeleteTicket(ctx context.Context, id string) error {
	if err := s.ready(ctx); err != nil {
		return err
	}
	return s.rows.RemoveTicket(ctx, id)
}

// aboutTicket binds a body to everything else of its ticket, its end included.
func aboutTicket(t tokenstore.Ticket) []string {
	return []string{"ticket", t.ID, t.Purpose, t.Principal, strconv.FormatInt(t.Expires.UnixMilli(), 10)}
}
