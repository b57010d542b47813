package postgres_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/pgtest"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/storetest"
)

// TestAnOutage has a server of its own, which goes away and comes back.
func TestAnOutage(t *testing.T) {
	t.Parallel()
	server := pgtest.StartServer(t)
	keys := newKey(t)
	store, other := open(server.Address, storetest.Options{Keys: keys}), open(server.Address, storetest.Options{Keys: keys})
	defer store.Close()
	defer other.Close()
	require.NoError(t, put(t.Context(), store, "old"))
	require.NoError(t, other.Ping(t.Context()))

	// The server goes away after Concur issued a token and is back before patience
	// ends: the token is kept.
	restarted := make(chan error, 1)
	_, err := store.Update(t.Context(), rita(), func(old tokenstore.Record) (tokenstore.Record, error) {
		server.Stop()
		go func() { restarted <- server.Restart() }()
		old.RefreshToken = "issued during the outage"
		return old, nil
	})
	require.NoError(t, <-restarted)
	require.NoError(t, err)
	record, err := store.Get(t.Context(), rita())
	require.NoError(t, err)
	assert.Equal(t, "issued during the outage", record.RefreshToken)
	require.NoError(t, put(t.Context(), other, "by another"), "its connections were broken, too, and are made anew")

	// Whatever appended before the outage goes on after it.
	for _, one := range []tokenstore.Store{store, other} {
		_, err = one.Append(t.Context(), entry("kept"))
		require.NoError(t, err)
	}

	// A lock that was lost is no licence to overwrite what its next holder did.
	_, err = store.Update(t.Context(), rita(), func(old tokenstore.Record) (tokenstore.Record, error) {
		exec(t, server.Address, `select pg_terminate_backend(pid) from pg_stat_activity
			where pid <> pg_backend_pid() and backend_type = 'client backend'`)
		require.NoError(t, put(t.Context(), other, "by the next holder"))
		old.RefreshToken = "late"
		return old, nil
	})
	require.ErrorContains(t, err, "changed by somebody else")
	record, err = store.Get(t.Context(), rita())
	require.NoError(t, err)
	assert.Equal(t, "by the next holder", record.RefreshToken)

	server.Stop()
	for what, err := range map[string]error{
		"ping":   store.Ping(t.Context()),
		"get":    second(store.Get(t.Context(), rita())),
		"update": put(t.Context(), store, "lost"),
		"delete": store.Delete(t.Context(), rita()),
		"ticket": second(store.Ticket(t.Context(), "one")),
		"append": second(store.Append(t.Context(), entry("lost"))),
	} {
		require.ErrorIs(t, err, tokenstore.ErrUnreachable, what)
		assert.NotContains(t, err.Error(), "127.0.0.1", what)
		assert.NotContains(t, err.Error(), "concur:", what)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, store.Ping(gone), context.Canceled)

	require.NoError(t, server.Restart())
	record, err = store.Get(t.Context(), rita())
	require.NoError(t, err)
	assert.Equal(t, "by the next holder", record.RefreshToken)
	assert.Equal(t, []string{"kept", "kept"}, writes(t, store))
}

func second[T any](_ T, err error) error { return err }
