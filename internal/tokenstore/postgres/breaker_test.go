package postgres_test

import (
	"bytes"
	"net"
	"net/url"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// breaker is between a store and its server, and breaks a connection as often as it is
// armed for, when it sees a statement: before the server gets it, or when the server has
// answered it.
type breaker struct {
	address, server string
	at              []byte
	deliver         bool
	armed           atomic.Int32
}

func startBreaker(t *testing.T, database, at string, deliver bool) *breaker {
	t.Helper()
	address, err := url.Parse(database)
	require.NoError(t, err)
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	b := &breaker{server: address.Host, at: []byte(at), deliver: deliver}
	address.Host = listener.Addr().String()
	b.address = address.String()
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			server, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", b.server)
			if err != nil {
				_ = client.Close()
				continue
			}
			go b.carry(client, server)
		}
	}()
	return b
}

// carry takes bytes to and fro until either side closes, or the breaker does.
func (b *breaker) carry(client, server net.Conn) {
	var lose atomic.Bool // the next answer
	hangUp := func() {
		_ = client.Close()
		_ = server.Close()
	}
	go func() {
		defer hangUp()
		pass(server, client, func([]byte) bool { return !lose.Load() })
	}()
	defer hangUp()
	pass(client, server, func(part []byte) bool {
		if left := b.armed.Load(); left == 0 || !bytes.Contains(part, b.at) || !b.armed.CompareAndSwap(left, left-1) {
			return true
		}
		lose.Store(true)
		return b.deliver
	})
}

// pass hands on what arrives, as long as go-ahead is given.
func pass(from, to net.Conn, goAhead func(part []byte) bool) {
	part := make([]byte, 64<<10)
	for {
		n, err := from.Read(part)
		if err != nil || !goAhead(part[:n]) {
			return
		}
		if _, err := to.Write(part[:n]); err != nil {
			return
		}
	}
}
