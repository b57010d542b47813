package journal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// Head is the last entry of a chain. Whoever knows its hash can tell later whether the
// chain up to it is still the same.
type Head struct {
	// Seq is 0 for a chain without entries.
	Seq  int64
	Hash string
	At   time.Time
}

// BrokenError says that the chain is not what was written.
type BrokenError struct {
	// Seq is the first entry that is wrong or missing; 0 if that cannot be told.
	Seq int64
	Why string
}

func (e *BrokenError) Error() string {
	if e.Seq == 0 {
		return "the journal is broken: " + e.Why
	}
	return fmt.Sprintf("the journal is broken at entry %d: %s", e.Seq, e.Why)
}

// Verify walks the chain, and gives its end. It fails with *BrokenError where an entry is
// missing or was changed, or where one of the heads that were known before is not in it.
func (j *Journal) Verify(ctx context.Context, heads ...string) (Head, error) {
	walk := newWalk(heads)
	err := j.Store.Entries(ctx, 0, func(e tokenstore.Entry) error {
		walk.step(e)
		return nil
	})
	if errors.Is(err, tokenstore.ErrTampered) {
		if walk.broken == nil {
			walk.broken = &BrokenError{Seq: walk.head.Seq + 1}
		}
		walk.broken.Why = err.Error()
		err = nil
	}
	if err != nil {
		return Head{}, err
	}
	return walk.end()
}

// walk is a way along a chain.
type walk struct {
	head   Head
	broken *BrokenError
	// missing are the heads that were known and not met yet.
	missing map[string]bool
}

func newWalk(heads []string) *walk {
	w := &walk{missing: map[string]bool{}}
	for _, hash := range heads {
		w.missing[hash] = true
	}
	return w
}

// step goes on to the next entry. Only the first break counts.
func (w *walk) step(e tokenstore.Entry) {
	var why string
	switch {
	case e.Seq != w.head.Seq+1:
		why = fmt.Sprintf("it is missing; entry %d follows", e.Seq)
	case e.Previous != w.head.Hash:
		why = "it does not follow the entry before it, whose hash is " + w.head.Hash
	case e.Hash != tokenstore.Chain(e.Previous, e):
		why = "it is not what its hash is of"
	}
	if why != "" && w.broken == nil {
		w.broken = &BrokenError{Seq: w.head.Seq + 1, Why: why}
	}
	w.head = Head{Seq: e.Seq, Hash: e.Hash, At: e.At}
	delete(w.missing, e.Hash)
}

// end gives the end of the chain, or what is wrong with it.
func (w *walk) end() (Head, error) {
	if w.broken != nil {
		return w.head, w.broken
	}
	for hash := range w.missing {
		return w.head, &BrokenError{Why: fmt.Sprintf(
			"the entry %s, which was once its last one, is not in it: its end was cut off, or it was written anew", hash)}
	}
	return w.head, nil
}
