package files_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/files"
	"github.com/concur-mcp/concur-mcp/tools"
)

const most = 1 << 20

var _ tools.Problem = (*files.Error)(nil)

func allow(t *testing.T, paths ...string) *files.Folders {
	t.Helper()
	folders, err := files.Allow(paths...)
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, folders.Close()) })
	return folders
}

func write(tb testing.TB, path, content string) string {
	tb.Helper()
	require.NoError(tb, os.MkdirAll(filepath.Dir(path), 0o700))
	require.NoError(tb, os.WriteFile(path, []byte(content), 0o600))
	return path
}

func read(t *testing.T, file files.File) string {
	t.Helper()
	content, err := file.Open()
	require.NoError(t, err)
	defer func() { assert.NoError(t, content.Close()) }()
	text, err := io.ReadAll(content)
	require.NoError(t, err)
	return string(text)
}

func TestAFileIsWhatItsContentSays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, content, want string }{
		{"a PDF", "%PDF-1.7\n...", files.PDF},
		{"a PNG", "\x89PNG\r\n\x1a\n....", files.PNG},
		{"a JPEG", "\xff\xd8\xff\xe0....", files.JPEG},
		{"an old GIF", "GIF87a..", files.GIF},
		{"a GIF", "GIF89a..", files.GIF},
		{"a little-endian TIFF", "II*\x00....", files.TIFF},
		{"a big-endian TIFF", "MM\x00*....", files.TIFF},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			write(t, filepath.Join(dir, "receipt.txt"), c.content)
			file, err := allow(t, dir).Open("receipt.txt", most)
			require.NoError(t, err)
			assert.Equal(t, c.want, file.MediaType)
			assert.Equal(t, "receipt.txt", file.Name)
			assert.EqualValues(t, len(c.content), file.Size)
			assert.Equal(t, c.content, read(t, file))
			assert.Equal(t, c.content, read(t, file), "it opens again from the beginning")
		})
	}
}

func TestPathsAreFound(t *testing.T) {
	t.Parallel()
	first, second := t.TempDir(), t.TempDir()
	inside := write(t, filepath.Join(second, "trips", "hotel.pdf"), "%PDF-1.4")
	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(second, link))
	for name, path := range map[string]string{
		"relative to the second folder":           "trips/hotel.pdf",
		"relative with steps that cancel out":     "trips/../trips/hotel.pdf",
		"absolute":                                inside,
		"absolute by the folder's name as a link": filepath.Join(link, "trips", "hotel.pdf"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file, err := allow(t, first, link).Open(path, most)
			require.NoError(t, err)
			assert.Equal(t, "%PDF-1.4", read(t, file))
		})
	}
}

func TestWhatIsNotAReceiptInAnAllowedFolderIsRefused(t *testing.T) {
	t.Parallel()
	outside := write(t, filepath.Join(t.TempDir(), "secret.pdf"), "%PDF-secret")
	dir := t.TempDir()
	write(t, filepath.Join(dir, "real.pdf"), "%PDF-1.4")
	write(t, filepath.Join(dir, "folder", "in.pdf"), "%PDF-1.4")
	write(t, filepath.Join(dir, "note.pdf"), "not a PDF at all")
	write(t, filepath.Join(dir, "empty.pdf"), "")
	write(t, filepath.Join(dir, "large.pdf"), "%PDF-"+strings.Repeat("x", most))
	require.NoError(t, os.Symlink(outside, filepath.Join(dir, "escape.pdf")))
	require.NoError(t, os.Symlink("real.pdf", filepath.Join(dir, "alias.pdf")))
	require.NoError(t, os.Symlink("folder", filepath.Join(dir, "alias")))
	for _, c := range []struct{ name, path, want string }{
		{"outside by an absolute path", outside, "outside of the folders"},
		{"outside by steps up", "../" + filepath.Base(filepath.Dir(outside)) + "/secret.pdf", "outside of the folders"},
		{"a link to the outside", "escape.pdf", "symbolic link"},
		{"a link to a file inside", "alias.pdf", "symbolic link"},
		{"a link on the way", "alias/in.pdf", "symbolic link"},
		{"a folder", "folder", "not a regular file"},
		{"the allowed folder itself", ".", "not a regular file"},
		{"nothing", "missing.pdf", "no file"},
		{"an empty path", "", "outside of the folders"},
		{"a path with a zero byte", "real.pdf\x00.png", "outside of the folders"},
		{"text in a PDF's name", "note.pdf", "not a receipt by its content"},
		{"an empty file", "empty.pdf", "is empty"},
		{"a file over the limit", "large.pdf", "at most 1.0 MB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := allow(t, dir).Open(c.path, most)
			var refusal *files.Error
			require.ErrorAs(t, err, &refusal)
			assert.Contains(t, refusal.Error(), c.want)
			assert.Equal(t, "nothing_changed", refusal.WhatChanged())
			assert.NotEmpty(t, refusal.NextStep())
		})
	}
}

func TestWithoutFoldersNothingIsRead(t *testing.T) {
	t.Parallel()
	for name, folders := range map[string]*files.Folders{"none allowed": {}, "none at all": nil} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := folders.Open("receipt.pdf", most)
			assert.ErrorContains(t, err, "reads no files")
		})
	}
}

func TestAFolderThatIsMissingIsReported(t *testing.T) {
	t.Parallel()
	_, err := files.Allow(t.TempDir(), filepath.Join(t.TempDir(), "missing"))
	assert.ErrorContains(t, err, "missing cannot be opened")
}

func TestAFileThatChangesOnItsWayIsNotSent(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := write(t, filepath.Join(dir, "receipt.pdf"), "%PDF-1.4")
	file, err := allow(t, dir).Open("receipt.pdf", most)
	require.NoError(t, err)
	write(t, path, "%PDF-1.4 with more")
	_, err = file.Open()
	assert.ErrorContains(t, err, "was changed")
}

func TestContentIsOnlyComparedAtItsBeginning(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "receipt.pdf"), string(bytes.Repeat([]byte(" "), 4))+"%PDF-1.4")
	_, err := allow(t, dir).Open("receipt.pdf", most)
	assert.ErrorContains(t, err, "not a receipt")
}
