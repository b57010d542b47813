package files_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/files"
)

func TestAFileIsSavedForItsUserAlone(t *testing.T) {
	t.Parallel()
	dir, other := t.TempDir(), t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "trips"), 0o700))
	folders := allow(t, dir, other)
	for name, path := range map[string]string{
		"in the first folder": "hotel.pdf",
		"below it":            "trips/hotel.pdf",
		"by its whole path":   filepath.Join(dir, "trips", "taxi.pdf"),
		"in another folder":   filepath.Join(other, "hotel.pdf"),
		"with a dot within":   "hotel.v2.pdf",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.NoError(t, folders.MaySave(path))
			saved, err := folders.Save(path, strings.NewReader("%PDF-1.4"), 8)
			require.NoError(t, err)
			assert.EqualValues(t, 8, saved.Size)
			assert.True(t, filepath.IsAbs(saved.Path))
			content, err := os.ReadFile(saved.Path)
			require.NoError(t, err)
			assert.Equal(t, "%PDF-1.4", string(content))
			info, err := os.Stat(saved.Path)
			require.NoError(t, err)
			assert.Equal(t, os.FileMode(0o600), info.Mode())
		})
	}
}

func TestWhereNothingIsSaved(t *testing.T) {
	t.Parallel()
	dir, outside := t.TempDir(), t.TempDir()
	taken := write(t, filepath.Join(dir, "taken.pdf"), "precious")
	require.NoError(t, os.Symlink(filepath.Join(outside, "new.pdf"), filepath.Join(dir, "dangling.pdf")))
	require.NoError(t, os.Symlink(outside, filepath.Join(dir, "way")))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "folder"), 0o700))
	require.NoError(t, os.Mkdir(filepath.Join(dir, ".git"), 0o700))
	folders := allow(t, dir)
	for _, c := range []struct{ name, path, want string }{
		{"over another file", "taken.pdf", "already there"},
		{"through a link that leads nowhere", "dangling.pdf", "already there"},
		{"below a link", "way/new.pdf", "not a folder"},
		{"below a file", "taken.pdf/new.pdf", "not a folder"},
		{"in the place of a folder", "folder", "already there"},
		{"below nothing", "missing/new.pdf", "no folder missing"},
		{"under a hidden name", ".bashrc", "hidden"},
		{"in a hidden folder", ".git/config", "hidden"},
		{"outside", filepath.Join(outside, "new.pdf"), "outside"},
		{"up and outside", "../new.pdf", "outside"},
		{"on the folder itself", ".", "outside"},
		{"nowhere", " ", "outside"},
		{"with a zero byte", "new\x00.pdf", "outside"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := folders.Save(c.path, strings.NewReader("%PDF-1.4"), most)
			var refusal *files.Error
			require.ErrorAs(t, err, &refusal)
			assert.Contains(t, err.Error(), c.want)
			assert.NotEmpty(t, refusal.NextStep())
			assert.Equal(t, err.Error(), folders.MaySave(c.path).Error(), "it is told beforehand")
		})
	}
	content, err := os.ReadFile(taken)
	require.NoError(t, err)
	assert.Equal(t, "precious", string(content))
	left, err := os.ReadDir(outside)
	require.NoError(t, err)
	assert.Empty(t, left)
}

func TestNothingIsLeftOfAFileThatCannotBeSaved(t *testing.T) {
	t.Parallel()
	broken := errors.New("the connection broke")
	for name, content := range map[string]io.Reader{
		"one that breaks off":  io.MultiReader(strings.NewReader("%PDF"), iotest.ErrReader(broken)),
		"one that is too long": strings.NewReader(strings.Repeat("x", 101)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			_, err := allow(t, dir).Save("new.pdf", content, 100)
			require.Error(t, err)
			left, err := os.ReadDir(dir)
			require.NoError(t, err)
			assert.Empty(t, left)
		})
	}
	_, err := allow(t, t.TempDir()).Save("new.pdf", iotest.ErrReader(broken), 100)
	assert.ErrorIs(t, err, broken)
}

func TestWithoutFoldersNothingIsSaved(t *testing.T) {
	t.Parallel()
	for _, folders := range []*files.Folders{nil, {}} {
		_, err := folders.Save("new.pdf", strings.NewReader("x"), 1)
		assert.ErrorContains(t, err, "writes no files")
	}
}

func FuzzBase64IsTakenOrRefused(f *testing.F) {
	for _, seed := range []string{
		"JVBERi0xLjQ=", "data:application/pdf;base64,JVBERi0xLjQ=", "data:;base64,", "data:,x", "data:image/png;base64,JVBERi0", "_-8=", "\r\n=",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		file, err := files.FromBase64(text, "", 1<<10)
		if err != nil {
			var refusal *files.Error
			require.ErrorAs(t, err, &refusal)
			return
		}
		assert.Len(t, read(t, file), int(file.Size), "what is sent is as long as it is said to be")
		assert.LessOrEqual(t, file.Size, int64(1<<10))
	})
}
