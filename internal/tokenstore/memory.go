package tokenstore

import (
	"context"
	"slices"
	"strings"
	"sync"
)

// Memory is a Store that forgets everything when the process ends.
type Memory struct {
	mu      sync.Mutex
	records map[Key]Record
	locks   map[Key]chan struct{}
}

// NewMemory makes an empty store.
func NewMemory() *Memory {
	return &Memory{records: map[Key]Record{}, locks: map[Key]chan struct{}{}}
}

// Get implements Store.
func (m *Memory) Get(_ context.Context, key Key) (Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	record, ok := m.records[key]
	if !ok {
		return Record{}, ErrNotFound
	}
	return record, nil
}

// List implements Store.
func (m *Memory) List(_ context.Context, principal string) ([]Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var records []Record
	for key, record := range m.records {
		if key.Principal == principal {
			records = append(records, record)
		}
	}
	slices.SortFunc(records, func(a, b Record) int { return strings.Compare(a.Kind, b.Kind) })
	return records, nil
}

// Delete implements Store.
func (m *Memory) Delete(ctx context.Context, key Key) error {
	unlock, err := m.lock(ctx, key)
	if err != nil {
		return err
	}
	defer unlock()
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.records, key)
	return nil
}

// Update implements Store.
func (m *Memory) Update(ctx context.Context, key Key, change func(Record) (Record, error)) (Record, error) {
	unlock, err := m.lock(ctx, key)
	if err != nil {
		return Record{}, err
	}
	defer unlock()
	m.mu.Lock()
	old, ok := m.records[key]
	m.mu.Unlock()
	if !ok {
		old.Key = key
	}
	changed, err := change(old)
	if err != nil {
		return Record{}, err
	}
	changed.Key = key
	m.mu.Lock()
	defer m.mu.Unlock()
	m.records[key] = changed
	return changed, nil
}

// lock takes the lock of one key, so that a slow change of one connection does
// not hold up the others. It gives up with the context.
func (m *Memory) lock(ctx context.Context, key Key) (unlock func(), err error) {
	m.mu.Lock()
	gate, ok := m.locks[key]
	if !ok {
		gate = make(chan struct{}, 1)
		m.locks[key] = gate
	}
	m.mu.Unlock()
	select {
	case gate <- struct{}{}:
		return func() { <-gate }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
