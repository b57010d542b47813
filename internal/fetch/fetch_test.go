package fetch

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const secret = "signature=s3cr3t"

// web is a web of pages by their addresses, which notes what is asked of it.
type web struct {
	pages map[string]func(*http.Request) (*http.Response, error)
	asked []*http.Request
}

func (w *web) RoundTrip(r *http.Request) (*http.Response, error) {
	w.asked = append(w.asked, r)
	page, ok := w.pages[r.URL.String()]
	if !ok {
		return nil, errors.New("no such host: " + r.URL.String())
	}
	return page(r)
}

func page(status int, body string, headers ...string) func(*http.Request) (*http.Response, error) {
	return func(r *http.Request) (*http.Response, error) {
		header := http.Header{}
		for i := 0; i < len(headers); i += 2 {
			header.Add(headers[i], headers[i+1])
		}
		return &http.Response{
			StatusCode: status, Header: header, Request: r, ContentLength: int64(len(body)), Body: io.NopCloser(strings.NewReader(body)),
		}, nil
	}
}

func moved(to string) func(*http.Request) (*http.Response, error) {
	return page(http.StatusFound, "", "Location", to)
}

func TestAFileIsFetchedWithNothingThatIsWorthAnything(t *testing.T) {
	t.Parallel()
	w := &web{pages: map[string]func(*http.Request) (*http.Response, error){
		"https://store.example/a?" + secret: page(http.StatusFound, "", "Location", "https://cdn.example/b", "Set-Cookie", "who=me"),
		"https://cdn.example/b":             page(http.StatusOK, "%PDF-1.4", "Content-Type", "text/html"),
	}}
	content, size, err := (&Fetcher{newClient(w)}).Get(t.Context(), "https://store.example/a?"+secret, 100)
	require.NoError(t, err)
	read, err := io.ReadAll(content)
	require.NoError(t, err)
	require.NoError(t, content.Close())
	assert.Equal(t, "%PDF-1.4", string(read))
	assert.EqualValues(t, 8, size)
	require.Len(t, w.asked, 2)
	for _, r := range w.asked {
		assert.Equal(t, http.Header{"User-Agent": {"concur-mcp"}}, r.Header, "no cookie, no referrer, no token")
	}
}

func TestAddressesThatAreNotCalled(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]string{
		"plain http":          "http://store.example/a",
		"a file":              "file:///etc/passwd",
		"a password":          "https://me:pw@store.example/a",
		"another port":        "https://store.example:8443/a",
		"no host":             "https:///a",
		"opaque":              "https:store.example",
		"a name":              "receipt.pdf",
		"nothing":             "",
		"broken":              "https://%zz",
		"a control character": "https://store.example/\x7f",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &web{}
			_, _, err := (&Fetcher{newClient(w)}).Get(t.Context(), address, 100)
			var refusal *Error
			require.ErrorAs(t, err, &refusal)
			assert.NotEmpty(t, refusal.NextStep())
			assert.Equal(t, "nothing_changed", refusal.WhatChanged())
			assert.Empty(t, w.asked)
		})
	}
}

func TestThisMachineIsNotCalled(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"https://localhost/", "https://127.0.0.1/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://0.0.0.0/",
		"https://169.254.169.254/latest/meta-data", "https://10.0.0.1/",
	} {
		t.Run(address, func(t *testing.T) {
			t.Parallel()
			_, _, err := New().Get(t.Context(), address, 100)
			var refusal *Error
			require.ErrorAs(t, err, &refusal)
			assert.NotContains(t, err.Error(), "answered")
		})
	}
	require.ErrorIs(t, onlyPublic("tcp4", "127.0.0.1:443", nil), errNotPublic)
	require.ErrorIs(t, onlyPublic("tcp6", "[fe80::1%eth0]:443", nil), errNotPublic)
	require.ErrorIs(t, onlyPublic("unix", "/run/docker.sock", nil), errNotPublic)
	assert.NoError(t, onlyPublic("tcp4", "93.184.216.34:443", nil))
}

func TestAFetchThatFailsDoesNotTellTheAddress(t *testing.T) {
	t.Parallel()
	const first = "https://store.example/a?" + secret
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]struct {
		ctx     context.Context
		page    func(*http.Request) (*http.Response, error)
		message string
	}{
		"moved to plain http":       {t.Context(), moved("http://store.example/b"), "only https"},
		"moved to this machine":     {t.Context(), moved("https://127.0.0.1:8443/"), "only https"},
		"moved in a circle":         {t.Context(), moved(first), "moved too often"},
		"moved nowhere":             {t.Context(), page(http.StatusFound, ""), "answered 302"},
		"gone":                      {t.Context(), page(http.StatusForbidden, "expired"), "answered 403"},
		"said to be too large":      {t.Context(), page(http.StatusOK, strings.Repeat("x", 101)), "larger than"},
		"nobody there":              {t.Context(), nil, "could not be reached"},
		"cancelled":                 {cancelled, page(http.StatusOK, "x"), "could not be reached|cancelled"},
		"not public after all":      {t.Context(), func(*http.Request) (*http.Response, error) { return nil, errNotPublic }, "not on the public"},
		"an answer that takes long": {t.Context(), func(*http.Request) (*http.Response, error) { return nil, context.DeadlineExceeded }, "in time"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &web{pages: map[string]func(*http.Request) (*http.Response, error){}}
			if c.page != nil {
				w.pages[first] = func(r *http.Request) (*http.Response, error) {
					if err := r.Context().Err(); err != nil {
						return nil, err
					}
					return c.page(r)
				}
			}
			_, _, err := (&Fetcher{newClient(w)}).Get(c.ctx, first, 100)
			require.Error(t, err)
			assert.Regexp(t, c.message, err.Error())
			for e := err; e != nil; e = errors.Unwrap(e) {
				assert.NotContains(t, e.Error(), "s3cr3t")
				assert.NotContains(t, e.Error(), "store.example")
			}
			assert.LessOrEqual(t, len(w.asked), 1+mostRedirects)
		})
	}
}

func TestAContentIsReadUpToItsCap(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 1, 99, 100, 101, 5000} {
		w := &web{pages: map[string]func(*http.Request) (*http.Response, error){
			"https://store.example/a": func(r *http.Request) (*http.Response, error) {
				answer, err := page(http.StatusOK, strings.Repeat("x", size))(r)
				answer.ContentLength = -1
				return answer, err
			},
		}}
		content, told, err := (&Fetcher{newClient(w)}).Get(t.Context(), "https://store.example/a", 100)
		require.NoError(t, err)
		assert.EqualValues(t, -1, told)
		read, err := io.ReadAll(content)
		assert.Len(t, read, min(size, 100))
		if size <= 100 {
			require.NoError(t, err)
			continue
		}
		var refusal *Error
		require.ErrorAs(t, err, &refusal)
		_, again := content.Read(make([]byte, 1))
		require.Error(t, again)
	}
}
