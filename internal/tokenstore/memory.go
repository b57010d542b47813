package tokenstore

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// Memory is a Store that forgets everything when the process ends.
type Memory struct {
	mu      sync.Mutex
	records map[Key]Record
	tickets map[string]Ticket
	locks   map[Key]chan struct{}
}

// NewMemory makes an empty store.
func NewMemory() *Memory {
	return &Memory{records: map[Key]Record{}, tickets: map[string]Ticket{}, locks: map[Key]chan struct{}{}}
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

// Kinds implements Store.
func (m *Memory) Kinds(ctx context.Context, principal string) ([]string, error) {
	records, err := m.List(ctx, principal)
	kinds := make([]string, 0, len(records))
	for _, record := range records {
		kinds = append(kinds, record.Kind)
	}
	return kinds, err
}

// Each implements Store.
func (m *Memory) Each(_ context.Context, visit func(Record) error) error {
	m.mu.Lock()
	records := slices.Collect(maps.Values(m.records))
	m.mu.Unlock()
	for _, record := range records {
		if err := visit(record); err != nil {
			return err
		}
	}
	return nil
}

// PutTicket implements Store.
func (m *Memory) PutTicket(_ context.Context, ticket Ticket) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	open, now := 0, time.Now()
	for id, old := range m.tickets {
		switch {
		case !now.Before(old.Expires):
			delete(m.tickets, id)
		case old.Purpose == ticket.Purpose && old.Principal == ticket.Principal:
			open++
		}
	}
	if open >= MostTickets {
		return ErrTooMany
	}
	m.tickets[ticket.ID] = ticket
	return nil
}

// Ticket implements Store.
func (m *Memory) Ticket(_ context.Context, id string) (Ticket, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	ticket, ok := m.tickets[id]
	if !ok || !time.Now().Before(ticket.Expires) {
		return Ticket{}, ErrNotFound
	}
	return ticket, nil
}

// UpdateTicket implements Store.
func (m *Memory) UpdateTicket(ctx context.Context, id string, change func(Ticket) (Ticket, error)) (Ticket, error) {
	unlock, err := m.lock(ctx, Key{Kind: "ticket " + id})
	if err != nil {
		return Ticket{}, err
	}
	defer unlock()
	old, err := m.Ticket(ctx, id)
	if err != nil {
		return Ticket{}, err
	}
	changed, err := change(old)
	if err != nil {
		return Ticket{}, err
	}
	old.Body = changed.Body
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tickets[id] = old
	return old, nil
}

// DeleteTicket implements Store.
func (m *Memory) DeleteTicket(_ context.Context, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.tickets, id)
	return nil
}

// Ping implements Store.
func (*Memory) Ping(context.Context) error { return nil }

// Reseal implements Store: nothing here is encrypted.
func (*Memory) Reseal(context.Context) (int, error) { return 0, nil }

// Close implements Store.
func (*Memory) Close() error { return nil }
