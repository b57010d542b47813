package concur

import (
	"io"
	"mime"
	"mime/multipart"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzAFormIsReadBack holds that whoever reads a form finds the parts that were written,
// whatever is in them.
func FuzzAFormIsReadBack(f *testing.F) {
	f.Add("receipt", `{"a":1}`, "application/json", "%PDF-1.4")
	f.Add("x", "\r\n--", "text/plain", "\r\n--\r\n")
	f.Add("a\"; name=\"b", "", "", "")
	f.Add("ä\r\nX: y", strings.Repeat("-", 300), "text/plain\r\nX: y", "\x00")
	f.Fuzz(func(t *testing.T, name, text, mediaType, file string) {
		form, err := multipartUpload(formPart{name: name, mediaType: mediaType, text: []byte(text)}, formPart{name: "file", file: upload(file)})
		if err != nil {
			return
		}
		kind, parameters, err := mime.ParseMediaType(form.MediaType)
		require.NoError(t, err)
		require.Equal(t, "multipart/form-data", kind)
		content, err := form.Open()
		require.NoError(t, err)
		defer func() { require.NoError(t, content.Close()) }()
		parts := multipart.NewReader(content, parameters["boundary"])
		for _, want := range []struct{ name, content string }{{name, text}, {"file", file}} {
			part, err := parts.NextRawPart()
			require.NoError(t, err)
			got, err := io.ReadAll(part)
			require.NoError(t, err)
			require.Equal(t, want.name, part.FormName())
			require.Equal(t, want.content, string(got))
		}
		_, err = parts.NextRawPart()
		require.ErrorIs(t, err, io.EOF)
	})
}
