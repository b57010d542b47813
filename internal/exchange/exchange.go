// Package exchange owns the files below testdata/exchanges: a request to Concur
// with its answer, either composed from Concur's documentation or recorded and
// made anonymous. It reads and writes them, compares a request with one, and
// makes the answer.
package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
)

// Where an exchange comes from.
const (
	Composed = "composed from documentation"
	Recorded = "recorded"
)

// Exchange is a request with its answer, as a file has it.
type Exchange struct {
	// Origin is Composed or Recorded.
	Origin string `json:"origin"`
	// Source is the page of Concur's documentation, or the program and day of the recording.
	Source   string   `json:"source"`
	Request  Request  `json:"request"`
	Response Response `json:"response"`
}

// Request is what is sent. The usual headers are understood: Accept is
// application/json unless Headers say otherwise, and Content-Type follows from
// the content.
type Request struct {
	Method string `json:"method"`
	// Path is escaped, as on the wire.
	Path string `json:"path"`
	// Query is decoded.
	Query Query `json:"query,omitempty"`
	// Headers that matter; "*" stands for any value.
	Headers map[string]string `json:"headers,omitempty"`
	Content
	// Form stands in place of the other contents: the parts of a multipart form.
	Form []Part `json:"form,omitempty"`
}

// Response is what is answered.
type Response struct {
	Status  int               `json:"status"`
	Headers map[string]string `json:"headers,omitempty"`
	Content
}

// Content is a body in one of its forms; none of them means that there is no body.
type Content struct {
	// Body is JSON.
	Body json.RawMessage `json:"body,omitempty"`
	// Text is anything that can be read, such as XML.
	Text string `json:"text,omitempty"`
	// Base64 is anything else, such as an image.
	Base64 []byte `json:"base64,omitempty"`
	// Omitted stands for a body that was too large to be kept.
	Omitted *Omission `json:"omitted,omitempty"`
}

// Omission is what is known of a body that was left out.
type Omission struct {
	Bytes int64 `json:"bytes"`
	// Digest tells equal bodies of one recording from others. It is keyed, so that
	// nobody can find out with it whether a file they have was sent.
	Digest string `json:"digest"`
}

// Part is a field or file of a multipart form.
type Part struct {
	Name      string `json:"name"`
	Filename  string `json:"filename,omitempty"`
	MediaType string `json:"media_type,omitempty"`
	// JSON, Text, Base64 and Omitted are the content, as in Content.
	JSON    json.RawMessage `json:"json,omitempty"`
	Text    string          `json:"text,omitempty"`
	Base64  []byte          `json:"base64,omitempty"`
	Omitted *Omission       `json:"omitted,omitempty"`
}

func (p Part) content() Content {
	return Content{Body: p.JSON, Text: p.Text, Base64: p.Base64, Omitted: p.Omitted}
}

// Query is written as an object of strings; a name that is given several times
// has a list.
type Query url.Values

// UnmarshalJSON implements json.Unmarshaler.
func (q *Query) UnmarshalJSON(text []byte) error {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(text, &raw); err != nil {
		return err
	}
	*q = Query{}
	for name, value := range raw {
		var several []string
		if json.Unmarshal(value, &several) != nil {
			several = []string{""}
			if err := json.Unmarshal(value, &several[0]); err != nil {
				return fmt.Errorf("query %q is neither a string nor a list of strings", name)
			}
		}
		(*q)[name] = several
	}
	return nil
}

// MarshalJSON implements json.Marshaler.
func (q Query) MarshalJSON() ([]byte, error) {
	written := map[string]any{}
	for name, values := range q {
		if written[name] = values; len(values) == 1 {
			written[name] = values[0]
		}
	}
	return encode(written, "")
}

// Read reads the exchange that is named operation/case, below a folder.
func Read(folder, name string) (Exchange, error) {
	text, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(name)+".json")) //nolint:gosec // Whoever reads names the file.
	if err != nil {
		return Exchange{}, err
	}
	e, err := Parse(text)
	if err != nil {
		return Exchange{}, fmt.Errorf("exchange %s: %w", name, err)
	}
	return e, nil
}

// Parse reads an exchange strictly: a member that is not known is an error, so
// that a slip of the pen cannot make a comparison weaker.
func Parse(text []byte) (Exchange, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	var e Exchange
	if err := decoder.Decode(&e); err != nil {
		return Exchange{}, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return Exchange{}, errors.New("something follows the exchange")
	}
	return e, e.check()
}

func (e Exchange) check() error {
	var problems []error
	refuse := func(bad bool, why string) {
		if bad {
			problems = append(problems, errors.New(why))
		}
	}
	refuse(e.Origin != Composed && e.Origin != Recorded, "origin is neither "+Composed+" nor "+Recorded)
	refuse(e.Source == "", "source is missing")
	refuse(e.Request.Method == "" || e.Request.Path == "", "the request has no method or no path")
	refuse(e.Response.Status == 0, "the answer has no status")
	forms := e.Request.forms()
	if e.Request.Form != nil {
		forms++
	}
	refuse(forms > 1, "the request has several bodies")
	opaque := (e.Request.Text != "" || e.Request.Base64 != nil) && e.Request.mediaType() == ""
	refuse(opaque && e.Request.Headers["Content-Type"] == "",
		"the request has a body that is neither JSON nor XML, and no header Content-Type")
	refuse(e.Response.forms() > 1, "the answer has several bodies")
	refuse(slices.ContainsFunc(e.Request.Form, func(p Part) bool { return p.Name == "" || p.content().forms() > 1 }),
		"a part of the form has no name or several contents")
	return errors.Join(problems...)
}

// forms counts the forms in which a body is given.
func (c Content) forms() int {
	count := 0
	for _, given := range []bool{c.Body != nil, c.Text != "", c.Base64 != nil, c.Omitted != nil} {
		if given {
			count++
		}
	}
	return count
}

// Encode writes an exchange as the text of a file.
func (e Exchange) Encode() ([]byte, error) { return encode(e, "  ") }

// encode writes JSON without escaping <, > and &, so that XML stays legible.
func encode(v any, indent string) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", indent)
	err := encoder.Encode(v)
	return text.Bytes(), err
}
