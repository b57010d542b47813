package journal

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

const (
	purposeNotice = "write_notice"
	// noticeFor is how long a notice waits for its principal to call.
	noticeFor = 60 * 24 * time.Hour
	// noticesFresh is how long it is taken for granted that there is no new one: another
	// process may have looked at a write in the meantime.
	noticesFresh = time.Minute
	// telling bounds what a result waits for its notices.
	telling = 2 * time.Second
)

// notices are what waits to be told, by principal, as the store had it a moment ago.
type notices struct {
	mu   sync.Mutex
	read time.Time
	by   map[string][]tokenstore.Ticket
}

// Notices are sentences to go with the next result of a principal: what was found of
// writes that were cut off. Each is given once, whichever process gives it.
func (j *Journal) Notices(ctx context.Context, principal string) []string {
	ctx, cancel := context.WithTimeout(ctx, telling)
	defer cancel()
	var told []string
	for _, ticket := range j.waiting(ctx, principal) {
		if j.take(ctx, ticket.ID) {
			told = append(told, j.Text(string(ticket.Body)))
		}
	}
	return told
}

// waiting takes the notices of a principal from those that the store had a moment ago.
func (j *Journal) waiting(ctx context.Context, principal string) []tokenstore.Ticket {
	n := &j.notices
	n.mu.Lock()
	defer n.mu.Unlock()
	if now := j.Now(); n.by == nil || now.Sub(n.read) >= noticesFresh {
		tickets, err := j.Store.Tickets(ctx, purposeNotice)
		if err != nil && len(tickets) == 0 && ctx.Err() == nil {
			j.Logger.WarnContext(ctx, "what was found of writes that were cut off cannot be told", "error", err)
		}
		n.by, n.read = map[string][]tokenstore.Ticket{}, now
		for _, ticket := range tickets {
			n.by[ticket.Principal] = append(n.by[ticket.Principal], ticket)
		}
	}
	own := n.by[principal]
	delete(n.by, principal)
	return own
}

var errTold = errors.New("it was told")

// take takes a notice out, if nobody else has.
func (j *Journal) take(ctx context.Context, id string) bool {
	_, err := j.Store.UpdateTicket(ctx, id, func(t tokenstore.Ticket) (tokenstore.Ticket, error) {
		if len(t.Body) == 0 {
			return t, errTold
		}
		t.Body = nil
		return t, nil
	})
	if err != nil {
		return false
	}
	_ = j.Store.DeleteTicket(ctx, id) // An empty one is told no more, and ends by itself.
	return true
}

// notify keeps for the next result of a principal what became of a write.
func (j *Journal) notify(ctx context.Context, write, principal, sentence string) error {
	err := j.Store.PutTicket(ctx, tokenstore.Ticket{
		ID: "notice_" + write, Purpose: purposeNotice, Principal: principal, Expires: j.Now().Add(noticeFor), Body: []byte(sentence),
		Most: mostOpen,
	})
	j.notices.mu.Lock()
	j.notices.by = nil
	j.notices.mu.Unlock()
	if errors.Is(err, tokenstore.ErrExists) {
		return nil
	}
	return err
}

// Sentence tells of a write that was cut off, and what was found of it.
func (r Resolved) Sentence() string {
	verdict := map[Outcome]string{
		Done:    "A look at Concur shows that it was done.",
		NotDone: "A look at Concur shows that it was not done.",
	}[r.Outcome]
	if verdict == "" {
		verdict = "It is unknown whether it was done: look before you repeat it."
	}
	text := cutOff(r.Began, r.Tool, r.Write) + " " + verdict
	if r.Found != "" {
		text += " " + r.Found
	}
	return text
}

// cutOff tells of a write of which no end was recorded.
func cutOff(began time.Time, tool, write string) string {
	return fmt.Sprintf("A write of %s UTC (%s, %s) was cut off before its end was known.",
		began.UTC().Format("2006-01-02 15:04"), tool, write)
}
