package signin

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"
)

const (
	// lookEvery is the pause between two looks at what is still open.
	lookEvery = time.Second
	// shutPatience bounds how long an answer under way may take at the end.
	shutPatience = 10 * time.Second
)

// keep listens for a sign-in until it is over.
func (l *loopback) keep(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open[id] = struct{}{}
	if !l.watching && !l.closed {
		l.watching = true
		go l.watch()
	}
}

// watch stops listening when nothing is open any more, and takes the address over
// when another process has left it.
func (l *loopback) watch() {
	ctx := context.Background()
	for range time.Tick(l.every) {
		l.forget(ctx)
		l.mu.Lock()
		idle := len(l.open) == 0 || l.closed
		var server *http.Server
		if idle {
			l.watching, server = false, l.leave()
		}
		l.mu.Unlock()
		if idle {
			_ = shut(ctx, server)
			return
		}
		_ = l.bind(ctx) // the other one is still there
	}
}

// forget drops what is over.
func (l *loopback) forget(ctx context.Context) {
	l.mu.Lock()
	ids := make([]string, 0, len(l.open))
	for id := range l.open {
		ids = append(ids, id)
	}
	l.mu.Unlock()
	for _, id := range ids {
		v, err := l.service.read(ctx, id)
		if gone(err) || err == nil && v.over() {
			l.drop(id)
		}
	}
}

func (l *loopback) drop(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.open, id)
}

// close lets answers that are under way finish.
func (l *loopback) close(ctx context.Context) error {
	l.mu.Lock()
	l.closed = true
	server := l.leave()
	l.mu.Unlock()
	return shut(ctx, server)
}

// leave frees the address at once, so that it can be bound again, and gives the
// server that may still have answers under way. The lock is held.
func (l *loopback) leave() *http.Server {
	server := l.server
	if server != nil {
		_ = l.listener.Close()
	}
	l.server, l.listener = nil, nil
	return server
}

func shut(ctx context.Context, server *http.Server) error {
	if server == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, shutPatience)
	defer cancel()
	// leave has closed the listener, which the server may not have seen yet.
	if err := server.Shutdown(ctx); !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}
