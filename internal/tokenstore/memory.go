package tokenstore

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore/locks"
)

// Memory is a Store that forgets everything when the process ends.
type Memory struct {
	now     func() time.Time
	gates   locks.Gates
	mu      sync.Mutex
	records map[Key]Record
	tickets map[string]Ticket
	entries []Entry
}

// NewMemory makes an empty store.
func NewMemory() *Memory { return NewMemoryAt(time.Now) }

// NewMemoryAt makes an empty store with a clock of its own, which tickets expire by.
func NewMemoryAt(now func() time.Time) *Memory {
	return &Memory{now: now, records: map[Key]Record{}, tickets: map[string]Ticket{}}
}

// Get implements Store.
func (m *Memory) Get(_ context.Context, key Key) (Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	record, ok := m.records[key]
	if !ok {
		return Record{}, ErrNotFound
	}
	return record.clone(), nil
}

// List implements Store.
func (m *Memory) List(_ context.Context, principal string) ([]Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var records []Record
	for key, record := range m.records {
		if key.Principal == principal {
			records = append(records, record.clone())
		}
	}
	slices.SortFunc(records, func(a, b Record) int { return strings.Compare(a.Kind, b.Kind) })
	return records, nil
}

// Delete implements Store.
func (m *Memory) Delete(ctx context.Context, key Key) error {
	unlock, err := m.gates.Lock(ctx, LockName(key))
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
	if err := key.Check(); err != nil {
		return Record{}, err
	}
	unlock, err := m.gates.Lock(ctx, LockName(key))
	if err != nil {
		return Record{}, err
	}
	defer unlock()
	m.mu.Lock()
	old := m.records[key].clone()
	m.mu.Unlock()
	old.Key = key
	changed, err := change(old)
	if err != nil {
		return Record{}, err
	}
	changed.Key = key
	m.mu.Lock()
	defer m.mu.Unlock()
	m.records[key] = changed.clone()
	return changed, nil
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
		if err := visit(record.clone()); err != nil {
			return err
		}
	}
	return nil
}

// PutTicket implements Store.
func (m *Memory) PutTicket(_ context.Context, ticket Ticket) error {
	ticket, err := ticket.Checked()
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	maps.DeleteFunc(m.tickets, func(_ string, old Ticket) bool { return !now.Before(old.Expires) })
	open := 0
	for _, old := range m.tickets {
		if old.Purpose == ticket.Purpose && old.Principal == ticket.Principal {
			open++
		}
	}
	if _, taken := m.tickets[ticket.ID]; taken {
		return ErrExists
	}
	if open >= ticket.Allowed() {
		return ErrTooMany
	}
	ticket.Most = 0
	m.tickets[ticket.ID] = ticket.clone()
	return nil
}

// Ticket implements Store.
func (m *Memory) Ticket(_ context.Context, id string) (Ticket, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	ticket, ok := m.tickets[id]
	if !ok || !m.now().Before(ticket.Expires) {
		return Ticket{}, ErrNotFound
	}
	return ticket.clone(), nil
}

// UpdateTicket implements Store.
func (m *Memory) UpdateTicket(ctx context.Context, id string, change func(Ticket) (Ticket, error)) (Ticket, error) {
	unlock, err := m.gates.Lock(ctx, TicketLockName(id))
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
	if err := CheckBody(changed.Body); err != nil {
		return Ticket{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	kept, ok := m.tickets[id]
	if !ok {
		return Ticket{}, ErrNotFound
	}
	kept.Body = changed.Body
	m.tickets[id] = kept.clone()
	return kept.clone(), nil
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

// clone keeps callers from changing what is kept.
func (r Record) clone() Record {
	r.Scopes = slices.Clone(r.Scopes)
	return r
}

func (t Ticket) clone() Ticket {
	t.Body = bytes.Clone(t.Body)
	return t
}
