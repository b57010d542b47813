package concur

import (
	"container/list"
	"sync"
)

// recent keeps what was used lately, and no more of it than its limit: a server
// works for thousands of principals, of whom most have gone home.
type recent[K comparable, V any] struct {
	limit int

	mu    sync.Mutex
	order *list.List // of *kept[K, V], the one used last in front
	byKey map[K]*list.Element
}

type kept[K comparable, V any] struct {
	key   K
	value V
}

func newRecent[K comparable, V any](limit int) *recent[K, V] {
	return &recent[K, V]{limit: limit, order: list.New(), byKey: map[K]*list.Element{}}
}

func (r *recent[K, V]) get(key K) (V, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	known, ok := r.byKey[key]
	if !ok {
		var none V
		return none, false
	}
	r.order.MoveToFront(known)
	return known.Value.(*kept[K, V]).value, true
}

func (r *recent[K, V]) put(key K, value V) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.add(key, value)
}

// getOr gives what is kept under a key, or keeps what is made for it.
func (r *recent[K, V]) getOr(key K, create func() V) V {
	r.mu.Lock()
	defer r.mu.Unlock()
	if known, ok := r.byKey[key]; ok {
		r.order.MoveToFront(known)
		return known.Value.(*kept[K, V]).value
	}
	value := create()
	r.add(key, value)
	return value
}

func (r *recent[K, V]) add(key K, value V) {
	if known, ok := r.byKey[key]; ok {
		r.order.MoveToFront(known)
		known.Value.(*kept[K, V]).value = value
		return
	}
	if len(r.byKey) >= r.limit {
		oldest := r.order.Remove(r.order.Back()).(*kept[K, V])
		delete(r.byKey, oldest.key)
	}
	r.byKey[key] = r.order.PushFront(&kept[K, V]{key, value})
}

// drop forgets the keys that fit.
func (r *recent[K, V]) drop(fits func(K) bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for key, known := range r.byKey {
		if fits(key) {
			r.order.Remove(known)
			delete(r.byKey, key)
		}
	}
}
