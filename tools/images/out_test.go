package images_test

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

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
)

const png10 = "\x89PNG\r\n\x1a\n00"

// coming is a download that notes whether it was closed.
type coming struct {
	io.Reader
	closed bool
}

func (c *coming) Close() error {
	c.closed = true
	return nil
}

func TestAnImageIsShown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, content, mediaType, file string }{
		{"a PNG", png10, "image/png", "receipt-1.png"},
		{"a PDF, whatever it is called", pdf, "application/pdf", "receipt-1.pdf"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			from, _ := source(t, nil, nil)
			content := &coming{Reader: iotest.OneByteReader(strings.NewReader(c.content))}
			given, err := from.Give(t.Context(), concur.Download{MediaType: "text/html", Content: content}, "receipt-1", "")
			require.NoError(t, err)
			assert.Equal(t, c.mediaType, given.MediaType)
			assert.EqualValues(t, len(c.content), given.Bytes)
			assert.Empty(t, given.Note)
			assert.Equal(t, []tools.Attachment{{Name: c.file, MediaType: c.mediaType, Content: []byte(c.content)}}, given.Attachments())
			assert.True(t, content.closed)
		})
	}
}

func TestWhatIsNotShownIsExplained(t *testing.T) {
	t.Parallel()
	const mega = 1 << 20
	for name, c := range map[string]struct{ content, says string }{
		"too large":          {pdf + strings.Repeat("x", 5*mega), "larger than 5 MB"},
		"a TIFF":             {"II*\x00....", "image/tiff"},
		"no image":           {"hello, world", "application/octet-stream"},
		"nothing":            {"", "application/octet-stream"},
		"as long as is read": {strings.Repeat("x", 5*mega), "application/octet-stream"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			from, _ := source(t, nil, nil)
			given, err := from.Give(t.Context(), concur.Download{Content: io.NopCloser(strings.NewReader(c.content))}, "receipt", "")
			require.NoError(t, err)
			assert.Contains(t, given.Note, c.says)
			assert.Contains(t, given.Note, "save_to")
			assert.Empty(t, given.Attachments())
		})
	}
}

func TestAnImageIsSaved(t *testing.T) {
	t.Parallel()
	from, dir := source(t, nil, map[string]string{"taken.png": png10})
	require.NoError(t, from.MaySave("new.png"))
	require.NoError(t, from.MaySave(""))
	require.ErrorContains(t, from.MaySave("taken.png"), "already there")
	content := &coming{Reader: strings.NewReader(png10)}
	given, err := from.Give(t.Context(), concur.Download{Content: content}, "receipt", "new.png")
	require.NoError(t, err)
	assert.Equal(t, "image/png", given.MediaType)
	assert.EqualValues(t, 10, given.Bytes)
	assert.Equal(t, filepath.Join(dir, "new.png"), given.SavedTo)
	assert.Empty(t, given.Attachments(), "it is not shown too")
	assert.True(t, content.closed)
	saved, err := os.ReadFile(given.SavedTo)
	require.NoError(t, err)
	assert.Equal(t, png10, string(saved))
}

func TestAnImageThatBreaksOffIsNeitherShownNorSaved(t *testing.T) {
	t.Parallel()
	broken := errors.New("the connection broke")
	for _, saveTo := range []string{"", "new.png"} {
		for _, arrived := range []string{"", png10} {
			from, dir := source(t, nil, nil)
			content := &coming{Reader: io.MultiReader(strings.NewReader(arrived), iotest.ErrReader(broken))}
			given, err := from.Give(t.Context(), concur.Download{Content: content}, "receipt", saveTo)
			require.ErrorIs(t, err, broken)
			assert.Empty(t, given.Attachments())
			assert.True(t, content.closed)
			left, err := os.ReadDir(dir)
			require.NoError(t, err)
			assert.Empty(t, left)
		}
	}
}
