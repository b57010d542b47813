package postgres_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/pgtest"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/postgres"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/storetest"
)

// TestAStandbyIsNotUsed: after a failover the name of a host may lead to the former
// primary for a while. A lock there holds against nobody at the new one.
func TestAStandbyIsNotUsed(t *testing.T) {
	t.Parallel()
	server := pgtest.StartServer(t)
	store := open(server.Address, storetest.Options{Keys: newKey(t)})
	defer store.Close()
	require.NoError(t, store.Ping(t.Context()))
	server.Demote(t)
	rows := postgres.NewRows(server.Address)
	defer rows.Close()
	_, err := rows.Lock(t.Context(), "refresh")
	require.ErrorIs(t, err, tokenstore.ErrUnreachable)
	require.ErrorContains(t, err, "standby")
	require.ErrorContains(t, store.Ping(t.Context()), "standby")
}
