package file_test

import (
	"bytes"
	"os"
	"runtime"
	"slices"
	"strings"
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

func add(t *testing.T, store tokenstore.Store, write string, quotas ...tokenstore.Quota) {
	t.Helper()
	_, err := store.Append(t.Context(), entry(write), quotas...)
	require.NoError(t, err)
}

// shown gives what the entries are about, and the error at the end.
func shown(t *testing.T, store tokenstore.Store) ([]string, error) {
	t.Helper()
	var writes []string
	err := store.Entries(t.Context(), 0, func(e tokenstore.Entry) error {
		writes = append(writes, e.Write)
		return nil
	})
	return writes, err
}

// three gives a store with three entries, and their lines.
func three(t *testing.T) (store tokenstore.Store, path string, lines []byte) {
	t.Helper()
	path = newPath(t)
	store = open(path, storetest.Options{})
	for _, write := range []string{"one", "two", "three"} {
		add(t, store, write)
	}
	lines, err := os.ReadFile(path + ".entries")
	require.NoError(t, err)
	return store, path + ".entries", lines
}

// TestALineThatWasHalfWrittenIsCutOff tries every place where a crash may cut the last line.
func TestALineThatWasHalfWrittenIsCutOff(t *testing.T) {
	t.Parallel()
	store, path, lines := three(t)
	whole := bytes.LastIndexByte(lines[:len(lines)-1], '\n') + 1
	for cut := whole; cut < len(lines); cut++ {
		require.NoError(t, os.WriteFile(path, lines[:cut], 0o600))
		writes, err := shown(t, store)
		require.NoError(t, err)
		require.Equal(t, []string{"one", "two"}, writes)
		if cut%10 == 0 || cut == len(lines)-1 {
			add(t, store, "after the crash")
			writes, err = shown(t, open(strings.TrimSuffix(path, ".entries"), storetest.Options{}))
			require.NoError(t, err)
			require.Equal(t, []string{"one", "two", "after the crash"}, writes)
		}
	}
}

func TestAFirstLineThatWasHalfWrittenIsCutOff(t *testing.T) {
	t.Parallel()
	store, path, lines := three(t)
	long := slices.Concat(lines[:20], bytes.Repeat([]byte("x"), 100_000))
	require.NoError(t, os.WriteFile(path, long, 0o600))
	add(t, store, "anew")
	writes, err := shown(t, store)
	require.NoError(t, err)
	assert.Equal(t, []string{"anew"}, writes)
	lines, err = os.ReadFile(path)
	require.NoError(t, err)
	assert.NotContains(t, string(lines), "xxx", "nothing of it is left")
}

func TestALineThatIsNoEntryIsTold(t *testing.T) {
	t.Parallel()
	store, path, lines := three(t)
	spoiled := bytes.Replace(lines, []byte(`{"seq":2`), []byte(`{"seq":?`), 1)
	require.NoError(t, os.WriteFile(path, spoiled, 0o600))
	writes, err := shown(t, store)
	assert.Equal(t, []string{"one", "three"}, writes)
	require.ErrorIs(t, err, tokenstore.ErrTampered)
	require.ErrorContains(t, err, "line 2 of "+path)
	add(t, store, "four")

	for _, instead := range []string{`{"seq":?`, `{"seq":0`} {
		spoiled = bytes.Replace(lines, []byte(`{"seq":3`), []byte(instead), 1)
		require.NoError(t, os.WriteFile(path, spoiled, 0o600))
		_, err = store.Append(t.Context(), entry("four"))
		require.ErrorIs(t, err, tokenstore.ErrTampered, "there is nothing to go by")
		require.ErrorContains(t, err, "Nothing was appended")
		after, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, spoiled, after)
	}
}

func TestWhatIsInTheClearCannotBeAltered(t *testing.T) {
	t.Parallel()
	store, path, lines := three(t)
	for _, part := range []string{
		`"at":1800000000000000`, `"principal":"rita"`, `"kind":"begun"`, `"write":"two"`, `"previous":"`, `"hash":"`,
	} {
		second := bytes.Index(lines, []byte(`{"seq":2`))
		at := second + bytes.Index(lines[second:], []byte(part)) + len(part) - 2
		if strings.HasSuffix(part, `:"`) {
			at += 2
		}
		altered := bytes.Clone(lines)
		altered[at] = map[bool]byte{true: '1', false: '0'}[altered[at] == '0']
		require.NoError(t, os.WriteFile(path, altered, 0o600))
		writes, err := shown(t, store)
		assert.Equal(t, []string{"one", "three"}, writes, part)
		require.ErrorIs(t, err, tokenstore.ErrTampered, part)
		require.ErrorContains(t, err, "entry 2 ", part)
	}
}

func TestAQuotaCountsWhatOthersAppendedOrPutInPlace(t *testing.T) {
	t.Parallel()
	store, path, lines := three(t)
	most := func(n int) tokenstore.Quota {
		return tokenstore.Quota{Principal: "rita", Kind: "begun", Since: entry("").At, Most: n, Name: "most"}
	}
	add(t, store, "four", most(4))
	add(t, open(strings.TrimSuffix(path, ".entries"), storetest.Options{}), "five")
	_, err := store.Append(t.Context(), entry("six"), most(5))
	require.Error(t, err, "another process appended one")
	require.NoError(t, os.WriteFile(path, lines, 0o600))
	add(t, store, "four again", most(4))
	_, err = store.Append(t.Context(), entry("five again"), most(4))
	require.Error(t, err, "a copy that was brought back counts as it is")
}

func TestALongLineIsFoundFromItsEnd(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	store := open(path, storetest.Options{})
	for length := 1; length < tokenstore.MostEntryBytes; length *= 5 {
		long := entry("long")
		long.Body = bytes.Repeat([]byte("x"), length)
		_, err := store.Append(t.Context(), long)
		require.NoError(t, err)
		add(t, store, "short")
	}
	writes, err := shown(t, store)
	require.NoError(t, err)
	assert.Len(t, writes, 18)
}

func TestEntriesThatCannotBeReachedAreToldSo(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	store := open(path, storetest.Options{})
	require.NoError(t, store.Ping(t.Context()))
	require.NoError(t, os.Mkdir(path+".entries", 0o700))
	_, err := store.Append(t.Context(), entry("one"))
	require.ErrorIs(t, err, tokenstore.ErrUnreachable)
	_, err = shown(t, store)
	require.ErrorIs(t, err, tokenstore.ErrUnreachable)
	require.NoError(t, os.Remove(path+".entries"))
	add(t, store, "one")
}

func TestEntriesAreTheirOwnersAndTellNoSecret(t *testing.T) {
	t.Parallel()
	_, path, lines := three(t)
	assert.NotContains(t, string(lines), "{}")
	if runtime.GOOS == "windows" {
		t.Skip("NOT TESTED: Windows keeps no modes of files")
	}
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode())
	require.NoError(t, os.Chmod(path, 0o644))
	store := open(strings.TrimSuffix(path, ".entries"), storetest.Options{})
	_, err = store.Append(t.Context(), entry("four"))
	require.ErrorContains(t, err, "chmod 600 '"+path+"'")
}
