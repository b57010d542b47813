package record

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// tap sees what passes below the recorder, as it is.
type tap struct {
	next http.RoundTripper

	mu     sync.Mutex
	passed []passing
}

type passing struct {
	url, bearer    string
	sent, received []byte
	path           string
	query          url.Values

	correlation, mediaType string
}

func (p *tap) RoundTrip(r *http.Request) (*http.Response, error) {
	var sent []byte
	if r.Body != nil {
		var err error
		if sent, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
		r = r.Clone(r.Context())
		r.Body = io.NopCloser(bytes.NewReader(sent))
	}
	response, err := p.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	received, err := io.ReadAll(response.Body)
	response.Body = io.NopCloser(bytes.NewReader(received))
	p.mu.Lock()
	defer p.mu.Unlock()
	p.passed = append(p.passed, passing{
		url: r.URL.String(), bearer: strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), sent: sent, received: received,
		path: r.URL.EscapedPath(), query: r.URL.Query(),
		correlation: response.Header.Get("Concur-Correlationid"), mediaType: response.Header.Get("Content-Type"),
	})
	return response, err
}

// saying knows what each value of a recording became.
type saying struct {
	became map[string][]string
	// within replaces the values in a longer text, the longest first.
	within *strings.Replacer
	d      *disguise
}

// said compares what passed with what is made of it, value by value.
func (p *tap) said(t *testing.T, d *disguise) *saying {
	t.Helper()
	s := &saying{became: map[string][]string{}, d: d}
	for _, passed := range p.passed {
		if strings.HasPrefix(passed.path, "/oauth2/") {
			continue
		}
		before, after := strings.Split(passed.path, "/"), strings.Split(d.path(passed.path), "/")
		for i := range before {
			s.add(unescape(t, before[i]), unescape(t, after[i]))
		}
		s.add(passed.correlation, d.value(passed.correlation))
		for name, values := range passed.query {
			for _, value := range values {
				after := d.query(url.Values{name: {value}})[d.memberName(name)][0]
				s.add(value, after)
				operator := filterOperator.FindString(value)
				s.add(value[len(operator):], after[len(operator):])
			}
		}
		for _, body := range [][]byte{passed.sent, passed.received} {
			if replaced, err := d.json(body); err == nil {
				s.compare(decoded(t, body), decoded(t, replaced))
			} else if replaced, err := d.xml(body); err == nil {
				before, after := xmlTexts(t, string(body)), xmlTexts(t, replaced)
				for i := range before {
					s.add(before[i], after[i])
				}
			} else if len(body) > 0 {
				s.add(string(body), d.content(passed.mediaType, captured(body)).Text)
			}
		}
	}
	var ordered []string
	for before, after := range s.became {
		if !slices.Contains(after, before) {
			ordered = append(ordered, before)
		}
	}
	slices.SortFunc(ordered, func(a, b string) int { return len(b) - len(a) })
	var replacements []string
	for _, before := range ordered {
		replacements = append(replacements, before, s.became[before][0])
	}
	s.within = strings.NewReplacer(replacements...)
	return s
}

func unescape(t *testing.T, segment string) string {
	t.Helper()
	plain, err := url.PathUnescape(segment)
	require.NoError(t, err)
	return plain
}

func decoded(t *testing.T, text []byte) any {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	require.NoError(t, decoder.Decode(&value))
	return value
}

func xmlTexts(t *testing.T, text string) []string {
	t.Helper()
	var texts []string
	decoder := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := decoder.Token()
		if err != nil {
			require.ErrorIs(t, err, io.EOF)
			return texts
		}
		if data, ok := token.(xml.CharData); ok && len(bytes.TrimSpace(data)) > 0 {
			texts = append(texts, string(data))
		}
	}
}

// add keeps what a value became. It may stay in one place and not in another.
func (s *saying) add(before, after string) {
	if plain, has := strings.CutSuffix(before, "."); has && len(plain) > 10 {
		s.add(plain, strings.TrimSuffix(after, ".")) // A message goes on in a sentence of ours.
	}
	if !slices.Contains(s.became[before], after) {
		s.became[before] = append(s.became[before], after)
	}
}

func (s *saying) compare(before, after any) {
	switch before := before.(type) {
	case map[string]any:
		for name, inner := range before {
			s.compare(inner, after.(map[string]any)[s.d.memberName(name)])
		}
	case []any:
		for i, inner := range before {
			s.compare(inner, after.([]any)[i])
		}
	case string:
		s.add(before, after.(string))
		if instant, _, long := strings.Cut(before, "T"); long && dayForm.MatchString(before) {
			s.add(instant, instant) // Tools show the day alone.
		}
	case json.Number:
		s.add(before.String(), after.(json.Number).String())
	}
}

// arguments are those of a call in the recording's terms. Text that is not on the
// wire stays: it means something to the tool.
func (s *saying) arguments(t *testing.T, text json.RawMessage) json.RawMessage {
	t.Helper()
	replaced, err := json.Marshal(s.walk(decoded(t, text)))
	require.NoError(t, err)
	return replaced
}

func (s *saying) walk(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for name, inner := range value {
			if value[name] = s.walk(inner); name == "file_content" {
				value[name] = s.file(inner)
			}
		}
		return value
	case []any:
		for i, inner := range value {
			value[i] = s.walk(inner)
		}
		return value
	case string:
		return s.text(value)
	default:
		return value
	}
}

// file is what stands for a file in the recording.
func (s *saying) file(encoded any) string {
	text, _ := encoded.(string)
	content, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return text
	}
	return base64.StdEncoding.EncodeToString(s.d.file(captured(content)).Base64)
}

func (s *saying) text(text string) string {
	for _, spelled := range []string{text, strings.ToUpper(text), strings.ToLower(text)} {
		after, known := s.became[spelled]
		switch {
		case slices.Contains(after, spelled):
			return spelled
		case known:
			return after[0]
		}
	}
	return text
}

// words replaces a text word by word: tools put names together.
func (s *saying) words(text string) string {
	words := strings.Fields(text)
	for i, word := range words {
		words[i] = s.text(word)
	}
	return strings.Join(words, " ")
}

// same compares the result of a call with that of the same call in the recording.
func (s *saying) same(t *testing.T, tool string, before, after json.RawMessage) {
	t.Helper()
	s.sameValue(t, tool, decoded(t, before), decoded(t, after))
}

func (s *saying) sameValue(t *testing.T, where string, before, after any) {
	t.Helper()
	switch before := before.(type) {
	case map[string]any:
		got, ok := after.(map[string]any)
		if !assert.True(t, ok && len(got) == len(before), "%s: %v became %v", where, before, after) {
			return
		}
		for name, inner := range before {
			if name == "next_cursor" { // It is bound to the arguments.
				assert.NotEmpty(t, got[name], where)
				continue
			}
			s.sameValue(t, where+"."+name, inner, got[name])
		}
	case []any:
		got, ok := after.([]any)
		if !assert.True(t, ok && len(got) == len(before), "%s: %v became %v", where, before, after) {
			return
		}
		for i, inner := range before {
			s.sameValue(t, where, inner, got[i])
		}
	case string:
		// A value of its own is an id that a tool spells otherwise than Concur does.
		candidates := append([]string{before, s.text(before), s.within.Replace(before), s.words(before), s.d.value(before)}, s.became[before]...)
		assert.Contains(t, candidates, after, where)
	default:
		assert.Equal(t, before, after, where)
	}
}
