package concur

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

// elsewhere notes the addresses that it is asked for.
type elsewhere struct {
	asked   []string
	content string
	err     error
}

func (e *elsewhere) Get(_ context.Context, address string, _ int64) (io.ReadCloser, int64, error) {
	e.asked = append(e.asked, address)
	return io.NopCloser(strings.NewReader(e.content)), int64(len(e.content)), e.err
}

// aFile is some operation whose answer is taken for a file.
var aFile = request{operation: "get_report_image_url_v1", path: map[string]string{"reportId": string(reportID)}, accept: "*/*"}

// slow is a body that comes in pieces, and maybe breaks.
func slow(body io.Reader) httpmock.Responder {
	return func(r *http.Request) (*http.Response, error) {
		return &http.Response{
			StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"image/png"}, correlationHeader: {"c-1"}}, Request: r,
			Body: io.NopCloser(body), ContentLength: -1,
		}, nil
	}
}

func TestAFileIsReadAsItArrives(t *testing.T) {
	t.Parallel()
	w := newWire(t, auth.User)
	source := &endless{left: 8 << 20}
	w.mock.RegisterNoResponder(slow(source))
	download, err := w.session.download(t.Context(), aFile, 8<<20)
	require.NoError(t, err)
	assert.Equal(t, "image/png", download.MediaType)
	assert.EqualValues(t, -1, download.Size)
	assert.LessOrEqual(t, source.read, int64(64<<10), "little more than its beginning was read")
	read, err := io.Copy(io.Discard, download.Content)
	require.NoError(t, err)
	assert.EqualValues(t, 8<<20, read)
	require.NoError(t, download.Content.Close())
}

// tooMuch tells its length, which is over the limit.
func tooMuch(r *http.Request) (*http.Response, error) {
	answer, err := slow(&endless{left: 1001})(r)
	answer.ContentLength = 1001
	return answer, err
}

func TestADownloadThatIsNoFile(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer httpmock.Responder
		fault  Fault
		says   string
	}{
		"a refusal":               {httpmock.NewStringResponder(404, noImage), Refused, "not found"},
		"a refusal with 200":      {httpmock.NewStringResponder(200, noImage), Refused, "not found"},
		"a page for people":       {httpmock.NewStringResponder(200, "<html>Sign in</html>"), Unreadable, "not a file"},
		"nothing":                 {httpmock.NewStringResponder(200, ""), Unreadable, "not a file"},
		"a redirect":              {httpmock.NewStringResponder(302, ""), Unreadable, "elsewhere"},
		"too much, as it tells":   {tooMuch, Unreadable, "larger than"},
		"broken at its beginning": {slow(&broken{}), Lost, "broke"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWire(t, auth.User)
			w.mock.RegisterNoResponder(c.answer)
			_, err := w.session.download(t.Context(), aFile, 1000)
			var failed *Error
			require.ErrorAs(t, err, &failed)
			assert.Equal(t, c.fault, failed.Fault)
			assert.Contains(t, failed.Error(), c.says)
			assert.Equal(t, "nothing_changed", failed.WhatChanged())
		})
	}
}

// broken gives some bytes and then breaks.
type broken struct{ after int }

func (b *broken) Read(p []byte) (int, error) {
	if b.after == 0 {
		return 0, errors.New("connection reset")
	}
	n := min(len(p), b.after)
	b.after -= n
	return n, nil
}

func TestAFileThatBreaksOffOrIsTooLongFails(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body  io.Reader
		fault Fault
		most  int
	}{
		"it breaks off":  {&broken{after: 5000}, Lost, 5000},
		"it is too long": {&endless{left: 1 << 30}, Unreadable, 10_000},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWire(t, auth.User)
			w.mock.RegisterNoResponder(slow(c.body))
			download, err := w.session.download(t.Context(), aFile, 10_000)
			require.NoError(t, err)
			read, err := io.Copy(io.Discard, download.Content)
			assert.EqualValues(t, c.most, read)
			var failed *Error
			require.ErrorAs(t, err, &failed)
			assert.Equal(t, c.fault, failed.Fault)
			_, err = download.Content.Read(make([]byte, 1))
			require.Error(t, err)
			require.NoError(t, download.Content.Close())
		})
	}
}

func TestADownloadEndsWithItsTime(t *testing.T) {
	t.Parallel()
	w := newWire(t, auth.User)
	var asked *http.Request
	w.mock.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
		asked = r
		return slow(&endless{left: 10})(r)
	})
	download, err := w.session.download(t.Context(), aFile, 1000)
	require.NoError(t, err)
	_, limited := asked.Context().Deadline()
	assert.True(t, limited)
	require.NoError(t, asked.Context().Err(), "while it is read")
	require.NoError(t, download.Content.Close())
	require.ErrorIs(t, asked.Context().Err(), context.Canceled)
}

func TestAnImageOnAnotherHostIsFetchedWithoutAToken(t *testing.T) {
	t.Parallel()
	w := newWire(t, auth.User)
	there := &elsewhere{content: "%PDF-1.4"}
	w.client.elsewhere = there
	w.mock.RegisterNoResponder(httpmock.NewStringResponder(http.StatusOK, address))
	for _, open := range []func() (Download, error){
		func() (Download, error) { return w.session.DownloadEntryImage(t.Context(), "gWid$sQ") },
		func() (Download, error) { return w.session.DownloadReportImage(t.Context(), reportID) },
	} {
		download, err := open()
		require.NoError(t, err)
		content, err := io.ReadAll(download.Content)
		require.NoError(t, err)
		require.NoError(t, download.Content.Close())
		assert.Equal(t, "%PDF-1.4", string(content))
		assert.EqualValues(t, 8, download.Size)
	}
	assert.Equal(t, []string{"https://img.example.com/?a=1&b=2", "https://img.example.com/?a=1&b=2"}, there.asked)
}

// onBase is an answer of Image v1 whose address is on the host of the connection.
func onBase(path string) string {
	return `<Image ` + namespace + `><Id>1FAD6B</Id><Url>` + base + path + `</Url></Image>`
}

func TestAnImageOnTheHostOfTheConnectionIsAskedForThereWithoutAToken(t *testing.T) {
	t.Parallel()
	w := newWire(t, auth.User)
	w.mock.RegisterNoResponder(httpmock.NewStringResponder(http.StatusOK, onBase("/image?key=k")))
	w.mock.RegisterResponder(http.MethodGet, base+"/image?key=k", func(r *http.Request) (*http.Response, error) {
		assert.Empty(t, r.Header.Get("Authorization"))
		return httpmock.NewStringResponse(http.StatusOK, "%PDF-1.4"), nil
	})
	download, err := w.session.DownloadReportImage(t.Context(), reportID)
	require.NoError(t, err)
	content, err := io.ReadAll(download.Content)
	require.NoError(t, err)
	require.NoError(t, download.Content.Close())
	assert.Equal(t, "%PDF-1.4", string(content))
}

func TestAnImageThatCannotBeFetchedDoesNotTellItsAddress(t *testing.T) {
	t.Parallel()
	refused := errors.New("not there")
	for name, c := range map[string]struct {
		answer string
		image  httpmock.Responder
		there  Fetcher
	}{
		"no address":          {`<Image ` + namespace + `><Id>1FAD6B</Id><Url/></Image>`, nil, &elsewhere{}},
		"something else":      {`<Image ` + namespace + `><Id>1FAD6B</Id><Url>image key=s3cr3t</Url></Image>`, nil, &elsewhere{}},
		"no way to elsewhere": {address, nil, nil},
		"refused elsewhere":   {address, nil, &elsewhere{err: refused}},
		"expired":             {onBase("/image?key=s3cr3t"), httpmock.NewStringResponder(403, "key=s3cr3t expired"), nil},
		"moved":               {onBase("/image?key=s3cr3t"), httpmock.NewStringResponder(302, ""), nil},
		"unreachable":         {onBase("/image?key=s3cr3t"), httpmock.NewErrorResponder(refused), nil},
		"another port":        {strings.ReplaceAll(onBase("/image?key=s3cr3t"), base, base+":8443"), nil, nil},
		"plain http":          {strings.ReplaceAll(onBase("/image?key=s3cr3t"), "https:", "http:"), nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWire(t, auth.User)
			w.client.elsewhere = c.there
			w.mock.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
				if r.URL.Path == "/image" {
					return c.image(r)
				}
				return httpmock.NewStringResponse(http.StatusOK, c.answer), nil
			})
			_, err := w.session.DownloadEntryImage(t.Context(), "gWid$sQ")
			require.Error(t, err)
			for e := err; e != nil; e = errors.Unwrap(e) {
				assert.NotContains(t, e.Error(), "s3cr3t")
				assert.NotContains(t, e.Error(), "img.example.com")
			}
		})
	}
}

func TestAnImageOnTheHostOfTheConnectionHasACap(t *testing.T) {
	t.Parallel()
	w := newWire(t, auth.User)
	w.mock.RegisterNoResponder(httpmock.NewStringResponder(http.StatusOK, onBase("/image")))
	w.mock.RegisterResponder(http.MethodGet, base+"/image", slow(&endless{left: 1 << 40}))
	download, err := w.session.DownloadReportImage(t.Context(), reportID)
	require.NoError(t, err)
	read, err := io.Copy(io.Discard, download.Content)
	assert.EqualValues(t, LargestDownload, read)
	require.ErrorContains(t, err, "larger than 50 MB")
	require.NoError(t, download.Content.Close())
}
