package soak_test

import (
	"flag"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/app"
)

const (
	// callers call at the same time.
	callers = 50
	// think is how long a caller thinks between two calls, on average.
	think = 2500 * time.Millisecond
	// calm is how long before the end nothing is restarted any more.
	calm = 20 * time.Second
)

var (
	length = flag.Duration("soak", 0, "how long the soak lasts; without it there is none")
	seed   = flag.Uint64("seed", 1, "what chance starts from")
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"concur-mcp": func() {
			//nolint:forbidigo // This is main of the program under test.
			os.Exit(app.Main(os.Args[1:], app.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
		},
	})
}

// TestSoak is about what may never happen, however long it runs and whatever fails: a
// write that is told as done and was not, one that was done twice, one that is told as
// not done and was, a write without an entry in the journal, a secret in a log, and
// memory or goroutines that only grow.
func TestSoak(t *testing.T) {
	t.Parallel()
	if *length == 0 {
		t.Skip("NOT TESTED: hours of work. make soak runs 30 minutes of it")
	}
	r := newRig(t)
	r.work()
	r.hold()
	r.figures.print(t, r)
}

// work lets everybody work until the time is over.
func (r *rig) work() {
	r.t.Helper()
	end := time.Now().Add(*length)
	var all, watchers sync.WaitGroup
	over := make(chan struct{})
	watchers.Go(func() { r.census.follow(over, r.concur.sim) })
	watchers.Go(func() { r.figures.follow(r.t, over, r.steady()) })
	watchers.Go(func() { r.disturb(over, end.Add(-min(calm, *length/6))) })
	for _, c := range r.callers {
		all.Go(func() { c.work(r.t.Context(), end) })
	}
	all.Wait()
	r.concur.settle()
	close(over)
	watchers.Wait()
	assert.NoError(r.t, r.census.take(r.concur.sim))
}

// disturb ends one replica after the other, in turns as deployments and as accidents do,
// and starts it again. The last one is left alone, to be measured.
func (r *rig) disturb(over <-chan struct{}, until time.Time) {
	every := max(10*time.Second, *length/60)
	for n := 0; ; n++ {
		select {
		case <-over:
			return
		case <-time.After(every):
		}
		if time.Now().After(until) {
			return
		}
		which := n % (len(r.replicas) - 1)
		r.replicas[which].restart(n/2%2 == 0)
		r.figures.restarted(n/2%2 == 0)
	}
}
