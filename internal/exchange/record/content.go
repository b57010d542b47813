package record

import (
	"bytes"
	"crypto/sha256"
	"mime"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/concur-mcp/concur-mcp/internal/exchange"
)

// mostFiller is how much is made up in the place of an image, in bytes.
const mostFiller = 16 << 10

func captured(body []byte) capture {
	return capture{body: body, size: int64(len(body)), sum: sha256.Sum256(body), whole: true}
}

// content replaces a body, by what it is rather than by what it is called.
func (d *disguise) content(contentType string, c capture) exchange.Content {
	if c.size == 0 {
		return exchange.Content{}
	}
	if c.body == nil || !c.whole {
		return d.omitted(c)
	}
	text := bytes.TrimSpace(c.body)
	if body, err := d.json(text); err == nil {
		return exchange.Content{Body: body}
	}
	switch mediaType, _, _ := mime.ParseMediaType(contentType); {
	case looksLikeHTML(text):
		return exchange.Content{Text: someHTML}
	case !utf8.Valid(c.body) || bytes.ContainsRune(c.body, 0) || isFile(mediaType):
		return d.file(c)
	case mediaType == "application/x-www-form-urlencoded":
		if values, err := url.ParseQuery(string(text)); err == nil {
			return exchange.Content{Text: url.Values(d.query(values)).Encode()}
		}
	case bytes.HasPrefix(text, []byte("<")):
		if replaced, err := d.xml(text); err == nil {
			return exchange.Content{Text: replaced}
		}
	}
	return exchange.Content{Text: d.scramble(string(c.body))}
}

// someHTML stands for any page: those of a gateway tell where it stands.
const someHTML = "<!DOCTYPE html><html><body>replaced</body></html>"

func looksLikeHTML(text []byte) bool {
	head := bytes.ToLower(text[:min(len(text), 64)])
	return bytes.HasPrefix(head, []byte("<!doctype html")) || bytes.HasPrefix(head, []byte("<html"))
}

func isFile(mediaType string) bool {
	return strings.HasPrefix(mediaType, "image/") || mediaType == "application/pdf"
}

// file puts noise of the same length into the place of a file. Its first bytes,
// which tell its format, stay.
func (d *disguise) file(c capture) exchange.Content {
	if c.size > mostFiller {
		return d.omitted(c)
	}
	filler := make([]byte, c.size)
	begin := 0
	for _, magic := range []string{"%PDF-1.", "\x89PNG\r\n\x1a\n", "\xff\xd8\xff", "GIF89a", "GIF87a", "II*\x00", "MM\x00*"} {
		if bytes.HasPrefix(c.body, []byte(magic)) {
			begin = copy(filler, magic)
		}
	}
	random := d.stream("file", string(c.sum[:]))
	for i := begin; i < len(filler); i++ {
		filler[i] = byte(random.IntN(256)) //nolint:gosec // Below 256.
	}
	return exchange.Content{Base64: filler}
}

func (d *disguise) omitted(c capture) exchange.Content {
	return exchange.Content{Omitted: &exchange.Omission{Bytes: c.size, Digest: d.keyed(c.sum)}}
}
