package concur

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

// exchange is a request with its answer, as a file below testdata/exchanges has it.
type exchange struct {
	// Origin says where it comes from: recorded, or composed from documentation.
	Origin string `json:"origin"`
	// Source is the page of Concur's documentation.
	Source  string `json:"source"`
	Request struct {
		Method string `json:"method"`
		// Path is escaped; Query is decoded.
		Path    string            `json:"path"`
		Query   map[string]string `json:"query"`
		Headers map[string]string `json:"headers"` // "*" stands for any text
		Body    json.RawMessage   `json:"body"`    // absent: the request has none
	} `json:"request"`
	Response struct {
		Status  int               `json:"status"`
		Headers map[string]string `json:"headers"`
		Body    json.RawMessage   `json:"body"` // absent: the answer has none
	} `json:"response"`
}

// playing gives a session on a Concur that knows the exchanges of some files,
// named operation/case, and nothing else. They have to be asked for in that order,
// and all of them.
func playing(t *testing.T, kind auth.Kind, names ...string) *Session {
	t.Helper()
	w := newWire(t, kind)
	next := 0
	w.mock.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
		if !assert.Less(t, next, len(names), "%s %s is one request too many", r.Method, r.URL) {
			return nil, http.ErrNotSupported
		}
		e := readExchange(t, names[next])
		next++
		e.hold(t, r)
		return e.answer(r), nil
	})
	t.Cleanup(func() { assert.Equal(t, len(names), next, "not all exchanges took place") })
	return w.session
}

func readExchange(t *testing.T, name string) exchange {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "testdata", "exchanges", filepath.FromSlash(name)+".json"))
	require.NoError(t, err)
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	var e exchange
	require.NoError(t, decoder.Decode(&e), name)
	return e
}

// hold compares a request with the one that was written down.
func (e exchange) hold(t *testing.T, r *http.Request) {
	t.Helper()
	want := e.Request
	assert.Equal(t, want.Method+" "+base+want.Path, r.Method+" "+r.URL.Scheme+"://"+r.URL.Host+r.URL.EscapedPath())
	got := map[string]string{}
	for name, values := range r.URL.Query() {
		require.Len(t, values, 1, name)
		got[name] = values[0]
	}
	if want.Query == nil {
		want.Query = map[string]string{}
	}
	assert.Equal(t, want.Query, got)
	assert.Regexp(t, `^Bearer \S+$`, r.Header.Get("Authorization"))
	assert.Equal(t, "application/json", r.Header.Get("Accept"))
	for name, value := range want.Headers {
		if value == "*" {
			assert.NotEmpty(t, r.Header.Get(name), name)
			continue
		}
		assert.Equal(t, value, r.Header.Get(name), name)
	}
	var body []byte
	if r.Body != nil {
		var err error
		body, err = io.ReadAll(r.Body)
		require.NoError(t, err)
	}
	if want.Body == nil {
		assert.Empty(t, body, "no body is documented")
		return
	}
	assert.Equal(t, "application/json", r.Header.Get("Content-Type"))
	assert.JSONEq(t, string(want.Body), string(body))
}

func (e exchange) answer(r *http.Request) *http.Response {
	header := http.Header{"Content-Type": {"application/json;charset=UTF-8"}}
	for name, value := range e.Response.Headers {
		header.Set(name, value)
	}
	return &http.Response{
		StatusCode: e.Response.Status, Header: header, Request: r,
		Body: io.NopCloser(bytes.NewReader(e.Response.Body)), ContentLength: int64(len(e.Response.Body)),
	}
}

// TestExchangesSayWhereTheyComeFrom keeps the folder honest.
func TestExchangesSayWhereTheyComeFrom(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../testdata/exchanges/*/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	known := newWire(t).client.operations
	for _, file := range files {
		operation := filepath.Base(filepath.Dir(file))
		assert.Contains(t, known, operation, file)
		name := operation + "/" + filepath.Base(file[:len(file)-len(".json")])
		e := readExchange(t, name)
		assert.Equal(t, known[operation].Method, e.Request.Method, name)
		assert.Contains(t, []string{"composed from documentation", "recorded"}, e.Origin, name)
		assert.NotEmpty(t, e.Source, name)
	}
}
