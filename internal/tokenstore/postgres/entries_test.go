package postgres_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/pgtest"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/storetest"
)

func entry(write string) tokenstore.Entry {
	return tokenstore.Entry{At: time.UnixMicro(1_800_000_000_000_000), Principal: "rita", Kind: "begun", Write: write, Body: []byte("{}")}
}

// writes gives what the entries are about, in their order.
func writes(t *testing.T, store tokenstore.Store) []string {
	t.Helper()
	var all []string
	require.NoError(t, store.Entries(t.Context(), 0, func(e tokenstore.Entry) error {
		all = append(all, e.Write)
		return nil
	}))
	return all
}

// entriesStay is about whoever may write to the table, by mistake or not.
func entriesStay(t *testing.T, server *pgtest.Server) {
	t.Helper()
	address := server.Database(t)
	store := open(address, storetest.Options{Keys: newKey(t)})
	defer store.Close()
	for _, write := range []string{"one", "two"} {
		_, err := store.Append(t.Context(), entry(write))
		require.NoError(t, err)
	}
	for _, sql := range []string{
		"delete from concur_mcp_entries",
		"delete from concur_mcp_entries where seq = 2",
		"truncate concur_mcp_entries",
		"update concur_mcp_entries set seq = seq + 10",
		"update concur_mcp_entries set at = at + 1",
		"update concur_mcp_entries set principal = 'tom'",
		"update concur_mcp_entries set kind = 'ended'",
		"update concur_mcp_entries set write = 'three'",
		"update concur_mcp_entries set previous = 'x'",
		"update concur_mcp_entries set hash = 'x', sealed = ''",
	} {
		rows := query(t, address, sql)
		rows.Close()
		require.ErrorContains(t, rows.Err(), "entries are never changed or removed", sql)
	}
	require.Equal(t, []string{"one", "two"}, writes(t, store))

	exec(t, address, "alter table concur_mcp_entries disable trigger user")
	exec(t, address, "update concur_mcp_entries set principal = 'tom' where seq = 1")
	err := store.Entries(t.Context(), 0, func(e tokenstore.Entry) error {
		assert.Equal(t, "two", e.Write)
		return nil
	})
	require.ErrorIs(t, err, tokenstore.ErrTampered, "what is in the clear cannot be altered either")
	require.ErrorContains(t, err, "entry 1 ")
}

// lostAnswer loses the connection in the middle of appending: before the entry is
// committed, where it has to be sent again, and after, where it must not be.
func lostAnswer(t *testing.T, server *pgtest.Server) {
	t.Helper()
	address, keys := server.Database(t), newKey(t)
	for name, c := range map[string]struct {
		at      string
		deliver bool
		times   int32
	}{
		"before it is sent":            {at: "insert into concur_mcp_entries", times: 1},
		"before it is committed":       {at: "commit\x00", times: 1},
		"before it is committed twice": {at: "commit\x00", times: 2},
		"after it is committed":        {at: "commit\x00", deliver: true, times: 1},
	} {
		between := startBreaker(t, address, c.at, c.deliver)
		store := open(between.address, storetest.Options{Keys: keys})
		require.NoError(t, store.Ping(t.Context()))
		had := writes(t, store)
		between.armed.Store(c.times)
		added, err := store.Append(t.Context(), entry(name))
		require.NoError(t, err, name)
		require.Zero(t, between.armed.Load(), "the connection was broken")
		assert.EqualValues(t, len(had)+1, added.Seq)
		assert.Equal(t, append(had, name), writes(t, store), "it is there once")
		require.NoError(t, store.Close())
	}
}
