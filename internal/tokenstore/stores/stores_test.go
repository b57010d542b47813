package stores_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/pgtest"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/stores"
)

func newKey(t *testing.T) string {
	t.Helper()
	key, err := tokenstore.NewKey()
	require.NoError(t, err)
	return key
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	const secret = "pass-word"
	key := newKey(t)
	for name, c := range map[string]struct {
		address, keys string
		wrong         string
	}{
		"memory":                       {address: "memory:"},
		"a file":                       {address: "file:/var/lib/x.json"},
		"a file as a URL":              {address: "file:///var/lib/x.json"},
		"a file with a key":            {address: "file:x.json", keys: key},
		"SQLite":                       {address: "sqlite:/var/lib/x.db"},
		"PostgreSQL":                   {address: "postgres://u:" + secret + "@h/d", keys: key},
		"PostgreSQL by its other name": {address: "postgresql:///d?host=/run/postgresql", keys: key},
		"a keyring":                    {address: "keyring:"},
		"a keyring with a way out":     {address: "keyring:?fallback=file:/var/lib/x.json"},

		"nothing":                          {wrong: "not understood"},
		"a path alone":                     {address: "/var/lib/x", wrong: "not understood"},
		"memory with more":                 {address: "memory:x", wrong: "not understood"},
		"another scheme":                   {address: "mysql://u:" + secret + "@h/d", wrong: "not understood"},
		"a file of no name":                {address: "file:", wrong: "needs the path"},
		"SQLite of no name":                {address: "sqlite://", wrong: "needs the path"},
		"a home that nobody expands":       {address: "file:~/x.json", wrong: "in place of ~"},
		"PostgreSQL without a key":         {address: "postgres://u:" + secret + "@h/d", wrong: "needs CONCUR_MCP_STORE_KEY"},
		"PostgreSQL without slashes":       {address: "postgres:u:" + secret + "@h/d", keys: key, wrong: "not understood"},
		"a password that is not escaped":   {address: "postgres://u:" + secret + "%@h/d", keys: key, wrong: "%XX"},
		"a keyring with another key":       {address: "keyring:", keys: key, wrong: "in the keychain"},
		"a keyring with another way out":   {address: "keyring:?fallback=memory:", wrong: "not understood"},
		"a keyring with a way out nowhere": {address: "keyring:?fallback=file:", wrong: "needs the path"},
		"a key that is none":               {address: "file:x", keys: "a:" + secret, wrong: "key 1 of CONCUR_MCP_STORE_KEY"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checked := stores.Check(c.address, c.keys)
			store, opened := stores.Open(t.Context(), stores.Options{Address: c.address, Keys: c.keys})
			assert.Equal(t, checked, opened, "checking and opening agree")
			if c.wrong == "" {
				require.NoError(t, opened)
				require.NoError(t, store.Close())
				return
			}
			require.ErrorContains(t, opened, c.wrong)
			assert.NotContains(t, opened.Error(), secret)
		})
	}
}

// TestAStoreOfEachKind opens real ones by their addresses, and rotates their keys.
func TestAStoreOfEachKind(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		options stores.Options
		lasting bool
	}{
		"memory":   {options: stores.Options{Address: "memory:"}},
		"file":     {options: stores.Options{Address: "file:" + filepath.Join(t.TempDir(), "x.json")}, lasting: true},
		"sqlite":   {options: stores.Options{Address: "sqlite:" + filepath.Join(t.TempDir(), "x.db")}, lasting: true},
		"postgres": {options: stores.Options{Keys: newKey(t)}, lasting: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := c.options
			if o.Address == "" {
				o.Address = pgtest.Start(t)
			}
			now := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
			o.Now = func() time.Time { return now }
			store, err := stores.Open(t.Context(), o)
			require.NoError(t, err)
			key := tokenstore.Key{Principal: "rita", Kind: "user"}
			_, err = store.Update(t.Context(), key, func(old tokenstore.Record) (tokenstore.Record, error) {
				old.RefreshToken = "r"
				return old, nil
			})
			require.NoError(t, err)
			ticket := tokenstore.Ticket{ID: "one", Purpose: "sign_in", Principal: "rita", Expires: now.Add(time.Minute)}
			require.NoError(t, store.PutTicket(t.Context(), ticket))
			_, err = store.Ticket(t.Context(), "one")
			require.NoError(t, err)
			now = now.Add(time.Minute)
			_, err = store.Ticket(t.Context(), "one")
			require.ErrorIs(t, err, tokenstore.ErrNotFound, "the clock is ours")
			require.NoError(t, store.Close())

			if o.Keys != "" {
				o.Keys = newKey(t) + " " + o.Keys
			}
			count, err := stores.Rotate(t.Context(), o)
			require.NoError(t, err)
			again, err := stores.Open(t.Context(), o)
			require.NoError(t, err)
			defer again.Close()
			record, err := again.Get(t.Context(), key)
			if !c.lasting {
				require.ErrorIs(t, err, tokenstore.ErrNotFound)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, "r", record.RefreshToken)
			assert.Equal(t, 1, count)
		})
	}
}

func TestOpeningAndCheckingTouchNothing(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for _, address := range []string{"file:" + filepath.Join(folder, "a", "x.json"), "sqlite:" + filepath.Join(folder, "b", "x.db")} {
		require.NoError(t, stores.Check(address, ""))
		store, err := stores.Open(t.Context(), stores.Options{Address: address})
		require.NoError(t, err)
		require.NoError(t, store.Close())
	}
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	assert.Empty(t, entries)
}
