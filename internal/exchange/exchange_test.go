package exchange_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/exchange"
)

func TestAFileIsReadStrictly(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"a member that is not known": `{"origin": "recorded", "source": "x", "request": {"method": "GET", "path": "/", "boddy": {}}, "response": {"status": 200}}`,
		"another origin":             `{"origin": "guessed", "source": "x", "request": {"method": "GET", "path": "/"}, "response": {"status": 200}}`,
		"no source":                  `{"origin": "recorded", "request": {"method": "GET", "path": "/"}, "response": {"status": 200}}`,
		"no path":                    `{"origin": "recorded", "source": "x", "request": {"method": "GET"}, "response": {"status": 200}}`,
		"no status":                  `{"origin": "recorded", "source": "x", "request": {"method": "GET", "path": "/"}, "response": {}}`,
		"two bodies of a request":    `{"origin": "recorded", "source": "x", "request": {"method": "GET", "path": "/", "text": "<a/>", "form": []}, "response": {"status": 200}}`,
		"two bodies of an answer":    `{"origin": "recorded", "source": "x", "request": {"method": "GET", "path": "/"}, "response": {"status": 200, "body": 1, "text": "<a/>"}}`,
		"an image without its type":  `{"origin": "recorded", "source": "x", "request": {"method": "PUT", "path": "/", "base64": "AAAA"}, "response": {"status": 200}}`,
		"a part without a name":      `{"origin": "recorded", "source": "x", "request": {"method": "PUT", "path": "/", "form": [{"text": "x"}]}, "response": {"status": 200}}`,
		"a part with two contents":   `{"origin": "recorded", "source": "x", "request": {"method": "PUT", "path": "/", "form": [{"name": "x", "text": "x", "json": 1}]}, "response": {"status": 200}}`,
		"a query that is neither":    `{"origin": "recorded", "source": "x", "request": {"method": "GET", "path": "/", "query": {"limit": 5}}, "response": {"status": 200}}`,
		"two exchanges":              `{"origin": "recorded", "source": "x", "request": {"method": "GET", "path": "/"}, "response": {"status": 200}} {}`,
		"base64 that is none":        `{"origin": "recorded", "source": "x", "request": {"method": "GET", "path": "/"}, "response": {"status": 200, "base64": "*"}}`,
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
			Method: "POST", Path: "/a%24b", Query: exchange.Query{"one": {"1"}, "two": {"2", "3"}}, Headers: map[string]string{"idempotency-id": "*"},
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
