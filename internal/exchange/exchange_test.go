package exchange_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/exchange"
)

func TestAFileIsReadStrictly(t *testing.T) {
	t.Parallel()
	const get, ok = `{"method": "GET", "path": "/"}`, `{"status": 200}`
	put := func(rest string) string { return `{"method": "PUT", "path": "/", ` + rest + `}` }
	whole := func(request, response string) string {
		return `{"origin": "recorded", "source": "x", "request": ` + request + `, "response": ` + response + `}`
	}
	_, err := exchange.Parse([]byte(whole(get, ok)))
	require.NoError(t, err)
	for name, text := range map[string]string{
		"a member that is not known": whole(put(`"boddy": {}`), ok),
		"another origin":             strings.Replace(whole(get, ok), "recorded", "guessed", 1),
		"no source":                  strings.Replace(whole(get, ok), `"source": "x", `, "", 1),
		"no path":                    whole(`{"method": "GET"}`, ok),
		"no status":                  whole(get, `{}`),
		"two bodies of a request":    whole(put(`"text": "<a/>", "form": []`), ok),
		"two bodies of an answer":    whole(get, `{"status": 200, "body": 1, "text": "<a/>"}`),
		"an image without its type":  whole(put(`"base64": "AAAA"`), ok),
		"a part without a name":      whole(put(`"form": [{"text": "x"}]`), ok),
		"a part with two contents":   whole(put(`"form": [{"name": "x", "text": "x", "json": 1}]`), ok),
		"a query that is neither":    whole(put(`"query": {"limit": 5}`), ok),
		"two exchanges":              whole(get, ok) + "{}",
		"base64 that is none":        whole(get, `{"status": 200, "base64": "*"}`),
		"half a file":                `{"origin": "recorded"`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := exchange.Parse([]byte(text))
			assert.Error(t, err)
		})
	}
}

func TestWhatIsWrittenReadsTheSame(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	e := exchange.Exchange{
		Origin: exchange.Recorded, Source: "a test",
		Request: exchange.Request{
			Method: "POST", Path: "/a%24b", Query: exchange.Query{"one": {"1"}, "two": {"2", "3"}},
			Headers: map[string]string{"idempotency-id": "*"},
			Form: []exchange.Part{
				{Name: "details", JSON: []byte(`{"a":1.50}`)},
				{Name: "image", Filename: "a.png", MediaType: "image/png", Base64: []byte{1, 2}},
				{Name: "large", Omitted: &exchange.Omission{Bytes: 9, Digest: "x"}},
			},
		},
		Response: exchange.Response{Status: 201, Content: exchange.Content{Text: "<a>1 & 2</a>"}},
	}
	text, err := e.Encode()
	require.NoError(t, err)
	assert.Contains(t, string(text), `"<a>1 & 2</a>"`)
	require.NoError(t, os.MkdirAll(filepath.Join(folder, "operation"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "operation", "case.json"), text, 0o600))
	read, err := exchange.Read(folder, "operation/case")
	require.NoError(t, err)
	again, err := read.Encode()
	require.NoError(t, err)
	assert.Equal(t, string(text), string(again))
	assert.Equal(t, e.Request.Query, read.Request.Query)
	_, err = exchange.Read(folder, "operation/other")
	assert.ErrorIs(t, err, os.ErrNotExist)
}
