package journal_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/journal"
	"github.com/concur-mcp/concur-mcp/tools"
)

var errNotConnected = errors.New("not connected")

func TestAWriteThatWasCutOffIsLookedAt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		seen    tools.Seen
		outcome journal.Outcome
		told    string
	}{
		{
			"it was done",
			tools.Seen{Verdict: tools.Done, Found: "The report R1 has this name."},
			journal.Done,
			"A look at Concur shows that it was done. The report R1 has this name.",
		},
		{"it was not done", tools.Seen{Verdict: tools.NotDone}, journal.NotDone, "A look at Concur shows that it was not done."},
		{
			"it cannot be told",
			tools.Seen{Verdict: tools.Unknown, Found: "There are two."},
			journal.Unknown,
			"It is unknown whether it was done: look before you repeat it. There are two.",
		},
		{"nobody can look", tools.Seen{}, journal.Unknown, "It is unknown whether it was done: look before you repeat it."},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			began := r.now()
			id := r.begin(r.journal()).ID()
			r.pass(wait)

			next, look := r.journal(), &sees{seen: c.seen}
			resolved, err := next.Resolve(t.Context(), look.look)
			require.NoError(t, err)
			require.Len(t, resolved, 1)
			assert.Equal(t, id, resolved[0].Write)
			assert.Equal(t, began, look.last.At)
			assert.JSONEq(t, string(creating().Arguments), string(look.last.Arguments))
			record := r.one()
			assert.Equal(t, c.outcome, record.Outcome)
			assert.Equal(t, r.now(), record.ResolvedAt)
			assert.Empty(t, r.open(next))
			assert.Equal(t,
				[]string{"A write of 2026-03-02 16:02 UTC (create_report, " + id + ") was cut off before its end was known. " + c.told},
				next.Notices(t.Context(), "local"))
		})
	}
}

func TestAWriteThatMayBeUnderWayIsLeftAlone(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.begin(r.journal())
	r.pass(wait - time.Microsecond)
	look := &sees{}
	resolved, err := r.journal().Resolve(t.Context(), look.look)
	require.NoError(t, err)
	assert.Empty(t, resolved)
	assert.Zero(t, look.looks())
}

func TestALookThatFailsLeavesTheWriteForTheNextOne(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.begin(r.journal())
	r.pass(wait)
	j := r.journal()
	_, err := j.Resolve(t.Context(), (&sees{err: errNotConnected}).look)
	require.ErrorIs(t, err, errNotConnected)
	assert.Equal(t, journal.StillOpen, r.one().Outcome)
	assert.Empty(t, j.Notices(t.Context(), "local"))

	resolved, err := r.journal().Resolve(t.Context(), (&sees{seen: tools.Seen{Verdict: tools.Done}}).look)
	require.NoError(t, err)
	assert.Len(t, resolved, 1)
	assert.Equal(t, journal.Done, r.one().Outcome)
}

func TestReplicasLookAtAWriteOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.begin(r.journal())
	r.pass(wait)
	look := &sees{seen: tools.Seen{Verdict: tools.Done}}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			_, err := r.journal().Resolve(t.Context(), look.look)
			assert.NoError(t, err)
		})
	}
	all.Wait()
	assert.Equal(t, 1, look.looks())
	r.one()
	head, err := r.journal().Verify(t.Context())
	require.NoError(t, err)
	assert.Equal(t, int64(2), head.Seq, "one beginning, one resolution")
}

func TestAWriteIsLookedAtAgainAfterWhoeverLookedWasCutOff(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.begin(r.journal())
	r.pass(wait)
	outer, inner := r.journal(), &sees{seen: tools.Seen{Verdict: tools.Done}}
	_, err := outer.Resolve(t.Context(), func(ctx context.Context, _ journal.OpenWrite) (tools.Seen, error) {
		if _, err := r.journal().Resolve(ctx, inner.look); err != nil {
			return tools.Seen{}, err
		}
		assert.Zero(t, inner.looks(), "somebody looks already")
		r.pass(5 * time.Minute)
		_, err := r.journal().Resolve(ctx, inner.look)
		return tools.Seen{Verdict: tools.Done}, err
	})
	require.NoError(t, err)
	assert.Equal(t, 1, inner.looks())
	head, err := outer.Verify(t.Context())
	require.NoError(t, err)
	assert.Equal(t, int64(2), head.Seq, "what was resolved in the meantime is not resolved again")
}

func TestAWriteThatEndsWhileItIsLookedAtIsNotReported(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	open := r.begin(r.journal())
	r.pass(wait)
	j := r.journal()
	resolved, err := j.Resolve(t.Context(), func(ctx context.Context, _ journal.OpenWrite) (tools.Seen, error) {
		return tools.Seen{Verdict: tools.NotDone}, open.End(ctx, journal.Ended{Outcome: journal.Done})
	})
	require.NoError(t, err)
	assert.Empty(t, resolved)
	assert.Equal(t, journal.Done, r.one().Outcome)
	assert.Empty(t, j.Notices(t.Context(), "local"))
}

func TestTheEndOfAWriteCountsForMoreThanALook(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	open := r.begin(r.journal())
	r.pass(wait)
	_, err := r.journal().Resolve(t.Context(), (&sees{seen: tools.Seen{Verdict: tools.NotDone}}).look)
	require.NoError(t, err)
	require.NoError(t, open.End(t.Context(), journal.Ended{Outcome: journal.Done}))
	assert.Equal(t, journal.Done, r.one().Outcome)
}

func TestWhatWasRecordedIsNotLookedAtAgain(t *testing.T) {
	t.Parallel()
	t.Run("its end was, and then the process was killed", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		open := r.begin(r.journal())
		r.breaks("DeleteTicket", errAway)
		require.NoError(t, open.End(t.Context(), journal.Ended{Outcome: journal.Done}))
		r.breaks("DeleteTicket", nil)
		r.pass(wait)
		look := &sees{}
		j := r.journal()
		resolved, err := j.Resolve(t.Context(), look.look)
		require.NoError(t, err)
		assert.Empty(t, resolved)
		assert.Zero(t, look.looks())
		assert.Empty(t, r.open(j))
	})
	t.Run("what a look found was, and then the process was killed", func(t *testing.T) {
		t.Parallel()
		r := newRig(t)
		r.begin(r.journal())
		r.pass(wait)
		look := &sees{seen: tools.Seen{Verdict: tools.Done, Found: "It is there."}}
		// The notice is what comes after the record.
		r.breaks("PutTicket", errAway)
		_, err := r.journal().Resolve(t.Context(), look.look)
		require.Error(t, err)
		r.breaks("PutTicket", nil)
		j := r.journal()
		_, err = j.Resolve(t.Context(), look.look)
		require.NoError(t, err)
		assert.Equal(t, 1, look.looks())
		assert.Empty(t, r.open(j))
		notices := j.Notices(t.Context(), "local")
		require.Len(t, notices, 1)
		assert.Contains(t, notices[0], "16:02 UTC (create_report, ")
		assert.Contains(t, notices[0], "It is there.")
	})
}
