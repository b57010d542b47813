package sqlite_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/storetest"
)

func entry(write string) tokenstore.Entry {
	return tokenstore.Entry{At: time.UnixMicro(1_800_000_000_000_000), Principal: "rita", Kind: "begun", Write: write, Body: []byte("{}")}
}

// TestEntriesAreNeverChangedOrRemoved is about whoever writes to the database, by
// mistake or not.
func TestEntriesAreNeverChangedOrRemoved(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	store := open(path, storetest.Options{})
	t.Cleanup(func() { _ = store.Close() })
	for _, write := range []string{"one", "two"} {
		_, err := store.Append(t.Context(), entry(write))
		require.NoError(t, err)
	}
	db := database(t, path)
	const columns = "(seq, at, principal, kind, write, sealed, previous, hash) values "
	for statement, refusal := range map[string]string{
		"delete from entries":                                                              "never removed",
		"delete from entries where seq = 2":                                                "never removed",
		"update entries set seq = seq + 10":                                                "never changed",
		"update entries set at = at + 1":                                                   "never changed",
		"update entries set principal = 'tom'":                                             "never changed",
		"update entries set kind = 'ended'":                                                "never changed",
		"update entries set write = 'three'":                                               "never changed",
		"update entries set previous = 'x'":                                                "never changed",
		"update entries set hash = 'x', sealed = x''":                                      "never changed",
		"insert or replace into entries " + columns + "(2, 1, 'a', 'b', 'c', x'', '', '')": "after the last one",
		"insert into entries " + columns + "(4, 1, 'a', 'b', 'c', x'', '', '')":            "after the last one",
	} {
		_, err := db.ExecContext(t.Context(), statement)
		require.ErrorContains(t, err, refusal, statement)
	}
	_, err := db.ExecContext(t.Context(), "drop trigger entries_stay_as_they_are; update entries set principal = 'tom' where seq = 1")
	require.NoError(t, err)
	var shown []string
	err = store.Entries(t.Context(), 0, func(e tokenstore.Entry) error {
		shown = append(shown, e.Write)
		return nil
	})
	assert.Equal(t, []string{"two"}, shown)
	require.ErrorIs(t, err, tokenstore.ErrTampered, "what is in the clear cannot be altered either")
	require.ErrorContains(t, err, "entry 1 ")
}

func TestADatabaseThatHasLostItsEntriesIsToldAsOneThatDoesNotWork(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	store := open(path, storetest.Options{})
	t.Cleanup(func() { _ = store.Close() })
	_, err := store.Append(t.Context(), entry("one"))
	require.NoError(t, err)
	db := database(t, path)
	_, err = db.ExecContext(t.Context(), "drop table entries")
	require.NoError(t, err)
	_, err = store.Append(t.Context(), entry("two"))
	require.ErrorIs(t, err, tokenstore.ErrUnreachable)
	require.ErrorIs(t, store.Entries(t.Context(), 0, nil), tokenstore.ErrUnreachable)
}
