package uploads

import (
	"context"
	"sync"
	"time"
)

const (
	// mostAtOnce is how many files come in at once, since they are held in memory, and
	// mostOfOne how many of those may be for one principal: nobody keeps all others out
	// by letting files trickle in.
	mostAtOnce = 8
	mostOfOne  = 3
	// arrivePatience bounds how long one file waits for its turn.
	arrivePatience = 30 * time.Second
)

// arrivals counts the files that are coming in.
type arrivals struct {
	places chan struct{}

	mu sync.Mutex
	// of counts them by principal.
	of map[string]int
}

func newArrivals() *arrivals {
	return &arrivals{places: make(chan struct{}, mostAtOnce), of: map[string]int{}}
}

// enter waits until a file for a principal may come in. It fails with a failure.
func (a *arrivals) enter(ctx context.Context, principal string) (leave func(), err error) {
	if !a.count(principal) {
		return nil, tooManyAtOnce()
	}
	ctx, cancel := context.WithTimeout(ctx, arrivePatience)
	defer cancel()
	select {
	case a.places <- struct{}{}:
		return func() { <-a.places; a.discount(principal) }, nil
	case <-ctx.Done():
		a.discount(principal)
		return nil, busy()
	}
}

func (a *arrivals) count(principal string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.of[principal] == mostOfOne {
		return false
	}
	a.of[principal]++
	return true
}

func (a *arrivals) discount(principal string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.of[principal]--
	if a.of[principal] == 0 {
		delete(a.of, principal)
	}
}
