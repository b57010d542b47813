package soak_test

import (
	"strings"
	"syscall"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/journal"
)

const (
	// resolving is longer than a write that was cut off is left to whoever began it.
	resolving = 2*patience + 2*time.Minute
	// slack is how many goroutines may come and go by themselves: connections to the
	// store, timers.
	slack = 30
	// growth and leeway bound the memory of the second half by that of the first: what is
	// kept for a while is still being filled in a short run.
	growth = 1.3
	leeway = 40e6
)

// hold holds everything to what must be true.
func (r *rig) hold() {
	r.t.Helper()
	r.holdRest()
	r.holdJournal()
	r.holdLedger()
	r.holdCompany()
	r.holdLog()
}

// holdRest looks at the replica that was never restarted, once nobody calls any more.
func (r *rig) holdRest() {
	r.t.Helper()
	for _, c := range r.callers {
		c.over.CloseIdleConnections()
	}
	r.concur.rest()
	f := r.figures
	for waited := time.Duration(0); waited < time.Minute; waited += time.Second {
		now, err := r.steady().metrics(goroutines)
		require.NoError(r.t, err)
		if f.after = now[goroutines]; f.after <= f.before+slack {
			break
		}
		time.Sleep(time.Second)
	}
	assert.LessOrEqual(r.t, f.after, f.before+slack, "goroutines at rest, after and before")
	for _, figure := range []string{memory, heap} {
		first, second := f.median(figure, .1, .5), f.median(figure, .5, 1)
		assert.LessOrEqual(r.t, second, growth*first+leeway, "%s of the second half and of the first", figure)
	}
}

// holdJournal waits until nothing is open, and holds the journal to what Concur did.
func (r *rig) holdJournal() {
	r.t.Helper()
	for _, one := range r.replicas {
		require.NoError(r.t, one.stop(syscall.SIGTERM))
	}
	r.replicas = r.replicas[:1]
	r.replicas[0].start()
	kept := journal.New(journal.Settings{Store: r.store})
	for end := time.Now().Add(resolving); ; time.Sleep(time.Second) {
		open, err := kept.OpenWrites(r.t.Context())
		require.NoError(r.t, err)
		if len(open) == 0 {
			break
		}
		require.True(r.t, time.Now().Before(end), "writes stay open: %+v", open)
	}
	head, err := kept.Verify(r.t.Context())
	require.NoError(r.t, err)
	assert.Positive(r.t, head.Seq)

	begun, did, unclear := map[string]int{}, map[string]int{}, map[string]int{}
	require.NoError(r.t, kept.Records(r.t.Context(), journal.Filter{}, func(one journal.Record) error {
		at := one.Begun.Operation + " " + one.Begun.Path
		begun[at]++
		switch one.Outcome {
		case journal.Done:
			did[at]++
		case journal.Unknown:
			unclear[at]++
		case journal.StillOpen:
			assert.Fail(r.t, "a write has no end in the journal", one.Write)
		case journal.Refused, journal.NotDone:
		}
		if one.Resolved != nil {
			r.figures.found[string(one.Resolved.Outcome)]++
		}
		return nil
	}))
	for at, n := range r.census.paths {
		assert.LessOrEqual(r.t, n, begun[at], "%s: Concur did more than was recorded before", at)
		assert.LessOrEqual(r.t, n, did[at]+unclear[at], "%s: Concur did more than the journal says", at)
	}
	for at, n := range did {
		assert.LessOrEqual(r.t, n, r.census.paths[at], "%s: the journal says more than Concur did", at)
	}
}

// operations are those of what has no mark, by tool.
func operations() map[string]string {
	return map[string]string{
		"delete_report": "delete_report ", "delete_report_expense": "delete_expense ",
		"submit_report": "submit_report ", "recall_report": "recall_report ",
	}
}

// holdLedger holds what callers were told to what Concur did.
func (r *rig) holdLedger() {
	r.t.Helper()
	type sum struct{ did, open int }
	paths := map[string]sum{}
	for _, i := range r.ledger.intents {
		did, open := i.tally()
		if i.mark == "" {
			at := operations()[i.tool] + i.path
			paths[at] = sum{paths[at].did + did, paths[at].open + open}
			continue
		}
		was := r.census.ofMark(i.mark)
		assert.LessOrEqual(r.t, was, 1, "%s %s was done more than once: %v %v", i.tool, i.mark, r.census.marked[i.mark], i.told)
		switch {
		case did > 0:
			assert.Equal(r.t, 1, was, "%s %s is lost: it was told as done: %v %q", i.tool, i.mark, i.told, i.texts)
		case open == 0:
			assert.Zero(r.t, was, "%s %s was told as not done, and it was: %v %q", i.tool, i.mark, i.told, i.texts)
		}
	}
	for at, told := range paths {
		was := r.census.at(at)
		assert.GreaterOrEqual(r.t, was, told.did, "%s: told as done more often than it was", at)
		assert.LessOrEqual(r.t, was, told.did+told.open, "%s: done more often than it was told", at)
	}
}

// at counts what was done, by operation and id.
func (c *census) at(operationAndID string) (n int) {
	operation, id, _ := strings.Cut(operationAndID, " ")
	for path, count := range c.paths {
		if strings.HasPrefix(path, operation+" ") && strings.Contains(path, id) {
			n += count
		}
	}
	return n
}

// holdCompany looks for what was told as done, through the front door.
func (r *rig) holdCompany() {
	r.t.Helper()
	ctx := r.t.Context()
	for _, c := range r.callers {
		c.era, c.sse = modern, false
		for _, kept := range c.reports {
			a := c.call(ctx, "get_report", map[string]any{"report_id": kept.id})
			if !assert.Equal(r.t, done, a.verdict, "%s is gone: %s", kept.mark, a.text) {
				continue
			}
			assert.Contains(r.t, a.text, kept.mark)
			a = c.call(ctx, "list_report_expenses", map[string]any{"report_id": kept.id})
			for _, one := range kept.expenses {
				assert.Contains(r.t, a.text, one.mark, "an expense of %s", kept.mark)
			}
		}
		for _, id := range c.gone[max(0, len(c.gone)-3):] {
			a := c.call(ctx, "get_report", map[string]any{"report_id": id})
			assert.Equal(r.t, nothing, a.verdict, "%s was deleted: %s", id, a.text)
		}
		c.leave()
	}
}

func (r *rig) holdLog() {
	r.t.Helper()
	r.log.mu.Lock()
	defer r.log.mu.Unlock()
	assert.Empty(r.t, r.log.leaked, "secrets in logs")
	assert.Zero(r.t, r.log.broken, "races and panics in the logs")
	assert.Positive(r.t, r.log.lines)
}
