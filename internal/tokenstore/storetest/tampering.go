package storetest

import (
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// tampering checks what somebody can do who can write where the store writes.
func tampering(t *testing.T, b Backend) {
	t.Helper()
	company := tokenstore.Key{Principal: rita, Kind: "company"}
	damaged := []tokenstore.Key{userOf(rita)}
	swapped := []tokenstore.Key{userOf(rita), userOf("tom")}
	kinds := []tokenstore.Key{userOf(rita), company}
	for name, c := range map[string]struct {
		edit    func(Raw)
		records []tokenstore.Key
		tickets []string
	}{
		"a bit of a record":       {edit: func(r Raw) { flip(r.Records[userOf(rita)], -1) }, records: damaged},
		"the version of a record": {edit: func(r Raw) { flip(r.Records[userOf(rita)], 0) }, records: damaged},
		"the nonce of a record":   {edit: func(r Raw) { flip(r.Records[userOf(rita)], 12) }, records: damaged},
		"all but the first byte":  {edit: func(r Raw) { r.Records[userOf(rita)] = r.Records[userOf(rita)][:1] }, records: damaged},
		"the whole record":        {edit: func(r Raw) { r.Records[userOf(rita)] = []byte{} }, records: damaged},
		"records of two people":   {edit: func(r Raw) { swap(r.Records, userOf(rita), userOf("tom")) }, records: swapped},
		"records of two kinds":    {edit: func(r Raw) { swap(r.Records, userOf(rita), company) }, records: kinds},
		"a bit of a ticket":       {edit: func(r Raw) { flip(r.Tickets["one"], -1) }, tickets: []string{"one"}},
		"two tickets":             {edit: func(r Raw) { swap(r.Tickets, "one", "two") }, tickets: []string{"one", "two"}},
		"a record and a ticket": {
			edit: func(r Raw) {
				r.Records[userOf(rita)], r.Tickets["one"] = r.Tickets["one"], r.Records[userOf(rita)]
			},
			records: damaged, tickets: []string{"one"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t, b)
			store := p.open()
			all := []tokenstore.Key{userOf(rita), company, userOf("tom")}
			for _, key := range all {
				put(t, store, key, "secret")
			}
			for _, id := range []string{"one", "two"} {
				require.NoError(t, store.PutTicket(t.Context(), p.ticket(id, rita)))
			}
			b.Edit(t, p.address, func(r Raw) {
				require.Len(t, r.Records, len(all))
				require.Len(t, r.Tickets, 2)
				for _, sealed := range r.Records {
					assert.NotContains(t, string(sealed), "secret")
				}
				for _, sealed := range r.Tickets {
					assert.NotContains(t, string(sealed), "body")
				}
				c.edit(r)
			})
			p.refusesRecords(store, all, c.records)
			open, err := store.Tickets(t.Context(), "sign_in")
			assert.Len(t, open, 2-len(c.tickets), "the others are shown")
			assert.Equal(t, len(c.tickets) > 0, errors.Is(err, tokenstore.ErrTampered))
			for _, id := range []string{"one", "two"} {
				_, err := store.Ticket(t.Context(), id)
				if slices.Contains(c.tickets, id) {
					require.ErrorIs(t, err, tokenstore.ErrTampered)
				} else {
					require.NoError(t, err)
				}
			}
		})
	}
}

// refusesRecords checks that what was tampered with is refused, that the rest is
// not, and that a new beginning is possible.
func (p *place) refusesRecords(store tokenstore.Store, all, tampered []tokenstore.Key) {
	t := p.t
	t.Helper()
	for _, key := range all {
		_, err := store.Get(t.Context(), key)
		if !slices.Contains(tampered, key) {
			require.NoError(t, err)
			continue
		}
		require.ErrorIs(t, err, tokenstore.ErrTampered)
		assert.NotContains(t, err.Error(), "secret")
		_, err = store.Update(t.Context(), key, func(old tokenstore.Record) (tokenstore.Record, error) {
			assert.Fail(t, "there is nothing to go by")
			return old, nil
		})
		require.ErrorIs(t, err, tokenstore.ErrTampered)
	}
	var seen []tokenstore.Key
	err := store.Each(t.Context(), func(record tokenstore.Record) error {
		seen = append(seen, record.Key)
		return nil
	})
	assert.Len(t, seen, len(all)-len(tampered), "the others are shown")
	assert.Equal(t, len(tampered) > 0, err != nil)
	for _, key := range tampered {
		require.NoError(t, store.Delete(t.Context(), key))
		put(t, store, key, "anew")
		assert.Equal(t, "anew", refreshToken(t, store, key))
	}
}

// flip changes a bit of a byte, counted from the end where it is negative.
func flip(sealed []byte, at int) {
	if at < 0 {
		at += len(sealed)
	}
	sealed[at] ^= 1
}

func swap[K comparable](values map[K][]byte, a, b K) { values[a], values[b] = values[b], values[a] }
