package concur

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

// Answers of Image v1, composed from its documentation.
const (
	namespace = `xmlns="http://www.concursolutions.com/api/image/2011/02"`
	uploaded  = `<?xml version="1.0" encoding="utf-8"?><Image ` + namespace + `><Id>1FAD6B</Id><Url/></Image>`
	address   = `<Image ` + namespace + `><Id>1FAD6B</Id><Url>https://img.example.com/?a=1&amp;b=2</Url></Image>`
	noImage   = `<Error><Message>The image is not found</Message><Server-Time>2024-04-05T10:01:12</Server-Time><Id>9E0C</Id></Error>`
)

func upload(content string) *Upload {
	return &Upload{
		MediaType: "application/pdf", Size: int64(len(content)),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(content)), nil },
	}
}

func TestAnImageIsUploadedWithItsLengthAndType(t *testing.T) {
	t.Parallel()
	w := newWire(t, auth.User)
	var asked []string
	w.mock.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(r.Body)
		require.NoError(t, err)
		assert.Equal(t, "%PDF-1.4", string(body))
		assert.EqualValues(t, len(body), r.ContentLength)
		assert.Equal(t, "application/pdf", r.Header.Get("Content-Type"))
		assert.Equal(t, "application/xml", r.Header.Get("Accept"))
		asked = append(asked, r.Method+" "+r.URL.EscapedPath())
		return httpmock.NewStringResponse(http.StatusCreated, uploaded), nil
	})
	id, err := w.session.UploadEntryImage(t.Context(), "gWid$sQ", upload("%PDF-1.4"))
	require.NoError(t, err)
	assert.Equal(t, "1FAD6B", id)
	id, err = w.session.UploadReportImage(t.Context(), reportID, upload("%PDF-1.4"))
	require.NoError(t, err)
	assert.Equal(t, "1FAD6B", id)
	assert.Equal(t, []string{
		"POST /api/image/v1.0/expenseentry/gWid%24sQ", "POST /api/image/v1.0/report/7A90C4E15B2D4F6883AC",
	}, asked)
}

func TestTheImageOfAReportIsKnownByItsId(t *testing.T) {
	t.Parallel()
	w := newWire(t, auth.User)
	w.mock.RegisterNoResponder(httpmock.NewStringResponder(http.StatusOK, address))
	id, err := w.session.ReportImage(t.Context(), reportID)
	require.NoError(t, err)
	assert.Equal(t, "1FAD6B", id)
}

func TestAnswersOfImagesThatAreNone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		body   string
		fault  Fault
	}{
		"a refusal in XML":    {http.StatusNotFound, noImage, Refused},
		"an error with 201":   {http.StatusCreated, noImage, Refused},
		"nothing":             {http.StatusCreated, "", Unreadable},
		"JSON":                {http.StatusCreated, `{"Id":"x"}`, Unreadable},
		"an image without id": {http.StatusCreated, "<Image><Url/></Image>", Unreadable},
		"half of it":          {http.StatusCreated, uploaded[:120], Unreadable},
		"a page for people":   {http.StatusOK, "<html><body>Sign in</body></html>", Unreadable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWire(t, auth.User)
			w.mock.RegisterNoResponder(httpmock.NewStringResponder(c.status, c.body))
			_, err := w.session.UploadReportImage(t.Context(), reportID, upload("%PDF-1.4"))
			var failed *Error
			require.ErrorAs(t, err, &failed)
			assert.Equal(t, c.fault, failed.Fault)
			assert.Equal(t, c.fault == Unreadable, failed.MayHaveHappened())
		})
	}
}
