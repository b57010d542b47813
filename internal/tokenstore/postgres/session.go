package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"sync"

	"github.com/jackc/pgx/v5"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore/locks"
)

// session is the one connection that holds all locks of this process, as advisory
// locks of its session: the server lets go of them when the connection ends, however
// the process dies. Holding a lock takes no connection of its own, so that any
// number of refreshes may run at once.
//
// Where the connection breaks, its locks are gone before their holders know. They
// write only over what they read (sealed.ErrChanged), so nothing is overwritten.
type session struct {
	pool *pool
	// turn is for one statement at a time.
	turn chan struct{}
	conn *pgx.Conn
	// backend is the server's process at the other end.
	backend int
}

func newSession(p *pool) *session { return &session{pool: p, turn: make(chan struct{}, 1)} }

// lock waits for the lock of a name. It looks again and again rather than wait in the
// server, where it would keep the connection from everybody else.
func (s *session) lock(ctx context.Context, name string) (unlock func(), err error) {
	number := numberOf(name)
	err = locks.Poll(ctx, func() (bool, error) { return s.try(ctx, number) })
	if err != nil {
		return nil, err
	}
	return sync.OnceFunc(func() { s.unlock(number) }), nil
}

// try asks for a lock, on a new connection where the old one is dead.
func (s *session) try(ctx context.Context, number int64) (bool, error) {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return false, ctx.Err()
	}
	// A statement that is given up closes its connection, and the locks of others
	// would go with it. So nobody gives up in the middle of one.
	bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), connectPatience)
	defer cancel()
	for {
		fresh := s.conn == nil || s.conn.IsClosed()
		if fresh {
			if err := s.open(bounded); err != nil {
				return false, told(ctx, err)
			}
		}
		var ok bool
		var backend int
		err := s.conn.QueryRow(bounded, "select pg_try_advisory_lock($1), pg_backend_pid()", number).Scan(&ok, &backend)
		if err == nil && backend != s.backend {
			hangUp(s.conn)
			return false, errPooled
		}
		if err == nil || fresh || !s.conn.IsClosed() {
			return ok, told(ctx, err)
		}
	}
}

// open makes the connection, and sees to it that nobody else has the same one at the
// server: a pooler of transactions would give every lock to all who ask.
func (s *session) open(ctx context.Context) error {
	conn, err := s.pool.connect(ctx)
	if err != nil {
		return err
	}
	const which = "select pg_backend_pid()"
	var mine, another int
	err = conn.QueryRow(ctx, which).Scan(&mine)
	if err == nil {
		err = s.pool.do(ctx, func(ctx context.Context, conn *pgx.Conn) error { return conn.QueryRow(ctx, which).Scan(&another) })
	}
	if err == nil && mine == another {
		err = errPooled
	}
	if err != nil {
		hangUp(conn)
		return err
	}
	s.conn, s.backend = conn, mine
	return nil
}

// unlock may find that the connection is gone, and the lock with it.
func (s *session) unlock(number int64) {
	s.turn <- struct{}{}
	defer func() { <-s.turn }()
	ctx, cancel := context.WithTimeout(context.Background(), connectPatience)
	defer cancel()
	if s.conn == nil || s.conn.IsClosed() {
		return
	}
	if _, err := s.conn.Exec(ctx, "select pg_advisory_unlock($1)", number); err != nil {
		hangUp(s.conn) // rather than hold it forever
	}
}

func (s *session) close() {
	s.turn <- struct{}{}
	defer func() { <-s.turn }()
	if s.conn != nil {
		hangUp(s.conn)
	}
}

// numberOf makes a name a number, as advisory locks want it.
func numberOf(name string) int64 {
	digest := sha256.Sum256([]byte("concur-mcp\x00" + name))
	return int64(binary.BigEndian.Uint64(digest[:8])) //nolint:gosec // Any 64 bits will do.
}
