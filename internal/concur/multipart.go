package concur

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"strings"
	"unicode"
)

// formPart is one part of a form: a field, or the one file.
type formPart struct {
	name string
	// mediaType of a field; empty leaves it out, as forms do. A file has its own.
	mediaType string
	text      []byte
	// file takes the place of text.
	file *Upload
}

// multipartUpload puts parts into a multipart/form-data body (RFC 7578) of known
// length. The file is opened when the body is, and goes through in pieces.
func multipartUpload(parts ...formPart) (*Upload, error) {
	writer := multipart.NewWriter(io.Discard)
	boundary := writer.Boundary()
	form := &form{}
	var document []byte
	for i, p := range parts {
		if !p.writable() {
			return nil, fmt.Errorf("part %d of a form cannot be written", i+1)
		}
		form.text("--" + boundary + "\r\n" + p.head() + "\r\n")
		if p.file != nil {
			form.pieces = append(form.pieces, piece{file: p.file})
			form.size += p.file.Size
		} else {
			form.text(string(p.text))
		}
		if p.file == nil && json.Valid(p.text) {
			document = p.text
		}
		form.text("\r\n")
	}
	form.text("--" + boundary + "--\r\n")
	return &Upload{MediaType: writer.FormDataContentType(), Size: form.size, Open: form.open, document: document}, nil
}

// writable reports whether a reader of the form would find the part as it is: the headers
// hold no characters that end a name or a line.
func (p formPart) writable() bool {
	mediaType := p.mediaType
	if p.file != nil {
		mediaType = p.file.MediaType
	}
	return !strings.ContainsAny(p.name, `"\`) && !strings.ContainsFunc(p.name+mediaType, unicode.IsControl) &&
		(p.file == nil || p.file.Size >= 0)
}

// head are the headers of a part, each with its line break.
func (p formPart) head() string {
	mediaType, disposition := p.mediaType, `form-data; name="`+p.name+`"`
	if p.file != nil {
		mediaType = p.file.MediaType
		disposition = multipart.FileContentDisposition(p.name, fileName(mediaType))
	}
	text := "Content-Disposition: " + disposition + "\r\n"
	if mediaType != "" {
		text += "Content-Type: " + mediaType + "\r\n"
	}
	return text
}

// fileName names a file by what it is. The name that it has on somebody's disk may
// say something else, or too much.
func fileName(mediaType string) string {
	_, format, _ := strings.Cut(mediaType, "/")
	switch format {
	case "jpeg":
		format = "jpg"
	case "tiff":
		format = "tif"
	}
	return "receipt." + format
}

// form is a body as it is put together.
type form struct {
	pieces []piece
	size   int64 // bytes
}

// piece is a stretch of a form: text, or a file.
type piece struct {
	text string
	file *Upload
}

func (f *form) text(text string) {
	f.pieces = append(f.pieces, piece{text: text})
	f.size += int64(len(text))
}

// open gives the body from its beginning. A file that does not open gives an error
// at once, before anything is sent.
func (f *form) open() (io.ReadCloser, error) {
	body := &formBody{}
	readers := make([]io.Reader, len(f.pieces))
	for i, p := range f.pieces {
		if p.file == nil {
			readers[i] = strings.NewReader(p.text)
			continue
		}
		content, err := p.file.Open()
		if err != nil {
			_ = body.Close() // It is not used.
			return nil, err
		}
		body.open = append(body.open, content)
		readers[i] = &sizedReader{content, p.file.Size}
	}
	body.Reader = io.MultiReader(readers...)
	return body, nil
}

// sizedReader reads a file of which the size was told, and fails where it is another:
// a longer one would run into the parts behind it.
type sizedReader struct {
	content io.Reader
	left    int64
}

var errOtherSize = errors.New("the file was changed while it was being sent")

// Read implements io.Reader.
func (r *sizedReader) Read(p []byte) (int, error) {
	n, err := r.content.Read(p)
	r.left -= int64(n)
	if r.left < 0 || (err == io.EOF && r.left > 0) {
		return 0, errOtherSize
	}
	return n, err
}

// formBody is an open form.
type formBody struct {
	io.Reader
	open []io.Closer
}

// Close implements io.Closer.
func (b *formBody) Close() error {
	var all []error
	for _, content := range b.open {
		all = append(all, content.Close())
	}
	return errors.Join(all...)
}
