// Package storetest is the one suite that every backend of tokenstore passes.
package storetest

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// Backend is a kind of store as the suite sees it.
type Backend struct {
	// Address makes a new, empty place for a store.
	Address func(tb testing.TB) string
	// Open opens it. Opening an address twice stands for two processes.
	Open func(address string, o Options) tokenstore.Store
	// OwnKeys says that the store makes its keys itself where Options have none.
	OwnKeys bool
	// Edit changes what lies on the disk or in the database, behind the store's back;
	// nil for a store that encrypts nothing.
	Edit func(t *testing.T, address string, change func(Raw))
}

// Options are how a store is opened.
type Options struct {
	Keys string
	Now  func() time.Time
}

// Raw is what a store keeps, encrypted.
type Raw struct {
	Records map[tokenstore.Key][]byte
	Tickets map[string][]byte
	Entries map[int64][]byte
}

// Run checks a backend.
func Run(t *testing.T, b Backend) {
	t.Helper()
	suites := map[string]func(*testing.T, Backend){
		"records": records, "names": names, "tickets": tickets, "many at once": parallel,
		"entries": entries, "many who append": appenders,
	}
	if b.Edit != nil {
		suites["keys"], suites["tampering"], suites["tampering with entries"] = keys, tampering, forging
	}
	for name, suite := range suites {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			suite(t, b)
		})
	}
}

// place is an address with the keys and the clock of a test.
type place struct {
	t       *testing.T
	b       Backend
	address string
	keys    string
	clock   *clock
}

func newPlace(t *testing.T, b Backend) *place {
	t.Helper()
	p := &place{t: t, b: b, address: b.Address(t), clock: &clock{now: time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)}}
	if !b.OwnKeys {
		p.keys = newKey(t)
	}
	return p
}

// open opens the place once more.
func (p *place) open() tokenstore.Store {
	p.t.Helper()
	return p.openWith(p.keys)
}

func (p *place) openWith(keys string) tokenstore.Store {
	p.t.Helper()
	store := p.b.Open(p.address, Options{Keys: keys, Now: p.clock.Now})
	p.t.Cleanup(func() { _ = store.Close() })
	return store
}

func newKey(t *testing.T) string {
	t.Helper()
	key, err := tokenstore.NewKey()
	require.NoError(t, err)
	return key
}

// clock goes only when it is told to.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now is the time that was set.
func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(by)
}

// rita is the one whose connections most tests are about.
const rita = "rita"

func userOf(principal string) tokenstore.Key {
	return tokenstore.Key{Principal: principal, Kind: "user"}
}

func put(t *testing.T, store tokenstore.Store, key tokenstore.Key, refresh string) {
	t.Helper()
	_, err := store.Update(t.Context(), key, func(old tokenstore.Record) (tokenstore.Record, error) {
		old.RefreshToken = refresh
		return old, nil
	})
	require.NoError(t, err)
}

func refreshToken(t *testing.T, store tokenstore.Store, key tokenstore.Key) string {
	t.Helper()
	record, err := store.Get(t.Context(), key)
	require.NoError(t, err)
	return record.RefreshToken
}
