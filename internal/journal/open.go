package journal

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/tools"
)

const (
	purposeOpen = "open_write"
	// openFor is how long an open write is kept for somebody to look at it.
	openFor = 10 * 365 * 24 * time.Hour
	// mostOpen is how many open writes a principal may have: those that are under way, and
	// those that could not be looked at yet.
	mostOpen = 500
)

// TooManyOpenError says that so many writes of a principal are open that nothing more is
// written for them.
type TooManyOpenError struct{ Most int }

// Error implements error.
func (e *TooManyOpenError) Error() string {
	return fmt.Sprintf("%d writes of this caller are open: begun, and not known to have ended", e.Most)
}

// WhatChanged implements tools.Problem.
func (*TooManyOpenError) WhatChanged() string { return string(tools.NothingChanged) }

// NextStep implements tools.Problem.
func (*TooManyOpenError) NextStep() string {
	return "Wait until those that are under way have ended. If none is, the operator sees the others with \"concur-mcp journal --open\"."
}

// Details implements tools.Problem.
func (*TooManyOpenError) Details() map[string]string { return nil }

// openTicket is the body of the ticket of an open write. What Begun leaves out is that
// of the ticket itself.
type openTicket struct {
	Begun
	Key      string    `json:"key,omitempty"`
	At       time.Time `json:"at"`
	Deadline time.Time `json:"deadline"`
	// Unsent: it will not be sent, because it could not be recorded.
	Unsent bool `json:"unsent,omitempty"`
	// Taken is until when somebody looks at it.
	Taken time.Time `json:"taken,omitzero"`
}

// OpenWrite is a write that has begun and not ended.
type OpenWrite struct {
	Begun
	// At is when it began, and Deadline when it is surely over, in UTC.
	At, Deadline time.Time
	// Unsent says that it was never sent.
	Unsent bool
}

// ToolCall is the call to look with: that of the caller whose write it was, with its key.
func (w OpenWrite) ToolCall() *tools.Call {
	return &tools.Call{Caller: w.Principal, Tool: w.Tool, Key: w.Key}
}

// OpenWrites lists the writes of all principals that have begun and not ended, the oldest
// first. One that cannot be read leaves the others: its error comes with them.
func (j *Journal) OpenWrites(ctx context.Context) ([]OpenWrite, error) {
	tickets, err := j.Store.Tickets(ctx, purposeOpen)
	var open []OpenWrite
	for _, ticket := range tickets {
		t, wrong := read(ticket)
		if wrong != nil {
			err = wrong
			continue
		}
		open = append(open, OpenWrite{Begun: t.Begun, At: t.At, Deadline: t.Deadline, Unsent: t.Unsent})
	}
	return open, err
}

func read(ticket tokenstore.Ticket) (openTicket, error) {
	var t openTicket
	if err := decode(ticket.Body, &t); err != nil {
		return t, fmt.Errorf("the open write %s cannot be read: %w", ticket.ID, err)
	}
	t.ID, t.Principal, t.Begun.Key = ticket.ID, ticket.Principal, t.Key
	return t, nil
}

// change changes the ticket of an open write.
func (j *Journal) change(ctx context.Context, write string, how func(*openTicket) error) error {
	_, err := j.Store.UpdateTicket(ctx, write, func(ticket tokenstore.Ticket) (tokenstore.Ticket, error) {
		t, err := read(ticket)
		if err != nil {
			return ticket, err
		}
		if err := how(&t); err != nil {
			return ticket, err
		}
		ticket.Body, err = json.Marshal(t)
		return ticket, err
	})
	return err
}
