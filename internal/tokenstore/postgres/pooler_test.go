package postgres_test

import (
	"net"
	"net/url"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/pgtest"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/storetest"
)

// pooler shares one connection of a server among its clients, by transaction, as
// PgBouncer does with pool_mode = transaction.
type pooler struct {
	mu     sync.Mutex
	server *pgproto3.Frontend
}

// startPooler gives the address of a pooler in front of a database.
func startPooler(t *testing.T, database string) string {
	t.Helper()
	conn, err := pgconn.Connect(t.Context(), database)
	require.NoError(t, err)
	server, err := conn.Hijack()
	require.NoError(t, err)
	t.Cleanup(func() { _ = server.Conn.Close() })
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	p := &pooler{server: server.Frontend}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer client.Close()
				_ = p.serve(pgproto3.NewBackend(client, client)) // It ends when the client goes.
			}()
		}
	}()
	address, err := url.Parse(database)
	require.NoError(t, err)
	address.Host = listener.Addr().String()
	address.RawQuery = "sslmode=disable&default_query_exec_mode=simple_protocol"
	return address.String()
}

func (p *pooler) serve(client *pgproto3.Backend) error {
	if _, err := client.ReceiveStartupMessage(); err != nil {
		return err
	}
	client.Send(&pgproto3.AuthenticationOk{})
	client.Send(&pgproto3.ParameterStatus{Name: "client_encoding", Value: "UTF8"})
	client.Send(&pgproto3.ParameterStatus{Name: "standard_conforming_strings", Value: "on"})
	client.Send(&pgproto3.ReadyForQuery{TxStatus: 'I'})
	if err := client.Flush(); err != nil {
		return err
	}
	for {
		if err := p.transaction(client); err != nil {
			return err
		}
	}
}

// transaction lends the connection for one transaction.
func (p *pooler) transaction(client *pgproto3.Backend) error {
	message, err := client.Receive()
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for {
		p.server.Send(message)
		if err := p.server.Flush(); err != nil {
			return err
		}
		for ready := false; !ready; {
			answer, err := p.server.Receive()
			if err != nil {
				return err
			}
			client.Send(answer)
			if end, ok := answer.(*pgproto3.ReadyForQuery); ok {
				if err := client.Flush(); err != nil || end.TxStatus == 'I' {
					return err
				}
				ready = true
			}
		}
		if message, err = client.Receive(); err != nil {
			return err
		}
	}
}

// TestAPoolerOfTransactionsIsRefused: it would give one lock to everybody.
func TestAPoolerOfTransactionsIsRefused(t *testing.T) {
	t.Parallel()
	database := pgtest.Start(t)
	store := open(startPooler(t, database), storetest.Options{Keys: newKey(t)})
	defer store.Close()
	err := put(t.Context(), store, "secret")
	require.ErrorIs(t, err, tokenstore.ErrUnreachable)
	require.ErrorContains(t, err, "pool_mode")
	held := query(t, database, "select 1 from pg_locks where locktype = 'advisory'")
	require.False(t, held.Next(), "no lock is left at the server")
}
