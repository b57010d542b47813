package record

import (
	"bytes"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/exchange"
)

const reportPath = "/expensereports/v4/users/7d1f2c3a-5b6e-4f70-8a91-b2c3d4e5f601/context/TRAVELER/reports/7A90C4E15B2D4F6883AC"

// answering is a wire with one answer.
func answering(contentType, body string) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		if r.Body != nil {
			if _, err := io.Copy(io.Discard, r.Body); err != nil {
				return nil, err
			}
		}
		return &http.Response{
			StatusCode: http.StatusOK,
			Header:     http.Header{"Content-Type": {contentType}, "Set-Cookie": {"session=hidden"}, "Retry-After": {"7"}},
			Body:       io.NopCloser(strings.NewReader(body)), ContentLength: -1, Request: r,
		}, nil
	})
}

func newRecorder(t *testing.T, folder string, next http.RoundTripper) (*Recorder, *bytes.Buffer) {
	t.Helper()
	var log bytes.Buffer
	recorder, err := New(Settings{
		Folder: folder, Program: "test", Next: next, Logger: slog.New(slog.NewTextHandler(&log, nil)), Key: testKey, Now: today,
	})
	require.NoError(t, err)
	return recorder, &log
}

// send sends a request over a recorder and gives the whole answer.
func send(t *testing.T, recorder http.RoundTripper, method, target, contentType, body string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, "https://us2.api.concursolutions.com"+target, strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer hidden")
	r.Header.Set("Idempotency-Id", "hidden")
	r.Header.Set("Accept", "application/json")
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	response, err := recorder.RoundTrip(r)
	require.NoError(t, err)
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	return string(text)
}

func TestFilesAreNumberedAndNeverOverwritten(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "new", "folder")
	for range 2 { // As two runs of the program.
		recorder, _ := newRecorder(t, folder, answering("application/json", `{"name": "Lisbon"}`))
		for range 2 {
			assert.JSONEq(t, `{"name": "Lisbon"}`, send(t, recorder, http.MethodGet, reportPath, "", ""), "the caller gets the answer as it is")
		}
	}
	paths, err := filepath.Glob(folder + "/get_report/*")
	require.NoError(t, err)
	require.Len(t, paths, 4)
	assert.Equal(t, "004-200.json", filepath.Base(paths[3]))
	for path, mode := range map[string]os.FileMode{folder: folderMode, filepath.Dir(paths[0]): folderMode, paths[0]: fileMode} {
		info, err := os.Stat(path)
		require.NoError(t, err)
		assert.Equal(t, mode, info.Mode().Perm(), path)
	}
	e, err := exchange.Read(folder, "get_report/001-200")
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"Idempotency-Id": "*"}, e.Request.Headers)
	assert.Equal(t, map[string]string{"Content-Type": "application/json", "Retry-After": "7"}, e.Response.Headers)
	text, err := os.ReadFile(paths[0])
	require.NoError(t, err)
	assert.NotContains(t, string(text), "hidden")
	assert.NotContains(t, string(text), "Lisbon")
}

func TestATokenIsReplacedWholly(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	recorder, _ := newRecorder(t, folder, answering("application/json",
		`{"access_token": "hidden", "token_type": "Bearer", "expires_in": 3600, "geolocation": "https://us2.hidden", "more": {"hidden": 1},
			"scope": "hidden"}`))
	send(t, recorder, http.MethodPost, "/oauth2/v0/token", "application/x-www-form-urlencoded", "client_id=hidden&client_secret=hidden")
	e, err := exchange.Read(folder, "oauth_token/001-200")
	require.NoError(t, err)
	assert.Equal(t, replacedWholly, e.Request.Text)
	assert.JSONEq(t, `{"access_token": "replaced", "token_type": "Bearer", "expires_in": 3600, "geolocation": "replaced", "more": "replaced",
		"scope": "replaced"}`, string(e.Response.Body))
	assert.Equal(t, exchange.Content{Text: replacedWholly}, recorder.disguise.tokens(captured([]byte("hidden"))))
}

func TestOfALargeBodyTheLengthIsKept(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	large := strings.Repeat("x", mostKept+1)
	recorder, _ := newRecorder(t, folder, answering("text/plain", large))
	assert.Len(t, send(t, recorder, http.MethodPost, "/api/image/v1.0/report/7A90C4E15B2D4F6883AC", "image/png", large), len(large))
	e, err := exchange.Read(folder, "upload_report_image_v1/001-200")
	require.NoError(t, err)
	require.NotNil(t, e.Request.Omitted)
	assert.EqualValues(t, len(large), e.Request.Omitted.Bytes)
	assert.Equal(t, e.Request.Omitted, e.Response.Omitted, "equal bodies are seen to be equal")
}

func TestAnAnswerThatIsNotReadToItsEnd(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	recorder, _ := newRecorder(t, folder, answering("application/json", `{"name": "Lisbon"}`))
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://us2.api.concursolutions.com"+reportPath, http.NoBody)
	require.NoError(t, err)
	response, err := recorder.RoundTrip(r)
	require.NoError(t, err)
	_, err = io.ReadFull(response.Body, make([]byte, 4))
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.NoError(t, response.Body.Close(), "and closed twice")
	e, err := exchange.Read(folder, "get_report/001-200")
	require.NoError(t, err)
	assert.NotNil(t, e.Response.Omitted, "half an answer is none")
	paths, err := filepath.Glob(folder + "/get_report/*")
	require.NoError(t, err)
	assert.Len(t, paths, 1)
}

func TestABodyThatIsSentAgainIsSeenOnce(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	next := answering("application/json", "")
	recorder, _ := newRecorder(t, folder, roundTripper(func(r *http.Request) (*http.Response, error) {
		if _, err := io.CopyN(io.Discard, r.Body, 5); err != nil { // The connection broke.
			return nil, err
		}
		body, err := r.GetBody()
		if err != nil {
			return nil, err
		}
		r = r.Clone(r.Context())
		r.Body = body
		return next.RoundTrip(r)
	}))
	send(t, recorder, http.MethodPatch, reportPath, "application/json", `{"reportDate": "2026-11-02"}`)
	e, err := exchange.Read(folder, "update_report/001-200")
	require.NoError(t, err)
	assert.JSONEq(t, `{"reportDate": "2026-11-02"}`, string(e.Request.Body))
}

func TestRecordingDisturbsNoCall(t *testing.T) {
	t.Parallel()
	t.Run("when nothing can be written", func(t *testing.T) {
		t.Parallel()
		folder := filepath.Join(t.TempDir(), "exchanges")
		recorder, log := newRecorder(t, folder, answering("application/json", `{"name": "Lisbon"}`))
		require.NoError(t, os.Remove(folder))
		assert.JSONEq(t, `{"name": "Lisbon"}`, send(t, recorder, http.MethodGet, reportPath, "", ""))
		assert.Contains(t, log.String(), "could not be recorded")
		assert.Contains(t, log.String(), "operation=get_report")
	})
	t.Run("when Concur does not answer", func(t *testing.T) {
		t.Parallel()
		folder, broken := t.TempDir(), errors.New("broken")
		recorder, log := newRecorder(t, folder, roundTripper(func(*http.Request) (*http.Response, error) { return nil, broken }))
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://us2.api.concursolutions.com"+reportPath, http.NoBody)
		require.NoError(t, err)
		_, err = recorder.RoundTrip(r) //nolint:bodyclose // There is no response.
		require.ErrorIs(t, err, broken)
		entries, err := os.ReadDir(folder)
		require.NoError(t, err)
		assert.Empty(t, entries)
		assert.Empty(t, log.String())
	})
	t.Run("when the operation is not known", func(t *testing.T) {
		t.Parallel()
		folder := t.TempDir()
		recorder, _ := newRecorder(t, folder, answering("text/plain", "hello"))
		assert.Equal(t, "hello", send(t, recorder, http.MethodGet, "/receipts/of/somebody", "", ""))
		entries, err := os.ReadDir(folder)
		require.NoError(t, err)
		assert.Empty(t, entries)
	})
}

func TestAFolderThatCannotBeMadeIsRefused(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err := New(Settings{Folder: file})
	assert.ErrorContains(t, err, "cannot be recorded")
}

func TestAFormIsWrittenPartByPart(t *testing.T) {
	t.Parallel()
	recorder, _ := newRecorder(t, t.TempDir(), nil)
	body := "--b\r\nContent-Disposition: form-data; name=\"quickExpenseRequest\"\r\nContent-Type: application/json\r\n\r\n" +
		`{"vendor": {"name": "Tasca"}, "transactionAmount": {"value": 5}}` + "\r\n--b\r\n" +
		"Content-Disposition: form-data; name=\"fileContent\"; filename=\"Rita.png\"\r\nContent-Type: image/png\r\n\r\n" +
		"\x89PNG\r\n\x1a\n\x00Rita\r\n--b--\r\n"
	content, parts := recorder.disguise.sent("multipart/form-data; boundary=b", captured([]byte(body)))
	assert.Zero(t, content)
	require.Len(t, parts, 2)
	assert.Regexp(t, `^\{"vendor":\{"name":"[A-Z][a-z]{4}"\},"transactionAmount":\{"value":5\}\}$`, string(parts[0].JSON))
	assert.NotContains(t, string(parts[0].JSON), "Tasca")
	assert.Equal(t, "image/png", parts[1].MediaType)
	assert.Regexp(t, `^[A-Z][a-z]{3}\.png$`, parts[1].Filename)
	assert.NotContains(t, parts[1].Filename, "Rita")
	assert.NotContains(t, recorder.disguise.filename("dinner.Rita"), "Rita", "what stands for an extension may be none")
	assert.Len(t, parts[1].Base64, 13)
	assert.Equal(t, "\x89PNG\r\n\x1a\n", string(parts[1].Base64[:8]), "it is still seen to be an image")
	assert.NotContains(t, string(parts[1].Base64), "Rita")
}
