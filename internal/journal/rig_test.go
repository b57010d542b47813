package journal_test

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/journal"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/tools"
)

const wait = time.Minute

// rig is a store with a clock, and what may go wrong with it.
type rig struct {
	tokenstore.Store

	t  *testing.T
	mu sync.Mutex
	at time.Time
	// failing has the store fail, method by method.
	failing map[string]error
	// alter changes the entries on their way out; false leaves one out.
	alter func(*tokenstore.Entry) bool
	// asked counts what was asked of it.
	asked map[string]int
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{
		t: t, at: time.Date(2026, 3, 2, 16, 2, 0, 0, time.UTC), failing: map[string]error{}, asked: map[string]int{},
		alter: func(*tokenstore.Entry) bool { return true },
	}
	r.Store = tokenstore.NewMemoryAt(r.now)
	return r
}

func (r *rig) now() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.at
}

func (r *rig) pass(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.at = r.at.Add(d)
}

func (r *rig) fails(method string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked[method]++
	return r.failing[method]
}

func (r *rig) breaks(method string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failing[method] = err
}

func (r *rig) count(method string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.asked[method]
}

func (r *rig) PutTicket(ctx context.Context, ticket tokenstore.Ticket) error {
	if err := r.fails("PutTicket"); err != nil {
		return err
	}
	return r.Store.PutTicket(ctx, ticket)
}

func (r *rig) DeleteTicket(ctx context.Context, id string) error {
	if err := r.fails("DeleteTicket"); err != nil {
		return err
	}
	return r.Store.DeleteTicket(ctx, id)
}

func (r *rig) UpdateTicket(
	ctx context.Context, id string, change func(tokenstore.Ticket) (tokenstore.Ticket, error),
) (tokenstore.Ticket, error) {
	if err := r.fails("UpdateTicket"); err != nil {
		return tokenstore.Ticket{}, err
	}
	return r.Store.UpdateTicket(ctx, id, change)
}

func (r *rig) Tickets(ctx context.Context, purpose string) ([]tokenstore.Ticket, error) {
	if err := r.fails("Tickets"); err != nil {
		return nil, err
	}
	return r.Store.Tickets(ctx, purpose)
}

// Append fails before the entry is there, or after it where "Append late" fails.
func (r *rig) Append(ctx context.Context, e tokenstore.Entry, quotas ...tokenstore.Quota) (tokenstore.Entry, error) {
	if err := r.fails("Append"); err != nil {
		return tokenstore.Entry{}, err
	}
	e, err := r.Store.Append(ctx, e, quotas...)
	if late := r.fails("Append late"); err == nil && late != nil {
		return tokenstore.Entry{}, late
	}
	return e, err
}

func (r *rig) Entries(ctx context.Context, after int64, visit func(tokenstore.Entry) error) error {
	err := r.Store.Entries(ctx, after, func(e tokenstore.Entry) error {
		if !r.alter(&e) {
			return nil
		}
		return visit(e)
	})
	if err == nil {
		err = r.fails("Entries")
	}
	return err
}

// journal is that of one process; several may share a rig.
func (r *rig) journal() *journal.Journal {
	return journal.New(journal.Settings{Store: r, Now: r.now, Wait: wait})
}

// masking is a journal that masks names.
func (r *rig) masking() *journal.Journal {
	mask := func(text string) string { return strings.ReplaceAll(text, "Rita", "R***") }
	return journal.New(journal.Settings{
		Store: r, Now: r.now, Wait: wait, Text: mask, Name: mask,
		Redact: func(raw json.RawMessage) json.RawMessage { return json.RawMessage(mask(string(raw))) },
	})
}

func (r *rig) begin(j *journal.Journal, quotas ...tokenstore.Quota) *journal.Open {
	r.t.Helper()
	open, err := j.Begin(r.t.Context(), creating(), quotas...)
	require.NoError(r.t, err)
	return open
}

func creating() journal.Begun {
	return journal.Begun{
		Principal: "local", Client: "inspector 1.0", Tool: "create_report", Effect: tools.Create, Operation: "report_create",
		Method: "POST", Path: "/expensereports/v4/users/u/reports", Arguments: json.RawMessage(`{"name":"Rita in Paris","amount":12.50}`),
		Target: &journal.Target{Kind: "report", Name: "Rita in Paris", Owner: "Rita Alves"},
	}
}

func (r *rig) records(j *journal.Journal, f journal.Filter) []journal.Record {
	r.t.Helper()
	var found []journal.Record
	require.NoError(r.t, j.Records(r.t.Context(), f, func(record journal.Record) error {
		found = append(found, record)
		return nil
	}))
	return found
}

// one is the only record there is.
func (r *rig) one() journal.Record {
	r.t.Helper()
	found := r.records(r.journal(), journal.Filter{})
	require.Len(r.t, found, 1)
	return found[0]
}

func (r *rig) open(j *journal.Journal) []journal.OpenWrite {
	r.t.Helper()
	open, err := j.OpenWrites(r.t.Context())
	require.NoError(r.t, err)
	return open
}

// sees is a look that finds something, and counts how often it looked.
type sees struct {
	seen tools.Seen
	err  error
	// takes is how long each look takes.
	takes time.Duration

	mu    sync.Mutex
	times int
	last  journal.OpenWrite
}

func (s *sees) look(_ context.Context, w journal.OpenWrite) (tools.Seen, error) {
	time.Sleep(s.takes)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.times++
	s.last = w
	return s.seen, s.err
}

func (s *sees) looks() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.times
}
