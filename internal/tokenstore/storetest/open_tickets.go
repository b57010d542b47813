package storetest

import (
	"slices"
	"strconv"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

func ofPurpose(p *place, store tokenstore.Store) {
	t := p.t
	none, err := store.Tickets(t.Context(), "open_write")
	require.NoError(t, err)
	assert.Empty(t, none)
	write := func(id, principal string) tokenstore.Ticket {
		ticket := p.ticket(id, principal)
		ticket.Purpose = "open_write"
		return ticket
	}
	var want []tokenstore.Ticket
	for i, who := range []string{"tom", rita, rita, "ada"} {
		ticket := write("z"+strconv.Itoa(9-i), who)
		require.NoError(t, store.PutTicket(t.Context(), ticket))
		want = append(want, ticket)
		p.clock.advance(time.Second)
	}
	require.NoError(t, store.PutTicket(t.Context(), p.ticket("of another purpose", rita)))
	require.NoError(t, store.DeleteTicket(t.Context(), want[1].ID))
	want = slices.Delete(want, 1, 2)
	for _, reader := range []tokenstore.Store{store, p.open()} {
		got, err := reader.Tickets(t.Context(), "open_write")
		require.NoError(t, err)
		assert.Equal(t, want, got, "the oldest first")
	}
	p.clock.advance(ticketLife - 4*time.Second)
	got, err := store.Tickets(t.Context(), "open_write")
	require.NoError(t, err)
	assert.Equal(t, want[1:], got, "the first one has ended")
}

func most(p *place, store tokenstore.Store) {
	t := p.t
	ticket := func(i, most int) tokenstore.Ticket {
		ticket := p.ticket(strconv.Itoa(i), rita)
		ticket.Most = most
		return ticket
	}
	const many = tokenstore.MostTickets + 5
	for i := range many {
		require.NoError(t, store.PutTicket(t.Context(), ticket(i, many)))
	}
	require.ErrorIs(t, store.PutTicket(t.Context(), ticket(many, many)), tokenstore.ErrTooMany)
	require.ErrorIs(t, store.PutTicket(t.Context(), ticket(many, 0)), tokenstore.ErrTooMany)
	require.ErrorIs(t, store.PutTicket(t.Context(), ticket(many, 1)), tokenstore.ErrTooMany)
	require.NoError(t, store.PutTicket(t.Context(), ticket(many, many+1)))
	got, err := p.open().Ticket(t.Context(), "0")
	require.NoError(t, err)
	assert.Equal(t, ticket(0, 0), got, "how many is not kept")
}
