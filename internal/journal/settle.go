package journal

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// Settled is what a person says became of a write, where nothing else could tell.
type Settled struct {
	// At is when they said so, in UTC: the time of the entry.
	At time.Time `json:"at,omitzero"`
	// By is who said so, as their machine knows them.
	By string `json:"by"`
	// Tool and Began are those of the write.
	Tool  string    `json:"tool"`
	Began time.Time `json:"began"`
	// Outcome is Done or NotDone.
	Outcome Outcome `json:"outcome"`
	// Note is theirs, as they wrote it: it is not masked.
	Note string `json:"note,omitempty"`
}

var (
	errNoWrite  = errors.New("there is no such write in the journal of this store")
	errVerdict  = errors.New("a write is settled as done or as not_done")
	errLongNote = fmt.Errorf("a note has %d bytes at most", mostText)
)

// Settle records what a person says became of a write that is open or unknown, or that a
// person settled before: the last word counts, and all stay in the chain. It fails for a
// write of which more is known, and for one that may still be under way.
func (j *Journal) Settle(ctx context.Context, write string, s Settled) error {
	switch {
	case s.Outcome != Done && s.Outcome != NotDone:
		return errVerdict
	case len(s.Note) > mostText:
		return errLongNote
	}
	// The chain is asked first: other things than writes have tickets, too.
	if _, err := j.unsure(ctx, write); err != nil {
		return err
	}
	held, err := j.hold(ctx, write)
	if err != nil {
		return err
	}
	r, err := j.unsure(ctx, write) // Until it was held, others could look.
	if err == nil {
		s.Tool, s.Began, s.At = r.Begun.Tool, r.At, time.Time{}
		err = j.add(ctx, KindSettled, r.Principal, write, s)
	}
	switch {
	case !held:
		return err
	case err != nil:
		return errors.Join(err, j.release(ctx, write))
	}
	if err := j.conclude(ctx, write, r.Principal, s.sentence(write)); err != nil { // Resolve does it then.
		j.Logger.WarnContext(ctx, "a write that was settled stays in the list of open ones for now", "write", write, "error", err)
	}
	return nil
}

// unsure gives a write of which the outcome is not known, or only by what a person said.
func (j *Journal) unsure(ctx context.Context, write string) (Record, error) {
	var found []Record
	err := j.Records(ctx, Filter{Write: write}, func(r Record) error {
		found = append(found, r)
		return nil
	})
	switch {
	case err != nil:
		return Record{}, err
	case write == "" || len(found) == 0:
		return Record{}, errNoWrite
	}
	r := found[0]
	ended := r.Ended != nil && r.Ended.Outcome != Unknown
	if ended || len(r.Settled) == 0 && r.Outcome != StillOpen && r.Outcome != Unknown {
		how := "by its own end"
		if !ended {
			how = "by a look at Concur"
		}
		return r, fmt.Errorf("there is nothing to settle: this write is %s, %s", strings.ReplaceAll(string(r.Outcome), "_", " "), how)
	}
	return r, nil
}

// hold keeps others from looking at an open write; held is false for one that is not open.
func (j *Journal) hold(ctx context.Context, write string) (held bool, err error) {
	err = j.lease(ctx, write, func(t openTicket) error {
		if j.Now().Before(t.Deadline) {
			return fmt.Errorf("this write may still be under way; it can be settled from %s on", t.Deadline.UTC().Format(time.RFC3339))
		}
		return nil
	})
	switch {
	case errors.Is(err, tokenstore.ErrNotFound):
		return false, nil
	case errors.Is(err, errTaken):
		return false, errors.New("a server looks at this write in Concur at the moment; try again in a few minutes")
	default:
		return err == nil, err
	}
}

// sentence tells the caller whose write it was. The note is not for them.
func (s Settled) sentence(write string) string {
	verdict := map[Outcome]string{Done: "it was done", NotDone: "it was not done"}[s.Outcome]
	return cutOff(s.Began, s.Tool, write) + " The operator of this server has looked, and says that " + verdict + "."
}
