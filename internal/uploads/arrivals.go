package uploads

import (
	"context"
	"io"
	"net/http"
	"sync"
	"time"
)

const (
	// mostAtOnce is how many files come in at once, since they are held in memory, and
	// mostOfOne how many of those may be for one principal: nobody keeps all others out
	// by letting files trickle in.
	mostAtOnce = 8
	mostOfOne  = 3
	// arrivePatience bounds how long one file waits for its turn, receivePatience how long
	// it comes in, and stallPatience how long it may stand still meanwhile: a phone that
	// left its network sends no farewell.
	arrivePatience  = 30 * time.Second
	receivePatience = 3 * time.Minute
	stallPatience   = 20 * time.Second
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

// steady is a body that must not stand still, nor come in for ever.
type steady struct {
	io.ReadCloser
	control *http.ResponseController
	end     time.Time
}

func steadily(w http.ResponseWriter, body io.ReadCloser) io.ReadCloser {
	return steady{body, http.NewResponseController(w), time.Now().Add(receivePatience)}
}

// Read implements io.Reader. Deadlines of connections are by the clock of the machine.
func (s steady) Read(p []byte) (int, error) {
	deadline := time.Now().Add(stallPatience)
	if deadline.After(s.end) {
		deadline = s.end
	}
	_ = s.control.SetReadDeadline(deadline) // a connection that allows none is one of a test
	n, err := s.ReadCloser.Read(p)
	if err == io.EOF {
		_ = s.control.SetReadDeadline(time.Time{}) // what is done with the file has another time
	}
	return n, err
}
