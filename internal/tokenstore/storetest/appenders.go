package storetest

import (
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

func appenders(t *testing.T, b Backend) {
	t.Helper()
	for name, check := range map[string]func(p *place, stores []tokenstore.Store){
		"whichever process they come from, entries are one chain": oneChain,
		"of many who append at once, as many succeed as may":      crowded,
		"a reader sees a chain while others append":               reading,
		"an entry is appended while a record is changed":          beside,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t, b)
			check(p, []tokenstore.Store{p.open(), p.open(), p.open()})
		})
	}
}

func oneChain(p *place, stores []tokenstore.Store) {
	t := p.t
	const writers, each = 12, 10
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			var last int64
			for n := range each {
				got, err := stores[i%len(stores)].Append(t.Context(), p.entry(strconv.Itoa(i)+"/"+strconv.Itoa(n)))
				if assert.NoError(t, err) {
					assert.Greater(t, got.Seq, last, "those of one writer stay in their order")
					last = got.Seq
				}
			}
		})
	}
	wg.Wait()
	all := chain(t, stores[0])
	assert.Len(t, all, writers*each)
	seen := map[string]bool{}
	for _, entry := range all {
		seen[entry.Write] = true
	}
	assert.Len(t, seen, writers*each, "each is there once")
}

func crowded(p *place, stores []tokenstore.Store) {
	t := p.t
	const most = 7
	quota := tokenstore.Quota{Principal: rita, Kind: "begun", Since: p.clock.Now().Add(-time.Hour), Most: most, Name: "crowd"}
	var kept, refused atomic.Int64
	var wg sync.WaitGroup
	for i := range 5 * most {
		wg.Go(func() {
			_, err := stores[i%len(stores)].Append(t.Context(), p.entry(strconv.Itoa(i)), quota)
			var used *tokenstore.QuotaError
			switch {
			case err == nil:
				kept.Add(1)
			case errors.As(err, &used):
				refused.Add(1)
			default:
				assert.NoError(t, err)
			}
		})
	}
	wg.Wait()
	assert.EqualValues(t, most, kept.Load())
	assert.EqualValues(t, 4*most, refused.Load())
	assert.Len(t, chain(t, stores[0]), most)
}

func reading(p *place, stores []tokenstore.Store) {
	t := p.t
	const all = 60
	var wg sync.WaitGroup
	var done atomic.Bool
	wg.Go(func() {
		defer done.Store(true)
		for i := range all {
			_, err := stores[0].Append(t.Context(), p.entry(strconv.Itoa(i)))
			assert.NoError(t, err)
		}
	})
	for had := 0; !done.Load(); {
		now := len(chain(t, stores[1]))
		assert.GreaterOrEqual(t, now, had)
		had = now
	}
	wg.Wait()
	assert.Len(t, chain(t, stores[1]), all)
}

func beside(p *place, stores []tokenstore.Store) {
	t := p.t
	_, err := stores[0].Update(t.Context(), userOf(rita), func(old tokenstore.Record) (tokenstore.Record, error) {
		add(t, stores[0], p.entry("one"))
		add(t, stores[1], p.entry("two"))
		old.RefreshToken = "new"
		return old, nil
	})
	require.NoError(t, err)
	assert.Len(t, chain(t, stores[2]), 2)
}
