package storetest

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// forging checks what somebody can do to entries who can write where the store writes.
func forging(t *testing.T, b Backend) {
	t.Helper()
	for name, c := range map[string]struct {
		edit   func(Raw)
		forged []int64
	}{
		"a bit of a body":          {edit: func(r Raw) { flip(r.Entries[2], -1) }, forged: []int64{2}},
		"the nonce of a body":      {edit: func(r Raw) { flip(r.Entries[2], 12) }, forged: []int64{2}},
		"the whole body":           {edit: func(r Raw) { r.Entries[3] = []byte{} }, forged: []int64{3}},
		"two bodies":               {edit: func(r Raw) { swap(r.Entries, 1, 3) }, forged: []int64{1, 3}},
		"a body of a ticket's":     {edit: func(r Raw) { r.Entries[1] = r.Tickets["one"] }, forged: []int64{1}},
		"two bodies that say same": {edit: func(r Raw) { swap(r.Entries, 3, 4) }, forged: []int64{3, 4}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t, b)
			store := p.open()
			for _, write := range []string{"one", "two", "same", "same"} {
				add(t, store, p.entry(write))
			}
			require.NoError(t, store.PutTicket(t.Context(), p.ticket("one", rita)))
			b.Edit(t, p.address, func(r Raw) {
				require.Len(t, r.Entries, 4)
				for _, sealed := range r.Entries {
					assert.NotContains(t, string(sealed), `{"of":`)
				}
				c.edit(r)
			})
			p.tells(store, c.forged)
			last := add(t, store, p.entry("five"))
			assert.EqualValues(t, 5, last.Seq, "the store goes on")
			p.tells(p.open(), c.forged)
		})
	}
}

// tells checks that those are told that were forged, and that the others are shown.
func (p *place) tells(store tokenstore.Store, forged []int64) {
	t := p.t
	t.Helper()
	shown := map[int64]bool{}
	err := store.Entries(t.Context(), 0, func(entry tokenstore.Entry) error {
		shown[entry.Seq] = true
		return nil
	})
	require.ErrorIs(t, err, tokenstore.ErrTampered)
	for _, seq := range forged {
		assert.False(t, shown[seq])
		assert.ErrorContains(t, err, "entry "+strconv.FormatInt(seq, 10)+" ")
	}
}
