package faults_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/journal"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/tools"
)

// resolved starts anew on the store of a process that was killed, and tells what is found
// of its write.
func (v *victim) resolved(t *testing.T, moment trouble, store string, later time.Time) (done cell) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(later))
		kit := v.kit(t, testkit.Keeping(open(t, store)))
		found, err := kit.Journal.Resolve(t.Context(), lookOf(kit))
		at := v.call.name() + ", " + moment.name
		require.NoError(t, err, at)
		require.Len(t, found, 1, "%s: one write is open", at)
		done = cell{
			trouble: moment, told: told{text: found[0].Found}, seen: count(v.sim.Journal()),
			verdict: map[journal.Outcome]verdict{journal.Done: verified, journal.NotDone: nothing, journal.Unknown: unknown}[found[0].Outcome],
		}
		checkResolved(t, at, v.row, done)

		open, err := kit.Journal.OpenWrites(t.Context())
		require.NoError(t, err, at)
		assert.Empty(t, open, "%s: it is over", at)
		_, err = kit.Journal.Verify(t.Context())
		require.NoError(t, err, at)
		notices := kit.Journal.Notices(t.Context(), found[0].Principal)
		require.Len(t, notices, 1, "%s: the agent is told with the next result", at)
		assert.Contains(t, notices[0], v.call.Name, at)
	})
	return done
}

// lookOf looks with the tool that made the write.
func lookOf(kit *testkit.Kit) journal.Look {
	return func(ctx context.Context, w journal.OpenWrite) (tools.Seen, error) {
		for _, tool := range kit.Tools {
			if tool.Name == w.Tool {
				return tool.LookAfterwards(ctx, w.ToolCall(), w.Arguments, w.At)
			}
		}
		return tools.Seen{Verdict: tools.Unknown}, nil
	}
}

// checkResolved holds what is found after a crash to what Concur has done.
func checkResolved(t *testing.T, at string, made *row, done cell) {
	t.Helper()
	commits := done.seen.committed[made.main]
	assert.LessOrEqual(t, done.seen.reached[made.main], made.clean.seen.reached[made.main], "%s: it was sent again", at)
	assert.Equal(t, commits, done.seen.commits(), "%s: the look changes something", at)
	switch done.verdict {
	case verified:
		assert.Positive(t, commits, "%s: found as done, and it was not: %s", at, done.told.text)
	case nothing:
		assert.Zero(t, commits, "%s: found as not done, and it was: %s", at, done.told.text)
	default:
		assert.Equal(t, unknown, done.verdict, at)
		assert.NotEmpty(t, done.told.text, "%s: it does not say where to look", at)
	}
}
