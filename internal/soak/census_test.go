package soak_test

import (
	"fmt"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
)

// census counts what Concur has done. The simulator forgets; so it is asked often.
type census struct {
	last int
	// marked counts what was done with a mark, by mark and operation.
	marked map[string]map[string]int
	// paths counts what was done, by operation and path.
	paths map[string]int
	// all counts the requests, and writes those that changed something.
	all, writes int
	gap         error
}

func newCensus() *census {
	return &census{marked: map[string]map[string]int{}, paths: map[string]int{}}
}

// follow takes the census until the end.
func (c *census) follow(over <-chan struct{}, sim *simulator.Simulator) {
	for {
		select {
		case <-over:
			return
		case <-time.After(time.Second):
			_ = c.take(sim) // An error is kept.
		}
	}
}

// take adds what was done since the last time. Its error says that something was missed.
func (c *census) take(sim *simulator.Simulator) error {
	entries := sim.Journal()
	if len(entries) > 0 && entries[0].Number > c.last+1 && c.gap == nil {
		c.gap = fmt.Errorf("the simulator has forgotten its requests %d to %d", c.last+1, entries[0].Number-1)
	}
	for _, entry := range entries {
		if entry.Number <= c.last {
			continue
		}
		c.last = entry.Number
		c.all++
		if entry.Committed {
			c.add(entry)
		}
	}
	return c.gap
}

func (c *census) add(entry simulator.Entry) {
	c.writes++
	c.paths[entry.Operation+" "+entry.Path]++
	seen := map[string]bool{}
	for _, mark := range markForm.FindAllString(string(entry.RequestBody), -1) {
		if seen[mark] {
			continue
		}
		seen[mark] = true
		if c.marked[mark] == nil {
			c.marked[mark] = map[string]int{}
		}
		c.marked[mark][entry.Operation]++
	}
}

// ofMark gives how often something with a mark was done, at most, by operation.
func (c *census) ofMark(mark string) (most int) {
	for _, n := range c.marked[mark] {
		most = max(most, n)
	}
	return most
}
