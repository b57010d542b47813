package journal

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/tools"
)

// Outcome is what became of a write.
type Outcome string

// The outcomes. Refused is what Concur did not take, so that nothing was changed.
const (
	Done    Outcome = "done"
	Refused Outcome = "refused"
	NotDone Outcome = "not_done"
	Unknown Outcome = "unknown"
	// StillOpen is that of a write that has not ended. It is never recorded.
	StillOpen Outcome = "open"
)

// Ended is what became of a write.
type Ended struct {
	Outcome Outcome `json:"outcome"`
	// Status is the HTTP status; 0 without an answer.
	Status        int    `json:"http_status,omitempty"`
	CorrelationID string `json:"correlation_id,omitempty"`
	// Verified says that what was written was read back and is as intended.
	Verified bool        `json:"verified"`
	Undo     *tools.Undo `json:"undo,omitempty"`
	// After is what was read back; it is marshalled.
	After any    `json:"after,omitempty"`
	Note  string `json:"note,omitempty"`
}

// End records what became of the write. It works after ctx has ended. An error says that
// it is not recorded yet; it will be once the store works again, as long as this process
// lives, and afterwards the write is looked at. Only the first End counts.
func (o *Open) End(ctx context.Context, e Ended) error {
	if o.ended.Swap(true) {
		return nil
	}
	ctx, cancel := regardless(ctx)
	defer cancel()
	j := o.journal
	entry, err := j.entry(KindEnded, o.principal, o.id, j.masked(e))
	if err != nil { // What was read back cannot be written as JSON; the rest can.
		e.After = nil
		if entry, err = j.entry(KindEnded, o.principal, o.id, j.masked(e)); err != nil {
			return err
		}
	}
	if err := j.end(ctx, entry); err != nil {
		j.mu.Lock()
		j.late = append(j.late, entry)
		j.mu.Unlock()
		j.poke()
		return err
	}
	return nil
}

// end adds the entry that ends a write, and takes its ticket away.
func (j *Journal) end(ctx context.Context, entry tokenstore.Entry) error {
	if _, err := j.Store.Append(ctx, entry); err != nil {
		return err
	}
	// Who finds the ticket of a write that has ended takes it away.
	if err := j.Store.DeleteTicket(ctx, entry.Write); err != nil {
		j.Logger.WarnContext(ctx, "a write that has ended stays in the list of open ones for now", "write", entry.Write, "error", err)
	}
	return nil
}

// masked is the end of a write as it is recorded.
func (j *Journal) masked(e Ended) Ended {
	e.Note = j.sentence(e.Note)
	e.After = j.value(e.After)
	if e.Undo != nil {
		undo := *e.Undo
		undo.Note, undo.Arguments = j.sentence(undo.Note), j.value(undo.Arguments)
		e.Undo = &undo
	}
	return e
}

// recorded is the beginning of a write as it is recorded.
func (j *Journal) recorded(b Begun) Begun {
	if len(b.Arguments) > 0 {
		b.Arguments = short(j.Redact(b.Arguments))
	}
	b.Before, b.Path = j.value(b.Before), j.sentence(b.Path)
	if b.Target != nil {
		target := *b.Target
		called := j.Text
		if target.Kind == "attendee" { // What it is called is somebody's name.
			called = j.Name
		}
		target.Name, target.Owner = called(target.Name), j.Name(target.Owner)
		b.Target = &target
	}
	return b
}

// sentence masks a text. What it quotes may be of any length.
func (j *Journal) sentence(text string) string {
	if len(text) > mostText {
		text = strings.ToValidUTF8(text[:mostText], "") + "…"
	}
	return j.Text(text)
}

// value masks what is marshalled. What cannot be marshalled is left to the caller.
func (j *Journal) value(v any) any {
	if v == nil {
		return nil
	}
	encoded, err := json.Marshal(v)
	if err != nil {
		return v
	}
	return short(j.Redact(encoded))
}
