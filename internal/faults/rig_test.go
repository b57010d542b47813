package faults_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// today is when the examples are run.
var today = time.Date(2026, time.November, 20, 9, 0, 0, 0, time.UTC)

// apart is the time between two calls: nothing that was looked up is remembered then.
const apart = 10 * time.Minute

// rig calls one tool over and over, each time on the sample company as it was. It lives
// in a bubble of its own time: an hour of waiting takes no time, and nothing depends on
// how busy the machine is.
type rig struct {
	t    *testing.T
	call call
	kit  *testkit.Kit
	// store is that of the kit.
	store *failing
	// clean is the call without trouble.
	clean cell
	// spoiled tells that the company is not what it was.
	spoiled bool
}

func newRig(t *testing.T, c call) *rig {
	t.Helper()
	time.Sleep(time.Until(today))
	company := simulator.Options{QuickExpensesV3: c.example.QuickExpensesV3, AccessTokenLife: 48 * time.Hour}
	r := &rig{t: t, call: c, store: newStore(), spoiled: true}
	r.kit = testkit.New(t, append(c.options(), testkit.WithSimulator(company), testkit.Keeping(r.store))...)
	r.clean = r.untroubled()
	return r
}

// mains are the operations that the call is about: its writes, or of a read what its
// tool stands for.
func (r *rig) mains() []string {
	var mains []string
	for _, operation := range r.clean.seen.order {
		writes := r.call.Effect.Writes()
		about := writes && r.clean.seen.committed[operation] > 0 || !writes && slices.Contains(r.call.Operations, operation)
		if about && !slices.Contains(mains, operation) {
			mains = append(mains, operation)
		}
	}
	require.NotEmpty(r.t, mains, "%s asks for %v", r.call.name(), r.clean.seen.order)
	return mains
}

// run makes the call with a trouble of its main operation.
func (r *rig) run(what trouble, main string) cell {
	r.t.Helper()
	r.renew()
	for _, fault := range what.plan(main) {
		r.kit.Sim.AddFault(fault)
	}
	r.store.kind.Store(what.unkept)
	begin := time.Now()
	var got told
	if what.cancelled {
		got = r.cancelled()
	} else {
		result := r.kit.Call(r.call.Name, r.call.arguments())
		got = told{failed: result.Failed, text: result.Text, structured: result.Structured}
	}
	got.took = time.Since(begin)
	done := cell{trouble: what, told: got, verdict: got.verdict(r.call.Effect.Writes()), seen: count(r.kit.Sim.Journal())}
	if done.verdict == answered && got.missing() != r.clean.told.missing() {
		done.verdict = partial
	}
	r.spoiled = done.seen.commits() > 0 || what.signIn != "" || what.unkept != "" // A refused connection is not used again.
	return done
}

// untroubled makes the call while nothing is wrong.
func (r *rig) untroubled() cell {
	r.t.Helper()
	done := r.run(trouble{}, "")
	require.False(r.t, done.told.failed, "%s: %s", r.call.name(), done.told.text)
	return done
}

// renew puts the company and the session back to what they were. New things have the
// same ids in each company, so that nobody may remember those of the last one.
func (r *rig) renew() {
	r.t.Helper()
	time.Sleep(apart)
	r.kit.Sim.ClearFaults()
	r.store.kind.Store("")
	if r.spoiled {
		require.NoError(r.t, r.kit.Sim.Reset())
		r.store = newStore()
		r.kit = r.kit.As(r.call.example.As, testkit.Keeping(r.store))
		if first := r.call.way.first; first != "" {
			r.kit.Call(first, r.call.way.firstArgs).Into(&struct{}{})
		}
	}
	r.kit.Sim.ResetJournal()
}
