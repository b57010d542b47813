package doctor_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/doctor"
	"github.com/concur-mcp/concur-mcp/internal/journal"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

func TestTheJournalIsLookedAt(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 16, 2, 0, 0, time.UTC)
	now := func() time.Time { return at }
	store := tokenstore.NewMemoryAt(now)
	j := journal.New(journal.Settings{Store: store, Now: now, Wait: time.Minute})
	begin := func() *journal.Open {
		open, err := j.Begin(t.Context(), journal.Begun{Principal: "local", Tool: "create_report"})
		require.NoError(t, err)
		return open
	}
	look := func(after time.Duration) []string {
		var found []string
		for _, finding := range doctor.Journal(t.Context(), j, at.Add(after)) {
			found = append(found, string(finding.Verdict)+" "+finding.Found)
		}
		return found
	}
	assert.Equal(t, []string{"ok It is empty: nothing was written in Concur yet."}, look(0))

	require.NoError(t, begin().End(t.Context(), journal.Ended{Outcome: journal.Done}))
	whole := "ok It has 2 entries, and none is missing or was changed."
	assert.Equal(t, []string{whole}, look(0))

	require.NoError(t, begin().End(t.Context(), journal.Ended{Outcome: journal.Unknown}))
	begin()
	whole = "ok It has 5 entries, and none is missing or was changed."
	unknown := "note Writes of the last 30 days that may have been done or not: 1."
	assert.Equal(t, []string{whole, "note Writes that are under way, or were cut off a moment ago: 1.", unknown}, look(0))
	cut := "warning Writes that were cut off, and nobody could look at yet: 1. The oldest began 2026-03-02 16:02:00 UTC."
	assert.Equal(t, []string{whole, cut, unknown}, look(time.Minute))
	assert.Equal(t, []string{whole, cut}, look(31*24*time.Hour))
}

func TestABrokenJournalIsWrong(t *testing.T) {
	t.Parallel()
	store := cutStore{tokenstore.NewMemory()}
	j := journal.New(journal.Settings{Store: store})
	_, err := j.Begin(t.Context(), journal.Begun{Principal: "local", Tool: "create_report"})
	require.NoError(t, err)
	findings := doctor.Journal(t.Context(), j, time.Now())
	require.Len(t, findings, 1)
	assert.Equal(t, doctor.Wrong, findings[0].Verdict)
	assert.Contains(t, findings[0].Found, "broken at entry 1: it is missing; entry 2 follows")
}

// cutStore has lost what its first entry was.
type cutStore struct{ tokenstore.Store }

func (s cutStore) Entries(ctx context.Context, after int64, visit func(tokenstore.Entry) error) error {
	return s.Store.Entries(ctx, after, func(e tokenstore.Entry) error {
		e.Seq++
		return visit(e)
	})
}
