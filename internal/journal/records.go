package journal

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// Resolved is what was found of a write of which the end was never recorded.
type Resolved struct {
	Write     string `json:"-"`
	Principal string `json:"-"`
	Tool      string `json:"tool"`
	// Began is when the write began, in UTC.
	Began   time.Time `json:"began"`
	Outcome Outcome   `json:"outcome"`
	// Found is a sentence that says what was found, or what to look at.
	Found string `json:"found,omitempty"`
	// Unsent says that it was never sent, so that nobody had to look.
	Unsent bool `json:"unsent,omitempty"`
}

// Record is all that the journal knows of a write. Times are UTC.
type Record struct {
	// Seq is that of the entry that began it.
	Seq       int64     `json:"seq"`
	Write     string    `json:"write"`
	At        time.Time `json:"at"`
	Principal string    `json:"principal"`
	// Outcome is what is known: what its end said, what a person said, or what was found
	// later.
	Outcome  Outcome   `json:"outcome"`
	Begun    Begun     `json:"begun"`
	Ended    *Ended    `json:"ended,omitempty"`
	EndedAt  time.Time `json:"ended_at,omitzero"`
	Resolved *Resolved `json:"resolved,omitempty"`
	// ResolvedAt is when somebody looked.
	ResolvedAt time.Time `json:"resolved_at,omitzero"`
	// Settled is what persons said, the last word last.
	Settled []Settled `json:"settled,omitempty"`
}

// Verified reports whether what was written was read back and is as intended.
func (r Record) Verified() bool { return r.Ended != nil && r.Ended.Verified }

// Filter says which writes are meant; what is zero does not count.
type Filter struct {
	// Since and Until bound when a write began; Until is the first moment after.
	Since, Until time.Time
	Principal    string
	Tool         string
	Outcome      Outcome
	Write        string
	// Open leaves those of which no end is known.
	Open bool
	// Last is how many are shown at most, the newest ones.
	Last int
}

// begins reports whether a write is meant, as far as its beginning tells.
func (f Filter) begins(r *Record) bool {
	return (f.Since.IsZero() || !r.At.Before(f.Since)) && (f.Until.IsZero() || r.At.Before(f.Until)) &&
		(f.Principal == "" || r.Principal == f.Principal) && (f.Tool == "" || r.Begun.Tool == f.Tool) &&
		(f.Write == "" || r.Write == f.Write)
}

func (f Filter) ends(r *Record) bool {
	return (f.Outcome == "" || r.Outcome == f.Outcome) && (!f.Open || r.Outcome == StillOpen)
}

// Records shows the writes that are meant, in the order in which they began, until visit
// fails. It reads the whole chain, and holds those that are meant.
func (j *Journal) Records(ctx context.Context, f Filter, visit func(Record) error) error {
	var meant []*Record
	of := map[string]*Record{}
	err := j.Store.Entries(ctx, 0, func(e tokenstore.Entry) error {
		if e.Kind == KindBegun {
			r, err := begunRecord(e)
			if err == nil && f.begins(r) {
				meant, of[r.Write] = append(meant, r), r
			}
			return err
		}
		if r := of[e.Write]; r != nil {
			return r.learn(e)
		}
		return nil
	})
	var shown []*Record
	for _, r := range meant {
		if f.ends(r) {
			shown = append(shown, r)
		}
	}
	if f.Last > 0 && len(shown) > f.Last {
		shown = shown[len(shown)-f.Last:]
	}
	for _, r := range shown {
		if err := visit(*r); err != nil {
			return err
		}
	}
	return err
}

func begunRecord(e tokenstore.Entry) (*Record, error) {
	r := &Record{Seq: e.Seq, Write: e.Write, At: e.At, Principal: e.Principal, Outcome: StillOpen}
	err := understand(e, &r.Begun)
	r.Begun.ID, r.Begun.Principal = e.Write, e.Principal
	return r, err
}

// learn adds what a later entry says. What the end of a write says counts for more than
// what a person said, and that for more than what a look found.
func (r *Record) learn(e tokenstore.Entry) error {
	switch e.Kind {
	case KindEnded:
		r.Ended, r.EndedAt = &Ended{}, e.At
		if err := understand(e, r.Ended); err != nil {
			return err
		}
	case KindResolved:
		r.Resolved, r.ResolvedAt = &Resolved{Write: e.Write, Principal: e.Principal}, e.At
		if err := understand(e, r.Resolved); err != nil {
			return err
		}
	case KindSettled:
		var said Settled
		if err := understand(e, &said); err != nil {
			return err
		}
		said.At = e.At
		r.Settled = append(r.Settled, said)
	}
	switch {
	case r.Ended != nil && (r.Resolved == nil && len(r.Settled) == 0 || r.Ended.Outcome != Unknown):
		r.Outcome = r.Ended.Outcome
	case len(r.Settled) > 0:
		r.Outcome = r.Settled[len(r.Settled)-1].Outcome
	case r.Resolved != nil:
		r.Outcome = cmp.Or(r.Resolved.Outcome, Unknown)
	}
	return nil
}

func understand(e tokenstore.Entry, into any) error {
	if err := decode(e.Body, into); err != nil {
		return fmt.Errorf("entry %d of the journal cannot be read: %w", e.Seq, err)
	}
	return nil
}
