package postgres

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// mostConnections is how many statements of one process may run at once. No
// statement waits for another, so that they cannot block each other.
const mostConnections = 8

// pool keeps connections for statements. None of them holds a lock.
type pool struct {
	connect func(ctx context.Context) (*pgx.Conn, error)
	slots   chan struct{}
	mu      sync.Mutex
	idle    []*pgx.Conn
	closed  bool
}

func newPool(connect func(context.Context) (*pgx.Conn, error)) *pool {
	return &pool{connect: connect, slots: make(chan struct{}, mostConnections)}
}

// do works on a connection. work may be done again, where a connection that lay idle
// turns out to be dead.
func (p *pool) do(ctx context.Context, work func(context.Context, *pgx.Conn) error) error {
	bounded, cancel := context.WithTimeout(ctx, statementPatience)
	defer cancel()
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-bounded.Done():
		return bounded.Err()
	}
	for {
		conn, err := p.take(), error(nil)
		fresh := conn == nil
		if fresh {
			if conn, err = p.connect(bounded); err != nil {
				return err
			}
		}
		err = work(bounded, conn)
		if !conn.IsClosed() {
			p.give(conn)
			return err
		}
		if err == nil || fresh || bounded.Err() != nil {
			return err
		}
	}
}

func (p *pool) take() *pgx.Conn {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.idle) == 0 {
		return nil
	}
	last := p.idle[len(p.idle)-1]
	p.idle = p.idle[:len(p.idle)-1]
	return last
}

func (p *pool) give(conn *pgx.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		hangUp(conn)
		return
	}
	p.idle = append(p.idle, conn)
}

func (p *pool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for _, conn := range p.idle {
		hangUp(conn)
	}
	p.idle = nil
}

// hangUp says goodbye, but does not wait long for an answer.
func hangUp(conn *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = conn.Close(ctx)
}
