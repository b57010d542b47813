package exchange

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
)

// ordinary are the headers that every request may have. Any other is told in the
// file, or is a difference.
func ordinary() []string {
	return []string{"Accept", "Accept-Encoding", "Authorization", "Content-Length", "Content-Type", "User-Agent"}
}

// Compare says how a request differs from the one that was written down; nil
// where it does not. The host is not compared, and neither is the bearer. It reads
// the body and leaves it to be read again.
func (want Request) Compare(got *http.Request) error {
	body, err := take(got)
	if err != nil {
		return err
	}
	var differences []error
	differ := func(format string, values ...any) { differences = append(differences, fmt.Errorf(format, values...)) }
	if want.Method != got.Method || want.Path != got.URL.EscapedPath() {
		differ("it is %s %s and should be %s %s", got.Method, got.URL.EscapedPath(), want.Method, want.Path)
	}
	query, err := url.ParseQuery(got.URL.RawQuery)
	if err != nil {
		return err
	}
	if !sameValues(url.Values(want.Query), query) {
		differ("its query is %v and should be %v", query, want.Query)
	}
	differences = append(differences, want.compareHeaders(got.Header)...)
	if want.Form != nil {
		return errors.Join(append(differences, want.compareForm(got.Header.Get("Content-Type"), body))...)
	}
	if err := want.compare(body); err != nil {
		differ("its body: %w", err)
	}
	return errors.Join(differences...)
}

// take reads a body and puts it back.
func take(r *http.Request) ([]byte, error) {
	if r.Body == nil || r.Body == http.NoBody {
		return nil, nil
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	err = r.Body.Close()
	r.Body = io.NopCloser(bytes.NewReader(body))
	return body, err
}

func sameValues(want, got url.Values) bool {
	return len(want) == 0 && len(got) == 0 || reflect.DeepEqual(want, got)
}

func (want Request) compareHeaders(got http.Header) []error {
	expected := http.Header{"Accept": {"application/json"}}
	if mediaType := want.mediaType(); mediaType != "" {
		expected.Set("Content-Type", mediaType)
	}
	for name, value := range want.Headers {
		expected.Set(name, value)
	}
	var differences []error
	for name := range expected {
		should, is := expected.Get(name), got.Get(name)
		if should != is && (should != "*" || is == "") {
			differences = append(differences, fmt.Errorf("its header %s is %q and should be %q", name, is, should))
		}
	}
	for name := range got {
		if expected.Get(name) == "" && !slices.Contains(ordinary(), name) {
			differences = append(differences, fmt.Errorf("it has a header %s, which is not told", name))
		}
	}
	return differences
}

func (want Request) compareForm(contentType string, body []byte) error {
	mediaType, parameters, err := mime.ParseMediaType(contentType)
	if err != nil || mediaType != "multipart/form-data" {
		return fmt.Errorf("its content type is %q and should be multipart/form-data", contentType)
	}
	reader := multipart.NewReader(bytes.NewReader(body), parameters["boundary"])
	var differences []error
	for i := 0; ; i++ {
		part, err := reader.NextRawPart()
		switch {
		case errors.Is(err, io.EOF):
			if i < len(want.Form) {
				differences = append(differences, fmt.Errorf("its form ends before the part %s", want.Form[i].Name))
			}
			return errors.Join(differences...)
		case err != nil:
			return fmt.Errorf("its form: %w", err)
		case i >= len(want.Form):
			return errors.Join(append(differences, fmt.Errorf("its form has one more part, %s", part.FormName()))...)
		}
		if err := want.Form[i].compare(part); err != nil {
			differences = append(differences, fmt.Errorf("the part %s of its form: %w", want.Form[i].Name, err))
		}
	}
}

func (p Part) compare(got *multipart.Part) error {
	content, err := io.ReadAll(got)
	if err != nil {
		return err
	}
	name, filename, mediaType := got.FormName(), got.FileName(), got.Header.Get("Content-Type")
	wantType := p.MediaType
	if wantType == "" && p.JSON != nil {
		wantType = "application/json"
	}
	if name != p.Name || filename != p.Filename || mediaType != wantType {
		return fmt.Errorf("it is name %q, filename %q, type %q and should be %q, %q, %q", name, filename, mediaType, p.Name, p.Filename, wantType)
	}
	return p.content().compare(content)
}

// mediaType is the Content-Type that follows from a content, empty where it has
// to be told.
func (c Content) mediaType() string {
	switch {
	case c.Body != nil:
		return "application/json"
	case strings.HasPrefix(strings.TrimSpace(c.Text), "<"):
		return "application/xml"
	default:
		return ""
	}
}
