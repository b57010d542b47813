package journal_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/journal"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/tools"
)

// watched runs a test in which time passes when everybody waits, beside a journal that
// is watched.
func watched(t *testing.T, every time.Duration, look *sees, test func(t *testing.T, r *rig, j *journal.Journal)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.Store = tokenstore.NewMemory()
		settings := journal.Settings{Store: r, Wait: wait}
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		// What another process left before this one began.
		_, err := journal.New(settings).Begin(t.Context(), creating())
		require.NoError(t, err)
		j := journal.New(settings)
		go j.Watch(ctx, look.look, every)
		synctest.Wait()
		test(t, r, j)
	})
}

func TestAYoungWriteIsLookedAtOnceItIsOver(t *testing.T) {
	t.Parallel()
	look := &sees{seen: tools.Seen{Verdict: tools.Done}}
	watched(t, 0, look, func(t *testing.T, r *rig, j *journal.Journal) {
		t.Helper()
		assert.Zero(t, look.looks())
		time.Sleep(wait)
		synctest.Wait()
		assert.Equal(t, 1, look.looks())
		assert.Empty(t, r.open(j))
		asked := r.count("Tickets")
		time.Sleep(24 * time.Hour)
		assert.Equal(t, asked, r.count("Tickets"), "then there is nothing to wait for")
	})
}

func TestWhatIsOverWhileAnotherIsLookedAtDoesNotWait(t *testing.T) {
	t.Parallel()
	look := &sees{seen: tools.Seen{Verdict: tools.Done}, takes: 3 * time.Second}
	watched(t, 0, look, func(t *testing.T, r *rig, _ *journal.Journal) {
		t.Helper()
		time.Sleep(time.Second)
		r.begin(journal.New(journal.Settings{Store: r, Wait: wait}))
		time.Sleep(wait + time.Minute)
		assert.Equal(t, 2, look.looks())
	})
}

func TestALookThatFailedIsTriedAgain(t *testing.T) {
	t.Parallel()
	look := &sees{err: errNotConnected}
	watched(t, 0, look, func(t *testing.T, _ *rig, _ *journal.Journal) {
		t.Helper()
		time.Sleep(wait + 31*time.Minute)
		assert.Equal(t, 4, look.looks())
	})
}

func TestWhatOthersLeaveLaterIsFound(t *testing.T) {
	t.Parallel()
	look := &sees{seen: tools.Seen{Verdict: tools.Done}}
	watched(t, 10*time.Minute, look, func(t *testing.T, r *rig, _ *journal.Journal) {
		t.Helper()
		time.Sleep(wait)
		r.begin(journal.New(journal.Settings{Store: r, Wait: wait}))
		time.Sleep(12 * time.Minute)
		assert.Equal(t, 2, look.looks())
	})
}

func TestAnEndThatCameTooEarlyIsRecordedWithoutALook(t *testing.T) {
	t.Parallel()
	look := &sees{seen: tools.Seen{Verdict: tools.Done}}
	watched(t, 0, look, func(t *testing.T, r *rig, j *journal.Journal) {
		t.Helper()
		time.Sleep(2 * wait)
		open := r.begin(j)
		r.breaks("Append", errAway)
		require.Error(t, open.End(t.Context(), journal.Ended{Outcome: journal.Refused}))
		time.Sleep(5 * time.Minute)
		r.breaks("Append", nil)
		time.Sleep(time.Minute)
		synctest.Wait()
		assert.Equal(t, 1, look.looks(), "that of the other process")
		assert.Len(t, r.records(j, journal.Filter{Outcome: journal.Refused}), 1)
	})
}
