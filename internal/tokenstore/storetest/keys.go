package storetest

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// keys checks what happens with other keys than those that were written with.
func keys(t *testing.T, b Backend) {
	t.Helper()
	for name, check := range map[string]func(p *place){
		"after a reseal the old key can go":             reseal,
		"another key is refused, and nothing changes":   wrongKey,
		"another key of the same name is refused":       sameName,
		"a reseal waits for a change that is under way": resealWaits,
		"what is appended during a reseal is there":     resealMeanwhile,
		"a store that is closed cannot be reached":      closed,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t, b)
			p.keys = newKey(t)
			check(p)
		})
	}
}

func reseal(p *place) {
	t := p.t
	old, fresh := p.keys, newKey(t)
	before := p.openWith(old)
	put(t, before, userOf(rita), "of rita")
	put(t, before, userOf("tom"), "of tom")
	require.NoError(t, before.PutTicket(t.Context(), p.ticket("one", rita)))
	for _, write := range []string{"one", "two"} {
		add(t, before, p.entry(write), p.plenty())
	}

	both := p.openWith(fresh + ", " + old)
	assert.Equal(t, "of rita", refreshToken(t, both, userOf(rita)), "all keys read")
	put(t, both, userOf("ada"), "of ada")
	assert.Equal(t, "of ada", refreshToken(t, p.openWith(old+"\n"+fresh), userOf("ada")), "the newest wrote, whatever the order is now")
	add(t, both, p.entry("three"), p.plenty())
	hashed := chain(t, both)
	_, err := before.Get(t.Context(), userOf("ada"))
	var unknown *tokenstore.UnknownKeyError
	require.ErrorAs(t, err, &unknown, "a process without the new key says so")

	count, err := both.Reseal(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 5, count, "two records, a ticket and two entries; one record and one entry were new")
	count, err = both.Reseal(t.Context())
	require.NoError(t, err)
	assert.Zero(t, count)

	after := p.openWith(fresh)
	for _, who := range []string{rita, "tom", "ada"} {
		assert.Equal(t, "of "+who, refreshToken(t, after, userOf(who)))
	}
	ticket, err := after.Ticket(t.Context(), "one")
	require.NoError(t, err)
	assert.Equal(t, p.ticket("one", rita), ticket)
	require.ErrorAs(t, p.openWith(old).Ping(t.Context()), &unknown)

	assert.Equal(t, hashed, chain(t, after), "a new key changes no hash")
	for _, store := range []tokenstore.Store{both, after} {
		add(t, store, p.entry("more"), p.plenty())
	}
	_, err = both.Append(t.Context(), p.entry("too many"), p.plenty())
	var used *tokenstore.QuotaError
	require.ErrorAs(t, err, &used, "who counted before counts on")
	assert.Len(t, chain(t, after), 5)
}

// plenty is a quota for as many entries as a reseal is tried with.
func (p *place) plenty() tokenstore.Quota {
	return tokenstore.Quota{Principal: rita, Kind: "begun", Since: p.clock.Now(), Most: 5, Name: "plenty"}
}

func wrongKey(p *place) {
	t := p.t
	put(t, p.open(), userOf(rita), "of rita")
	other := newKey(t)
	store := p.openWith(other)
	name, _, _ := strings.Cut(p.keys, ":")
	for what, err := range map[string]error{
		"ping":   store.Ping(t.Context()),
		"get":    second(store.Get(t.Context(), userOf(rita))),
		"list":   second(store.List(t.Context(), rita)),
		"delete": store.Delete(t.Context(), userOf(rita)),
		"ticket": store.PutTicket(t.Context(), p.ticket("one", rita)),
		"reseal": second(store.Reseal(t.Context())),
		"append": second(store.Append(t.Context(), p.entry("one"))),
		"update": second(store.Update(t.Context(), userOf("tom"), func(old tokenstore.Record) (tokenstore.Record, error) {
			assert.Fail(t, "a refresh would be lost")
			return old, nil
		})),
	} {
		var unknown *tokenstore.UnknownKeyError
		if assert.ErrorAs(t, err, &unknown, what) {
			assert.Equal(t, name, unknown.ID)
			assert.ErrorContains(t, err, "Nothing was changed")
			assert.NotContains(t, err.Error(), strings.TrimPrefix(other, name), "no key is quoted")
		}
	}
	assert.Equal(t, "of rita", refreshToken(t, p.open(), userOf(rita)))
}

func sameName(p *place) {
	t := p.t
	put(t, p.open(), userOf(rita), "of rita")
	name, _, _ := strings.Cut(p.keys, ":")
	_, other, _ := strings.Cut(newKey(t), ":")
	err := p.openWith(name + ":" + other).Ping(t.Context())
	require.ErrorIs(t, err, tokenstore.ErrTampered)
	assert.ErrorContains(t, err, "another key of the same name")
}

func resealWaits(p *place) {
	t := p.t
	put(t, p.open(), userOf(rita), "old")
	store, both := p.openWith(p.keys), p.openWith(newKey(t)+" "+p.keys)
	result := make(chan error)
	_, err := store.Update(t.Context(), userOf(rita), func(old tokenstore.Record) (tokenstore.Record, error) {
		go func() { result <- second(both.Reseal(t.Context())) }()
		old.RefreshToken = "new"
		return old, nil
	})
	require.NoError(t, err)
	require.NoError(t, <-result)
	assert.Equal(t, "new", refreshToken(t, both, userOf(rita)))
}

func resealMeanwhile(p *place) {
	t := p.t
	const all = 30
	store, both := p.openWith(p.keys), p.openWith(newKey(t)+" "+p.keys)
	for i := range all {
		add(t, store, p.entry(strconv.Itoa(i)))
	}
	result := make(chan error)
	go func() { result <- second(both.Reseal(t.Context())) }()
	for i := range all {
		add(t, both, p.entry(strconv.Itoa(all+i)))
	}
	require.NoError(t, <-result)
	for i, entry := range chain(t, both) {
		assert.Equal(t, strconv.Itoa(i), entry.Write)
	}
	assert.Len(t, chain(t, both), 2*all)
}

func closed(p *place) {
	t := p.t
	store := p.open()
	add(t, store, p.entry("one"))
	require.NoError(t, store.Close())
	require.ErrorIs(t, second(store.Append(t.Context(), p.entry("two"))), tokenstore.ErrUnreachable)
	require.ErrorIs(t, second(store.Get(t.Context(), userOf(rita))), tokenstore.ErrUnreachable)
	assert.Len(t, chain(t, p.open()), 1)
}

func second[T any](_ T, err error) error { return err }
