package storetest

import (
	"bytes"
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// entry is one of rita's, about a write.
func (p *place) entry(write string) tokenstore.Entry {
	return tokenstore.Entry{At: p.clock.Now(), Principal: rita, Kind: "begun", Write: write, Body: []byte(`{"of":"` + write + `"}`)}
}

func add(t *testing.T, store tokenstore.Store, entry tokenstore.Entry, quotas ...tokenstore.Quota) tokenstore.Entry {
	t.Helper()
	added, err := store.Append(t.Context(), entry, quotas...)
	require.NoError(t, err)
	return added
}

// chain gives all entries, after it has checked that each follows the one before.
func chain(t *testing.T, store tokenstore.Store) []tokenstore.Entry {
	t.Helper()
	var all []tokenstore.Entry
	var last tokenstore.Entry
	err := store.Entries(t.Context(), 0, func(entry tokenstore.Entry) error {
		assert.Equal(t, last.Seq+1, entry.Seq)
		assert.Equal(t, last.Hash, entry.Previous)
		assert.Equal(t, tokenstore.Chain(entry.Previous, entry), entry.Hash)
		all, last = append(all, entry), entry
		return nil
	})
	require.NoError(t, err)
	return all
}

func entries(t *testing.T, b Backend) {
	t.Helper()
	for name, check := range map[string]func(p *place, store tokenstore.Store){
		"entries come back as they were appended, also to another process": appended,
		"entries may be shown from any of them on":                         shownFrom,
		"who is shown entries may stop, and use the store":                 visiting,
		"what cannot be kept is refused, and nothing is appended":          misfits,
		"a quota counts the entries of its principal, kind and time":       quotas,
		"of several quotas each counts":                                    severalQuotas,
		"who has given up appends nothing":                                 gaveUp,
		"what was appended or shown is nobody's to change":                 aliases,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t, b)
			check(p, p.open())
		})
	}
}

func appended(p *place, store tokenstore.Store) {
	t := p.t
	assert.Empty(t, chain(t, store))
	zone := time.FixedZone("elsewhere", 5*60*60)
	long := bytes.Repeat([]byte("x"), tokenstore.MostEntryBytes)
	var want []tokenstore.Entry
	for i, one := range []tokenstore.Entry{
		p.entry("one"),
		{At: p.clock.Now().Add(-time.Hour + 1234567*time.Nanosecond).In(zone), Principal: "tom\n\"\u2028<ö>", Kind: "ended", Write: "two"},
		{At: p.clock.Now(), Principal: rita, Kind: "ended", Write: "one", Body: long},
		p.entry("one"), // once more
	} {
		kept := []tokenstore.Store{store, p.open()}[i%2]
		got := add(t, kept, one)
		one.At = one.At.UTC().Truncate(time.Microsecond)
		one.Seq, one.Previous, one.Hash = got.Seq, got.Previous, got.Hash
		assert.Equal(t, one, got)
		want = append(want, got)
	}
	for _, reader := range []tokenstore.Store{store, p.open()} {
		got := chain(t, reader)
		require.Len(t, got, len(want))
		for i, entry := range got {
			assert.True(t, bytes.Equal(want[i].Body, entry.Body))
			entry.Body = want[i].Body // An empty one may be nil.
			assert.Equal(t, want[i], entry)
		}
	}
}

func shownFrom(p *place, store tokenstore.Store) {
	t := p.t
	const all = 405 // more than two pages of those stores that have pages
	for i := range all {
		add(t, store, p.entry(strconv.Itoa(i+1)))
	}
	require.Len(t, chain(t, store), all)
	for _, after := range []int64{-1, 0, 1, 200, all - 1, all, all + 1} {
		var seen []int64
		require.NoError(t, store.Entries(t.Context(), after, func(entry tokenstore.Entry) error {
			assert.Equal(t, strconv.FormatInt(entry.Seq, 10), entry.Write)
			seen = append(seen, entry.Seq)
			return nil
		}))
		require.Len(t, seen, all-int(min(max(after, 0), all)), "after %d", after)
		if len(seen) > 0 {
			assert.Equal(t, max(after, 0)+1, seen[0])
		}
	}
}

func visiting(p *place, store tokenstore.Store) {
	t := p.t
	add(t, store, p.entry("one"))
	add(t, store, p.entry("two"))
	enough := errors.New("enough")
	calls := 0
	require.Equal(t, enough, store.Entries(t.Context(), 0, func(entry tokenstore.Entry) error {
		calls++
		add(t, store, p.entry("about "+entry.Write))
		_, err := store.Get(t.Context(), userOf(rita))
		require.ErrorIs(t, err, tokenstore.ErrNotFound)
		return enough
	}))
	assert.Equal(t, 1, calls)
	assert.Equal(t, "about one", chain(t, store)[2].Write)

	ctx, cancel := context.WithCancel(t.Context())
	require.ErrorIs(t, store.Entries(ctx, 0, func(tokenstore.Entry) error {
		calls++
		cancel()
		return nil
	}), context.Canceled)
	assert.Equal(t, 2, calls)
}

func misfits(p *place, store tokenstore.Store) {
	t := p.t
	for name, change := range map[string]func(*tokenstore.Entry){
		"no principal":     func(e *tokenstore.Entry) { e.Principal = "" },
		"no kind":          func(e *tokenstore.Entry) { e.Kind = "" },
		"no write":         func(e *tokenstore.Entry) { e.Write = "" },
		"no time":          func(e *tokenstore.Entry) { e.At = time.Time{} },
		"what is no text":  func(e *tokenstore.Entry) { e.Principal = "\xff" },
		"a zero byte":      func(e *tokenstore.Entry) { e.Write = "a\x00b" },
		"a long principal": func(e *tokenstore.Entry) { e.Principal = strings.Repeat("x", 1025) },
		"too long a body":  func(e *tokenstore.Entry) { e.Body = make([]byte, tokenstore.MostEntryBytes+1) },
	} {
		entry := p.entry("one")
		change(&entry)
		_, err := store.Append(t.Context(), entry)
		require.Error(t, err, name)
	}
	assert.Empty(t, chain(t, store))
}

func quotas(p *place, store tokenstore.Store) {
	t := p.t
	hourly := func() tokenstore.Quota {
		return tokenstore.Quota{Principal: rita, Kind: "begun", Since: p.clock.Now().Add(-time.Hour), Most: 2, Name: "2 writes an hour"}
	}
	add(t, store, p.entry("one"), hourly())
	p.clock.advance(time.Minute)
	add(t, p.open(), p.entry("two"), hourly())
	for _, kept := range []tokenstore.Store{store, p.open()} {
		_, err := kept.Append(t.Context(), p.entry("three"), hourly())
		var used *tokenstore.QuotaError
		require.ErrorAs(t, err, &used)
		assert.Equal(t, hourly(), used.Quota)
		require.ErrorContains(t, err, "2 writes an hour")
	}
	require.Len(t, chain(t, store), 2, "nothing was appended")

	ended := p.entry("two")
	ended.Kind = "ended"
	add(t, store, ended, hourly()) // another kind is not bounded
	ofTom := p.entry("four")
	ofTom.Principal = "tom"
	add(t, store, ofTom, hourly())

	p.clock.advance(59 * time.Minute)
	require.Error(t, second(store.Append(t.Context(), p.entry("three"), hourly())), "at Since exactly still counts")
	p.clock.advance(time.Microsecond)
	require.NoError(t, second(store.Append(t.Context(), p.entry("three"), hourly())), "and before it no more")
	require.Error(t, second(store.Append(t.Context(), p.entry("five"), hourly())))
	none := tokenstore.Quota{Principal: "ada", Kind: "begun", Since: p.clock.Now(), Name: "no writes"}
	ofAda := p.entry("six")
	ofAda.Principal = "ada"
	require.Error(t, second(store.Append(t.Context(), ofAda, none)), "none may be")
}

func severalQuotas(p *place, store tokenstore.Store) {
	t := p.t
	limits := func() []tokenstore.Quota {
		return []tokenstore.Quota{
			{Principal: rita, Kind: "begun", Since: p.clock.Now().Add(-time.Hour), Most: 1, Name: "hour"},
			{Principal: rita, Kind: "begun", Since: p.clock.Now().Add(-24 * time.Hour), Most: 2, Name: "day"},
		}
	}
	add(t, store, p.entry("one"), limits()...)
	for _, want := range []string{"hour", "day"} {
		_, err := store.Append(t.Context(), p.entry("more"), limits()...)
		var used *tokenstore.QuotaError
		require.ErrorAs(t, err, &used)
		assert.Equal(t, want, used.Quota.Name)
		if want == "hour" {
			p.clock.advance(2 * time.Hour)
			add(t, store, p.entry("two"), limits()...)
			p.clock.advance(2 * time.Hour)
		}
	}
	require.Len(t, chain(t, store), 2)
}

func gaveUp(p *place, store tokenstore.Store) {
	t := p.t
	require.NoError(t, store.Ping(t.Context()))
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := store.Append(gone, p.entry("one"))
	require.ErrorIs(t, err, context.Canceled)
	assert.Empty(t, chain(t, store))
}

func aliases(p *place, store tokenstore.Store) {
	t := p.t
	mine := p.entry("one")
	got := add(t, store, mine)
	mine.Body[2], got.Body[2] = 'X', 'Y'
	for range 2 {
		for _, entry := range chain(t, store) {
			assert.JSONEq(t, `{"of":"one"}`, string(entry.Body))
			entry.Body[2] = 'Z'
		}
	}
}
