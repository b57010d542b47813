package sqlite_test

import (
	"bytes"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/migrations"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/sealed"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/sqlite"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m, open) }

func open(path string, o storetest.Options) tokenstore.Store {
	if o.Keys == "" {
		return sqlite.Open(path, nil, o.Now)
	}
	keys, err := tokenstore.ParseKeys(o.Keys, "the test")
	if err != nil {
		panic(err)
	}
	return sqlite.Open(path, sealed.Given(keys), o.Now)
}

func backend() storetest.Backend {
	return storetest.Backend{
		Address: newPath,
		Open:    open,
		OwnKeys: true,
		Edit:    edit,
	}
}

// newPath has what means something in a URI, and is only a name here.
func newPath(tb testing.TB) string {
	tb.Helper()
	return filepath.Join(tb.TempDir(), "a folder?mode=ro#%41", "connections.db")
}

func TestSQLite(t *testing.T) {
	t.Parallel()
	storetest.Run(t, backend())
}

func TestRows(t *testing.T) {
	t.Parallel()
	storetest.RunRows(t, sqlite.NewRows(newPath(t)))
}

func TestAKilledProcessLeavesNoLock(t *testing.T) {
	t.Parallel()
	storetest.RunKilled(t, backend())
}

func TestAKilledProcessLeavesAChainThatGoesOn(t *testing.T) {
	t.Parallel()
	storetest.RunKilledAppender(t, backend())
}

func BenchmarkSQLite(b *testing.B) {
	store := sqlite.Open(filepath.Join(b.TempDir(), "connections.db"), nil, nil)
	b.Cleanup(func() { _ = store.Close() })
	storetest.Benchmark(b, store)
}

// TestPublishedMigrationsStay: databases have had these steps, so they are never
// changed. A new step gets a line of its own here.
func TestPublishedMigrationsStay(t *testing.T) {
	t.Parallel()
	all, err := migrations.Read(os.DirFS("."))
	require.NoError(t, err)
	assert.Equal(t, map[string]string{
		"0001_tables.sql":  "ea5d330d1f4f27e27f2d273a3756bdd86a0f28c39f5d0c15f1871937356302cf",
		"0002_entries.sql": "2ad2b49ef9b165efb03934df8e49d7d0c4f378ee85fec43e415ec995c841fa27",
	}, migrations.Digests(all))
}

func edit(t *testing.T, path string, change func(storetest.Raw)) {
	t.Helper()
	db := database(t, path)
	raw := storetest.Raw{Records: map[tokenstore.Key][]byte{}, Tickets: map[string][]byte{}, Entries: map[int64][]byte{}}
	records, err := db.QueryContext(t.Context(), "select principal, kind, sealed from records")
	require.NoError(t, err)
	defer records.Close()
	for records.Next() {
		var key tokenstore.Key
		var value []byte
		require.NoError(t, records.Scan(&key.Principal, &key.Kind, &value))
		raw.Records[key] = value
	}
	require.NoError(t, records.Err())
	tickets, err := db.QueryContext(t.Context(), "select id, sealed from tickets")
	require.NoError(t, err)
	defer tickets.Close()
	for tickets.Next() {
		var id string
		var value []byte
		require.NoError(t, tickets.Scan(&id, &value))
		raw.Tickets[id] = value
	}
	require.NoError(t, tickets.Err())
	entries, err := db.QueryContext(t.Context(), "select seq, sealed from entries")
	require.NoError(t, err)
	defer entries.Close()
	for entries.Next() {
		var seq int64
		var value []byte
		require.NoError(t, entries.Scan(&seq, &value))
		raw.Entries[seq] = value
	}
	require.NoError(t, entries.Err())
	change(raw)
	for key, value := range raw.Records {
		_, err := db.ExecContext(t.Context(), "update records set sealed = ? where principal = ? and kind = ?", value, key.Principal, key.Kind)
		require.NoError(t, err)
	}
	for id, value := range raw.Tickets {
		_, err := db.ExecContext(t.Context(), "update tickets set sealed = ? where id = ?", value, id)
		require.NoError(t, err)
	}
	for seq, value := range raw.Entries {
		_, err := db.ExecContext(t.Context(), "update entries set sealed = ? where seq = ?", value, seq)
		require.NoError(t, err)
	}
}

// database opens a database as any other program would.
func database(t *testing.T, path string) *sql.DB {
	t.Helper()
	address := url.URL{Scheme: "file", Path: path, RawQuery: "_pragma=busy_timeout(10000)"}
	db, err := sql.Open("sqlite", address.String())
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func put(t *testing.T, store tokenstore.Store) {
	t.Helper()
	_, err := store.Update(t.Context(), rita(), func(old tokenstore.Record) (tokenstore.Record, error) {
		old.RefreshToken = "very-secret"
		return old, nil
	})
	require.NoError(t, err)
}

func rita() tokenstore.Key { return tokenstore.Key{Principal: "rita", Kind: "user"} }

func TestFilesAreTheirOwnersAndTellNoSecret(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "connections.db")
	store := open(path, storetest.Options{})
	t.Cleanup(func() { _ = store.Close() })
	put(t, store)
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	names := map[string]bool{}
	for _, entry := range entries {
		info, err := entry.Info()
		require.NoError(t, err)
		names[entry.Name()] = true
		if runtime.GOOS != "windows" {
			assert.Zero(t, info.Mode().Perm()&0o077, entry.Name())
		}
		if !entry.IsDir() {
			text, err := os.ReadFile(filepath.Join(folder, entry.Name()))
			require.NoError(t, err)
			assert.False(t, bytes.Contains(text, []byte("very-secret")), entry.Name())
		}
	}
	assert.Equal(t, map[string]bool{
		"connections.db": true, "connections.db-wal": true, "connections.db-shm": true, "connections.db.key": true, "connections.db.locks": true,
	}, names)
}

func TestExposedFilesAreRefusedWithTheMend(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("NOT TESTED: Windows keeps no modes of files")
	}
	for _, which := range []string{"", ".key"} {
		t.Run("connections.db"+which, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "connections.db")
			before := open(path, storetest.Options{})
			put(t, before)
			require.NoError(t, before.Close())
			require.NoError(t, os.Chmod(path+which, 0o644))
			store := open(path, storetest.Options{})
			t.Cleanup(func() { _ = store.Close() })
			_, err := store.Get(t.Context(), rita())
			require.ErrorContains(t, err, "chmod 600 '"+path+which+"'")
			require.NoError(t, os.Chmod(path+which, 0o600))
			_, err = store.Get(t.Context(), rita())
			require.NoError(t, err, "the same process goes on")
		})
	}
}

func TestLocksThatCannotBeMadeAreToldAsADiskThatDoesNotWork(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "connections.db")
	require.NoError(t, os.WriteFile(path+".locks", nil, 0o600))
	require.ErrorIs(t, open(path, storetest.Options{}).Ping(t.Context()), tokenstore.ErrUnreachable)
}

func TestALaterDatabaseIsLeftAlone(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "connections.db")
	before := open(path, storetest.Options{})
	put(t, before)
	require.NoError(t, before.Close())
	db, err := sql.Open("sqlite", path)
	require.NoError(t, err)
	_, err = db.ExecContext(t.Context(), "pragma user_version = 7")
	require.NoError(t, err)
	require.NoError(t, db.Close())
	require.ErrorContains(t, open(path, storetest.Options{}).Ping(t.Context()), "use the newer program")
}

func TestWhatIsNotADatabaseIsLeftAlone(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "connections.db")
	text := bytes.Repeat([]byte("shopping list\n"), 100)
	require.NoError(t, os.WriteFile(path, text, 0o600))
	require.ErrorIs(t, open(path, storetest.Options{}).Ping(t.Context()), tokenstore.ErrUnreachable)
	after, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, text, after)
}
