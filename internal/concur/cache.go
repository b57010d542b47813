package concur

import (
	"context"
	"maps"
	"strings"
	"sync"
	"time"
)

// lookupLife is how long look-up lists are trusted: policies, expense types,
// payment types and people change rarely, and an agent asks for them often.
const lookupLife = 5 * time.Minute

// mostLookups bounds the memory that look-ups take; a list is a few kilobytes.
const mostLookups = 2_000

// cache keeps look-up lists for minutes. Keys begin with the principal, so that
// nobody sees what another one was shown.
type cache struct {
	now     func() time.Time
	mu      sync.Mutex
	entries map[string]cached
}

type cached struct {
	value   any
	expires time.Time
}

func newCache(now func() time.Time) *cache {
	return &cache{now: now, entries: map[string]cached{}}
}

func (c *cache) get(key string) (any, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	entry, ok := c.entries[key]
	if !ok || c.now().After(entry.expires) {
		return nil, false
	}
	return entry.value, true
}

func (c *cache) put(key string, value any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.entries) >= mostLookups {
		clear(c.entries) // simpler than choosing, and a look-up is cheap to repeat
	}
	c.entries[key] = cached{value: value, expires: c.now().Add(lookupLife)}
}

// drop forgets everything whose key begins with a prefix.
func (c *cache) drop(prefix string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	maps.DeleteFunc(c.entries, func(key string, _ cached) bool { return strings.HasPrefix(key, prefix) })
}

// lookup gives a list from the cache or fetches it. A failure is not kept.
func lookup[T any](ctx context.Context, s *Session, key string, fetch func(context.Context) (T, error)) (T, error) {
	key = s.principal + "\x00" + key
	if value, ok := s.client.lookups.get(key); ok {
		return value.(T), nil
	}
	value, err := fetch(ctx)
	if err == nil {
		s.client.lookups.put(key, value)
	}
	return value, err
}

// remember keeps what an answer told besides, so that it need not be asked.
func remember(s *Session, key string, value any) {
	s.client.lookups.put(s.principal+"\x00"+key, value)
}

// remembered gives what remember has kept.
func remembered[T any](s *Session, key string) (T, bool) {
	value, ok := s.client.lookups.get(s.principal + "\x00" + key)
	if !ok {
		var none T
		return none, false
	}
	return value.(T), true
}

// pair is an expense by both its ids, and the report it was last seen in.
type pair struct {
	v3     EntryID
	v4     ExpenseID
	report ReportID
}

// pairs remembers which v3 entry is which v4 expense. That never changes, so the
// pairs are kept until there are very many of them. The report may change:
// people move expenses, and an approval moves rejected ones.
type pairs struct {
	mu sync.Mutex
	v3 map[EntryID]pair
	v4 map[ExpenseID]pair
}

// mostPairs bounds the memory that pairs take, at some 300 bytes each.
const mostPairs = 50_000

func newPairs() *pairs {
	return &pairs{v3: map[EntryID]pair{}, v4: map[ExpenseID]pair{}}
}

func (p *pairs) add(known pair) {
	if known.v3 == "" || known.v4 == "" {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.v3) >= mostPairs {
		clear(p.v3)
		clear(p.v4)
	}
	p.v3[known.v3], p.v4[known.v4] = known, known
}

// find gives what is known of an expense by the id it is named with.
func (p *pairs) find(ref ExpenseRef) (pair, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if ref.V4 != "" {
		known, ok := p.v4[ref.V4]
		return known, ok
	}
	known, ok := p.v3[ref.V3]
	return known, ok
}
