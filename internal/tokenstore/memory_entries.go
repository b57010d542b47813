package tokenstore

import (
	"bytes"
	"context"
	"slices"
)

// Append implements Store.
func (m *Memory) Append(ctx context.Context, entry Entry, quotas ...Quota) (Entry, error) {
	entry, err := entry.Checked()
	if err != nil {
		return Entry{}, err
	}
	if err := ctx.Err(); err != nil {
		return Entry{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	had := make([]int, len(quotas))
	for i, quota := range quotas {
		for _, kept := range m.entries {
			if quota.counts(kept) {
				had[i]++
			}
		}
	}
	if err := entry.Within(quotas, had); err != nil {
		return Entry{}, err
	}
	var last Entry
	if len(m.entries) > 0 {
		last = m.entries[len(m.entries)-1]
	}
	entry = entry.clone().After(last)
	m.entries = append(m.entries, entry)
	return entry.clone(), nil
}

// Entries implements Store.
func (m *Memory) Entries(ctx context.Context, after int64, visit func(Entry) error) error {
	m.mu.Lock()
	entries := m.entries // Only ever appended to.
	m.mu.Unlock()
	for _, entry := range entries[min(max(after, 0), int64(len(entries))):] {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := visit(entry.clone()); err != nil {
			return err
		}
	}
	return nil
}

// Tickets implements Store.
func (m *Memory) Tickets(_ context.Context, purpose string) ([]Ticket, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var open []Ticket
	for _, ticket := range m.tickets {
		if ticket.Purpose == purpose && m.now().Before(ticket.Expires) {
			open = append(open, ticket.clone())
		}
	}
	slices.SortFunc(open, CompareTickets)
	return open, nil
}

func (e Entry) clone() Entry {
	e.Body = bytes.Clone(e.Body)
	return e
}
