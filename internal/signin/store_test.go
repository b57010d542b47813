package signin_test

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// unreachable is a store that lost its database.
type unreachable struct{ tokenstore.Store }

var errUnreachable = errors.New("dial tcp: password authentication failed")

func (unreachable) Ticket(context.Context, string) (tokenstore.Ticket, error) {
	return tokenstore.Ticket{}, errUnreachable
}

func (unreachable) PutTicket(context.Context, tokenstore.Ticket) error { return errUnreachable }

func (unreachable) UpdateTicket(
	context.Context, string, func(tokenstore.Ticket) (tokenstore.Ticket, error),
) (tokenstore.Ticket, error) {
	return tokenstore.Ticket{}, errUnreachable
}

// failing is a store that is lost after so many changes of tickets.
type failing struct {
	tokenstore.Store
	after *atomic.Int32
}

func (f failing) UpdateTicket(
	ctx context.Context, id string, change func(tokenstore.Ticket) (tokenstore.Ticket, error),
) (tokenstore.Ticket, error) {
	if f.after.Add(-1) < 0 {
		return tokenstore.Ticket{}, errUnreachable
	}
	return f.Store.UpdateTicket(ctx, id, change)
}
