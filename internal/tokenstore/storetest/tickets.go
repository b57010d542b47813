package storetest

import (
	"bytes"
	"context"
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// ticketLife is how long tickets of these tests live.
const ticketLife = 10 * time.Minute

func (p *place) ticket(id, principal string) tokenstore.Ticket {
	return tokenstore.Ticket{
		ID: id, Purpose: "sign_in", Principal: principal, Expires: p.clock.Now().Add(ticketLife), Body: []byte("body of " + id),
	}
}

func tickets(t *testing.T, b Backend) {
	t.Helper()
	for name, check := range map[string]func(p *place, store tokenstore.Store){
		"a ticket comes back, also from another process": func(p *place, store tokenstore.Store) {
			t := p.t
			want := p.ticket("one", rita)
			require.NoError(t, store.PutTicket(t.Context(), want))
			for _, reader := range []tokenstore.Store{store, p.open()} {
				got, err := reader.Ticket(t.Context(), "one")
				require.NoError(t, err)
				assert.Equal(t, want, got)
			}
		},
		"an ID is taken once": func(p *place, store tokenstore.Store) {
			t := p.t
			require.NoError(t, store.PutTicket(t.Context(), p.ticket("one", rita)))
			require.ErrorIs(t, p.open().PutTicket(t.Context(), p.ticket("one", "tom")), tokenstore.ErrExists)
			got, err := store.Ticket(t.Context(), "one")
			require.NoError(t, err)
			assert.Equal(t, rita, got.Principal)
		},
		"only the body changes": func(p *place, store tokenstore.Store) {
			t := p.t
			want := p.ticket("one", rita)
			require.NoError(t, store.PutTicket(t.Context(), want))
			got, err := store.UpdateTicket(t.Context(), "one", func(old tokenstore.Ticket) (tokenstore.Ticket, error) {
				assert.Equal(t, want, old)
				return tokenstore.Ticket{ID: "two", Purpose: "upload", Principal: "tom", Body: []byte("new")}, nil
			})
			require.NoError(t, err)
			want.Body = []byte("new")
			assert.Equal(t, want, got)
			got, err = p.open().Ticket(t.Context(), "one")
			require.NoError(t, err)
			assert.Equal(t, want, got)
		},
		"a failed change leaves a ticket as it was": func(p *place, store tokenstore.Store) {
			t := p.t
			require.NoError(t, store.PutTicket(t.Context(), p.ticket("one", rita)))
			refused := errors.New("refused")
			_, err := store.UpdateTicket(t.Context(), "one", func(old tokenstore.Ticket) (tokenstore.Ticket, error) {
				old.Body = []byte("lost")
				return old, refused
			})
			require.ErrorIs(t, err, refused)
			got, err := store.Ticket(t.Context(), "one")
			require.NoError(t, err)
			assert.Equal(t, p.ticket("one", rita), got)
		},
		"what is not there is not found, and deleting it is fine": func(p *place, store tokenstore.Store) {
			t := p.t
			_, err := store.Ticket(t.Context(), "none")
			require.ErrorIs(t, err, tokenstore.ErrNotFound)
			_, err = store.UpdateTicket(t.Context(), "none", func(tokenstore.Ticket) (tokenstore.Ticket, error) {
				assert.Fail(t, "there is nothing to change")
				return tokenstore.Ticket{}, nil
			})
			require.ErrorIs(t, err, tokenstore.ErrNotFound)
			require.NoError(t, store.DeleteTicket(t.Context(), "none"))
		},
		"a ticket that is deleted while it is changed stays deleted": func(p *place, store tokenstore.Store) {
			t := p.t
			require.NoError(t, store.PutTicket(t.Context(), p.ticket("one", rita)))
			_, err := store.UpdateTicket(t.Context(), "one", func(old tokenstore.Ticket) (tokenstore.Ticket, error) {
				old.Body = []byte("new")
				return old, p.open().DeleteTicket(t.Context(), "one")
			})
			require.ErrorIs(t, err, tokenstore.ErrNotFound)
			_, err = store.Ticket(t.Context(), "one")
			require.ErrorIs(t, err, tokenstore.ErrNotFound)
		},
		"a ticket ends when its time is up": func(p *place, store tokenstore.Store) {
			t := p.t
			require.NoError(t, store.PutTicket(t.Context(), p.ticket("one", rita)))
			p.clock.advance(ticketLife - time.Millisecond)
			_, err := store.Ticket(t.Context(), "one")
			require.NoError(t, err)
			p.clock.advance(time.Millisecond)
			_, err = store.Ticket(t.Context(), "one")
			require.ErrorIs(t, err, tokenstore.ErrNotFound)
			_, err = store.UpdateTicket(t.Context(), "one", func(old tokenstore.Ticket) (tokenstore.Ticket, error) { return old, nil })
			require.ErrorIs(t, err, tokenstore.ErrNotFound)
			require.NoError(t, store.PutTicket(t.Context(), p.ticket("one", rita)), "its ID is free again")
		},
		"open tickets are counted by principal and purpose": limits,
		"of many who add at once, as many succeed as may":   crowd,
		"a body may be long, and no longer":                 long,
		"a code is redeemed once":                           redeemed,
		"the open tickets of a purpose are listed":          ofPurpose,
		"a ticket may say how many there may be of it":      most,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t, b)
			check(p, p.open())
		})
	}
}

func limits(p *place, store tokenstore.Store) {
	t := p.t
	for i := range tokenstore.MostTickets {
		require.NoError(t, store.PutTicket(t.Context(), p.ticket(strconv.Itoa(i), rita)))
	}
	require.ErrorIs(t, store.PutTicket(t.Context(), p.ticket("more", rita)), tokenstore.ErrTooMany)
	require.ErrorIs(t, p.open().PutTicket(t.Context(), p.ticket("more", rita)), tokenstore.ErrTooMany)
	_, err := store.Ticket(t.Context(), "more")
	require.ErrorIs(t, err, tokenstore.ErrNotFound)

	require.NoError(t, store.PutTicket(t.Context(), p.ticket("of tom", "tom")), "others have their own")
	upload := p.ticket("upload", rita)
	upload.Purpose = "upload"
	require.NoError(t, store.PutTicket(t.Context(), upload), "another purpose is counted apart")

	require.NoError(t, store.DeleteTicket(t.Context(), "0"))
	require.NoError(t, store.PutTicket(t.Context(), p.ticket("more", rita)), "one that is done makes room")
	p.clock.advance(ticketLife)
	for i := range tokenstore.MostTickets {
		require.NoError(t, store.PutTicket(t.Context(), p.ticket(strconv.Itoa(i), rita)), "those that have ended are not counted")
	}
}

func crowd(p *place, store tokenstore.Store) {
	t := p.t
	stores := []tokenstore.Store{store, p.open(), p.open()}
	var kept, refused atomic.Int64
	var wg sync.WaitGroup
	for i := range 2 * tokenstore.MostTickets {
		wg.Go(func() {
			switch err := stores[i%len(stores)].PutTicket(t.Context(), p.ticket(strconv.Itoa(i), rita)); {
			case err == nil:
				kept.Add(1)
			case errors.Is(err, tokenstore.ErrTooMany):
				refused.Add(1)
			default:
				assert.NoError(t, err)
			}
		})
	}
	wg.Wait()
	assert.EqualValues(t, tokenstore.MostTickets, kept.Load())
	assert.EqualValues(t, tokenstore.MostTickets, refused.Load())
}

func long(p *place, store tokenstore.Store) {
	t := p.t
	require.NoError(t, store.PutTicket(t.Context(), p.ticket("one", rita)))
	body := bytes.Repeat([]byte("receipt "), tokenstore.MostTicketBytes/8)
	change := func(body []byte) error {
		_, err := store.UpdateTicket(t.Context(), "one", func(old tokenstore.Ticket) (tokenstore.Ticket, error) {
			old.Body = body
			return old, nil
		})
		return err
	}
	require.NoError(t, change(body))
	got, err := p.open().Ticket(t.Context(), "one")
	require.NoError(t, err)
	assert.True(t, bytes.Equal(body, got.Body))
	body = append(body, 'x')
	require.ErrorContains(t, change(body), strconv.Itoa(tokenstore.MostTicketBytes))
	more := p.ticket("two", rita)
	more.Body = body
	require.ErrorContains(t, store.PutTicket(t.Context(), more), strconv.Itoa(tokenstore.MostTicketBytes))
}

// redeemed lets many come with the same secret at once: the first one marks the
// ticket, and the others see the mark.
func redeemed(p *place, store tokenstore.Store) {
	t := p.t
	ticket := p.ticket("one", rita)
	ticket.Body = nil
	require.NoError(t, store.PutTicket(t.Context(), ticket))
	stores := []tokenstore.Store{store, p.open(), p.open()}
	var first atomic.Int64
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			_, err := stores[i%len(stores)].UpdateTicket(context.WithoutCancel(t.Context()), "one",
				func(old tokenstore.Ticket) (tokenstore.Ticket, error) {
					if len(old.Body) == 0 {
						first.Add(1)
					}
					old.Body = []byte("used")
					return old, nil
				})
			assert.NoError(t, err)
		})
	}
	wg.Wait()
	assert.EqualValues(t, 1, first.Load())
}
