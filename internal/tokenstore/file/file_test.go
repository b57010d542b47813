package file_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/file"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/private"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/sealed"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m, open) }

func open(path string, o storetest.Options) tokenstore.Store {
	if o.Keys == "" {
		return file.Open(path, nil, o.Now)
	}
	keys, err := tokenstore.ParseKeys(o.Keys, "the test")
	if err != nil {
		panic(err)
	}
	return file.Open(path, sealed.Given(keys), o.Now)
}

func backend() storetest.Backend {
	return storetest.Backend{
		Address: newPath,
		Open:    open,
		OwnKeys: true,
		Edit:    storetest.EditFile,
	}
}

func newPath(tb testing.TB) string {
	tb.Helper()
	return filepath.Join(tb.TempDir(), "folder", "connections.json")
}

func TestFile(t *testing.T) {
	t.Parallel()
	storetest.Run(t, backend())
}

func TestRows(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	storetest.RunRows(t, file.NewRows(func() (string, error) { return path, nil }))
}

func TestAKilledProcessLeavesNoLock(t *testing.T) {
	t.Parallel()
	storetest.RunKilled(t, backend())
}

func TestAKilledProcessLeavesAChainThatGoesOn(t *testing.T) {
	t.Parallel()
	storetest.RunKilledAppender(t, backend())
}

func BenchmarkFile(b *testing.B) {
	storetest.Benchmark(b, file.Open(filepath.Join(b.TempDir(), "connections.json"), nil, nil))
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

func TestNothingIsTouchedBeforeTheFirstUse(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	store := open(filepath.Join(folder, "a", "connections.json"), storetest.Options{})
	require.NoError(t, store.Close())
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	assert.Empty(t, entries)
}

func TestAllFilesAreTheirOwnersAndTellNoSecret(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "a", "connections.json")
	store := open(path, storetest.Options{})
	put(t, store)
	ticket := tokenstore.Ticket{ID: "../../../escape", Purpose: "sign_in", Principal: "../rita", Body: []byte("very-secret")}
	ticket.Expires = ticket.Expires.AddDate(9000, 0, 0)
	require.NoError(t, store.PutTicket(t.Context(), ticket))
	files := 0
	require.NoError(t, filepath.WalkDir(folder, func(at string, entry os.DirEntry, err error) error {
		require.NoError(t, err)
		info, err := entry.Info()
		require.NoError(t, err)
		if runtime.GOOS != "windows" && at != folder {
			assert.Zero(t, info.Mode().Perm()&0o077, at)
		}
		if entry.IsDir() {
			return nil
		}
		files++
		text, err := os.ReadFile(at)
		require.NoError(t, err)
		assert.NotContains(t, string(text), "very-secret", at)
		return nil
	}))
	assert.Equal(t, 3, files, "records, key and a ticket; no lock is left")
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	assert.Len(t, entries, 1, "no name leads out of the folder")
}

func TestExposedFilesAreRefusedWithTheMend(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("NOT TESTED: Windows keeps no modes of files")
	}
	for _, which := range []string{"", ".key"} {
		t.Run("connections.json"+which, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "connections.json")
			put(t, open(path, storetest.Options{}))
			require.NoError(t, os.Chmod(path+which, 0o644))
			store := open(path, storetest.Options{})
			_, err := store.Get(t.Context(), rita())
			require.ErrorContains(t, err, "chmod 600 '"+path+which+"'")
			require.NoError(t, os.Chmod(path+which, 0o600))
			_, err = store.Get(t.Context(), rita())
			require.NoError(t, err, "the same process goes on")
		})
	}
}

func TestALostKeyIsNotReplaced(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "connections.json")
	put(t, open(path, storetest.Options{}))
	require.NoError(t, os.Remove(path+".key"))
	_, err := open(path, storetest.Options{}).Get(t.Context(), rita())
	require.ErrorContains(t, err, path+".key")
	require.ErrorContains(t, err, tokenstore.EnvKeys)
	_, err = os.Stat(path + ".key")
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestAKeyThatTheOperatorTakesOverIsAskedFor(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "connections.json")
	put(t, open(path, storetest.Options{}))
	own, err := os.ReadFile(path + ".key")
	require.NoError(t, err)
	given, err := tokenstore.NewKey()
	require.NoError(t, err)
	require.Error(t, open(path, storetest.Options{Keys: given}).Ping(t.Context()))
	require.NoError(t, open(path, storetest.Options{Keys: given + " " + string(own)}).Ping(t.Context()))
}

func TestARotatedKeyReachesProcessesThatRun(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "connections.json")
	running := file.Open(path, nil, nil)
	put(t, running)
	for range 3 {
		before, err := os.ReadFile(path + ".key")
		require.NoError(t, err)
		count, err := file.Open(path, nil, nil).Rotate(t.Context())
		require.NoError(t, err)
		assert.Equal(t, 1, count)
		after, err := os.ReadFile(path + ".key")
		require.NoError(t, err)
		keys := strings.Fields(string(after))
		require.Len(t, keys, 2, "the one before stays for a while")
		assert.Equal(t, strings.Fields(string(before))[0], keys[1])
		record, err := running.Get(t.Context(), rita())
		require.NoError(t, err)
		assert.Equal(t, "very-secret", record.RefreshToken)
	}
}

// full are rows on a disk that is full.
type full struct{ *file.Rows }

var errFull = errors.New("no space left on device")

func (full) Replace(context.Context, []byte, sealed.Row) error { return errFull }

func TestARotationThatWasBrokenOffCanBeDoneAgain(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "connections.json")
	put(t, file.Open(path, nil, nil))
	rows := file.NewRows(func() (string, error) { return path, nil })
	broken := sealed.New(sealed.Settings{Rows: full{rows}, Keys: sealed.KeyFile(path + ".key")})
	for range 3 {
		_, err := broken.Rotate(t.Context())
		require.ErrorIs(t, err, errFull)
	}
	count, err := file.Open(path, nil, nil).Rotate(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 1, count)
	record, err := file.Open(path, nil, nil).Get(t.Context(), rita())
	require.NoError(t, err, "the key that it is encrypted with has not gone")
	assert.Equal(t, "very-secret", record.RefreshToken)
}

func TestATicketUnderAnothersNameIsRefused(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "connections.json")
	store := open(path, storetest.Options{})
	for _, id := range []string{"mine", "theirs"} {
		ticket := tokenstore.Ticket{ID: id, Purpose: "sign_in", Principal: id, Expires: time.Now().Add(time.Hour), Body: []byte(id)}
		require.NoError(t, store.PutTicket(t.Context(), ticket))
	}
	files, err := filepath.Glob(path + ".tickets/*")
	require.NoError(t, err)
	require.Len(t, files, 2)
	texts := make([][]byte, len(files))
	for i, file := range files {
		texts[i], err = os.ReadFile(file)
		require.NoError(t, err)
	}
	for i, file := range files {
		require.NoError(t, os.WriteFile(file, texts[1-i], private.FileMode))
	}
	for _, id := range []string{"mine", "theirs"} {
		_, err := store.Ticket(t.Context(), id)
		require.ErrorIs(t, err, tokenstore.ErrTampered)
	}
}

func TestWhatIsNotAStoreIsLeftAlone(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"another file": "shopping list", "a later format": `{"version":2}`, "an empty file": ""} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "connections.json")
			require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
			err := open(path, storetest.Options{}).Ping(t.Context())
			require.ErrorContains(t, err, "Nothing was changed")
			after, err := os.ReadFile(path)
			require.NoError(t, err)
			assert.Equal(t, text, string(after))
		})
	}
}

func TestADiskThatDoesNotWorkIsTold(t *testing.T) {
	t.Parallel()
	for name, blocked := range map[string]string{
		"the folder": "", "the locks": "/connections.json.locks", "the tickets": "/connections.json.tickets",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := filepath.Join(t.TempDir(), "folder")
			if blocked != "" {
				require.NoError(t, os.Mkdir(folder, private.FolderMode))
			}
			require.NoError(t, os.WriteFile(folder+blocked, nil, private.FileMode))
			err := open(filepath.Join(folder, "connections.json"), storetest.Options{}).Ping(t.Context())
			require.ErrorIs(t, err, tokenstore.ErrUnreachable)
		})
	}
}
