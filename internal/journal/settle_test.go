package journal_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/journal"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/tools"
)

func says(outcome journal.Outcome, note string) journal.Settled {
	return journal.Settled{By: "operator root at host", Outcome: outcome, Note: note}
}

func TestAPersonSettlesWhatNobodyCouldTell(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	j := r.masking()
	open := r.begin(j)
	began := r.now()
	require.NoError(t, open.End(t.Context(), journal.Ended{Outcome: journal.Unknown, Note: "No answer came."}))

	r.pass(time.Hour)
	first := r.now()
	require.NoError(t, j.Settle(t.Context(), open.ID(), says(journal.NotDone, "Rita has none  ")))
	assert.Equal(t, journal.NotDone, r.one().Outcome)
	r.pass(time.Hour)
	require.NoError(t, j.Settle(t.Context(), open.ID(), says(journal.Done, "She found it")))

	record := r.one()
	assert.Equal(t, journal.Done, record.Outcome)
	assert.Equal(t, journal.Unknown, record.Ended.Outcome)
	assert.Equal(t, []journal.Settled{
		{At: first, By: "operator root at host", Tool: "create_report", Began: began, Outcome: journal.NotDone, Note: "Rita has none  "},
		{At: r.now(), By: "operator root at host", Tool: "create_report", Began: began, Outcome: journal.Done, Note: "She found it"},
	}, record.Settled)
	assert.Empty(t, r.records(j, journal.Filter{Outcome: journal.Unknown}))
	head, err := j.Verify(t.Context())
	require.NoError(t, err)
	assert.Equal(t, int64(4), head.Seq)
	assert.Empty(t, j.Notices(t.Context(), "local"), "its caller was told that it is unknown")
}

func TestAPersonSettlesWhatNobodyCouldLookAt(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	j := r.journal()
	id := r.begin(j).ID()
	err := j.Settle(t.Context(), id, says(journal.Done, ""))
	require.ErrorContains(t, err, "may still be under way; it can be settled from 2026-03-02T16:03:00Z on")
	r.pass(wait)
	require.NoError(t, j.Settle(t.Context(), id, says(journal.Done, "In the report.")))
	assert.Equal(t, journal.Done, r.one().Outcome)
	assert.Empty(t, r.open(j))
	assert.Equal(t, []string{
		"A write of 2026-03-02 16:02 UTC (create_report, " + id + ") was cut off before its end was known. " +
			"The operator of this server has looked, and says that it was done.",
	}, j.Notices(t.Context(), "local"))
	look := &sees{}
	resolved, err := j.Resolve(t.Context(), look.look)
	require.NoError(t, err)
	assert.Empty(t, resolved)
	assert.Zero(t, look.looks())
}

func TestWhatIsKnownIsNotSettled(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		known func(*rig, *journal.Journal) string
		told  string
	}{
		{"it was done", func(r *rig, j *journal.Journal) string {
			open := r.begin(j)
			require.NoError(r.t, open.End(r.t.Context(), journal.Ended{Outcome: journal.Done}))
			return open.ID()
		}, "nothing to settle: this write is done, by its own end"},
		{"a look found that it was not", func(r *rig, j *journal.Journal) string {
			id := r.begin(j).ID()
			r.pass(wait)
			_, err := j.Resolve(r.t.Context(), (&sees{seen: tools.Seen{Verdict: tools.NotDone}}).look)
			require.NoError(r.t, err)
			return id
		}, "nothing to settle: this write is not done, by a look at Concur"},
		{"its end came after it was settled", func(r *rig, j *journal.Journal) string {
			open := r.begin(j)
			r.pass(wait)
			require.NoError(r.t, j.Settle(r.t.Context(), open.ID(), says(journal.NotDone, "")))
			require.NoError(r.t, open.End(r.t.Context(), journal.Ended{Outcome: journal.Done}))
			assert.Equal(r.t, journal.Done, r.one().Outcome)
			return open.ID()
		}, "nothing to settle: this write is done, by its own end"},
		{"there is none", func(*rig, *journal.Journal) string { return "w_none" }, "no such write"},
		{"another thing has this name", func(r *rig, _ *journal.Journal) string {
			other := tokenstore.Ticket{ID: "notice", Purpose: "other", Principal: "local", Expires: r.now().Add(time.Hour)}
			require.NoError(r.t, r.PutTicket(r.t.Context(), other))
			return "notice"
		}, "no such write"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			j := r.journal()
			id := c.known(r, j)
			before, err := j.Verify(t.Context())
			require.NoError(t, err)
			require.ErrorContains(t, j.Settle(t.Context(), id, says(journal.NotDone, "")), c.told)
			after, err := j.Verify(t.Context())
			require.NoError(t, err)
			assert.Equal(t, before, after)
		})
	}
}

func TestASettlementThatCannotBeRecordedLeavesTheWriteOpen(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	j := r.journal()
	id := r.begin(j).ID()
	r.pass(wait)
	r.breaks("Append", errAway)
	require.ErrorIs(t, j.Settle(t.Context(), id, says(journal.Done, "")), errAway)
	r.breaks("Append", nil)
	look := &sees{seen: tools.Seen{Verdict: tools.Done}}
	resolved, err := j.Resolve(t.Context(), look.look)
	require.NoError(t, err)
	assert.Len(t, resolved, 1)
}

func TestASettlementOfWhichTheCallerWasNotToldIsToldLater(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	j := r.journal()
	id := r.begin(j).ID()
	r.pass(wait)
	r.breaks("PutTicket", errAway)
	require.NoError(t, j.Settle(t.Context(), id, says(journal.NotDone, "")))
	r.breaks("PutTicket", nil)
	look := &sees{seen: tools.Seen{Verdict: tools.Done}}
	_, err := j.Resolve(t.Context(), look.look)
	require.NoError(t, err)
	assert.Zero(t, look.looks())
	assert.Equal(t, journal.NotDone, r.one().Outcome)
	notices := j.Notices(t.Context(), "local")
	require.Len(t, notices, 1)
	assert.Contains(t, notices[0], "says that it was not done")
	assert.Empty(t, r.open(j))
}

func TestASettlementWaitsForALook(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	j := r.journal()
	id := r.begin(j).ID()
	r.pass(wait)
	var during error
	_, err := j.Resolve(t.Context(), func(ctx context.Context, _ journal.OpenWrite) (tools.Seen, error) {
		during = j.Settle(ctx, id, says(journal.Done, ""))
		return tools.Seen{Verdict: tools.Unknown}, nil
	})
	require.NoError(t, err)
	require.ErrorContains(t, during, "looks at this write in Concur at the moment")
	require.NoError(t, j.Settle(t.Context(), id, says(journal.Done, "")))
	assert.Equal(t, journal.Done, r.one().Outcome)
}

func TestWhatAPersonSaysIsHeldToItsForm(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	j := r.journal()
	open := r.begin(j)
	require.NoError(t, open.End(t.Context(), journal.Ended{Outcome: journal.Unknown}))
	require.ErrorContains(t, j.Settle(t.Context(), open.ID(), says(journal.Refused, "")), "as done or as not_done")
	require.ErrorContains(t, j.Settle(t.Context(), open.ID(), says(journal.Done, string(make([]byte, 8<<10+1)))), "8192 bytes at most")
}
