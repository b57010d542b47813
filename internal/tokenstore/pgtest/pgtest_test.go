package pgtest_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore/pgtest"
)

func TestAServerAnswersAndItsDatabasesAreApart(t *testing.T) {
	t.Parallel()
	server := pgtest.StartServer(t)
	for _, address := range []string{server.Address, server.Database(t), server.Database(t)} {
		conn, err := pgx.Connect(t.Context(), address)
		require.NoError(t, err)
		_, err = conn.Exec(t.Context(), "create table here (n int)")
		require.NoError(t, err, "each database is empty")
		var durable string
		require.NoError(t, conn.QueryRow(t.Context(), "show fsync").Scan(&durable))
		assert.Equal(t, "off", durable, "it is our server, not another one on that port")
		require.NoError(t, conn.Close(t.Context()))
	}
}
