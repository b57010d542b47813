package private_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore/private"
)

func TestAFileThatOthersCanGetAtIsRefused(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("NOT TESTED: Windows keeps no modes of files")
	}
	for mode, refused := range map[fs.FileMode]bool{0o600: false, 0o400: false, 0o640: true, 0o604: true, 0o620: true, 0o644: true} {
		t.Run(mode.String(), func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "key")
			require.NoError(t, private.Write(path, []byte("secret")))
			require.NoError(t, os.Chmod(path, mode))
			content, err := private.Read(path)
			if !refused {
				require.NoError(t, err)
				assert.Equal(t, "secret", string(content))
				return
			}
			var exposed *private.ExposedError
			require.ErrorAs(t, err, &exposed)
			assert.Empty(t, content)
			assert.ErrorContains(t, err, "chmod 600 '"+path+"'")
		})
	}
}

func TestAWrittenFileIsItsOwnersAlone(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a", "b", "store")
	require.NoError(t, private.Folder(path))
	require.NoError(t, private.Write(path, []byte("one")))
	require.NoError(t, private.Write(path, []byte("two")))
	content, err := private.Read(path)
	require.NoError(t, err)
	assert.Equal(t, "two", string(content))
	entries, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	assert.Len(t, entries, 1, "nothing half-written is left beside it")
	if runtime.GOOS != "windows" {
		info, err := os.Stat(filepath.Dir(path))
		require.NoError(t, err)
		assert.Equal(t, private.FolderMode, info.Mode().Perm())
	}
}

func TestAReaderSeesTheOldFileOrTheNewOneWhole(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "store")
	values := [][]byte{bytes.Repeat([]byte("a"), 100_000), bytes.Repeat([]byte("b"), 50_000)}
	require.NoError(t, private.Write(path, values[0]))
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := range 40 {
			assert.NoError(t, private.Write(path, values[i%2]))
		}
	})
	for range values {
		wg.Go(func() {
			for range 100 {
				content, err := private.Read(path)
				if assert.NoError(t, err) {
					assert.True(t, bytes.Equal(content, values[0]) || bytes.Equal(content, values[1]))
				}
			}
		})
	}
	wg.Wait()
}

func TestWhatACrashLeftIsWrittenOver(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "store")
	require.NoError(t, os.WriteFile(path+".new", []byte("half of something long"), private.FileMode))
	require.NoError(t, private.Write(path, []byte("new")))
	content, err := private.Read(path)
	require.NoError(t, err)
	assert.Equal(t, "new", string(content))
	entries, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	assert.Len(t, entries, 1)
}

func TestAFailedWriteLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	taken := filepath.Join(folder, "taken")
	require.NoError(t, os.MkdirAll(filepath.Join(taken, "inside"), private.FolderMode))
	require.Error(t, private.Write(taken, []byte("x")), "a folder is in the way")
	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	assert.Len(t, entries, 1)
}

func placeOf(path string) (string, error) {
	return private.NewPlace(func() (string, error) { return path, nil }).Path()
}

func TestALinkIsFollowedNotReplaced(t *testing.T) {
	t.Parallel()
	folder, err := filepath.EvalSymlinks(t.TempDir())
	require.NoError(t, err)
	require.NoError(t, os.Mkdir(filepath.Join(folder, "real"), private.FolderMode))
	require.NoError(t, os.Symlink("real", filepath.Join(folder, "link")))
	want := filepath.Join(folder, "real", "store")
	path, err := placeOf(filepath.Join(folder, "link", "store"))
	require.NoError(t, err)
	assert.Equal(t, want, path, "before the file is there")
	require.NoError(t, private.Write(want, nil))
	require.NoError(t, os.Symlink("real/store", filepath.Join(folder, "other")))
	path, err = placeOf(filepath.Join(folder, "other"))
	require.NoError(t, err)
	assert.Equal(t, want, path, "and after")
}

func TestAPlaceIsChosenOnceButAFailureIsTriedAgain(t *testing.T) {
	t.Parallel()
	want := filepath.Join(t.TempDir(), "new", "store")
	tries, notYet := 0, errors.New("not yet")
	place := private.NewPlace(func() (string, error) {
		tries++
		if tries == 1 {
			return "", notYet
		}
		return want, nil
	})
	_, err := place.Path()
	require.ErrorIs(t, err, notYet)
	for range 3 {
		path, err := place.Path()
		require.NoError(t, err)
		assert.Equal(t, filepath.Base(want), filepath.Base(path))
		assert.DirExists(t, filepath.Dir(path))
	}
	assert.Equal(t, 2, tries)
}
