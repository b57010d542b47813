package journal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/tools"
)

const (
	// looking bounds a look at Concur. taken is how long nobody else looks at the same
	// write: more than a look and the recording of it take.
	looking = 2 * time.Minute
	taken   = 5 * time.Minute
)

// Look looks at Concur whether a write happened. After an error nothing is known, and it
// is asked again another time.
type Look func(context.Context, OpenWrite) (tools.Seen, error)

// Resolve looks at the open writes that are surely over, each of them in one process only,
// and records what was found. It gives what it recorded; an error is about the others,
// which stay open.
func (j *Journal) Resolve(ctx context.Context, look Look) ([]Resolved, error) {
	if err := j.catchUp(ctx); err != nil { // What was found could not be recorded either.
		return nil, err
	}
	open, err := j.OpenWrites(ctx)
	errs := []error{err}
	due := j.due(open)
	if len(due) == 0 {
		return nil, errors.Join(errs...)
	}
	known, err := j.known(ctx, due)
	if err != nil {
		return nil, errors.Join(append(errs, err)...)
	}
	var resolved []Resolved
	for _, w := range due {
		found, err := j.resolve(ctx, w, known[w.ID], look)
		if err != nil {
			errs = append(errs, fmt.Errorf("the write %s of %s: %w", w.ID, w.Tool, err))
		}
		if found != nil {
			resolved = append(resolved, *found)
		}
	}
	return resolved, errors.Join(errs...)
}

// due are the writes that are surely over. One that could not be recorded has to wait
// like the others: its entry may still arrive.
func (j *Journal) due(open []OpenWrite) []OpenWrite {
	var due []OpenWrite
	for _, w := range open {
		if !j.Now().Before(w.Deadline) {
			due = append(due, w)
		}
	}
	return due
}

// catchUp records the ends that could not be recorded when they came.
func (j *Journal) catchUp(ctx context.Context) error {
	j.mu.Lock()
	late := j.late
	j.late = nil
	j.mu.Unlock()
	for i, entry := range late {
		ctx, cancel := regardless(ctx)
		err := j.end(ctx, entry)
		cancel()
		if err != nil {
			j.mu.Lock()
			j.late = append(j.late, late[i:]...)
			j.mu.Unlock()
			return err
		}
	}
	return nil
}

// known says how far the chain has come with writes: the kind of the last entry of each.
func (j *Journal) known(ctx context.Context, writes []OpenWrite) (map[string]tokenstore.Entry, error) {
	last := map[string]tokenstore.Entry{}
	for _, w := range writes {
		last[w.ID] = tokenstore.Entry{}
	}
	err := j.Store.Entries(ctx, 0, func(e tokenstore.Entry) error {
		if _, asked := last[e.Write]; asked {
			last[e.Write] = e
		}
		return nil
	})
	return last, err
}

// resolve finds out about one write, given the last entry about it.
func (j *Journal) resolve(ctx context.Context, w OpenWrite, last tokenstore.Entry, look Look) (*Resolved, error) {
	switch last.Kind {
	case "", KindEnded: // Without an entry nothing was sent.
		return nil, j.Store.DeleteTicket(ctx, w.ID)
	case KindResolved: // Whoever looked was cut off in turn.
		r := Resolved{Write: w.ID, Principal: w.Principal}
		if err := understand(last, &r); err != nil {
			return nil, err
		}
		return nil, j.announce(ctx, r)
	case KindSettled:
		var s Settled
		if err := understand(last, &s); err != nil {
			return nil, err
		}
		return nil, j.conclude(ctx, w.ID, w.Principal, s.sentence(w.ID))
	}
	r := Resolved{Write: w.ID, Principal: w.Principal, Tool: w.Tool, Began: w.At}
	if w.Unsent {
		r.Unsent, r.Outcome, r.Found = true, NotDone, "It was never sent, because the journal could not be written."
		return j.record(ctx, r)
	}
	if err := j.lease(ctx, w.ID, nil); err != nil {
		if errors.Is(err, errTaken) || errors.Is(err, tokenstore.ErrNotFound) {
			return nil, nil // Somebody else is about it, or was.
		}
		return nil, err
	}
	looks, cancel := context.WithTimeout(ctx, looking)
	defer cancel()
	seen, err := look(looks, w)
	if err != nil {
		return nil, errors.Join(err, j.release(ctx, w.ID))
	}
	r.Outcome, r.Found = Outcome(seen.Verdict), j.sentence(seen.Found)
	if r.Outcome != Done && r.Outcome != NotDone {
		r.Outcome = Unknown
	}
	return j.record(ctx, r)
}

// record adds what was found to the chain, unless the write has ended in the meantime
// after all.
func (j *Journal) record(ctx context.Context, r Resolved) (*Resolved, error) {
	ctx, cancel := regardless(ctx)
	defer cancel()
	if _, err := j.Store.Ticket(ctx, r.Write); err != nil {
		if errors.Is(err, tokenstore.ErrNotFound) {
			return nil, nil
		}
		return nil, err
	}
	if err := j.add(ctx, KindResolved, r.Principal, r.Write, r); err != nil {
		return nil, err
	}
	return &r, j.announce(ctx, r)
}

// announce tells the principal of what was recorded, and is done with the write.
func (j *Journal) announce(ctx context.Context, r Resolved) error {
	if r.Unsent { // Its caller was told at once.
		return j.Store.DeleteTicket(ctx, r.Write)
	}
	return j.conclude(ctx, r.Write, r.Principal, r.Sentence())
}

// conclude has the principal told of an open write, and is done with it.
func (j *Journal) conclude(ctx context.Context, write, principal, sentence string) error {
	if err := j.notify(ctx, write, principal, sentence); err != nil {
		return err
	}
	return j.Store.DeleteTicket(ctx, write)
}

var errTaken = errors.New("somebody looks at it already")

// lease keeps others from looking at the same write, unless fit has something against it.
func (j *Journal) lease(ctx context.Context, write string, fit func(openTicket) error) error {
	return j.change(ctx, write, func(t *openTicket) error {
		if fit != nil {
			if err := fit(*t); err != nil {
				return err
			}
		}
		now := j.Now()
		if now.Before(t.Taken) {
			return errTaken
		}
		t.Taken = now.Add(taken)
		return nil
	})
}

// release lets others look at a write.
func (j *Journal) release(ctx context.Context, write string) error {
	ctx, cancel := regardless(ctx)
	defer cancel()
	err := j.change(ctx, write, func(t *openTicket) error {
		t.Taken = time.Time{}
		return nil
	})
	if errors.Is(err, tokenstore.ErrNotFound) {
		return nil // It has ended after all.
	}
	return err
}
