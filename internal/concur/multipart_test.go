package concur

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// endless is a file that nobody can hold: it counts what is read of it.
type endless struct {
	left, read, largest int64
	closed              int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.left == 0 {
		return 0, io.EOF
	}
	n := min(int64(len(p)), e.left)
	clear(p[:n])
	e.left -= n
	e.read += n
	e.largest = max(e.largest, n)
	return int(n), nil
}

func (e *endless) Close() error {
	e.closed++
	return nil
}

func TestAFormHasItsPartsAndTheSizeThatItTells(t *testing.T) {
	t.Parallel()
	form, err := multipartUpload(
		formPart{name: "plain", text: []byte("two\r\nlines \"quoted\"")},
		formPart{name: "json", mediaType: "application/json", text: []byte(`{"a":1}`)},
		formPart{name: "file", file: upload("%PDF-1.4")},
		formPart{name: "nothing"},
	)
	require.NoError(t, err)
	for range 2 { // it opens again from the beginning
		content, err := form.Open()
		require.NoError(t, err)
		body, err := io.ReadAll(content)
		require.NoError(t, err)
		require.NoError(t, content.Close())
		assert.EqualValues(t, len(body), form.Size)

		mediaType, parameters, err := mime.ParseMediaType(form.MediaType)
		require.NoError(t, err)
		assert.Equal(t, "multipart/form-data", mediaType)
		reader := multipart.NewReader(bytes.NewReader(body), parameters["boundary"])
		for _, want := range []struct{ name, filename, mediaType, text string }{
			{"plain", "", "", "two\r\nlines \"quoted\""},
			{"json", "", "application/json", `{"a":1}`},
			{"file", "receipt.pdf", "application/pdf", "%PDF-1.4"},
			{"nothing", "", "", ""},
		} {
			part, err := reader.NextRawPart()
			require.NoError(t, err)
			assert.Equal(t, want.name, part.FormName())
			assert.Equal(t, want.filename, part.FileName())
			assert.Equal(t, want.mediaType, part.Header.Get("Content-Type"))
			text, err := io.ReadAll(part)
			require.NoError(t, err)
			assert.Equal(t, want.text, string(text))
		}
		_, err = reader.NextRawPart()
		require.ErrorIs(t, err, io.EOF)
	}
}

func TestFilesInFormsAreNamedByWhatTheyAre(t *testing.T) {
	t.Parallel()
	for mediaType, name := range map[string]string{
		"application/pdf": "receipt.pdf", "image/jpeg": "receipt.jpg", "image/png": "receipt.png",
		"image/tiff": "receipt.tif", "image/gif": "receipt.gif",
	} {
		assert.Equal(t, name, fileName(mediaType))
	}
}

func TestAFileGoesThroughAFormInPieces(t *testing.T) {
	t.Parallel()
	const size = 64 << 20
	file := &endless{left: size}
	form, err := multipartUpload(formPart{name: "file", file: &Upload{
		MediaType: "image/png", Size: size, Open: func() (io.ReadCloser, error) { return file, nil },
	}})
	require.NoError(t, err)
	assert.Zero(t, file.read, "it is not read to be put into a form")
	content, err := form.Open()
	require.NoError(t, err)
	assert.Zero(t, file.read, "nor when that is opened")
	written, err := io.Copy(io.Discard, content)
	require.NoError(t, err)
	require.NoError(t, content.Close())
	assert.Equal(t, form.Size, written)
	assert.LessOrEqual(t, file.largest, int64(1<<20))
	assert.Equal(t, 1, file.closed)
}

func TestAFormOfAFileThatChangesIsNotSentWhole(t *testing.T) {
	t.Parallel()
	for name, told := range map[string]int64{"shorter": 9, "longer": 7, "far longer": 0} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := upload("%PDF-1.4")
			file.Size = told
			form, err := multipartUpload(formPart{name: "file", file: file}, formPart{name: "after", text: []byte("x")})
			require.NoError(t, err)
			content, err := form.Open()
			require.NoError(t, err)
			_, err = io.Copy(io.Discard, content)
			require.ErrorIs(t, err, errOtherSize)
		})
	}
}

func TestAFormThatCannotBeMade(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"a\"; x=\"", "a\r\nb", "a\nb"} {
		_, err := multipartUpload(formPart{name: name})
		require.Error(t, err)
	}
	_, err := multipartUpload(formPart{name: "file", file: &Upload{Size: -1}})
	require.Error(t, err)

	gone := errors.New("the file is gone")
	first := &endless{left: 1}
	form, err := multipartUpload(
		formPart{name: "first", file: &Upload{Size: 1, Open: func() (io.ReadCloser, error) { return first, nil }}},
		formPart{name: "second", file: &Upload{Size: 1, Open: func() (io.ReadCloser, error) { return nil, gone }}},
	)
	require.NoError(t, err)
	_, err = form.Open()
	require.ErrorIs(t, err, gone)
	assert.Equal(t, 1, first.closed, "what was open is closed again")
}

func FuzzAFormIsAsLongAsItTells(f *testing.F) {
	f.Add("field", "text", "application/json", "%PDF-1.4")
	f.Add("", "\r\n--", "", "\r\n")
	f.Add("ä", strings.Repeat("x", 5000), "text/plain; charset=\"utf-8\"", "")
	f.Fuzz(func(t *testing.T, name, text, mediaType, file string) {
		form, err := multipartUpload(formPart{name: name, mediaType: mediaType, text: []byte(text)}, formPart{name: "file", file: upload(file)})
		if err != nil {
			return
		}
		content, err := form.Open()
		require.NoError(t, err)
		written, err := io.Copy(io.Discard, content)
		require.NoError(t, err)
		require.Equal(t, form.Size, written)
	})
}
