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

// page is what lies at an address.
type page struct {
	status  int
	body    string
	headers map[string]string
	// err is in place of an answer, and unsized leaves out the length of the body.
	err     error
	unsized bool
}

// web is pages by their addresses. It notes what is asked of it.
type web struct {
	pages map[string]page
	asked []*http.Request
}

func (w *web) RoundTrip(r *http.Request) (*http.Response, error) {
	w.asked = append(w.asked, r)
	p, ok := w.pages[r.URL.String()]
	if !ok {
		return nil, errors.New("no such host: " + r.URL.String())
	}
	if err := errors.Join(r.Context().Err(), p.err); err != nil {
		return nil, err
	}
	answer := &http.Response{
		StatusCode: p.status, Header: http.Header{}, Request: r, ContentLength: int64(len(p.body)), Body: io.NopCloser(strings.NewReader(p.body)),
	}
	if p.unsized {
		answer.ContentLength = -1
	}
	for name, value := range p.headers {
		answer.Header.Set(name, value)
	}
	return answer, nil
}

func moved(to string) page {
	return page{status: http.StatusFound, headers: map[string]string{"Location": to, "Set-Cookie": "who=me"}}
}

func TestAFileIsFetchedWithNothingThatIsWorthAnything(t *testing.T) {
	t.Parallel()
	w := &web{pages: map[string]page{
		"https://store.example/a?" + secret: moved("https://cdn.example/b"),
		"https://cdn.example/b":             {status: http.StatusOK, body: "%PDF-1.4", headers: map[string]string{"Content-Type": "text/html"}},
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
		page    page
		message string
	}{
		"moved to plain http":       {t.Context(), moved("http://store.example/b"), "only https"},
		"moved to this machine":     {t.Context(), moved("https://127.0.0.1:8443/"), "only https"},
		"moved in a circle":         {t.Context(), moved(first), "moved too often"},
		"moved nowhere":             {t.Context(), page{status: http.StatusFound}, "answered 302"},
		"gone":                      {t.Context(), page{status: http.StatusForbidden, body: "expired"}, "answered 403"},
		"said to be too large":      {t.Context(), page{status: http.StatusOK, body: strings.Repeat("x", 101)}, "larger than"},
		"nobody there":              {t.Context(), page{err: errors.New("no route to store.example " + secret)}, "could not be reached"},
		"cancelled":                 {cancelled, page{status: http.StatusOK, body: "x"}, "cancelled"},
		"not public after all":      {t.Context(), page{err: errNotPublic}, "not on the public"},
		"an answer that takes long": {t.Context(), page{err: context.DeadlineExceeded}, "in time"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := &web{pages: map[string]page{first: c.page}}
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
		w := &web{pages: map[string]page{
			"https://store.example/a": {status: http.StatusOK, body: strings.Repeat("x", size), unsized: true},
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
