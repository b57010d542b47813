package simulator

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// journalLimit keeps a simulator that runs for days from growing: older entries
// are forgotten.
const journalLimit = 5000

// bodyKept in bytes is the largest body that is kept: forms may hold a picture.
const bodyKept = 64 << 10

// Entry is a request as the simulator saw it. No token, secret or other header
// of the request is part of it.
type Entry struct {
	// Number counts requests from 1.
	Number int `json:"number"`
	// Time by the simulator's clock, in UTC.
	Time   time.Time `json:"time"`
	Method string    `json:"method"`
	// Path as it was sent, escaped and without the query.
	Path string `json:"path"`
	// Query of a call of the Expense APIs, encoded. Empty on sign-in calls and on
	// paths that the simulator does not know.
	Query string `json:"query,omitempty"`
	// Operation is the name in the catalogue; empty if the path is not in it.
	Operation string `json:"operation,omitempty"`
	// Token and Subject say who called, once the token was found good.
	Token   catalogue.Token `json:"token,omitempty"`
	Subject string          `json:"subject,omitempty"`
	// Handled is true if the call passed all checks of token and path and was
	// carried out, or refused by the rules of the operation.
	Handled bool `json:"handled"`
	// Committed is true if the call may have changed the company and was not refused,
	// whatever became of its answer.
	Committed bool `json:"committed"`
	// Status of the answer; zero where the connection was dropped.
	Status int `json:"status"`
	// RequestBytes and ResponseBytes are the sizes of the bodies.
	RequestBytes  int `json:"requestBytes"`
	ResponseBytes int `json:"responseBytes"`
	// RequestBody is kept for calls of the Expense APIs only, and not of images.
	RequestBody []byte `json:"-"`
	// Fault that was applied; empty for none.
	Fault FaultKind `json:"fault,omitempty"`

	fault  Fault
	safety catalogue.Safety
}

func newEntry(r *http.Request, c *call) Entry {
	return Entry{Time: c.now.UTC(), Method: r.Method, Path: c.uri, RequestBytes: len(c.body)}
}

// describe adds what may be told once the operation is known: sign-in calls carry
// secrets, so nothing of theirs is kept, and images are too large to keep.
func (e *Entry) describe(c *call) {
	e.Operation, e.safety = c.op.Name, c.op.Safety
	if c.op.Errors == catalogue.OAuthError {
		e.safety = catalogue.Safe // It changes tokens, not the company.
		return
	}
	e.Query = c.query.Encode()
	if !strings.HasPrefix(c.header.Get("Content-Type"), "image/") && c.op.API != imageAPI && len(c.body) <= bodyKept {
		e.RequestBody = slices.Clone(c.body)
	}
}

type journal struct {
	entries []Entry
	count   int
}

func (j *journal) add(entry Entry, a answer) {
	j.count++
	entry.Number = j.count
	if entry.Fault != ResetBefore && entry.Fault != CommitThenDrop && entry.Fault != Stall {
		entry.Status, entry.ResponseBytes = a.status, len(a.body)
	}
	if len(j.entries) == journalLimit {
		j.entries = slices.Delete(j.entries, 0, 1)
	}
	j.entries = append(j.entries, entry)
}

func (j *journal) clear() { *j = journal{} }

// Journal lists the requests so far, oldest first.
func (s *Simulator) Journal() []Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.journal.entries)
}

// Writes lists the requests that may have changed the company: calls of operations
// that are not safe, and that passed the checks of token and path. Whether the
// operation then refused is in Committed.
func (s *Simulator) Writes() []Entry {
	writes := s.Journal()
	return slices.DeleteFunc(writes, func(e Entry) bool {
		return !e.Handled || e.safety == catalogue.Safe
	})
}

// ResetJournal forgets the requests so far and counts from 1 again.
func (s *Simulator) ResetJournal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.journal.clear()
}
