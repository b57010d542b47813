package files

import (
	"encoding/base64"
	"io"
	"strings"
)

// FromBase64 takes a file as base64 text, in the standard or the URL alphabet, with
// or without padding and line breaks, or as a data URL. mediaType is what it is said
// to be; empty leaves it to the data URL or the content. most is its largest size in
// bytes. It fails with *Error.
//
// The text is decoded as it is read, so that a file never exists twice in memory.
func FromBase64(text, mediaType string, most int64) (File, error) {
	const what = "the file content"
	text, said, ok := withoutDataURL(text)
	if !ok {
		return File{}, refusef("Give the bytes as base64 text.", "%s is a data URL without base64", what)
	}
	if mediaType == "" {
		mediaType = said
	}
	if size := int64(base64.RawStdEncoding.DecodedLen(len(text) - strings.Count(text, "\n") - strings.Count(text, "\r"))); size > most+2 {
		return File{}, check(what, "", size, most)
	}
	size, err := decodedSize(text)
	if err != nil {
		return File{}, refusef("Encode the bytes of the file again, with nothing around them.", "%s is not base64", what)
	}
	actual, err := recognise(decoder(text))
	if err != nil {
		return File{}, err
	}
	if err := check(what, actual, size, most); err != nil {
		return File{}, err
	}
	if mediaType != "" && !sameType(mediaType, actual) {
		return File{}, refusef("Give the media type that it has.", "%s is %s, not %s as it is said to be", what, actual, clip(mediaType))
	}
	return File{
		Name: nameOf(actual), MediaType: actual, Size: size,
		Open: func() (io.ReadCloser, error) { return io.NopCloser(decoder(text)), nil },
	}, nil
}

// withoutDataURL gives the base64 text of a data URL and the media type that it
// names (RFC 2397), or any other text as it is.
func withoutDataURL(text string) (content, mediaType string, ok bool) {
	rest, isURL := strings.CutPrefix(text, "data:")
	if !isURL {
		return text, "", true
	}
	head, content, _ := strings.Cut(rest, ",")
	mediaType, ok = strings.CutSuffix(head, ";base64")
	return content, mediaType, ok
}

// decodedSize decodes everything and keeps nothing.
func decodedSize(text string) (int64, error) {
	// A stream decoder takes two encoded texts in a row for one.
	if strings.Contains(strings.TrimRight(text, "=\r\n"), "=") {
		return 0, base64.CorruptInputError(0)
	}
	return io.Copy(io.Discard, decoder(text))
}

func decoder(text string) io.Reader {
	encoding := base64.RawStdEncoding
	if strings.ContainsAny(text, "-_") {
		encoding = base64.RawURLEncoding
	}
	if strings.HasSuffix(strings.TrimRight(text, "\r\n"), "=") {
		encoding = encoding.WithPadding(base64.StdPadding)
	}
	return base64.NewDecoder(encoding.Strict(), strings.NewReader(text))
}

func clip(text string) string {
	const most = 60
	if len(text) > most {
		return text[:most] + "…"
	}
	return text
}
