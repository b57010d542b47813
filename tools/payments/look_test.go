package payments_test

import (
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/tools"
)

func TestNothingTakesAClosingBack(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	open := s.open(t)
	closing := s.Undoing("close_payment_batch", args{"batch_id": open.BatchID})
	assert.Empty(t, closing.Tool)
	assert.Contains(t, closing.Note, "for payment")
	s.minutes.Add(1)
	again := s.Undoing("close_payment_batch", args{"batch_id": open.BatchID})
	assert.Empty(t, again.Tool)
	assert.Contains(t, again.Note, "changes nothing")
}

func TestAfterACrashTheBatchesAreLookedAt(t *testing.T) {
	t.Parallel()
	var shared atomic.Value
	shared.Store("EMEA corporate card")
	s := newScene(t, rewriting(func(body string) string {
		return strings.ReplaceAll(body, "EMEA corporate card", shared.Load().(string))
	}))
	open := s.open(t)
	for _, ref := range []string{open.BatchID, open.Name} {
		seen := s.Look("close_payment_batch", args{"batch_id": ref})
		assert.Equal(t, tools.Unknown, seen.Verdict, "it may be in the queue")
		assert.Contains(t, seen.Found, open.BatchID)
	}
	assert.Empty(t, s.Writes(), "it only reads")
	s.close(open.BatchID)
	assert.Equal(t, tools.Unknown, s.Look("close_payment_batch", args{"batch_id": open.BatchID}).Verdict)
	s.minutes.Add(1)
	for _, ref := range []string{open.BatchID, open.Name} {
		assert.Equal(t, tools.Done, s.Look("close_payment_batch", args{"batch_id": ref}).Verdict)
	}
	shared.Store(open.Name) // What is open now has the name of what was closed.
	seen := s.Look("close_payment_batch", args{"batch_id": open.Name})
	assert.Equal(t, tools.Unknown, seen.Verdict)
	assert.Contains(t, seen.Found, "list_payment_batches")
	seen = s.Look("close_payment_batch", args{"batch_id": "no such batch"})
	assert.Equal(t, tools.Unknown, seen.Verdict)
}

func TestAWriteThatIsStoppedIsNotSent(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	open := s.open(t)
	operation, _ := s.DryRun("close_payment_batch", args{"batch_id": open.BatchID})
	assert.Equal(t, "payment_batch_close_async", operation)
	assert.Empty(t, s.Writes())
	s.close(open.BatchID)
	s.minutes.Add(1)
	s.Sim.ResetJournal()
	operation, _ = s.DryRun("close_payment_batch", args{"batch_id": open.BatchID})
	assert.Equal(t, "payment_batch_close", operation)
	assert.Empty(t, s.Writes())
}
