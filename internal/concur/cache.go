package concur

import (
	"context"
	"strings"
	"time"
)

// lookupLife is how long look-up lists are trusted: policies, expense types,
// payment types and people change rarely, and an agent asks for them often.
const lookupLife = 5 * time.Minute

// mostLookups bounds the memory that look-ups take; a list is a few kilobytes.
const mostLookups = 5_000

// cache keeps look-up lists for minutes. Keys begin with the principal and
// its accounts, so that nobody sees what another one was shown.
type cache struct {
	now     func() time.Time
	entries *recent[string, cached]
}

type cached struct {
	value   any
	expires time.Time
}

func newCache(now func() time.Time) *cache {
	return &cache{now: now, entries: newRecent[string, cached](mostLookups)}
}

func (c *cache) get(key string) (any, bool) {
	entry, ok := c.entries.get(key)
	if !ok || c.now().After(entry.expires) {
		return nil, false
	}
	return entry.value, true
}

func (c *cache) put(key string, value any) {
	c.entries.put(key, cached{value: value, expires: c.now().Add(lookupLife)})
}

// drop forgets everything whose key begins with a prefix.
func (c *cache) drop(prefix string) {
	c.entries.drop(func(key string) bool { return strings.HasPrefix(key, prefix) })
}

// own makes a key the principal's own, and that of the accounts that the principal is
// connected to: who has signed in as somebody else sees nothing of before.
func (s *Session) own(key string) string {
	return s.principal + "\x00" + s.client.connections.Accounts(s.principal) + "\x00" + key
}

// lookup gives a list from the cache or fetches it. A failure is not kept.
func lookup[T any](ctx context.Context, s *Session, key string, fetch func(context.Context) (T, error)) (T, error) {
	if value, ok := remembered[T](s, key); ok {
		return value, nil
	}
	value, err := fetch(ctx)
	if err == nil {
		remember(s, key, value)
	}
	return value, err
}

// remember keeps what an answer told besides, so that it need not be asked.
func remember(s *Session, key string, value any) { s.client.lookups.put(s.own(key), value) }

// remembered gives what remember has kept.
func remembered[T any](s *Session, key string) (T, bool) {
	value, ok := s.client.lookups.get(s.own(key))
	if !ok {
		var none T
		return none, false
	}
	return value.(T), true
}
