package tools

import (
	"context"
	"sync"
)

// Turns lets one call at a time work on something that Concur replaces as a whole, such
// as the attendees of an expense. Concur has no version to check there, so that of two
// calls at once, which agents do make, one would undo the other unseen. What is changed
// elsewhere is beyond it. The zero value is ready.
type Turns[Key comparable] struct {
	mu sync.Mutex
	// busy has a channel for each thing that is worked on; it is closed at the end.
	busy map[Key]chan struct{}
}

// Take waits for a thing and gives the function that hands it on. It fails if the
// context ends before.
func (t *Turns[Key]) Take(ctx context.Context, thing Key) (leave func(), err error) {
	for {
		mine, ended := t.claim(thing)
		if ended == nil {
			return func() { t.leave(thing, mine) }, nil
		}
		select {
		case <-ended:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// claim takes a thing that nobody works on, or gives what ends when somebody is done.
func (t *Turns[Key]) claim(thing Key) (mine, ended chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if busy, is := t.busy[thing]; is {
		return nil, busy
	}
	if t.busy == nil {
		t.busy = map[Key]chan struct{}{}
	}
	mine = make(chan struct{})
	t.busy[thing] = mine
	return mine, nil
}

func (t *Turns[Key]) leave(thing Key, mine chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.busy, thing)
	close(mine)
}
