package exchange_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/exchange"
)

// sent makes a request as the client sends it.
func sent(t *testing.T, method, target, body string, headers ...string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, "https://us.example"+target, bytes.NewBufferString(body))
	require.NoError(t, err)
	r.Header.Set("Accept", "application/json")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

func TestARequestIsComparedBothWays(t *testing.T) {
	t.Parallel()
	const asJSON, asXML, asForm = "application/json", "application/xml", "application/x-www-form-urlencoded"
	withJSON := exchange.Content{Body: []byte(`{"amount": 84.20, "names": ["a", "b"], "none": null}`)}
	withXML := exchange.Content{Text: "<a x=\"1\" y=\"2\">\n  <b>two words</b>\n</a>"}
	withForm := exchange.Content{Text: "a=1&b=two+words"}
	huge := exchange.Content{Body: []byte(`1E999999999`)}
	for _, c := range []struct {
		name    string
		want    exchange.Request
		got     *http.Request
		differs string // empty: it does not
	}{
		{"nothing but the path", exchange.Request{}, sent(t, "GET", "/a%24b", ""), ""},
		{"another path", exchange.Request{}, sent(t, "GET", "/a$b", ""), "should be GET /a%24b"},
		{"another method", exchange.Request{}, sent(t, "HEAD", "/a%24b", ""), "should be GET"},
		{"the same query", exchange.Request{Query: exchange.Query{"a": {"x y"}}}, sent(t, "GET", "/a%24b?a=x+y", ""), ""},
		{"a query that is missing", exchange.Request{Query: exchange.Query{"a": {"x y"}}}, sent(t, "GET", "/a%24b", ""), "query"},
		{"a query that is told nowhere", exchange.Request{}, sent(t, "GET", "/a%24b?a=1", ""), "query"},
		{"any key", exchange.Request{Headers: map[string]string{"idempotency-id": "*"}}, sent(t, "GET", "/a%24b", "", "Idempotency-Id", "k"), ""},
		{"no key", exchange.Request{Headers: map[string]string{"idempotency-id": "*"}}, sent(t, "GET", "/a%24b", ""), "Idempotency-Id"},
		{"a key that is told nowhere", exchange.Request{}, sent(t, "GET", "/a%24b", "", "Idempotency-Id", "k"), "not told"},
		{"another Accept", exchange.Request{}, sent(t, "GET", "/a%24b", "", "Accept", asXML), "Accept"},
		{
			"an Accept that is told",
			exchange.Request{Headers: map[string]string{"Accept": asXML}},
			sent(t, "GET", "/a%24b", "", "Accept", asXML), "",
		},
		{
			"JSON in another order",
			exchange.Request{Content: withJSON},
			sent(t, "GET", "/a%24b", `{"none":null,"names":["a","b"],"amount":84.2}`, "Content-Type", asJSON), "",
		},
		{
			"JSON with another number",
			exchange.Request{Content: withJSON},
			sent(t, "GET", "/a%24b", `{"none":null,"names":["a","b"],"amount":84.21}`, "Content-Type", asJSON), "body",
		},
		{
			"JSON without a null",
			exchange.Request{Content: withJSON},
			sent(t, "GET", "/a%24b", `{"names":["a","b"],"amount":84.2}`, "Content-Type", asJSON), "body",
		},
		{
			"JSON with more",
			exchange.Request{Content: withJSON},
			sent(t, "GET", "/a%24b", `{"none":null,"names":["a","b","c"],"amount":84.2}`, "Content-Type", asJSON), "body",
		},
		{"JSON of another type", exchange.Request{Content: withJSON}, sent(t, "GET", "/a%24b", string(withJSON.Body)), "Content-Type"},
		{"half of the JSON", exchange.Request{Content: withJSON}, sent(t, "GET", "/a%24b", `{"amount":`, "Content-Type", asJSON), "body"},
		{"an absurd number", exchange.Request{Content: huge}, sent(t, "GET", "/a%24b", `1E999999998`, "Content-Type", asJSON), "body"},
		{"a body where there is none", exchange.Request{}, sent(t, "GET", "/a%24b", `{}`), "should be none"},
		{"no body where there is one", exchange.Request{Content: withJSON}, sent(t, "GET", "/a%24b", "", "Content-Type", asJSON), "body"},
		{
			"XML set otherwise",
			exchange.Request{Content: withXML},
			sent(t, "GET", "/a%24b", "<?xml version=\"1.0\"?><a y='2' x='1'><b> two words</b></a>", "Content-Type", asXML), "",
		},
		{
			"XML with another text",
			exchange.Request{Content: withXML},
			sent(t, "GET", "/a%24b", "<a x=\"1\" y=\"2\"><b>two  words</b></a>", "Content-Type", asXML), "body",
		},
		{
			"XML with another element",
			exchange.Request{Content: withXML},
			sent(t, "GET", "/a%24b", "<a x=\"1\" y=\"2\"><c>two words</c></a>", "Content-Type", asXML), "body",
		},
		{
			"a web form in another order",
			exchange.Request{Content: withForm},
			sent(t, "GET", "/a%24b", "b=two%20words&a=1", "Content-Type", asForm), "",
		},
		{
			"a web form with more",
			exchange.Request{Content: withForm},
			sent(t, "GET", "/a%24b", "b=two%20words&a=1&c=", "Content-Type", asForm), "body",
		},
		{"an image", exchange.Request{Content: exchange.Content{Base64: []byte{0, 1}}}, sent(t, "GET", "/a%24b", "\x00\x01"), ""},
		{"another image", exchange.Request{Content: exchange.Content{Base64: []byte{0, 1}}}, sent(t, "GET", "/a%24b", "\x00\x02"), "2 bytes"},
		{
			"a large file",
			exchange.Request{Content: exchange.Content{Omitted: &exchange.Omission{Bytes: 2}}},
			sent(t, "GET", "/a%24b", "\x00\x02"), "",
		},
		{
			"a larger file",
			exchange.Request{Content: exchange.Content{Omitted: &exchange.Omission{Bytes: 2}}},
			sent(t, "GET", "/a%24b", "\x00\x02\x03"), "3 bytes",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.want.Method, c.want.Path = "GET", "/a%24b"
			err := c.want.Compare(c.got)
			if c.differs == "" {
				assert.NoError(t, err)
				return
			}
			assert.ErrorContains(t, err, c.differs)
		})
	}
}

func TestAFormIsComparedPartByPart(t *testing.T) {
	t.Parallel()
	type part struct{ name, filename, mediaType, content string }
	details := part{"quickExpenseRequest", "", "application/json", `{"amount":1}`}
	file := part{"fileContent", "a.png", "image/png", "\x89PNG"}
	for _, c := range []struct {
		name    string
		parts   []part
		differs string
	}{
		{"the same", []part{details, file}, ""},
		{"another content", []part{{details.name, "", details.mediaType, `{"amount":2}`}, file}, "quickExpenseRequest"},
		{"another filename", []part{details, {file.name, "b.png", file.mediaType, file.content}}, "a.png"},
		{"another type", []part{details, {file.name, file.filename, "image/jpeg", file.content}}, "image/png"},
		{"one too few", []part{details}, "ends before"},
		{"one too many", []part{details, file, file}, "one more part"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var body bytes.Buffer
			writer := multipart.NewWriter(&body)
			for _, p := range c.parts {
				disposition := `form-data; name="` + p.name + `"`
				if p.filename != "" {
					disposition += `; filename="` + p.filename + `"`
				}
				w, err := writer.CreatePart(textproto.MIMEHeader{"Content-Disposition": {disposition}, "Content-Type": {p.mediaType}})
				require.NoError(t, err)
				_, err = io.WriteString(w, p.content)
				require.NoError(t, err)
			}
			require.NoError(t, writer.Close())
			want := exchange.Request{Method: "POST", Path: "/", Form: []exchange.Part{
				{Name: details.name, JSON: []byte(details.content)},
				{Name: file.name, Filename: file.filename, MediaType: file.mediaType, Base64: []byte(file.content)},
			}}
			r := sent(t, "POST", "/", body.String(), "Content-Type", writer.FormDataContentType())
			err := want.Compare(r)
			again, readErr := io.ReadAll(r.Body)
			require.NoError(t, readErr)
			assert.Len(t, again, body.Len(), "it can be read again")
			if c.differs == "" {
				assert.NoError(t, err)
				return
			}
			assert.ErrorContains(t, err, c.differs)
		})
	}
	want := exchange.Request{Method: "POST", Path: "/", Form: []exchange.Part{{Name: "x"}}}
	assert.ErrorContains(t, want.Compare(sent(t, "POST", "/", "x=1", "Content-Type", "text/plain")), "multipart/form-data")
}

func TestAnAnswerNamesItsType(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		response  exchange.Response
		mediaType string
		body      string
	}{
		"JSON":  {exchange.Response{Content: exchange.Content{Body: []byte(`{}`)}}, "application/json;charset=UTF-8", "{}"},
		"XML":   {exchange.Response{Content: exchange.Content{Text: "<a/>"}}, "application/xml", "<a/>"},
		"text":  {exchange.Response{Content: exchange.Content{Text: "hello"}}, "text/plain", "hello"},
		"bytes": {exchange.Response{Content: exchange.Content{Base64: []byte{7}}}, "application/octet-stream", "\a"},
		"left out": {
			exchange.Response{Content: exchange.Content{Omitted: &exchange.Omission{Bytes: 2}}}, "application/octet-stream", "\x00\x00",
		},
		"nothing": {exchange.Response{}, "application/json;charset=UTF-8", ""},
		"as it is told": {
			exchange.Response{Headers: map[string]string{"content-type": "image/png"}, Content: exchange.Content{Base64: []byte{7}}},
			"image/png", "\a",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.response.Status = http.StatusOK
			answer := exchange.Exchange{Response: c.response}.Answer(sent(t, "GET", "/", ""))
			body, err := io.ReadAll(answer.Body)
			require.NoError(t, err)
			require.NoError(t, answer.Body.Close())
			assert.Equal(t, c.body, string(body))
			assert.Equal(t, c.mediaType, answer.Header.Get("Content-Type"))
			assert.EqualValues(t, len(c.body), answer.ContentLength)
		})
	}
}
