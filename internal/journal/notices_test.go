package journal_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/journal"
	"github.com/concur-mcp/concur-mcp/tools"
)

// cutOff has a write be cut off, and found again by a journal.
func (r *rig) cutOff(finder *journal.Journal) {
	r.t.Helper()
	r.begin(r.journal())
	r.pass(wait)
	_, err := finder.Resolve(r.t.Context(), (&sees{seen: tools.Seen{Verdict: tools.Done, Found: "Rita has it."}}).look)
	require.NoError(r.t, err)
}

func TestANoticeIsGivenOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	finder, other := r.masking(), r.masking()
	r.cutOff(finder)
	assert.Empty(t, finder.Notices(t.Context(), "token/other"), "it is for the one whose write it was")
	notices := other.Notices(t.Context(), "local")
	require.Len(t, notices, 1)
	assert.Contains(t, notices[0], "R*** has it.")
	assert.Empty(t, finder.Notices(t.Context(), "local"), "another process has given it")
	assert.Empty(t, r.masking().Notices(t.Context(), "local"))
}

func TestANoticeThatCannotBeTakenAwayIsGivenOnceAllTheSame(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.cutOff(r.journal())
	r.breaks("DeleteTicket", errAway)
	assert.Len(t, r.journal().Notices(t.Context(), "local"), 1)
	assert.Empty(t, r.journal().Notices(t.Context(), "local"))
}

func TestWhatThisProcessFoundIsToldAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.begin(r.journal())
	r.pass(wait)
	j := r.journal()
	assert.Empty(t, j.Notices(t.Context(), "local"))
	_, err := j.Resolve(t.Context(), (&sees{seen: tools.Seen{Verdict: tools.Done}}).look)
	require.NoError(t, err)
	assert.Len(t, j.Notices(t.Context(), "local"), 1)
}

func TestTheStoreIsNotAskedForNoticesWithEveryResult(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	j := r.journal()
	for range 100 {
		assert.Empty(t, j.Notices(t.Context(), "local"))
	}
	assert.Equal(t, 1, r.count("Tickets"))

	r.cutOff(r.journal())
	r.pass(time.Minute)
	assert.Len(t, j.Notices(t.Context(), "local"), 1, "what another process found is told within a minute")
}

func TestAStoreThatIsAwayKeepsNoResultWithoutNotices(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.cutOff(r.journal())
	j := r.journal()
	r.breaks("Tickets", errAway)
	assert.Empty(t, j.Notices(t.Context(), "local"))
	r.breaks("Tickets", nil)
	r.pass(time.Minute)
	assert.Len(t, j.Notices(t.Context(), "local"), 1)
}
