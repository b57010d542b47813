// Package locks makes one of many wait for another, by a name: goroutines by Gates,
// processes on one machine by Files.
package locks

import (
	"context"
	"sync"
)

// Gates are locks among the goroutines of a process. The zero value is ready.
type Gates struct {
	mu    sync.Mutex
	gates map[string]*gate
}

// gate holds a token while somebody is inside. It lives as long as anybody wants it.
type gate struct {
	inside chan struct{}
	users  int
}

// Lock waits for the lock of a name, until the context ends.
func (g *Gates) Lock(ctx context.Context, name string) (unlock func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	one := g.enter(name)
	select {
	case one.inside <- struct{}{}:
		return sync.OnceFunc(func() {
			<-one.inside
			g.leave(name, one)
		}), nil
	case <-ctx.Done():
		g.leave(name, one)
		return nil, ctx.Err()
	}
}

func (g *Gates) enter(name string) *gate {
	g.mu.Lock()
	defer g.mu.Unlock()
	one, ok := g.gates[name]
	if !ok {
		one = &gate{inside: make(chan struct{}, 1)}
		if g.gates == nil {
			g.gates = map[string]*gate{}
		}
		g.gates[name] = one
	}
	one.users++
	return one
}

func (g *Gates) leave(name string, one *gate) {
	g.mu.Lock()
	defer g.mu.Unlock()
	one.users--
	if one.users == 0 {
		delete(g.gates, name)
	}
}
