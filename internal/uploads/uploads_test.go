package uploads_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/files"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/uploads"
)

const (
	about   = "the receipt of Taxi, 25.00 EUR on 2026-11-20"
	purpose = "attach report-1 expense-1"
	pdf     = "%PDF-1.4\n%%EOF\n"
)

// desk is a service with its page on a port and a clock that the test sets.
type desk struct {
	*uploads.Service
	url string

	mu  sync.Mutex
	now time.Time
}

func (d *desk) clock() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.now
}

func (d *desk) pass(duration time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now = d.now.Add(duration)
}

func open(t *testing.T) *desk {
	t.Helper()
	d := &desk{now: time.Now()}
	d.Service = uploads.New(uploads.Settings{Store: tokenstore.NewMemory(), Base: func() string { return d.url }, Now: d.clock})
	server := httptest.NewServer(d.Handler())
	t.Cleanup(server.Close)
	d.url = server.URL
	return d
}

func (d *desk) ask(t *testing.T) uploads.Link {
	t.Helper()
	link, err := d.Start(t.Context(), uploads.Wanted{
		Principal: "token/rita", Who: "Rita <b>", About: about, For: purpose,
		MediaTypes: []string{files.PDF, files.PNG, files.JPEG}, Bytes: 1 << 20,
	})
	require.NoError(t, err)
	return link
}

// browser is a client with a cookie jar.
func browser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	return &http.Client{Jar: jar}
}

func send(t *testing.T, client *http.Client, method, url, mediaType string, body io.Reader) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, body)
	require.NoError(t, err)
	if mediaType != "" {
		request.Header.Set("Content-Type", mediaType)
	}
	response, err := client.Do(request)
	require.NoError(t, err)
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	return response.StatusCode, string(text)
}

var tokenField = regexp.MustCompile(`name="token" value="([^"]+)"`)

// show opens a link and gives the token of its form.
func show(t *testing.T, client *http.Client, url string) (page, token string) {
	t.Helper()
	status, page := send(t, client, http.MethodGet, url, "", nil)
	require.Equal(t, http.StatusOK, status, page)
	found := tokenField.FindStringSubmatch(page)
	require.Len(t, found, 2, page)
	return page, found[1]
}

// drop sends a form as a browser does.
func drop(t *testing.T, client *http.Client, url, token, name, content string) (int, string) {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	require.NoError(t, form.WriteField("token", token))
	part, err := form.CreateFormFile("file", name)
	require.NoError(t, err)
	_, err = io.WriteString(part, content)
	require.NoError(t, err)
	require.NoError(t, form.Close())
	return send(t, client, http.MethodPost, url, form.FormDataContentType(), &body)
}

// hand does what a person does with a link.
func (d *desk) hand(t *testing.T, link uploads.Link) {
	t.Helper()
	client := browser(t)
	_, token := show(t, client, link.URL)
	status, page := drop(t, client, link.URL, token, "taxi.pdf", pdf)
	require.Equal(t, http.StatusOK, status, page)
}

func TestAFileComesFromAPersonToTheCallThatAsked(t *testing.T) {
	t.Parallel()
	d := open(t)
	link := d.ask(t)
	client := browser(t)
	page, token := show(t, client, link.URL)
	assert.Contains(t, page, about, "the person is told what for")
	assert.Contains(t, page, "Rita &lt;b&gt;", "and by whom, as text")
	assert.Contains(t, page, "PDF, PNG or JPEG, at most 1 MB")
	_, _, err := d.Take(t.Context(), "token/rita", link.ID, purpose)
	var missing *uploads.MissingError
	require.ErrorAs(t, err, &missing, "nothing has come yet")

	status, page := drop(t, client, link.URL, token, `C:\photos\taxi.pdf`, pdf)
	require.Equal(t, http.StatusOK, status)
	assert.Contains(t, page, "<strong>taxi.pdf</strong> arrived")
	require.NoError(t, d.Wait(t.Context(), "token/rita", link.ID))
	file, ended, err := d.Take(t.Context(), "token/rita", link.ID, purpose)
	require.NoError(t, err)
	assert.Equal(t, files.PDF, file.MediaType)
	assert.Equal(t, "taxi.pdf", file.Name)
	content, err := file.Open()
	require.NoError(t, err)
	text, err := io.ReadAll(content)
	require.NoError(t, err)
	assert.Equal(t, pdf, string(text))
	ended(nil)
	_, _, err = d.Take(t.Context(), "token/rita", link.ID, purpose)
	var gone *uploads.GoneError
	require.ErrorAs(t, err, &gone, "a file that was used is gone")
}

// outcome is an error that says what it left behind.
type outcome string

func (o outcome) Error() string       { return string(o) }
func (o outcome) WhatChanged() string { return string(o) }

func TestAFileIsGivenToOneCallAtATime(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		ended error
		again bool
	}{
		"a call that changed nothing gives it back":        {fmt.Errorf("refused: %w", outcome("nothing_changed")), true},
		"a call of unknown outcome keeps it":               {outcome("unknown"), false},
		"a call that failed after a change keeps it":       {outcome("changed"), false},
		"a call that crashed may have used it, and has it": {errors.New("crashed"), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t)
			link := d.ask(t)
			d.hand(t, link)
			_, ended, err := d.Take(t.Context(), "token/rita", link.ID, purpose)
			require.NoError(t, err)
			_, _, err = d.Take(t.Context(), "token/rita", link.ID, purpose)
			var used *uploads.UsedError
			require.ErrorAs(t, err, &used, "two calls at once would send it twice")
			ended(c.ended)
			_, _, err = d.Take(t.Context(), "token/rita", link.ID, purpose)
			if c.again {
				require.NoError(t, err)
				return
			}
			require.ErrorAs(t, err, &used)
		})
	}
}

func TestAFileIsForItsCallerAndItsPurposeAlone(t *testing.T) {
	t.Parallel()
	d := open(t)
	link := d.ask(t)
	d.hand(t, link)
	var gone *uploads.GoneError
	_, _, err := d.Take(t.Context(), "token/tom", link.ID, purpose)
	require.ErrorAs(t, err, &gone)
	require.ErrorAs(t, d.Wait(t.Context(), "token/tom", link.ID), &gone)
	_, _, err = d.Take(t.Context(), "token/rita", link.ID, "attach report-1 expense-2")
	var other *uploads.ElseError
	require.ErrorAs(t, err, &other)
	require.ErrorContains(t, err, about)
	_, _, err = d.Take(t.Context(), "token/rita", "made up", purpose)
	require.ErrorAs(t, err, &gone)
}

func TestALinkTakesOneFileInTime(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		open func(t *testing.T, d *desk) string
		want int
		says string
	}{
		{"a link that was used", func(t *testing.T, d *desk) string {
			t.Helper()
			link := d.ask(t)
			d.hand(t, link)
			return link.URL
		}, http.StatusGone, "A file was handed over already"},
		{"a link that has expired", func(t *testing.T, d *desk) string {
			t.Helper()
			link := d.ask(t)
			d.pass(11 * time.Minute)
			return link.URL
		}, http.StatusGone, "This link has expired"},
		{"a link that nobody made", func(_ *testing.T, d *desk) string { return d.url + "/upload/made-up" }, http.StatusNotFound, "not known"},
		{"the id of a link in place of its secret", func(t *testing.T, d *desk) string {
			t.Helper()
			return d.url + "/upload/" + d.ask(t).ID
		}, http.StatusNotFound, "not known"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := open(t)
			url := c.open(t, d)
			status, page := send(t, browser(t), http.MethodGet, url, "", nil)
			assert.Equal(t, c.want, status)
			assert.Contains(t, page, c.says)
			status, _ = drop(t, browser(t), url, "x", "taxi.pdf", pdf)
			assert.Equal(t, c.want, status, "a form is held to the same")
		})
	}
}

func TestAFormIsOfTheBrowserThatOpenedTheLink(t *testing.T) {
	t.Parallel()
	d := open(t)
	link := d.ask(t)
	_, token := show(t, browser(t), link.URL)
	status, page := drop(t, browser(t), link.URL, token, "taxi.pdf", pdf)
	assert.Equal(t, http.StatusForbidden, status)
	assert.Contains(t, page, "This form cannot be taken")
	status, _ = send(t, browser(t), http.MethodPost, link.URL, "application/x-www-form-urlencoded", strings.NewReader("token="+token))
	assert.Equal(t, http.StatusForbidden, status)
	d.hand(t, link)
}

func TestAFileThatDoesNotComeInLeavesTheLinkOpen(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ content, says string }{
		"too large":                 {"%PDF-1.4" + strings.Repeat("x", 1<<20), "is too large"},
		"empty":                     {"", "There was no file"},
		"another kind than it says": {"GIF89a, not a PDF", "not one of the kinds"},
		"a page with a script":      {"<script>alert(1)</script>", "not one of the kinds"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t)
			link := d.ask(t)
			client := browser(t)
			_, token := show(t, client, link.URL)
			status, page := drop(t, client, link.URL, token, "taxi.pdf", c.content)
			assert.Equal(t, http.StatusUnprocessableEntity, status)
			assert.Contains(t, page, c.says)
			status, page = drop(t, client, link.URL, token, "taxi.pdf", pdf)
			assert.Equal(t, http.StatusOK, status, page)
		})
	}
}

func TestAsManyLinksAreOpenAsTheStoreAllows(t *testing.T) {
	t.Parallel()
	d := open(t)
	for range tokenstore.MostTickets {
		d.ask(t)
	}
	_, err := d.Start(t.Context(), uploads.Wanted{Principal: "token/rita"})
	var many *uploads.TooManyError
	require.ErrorAs(t, err, &many)
	_, err = d.Start(t.Context(), uploads.Wanted{Principal: "token/tom"})
	require.NoError(t, err, "others have their own")
}

func TestWaitingEndsWithTheCallerOrTheLink(t *testing.T) {
	t.Parallel()
	d := open(t)
	link := d.ask(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, d.Wait(ctx, "token/rita", link.ID), context.Canceled)
	d.pass(11 * time.Minute)
	var gone *uploads.GoneError
	require.ErrorAs(t, d.Wait(t.Context(), "token/rita", link.ID), &gone)
}

func TestTextsFromOutsideStayShort(t *testing.T) {
	t.Parallel()
	d := open(t)
	long := strings.Repeat("long ", 1_000)
	link, err := d.Start(t.Context(), uploads.Wanted{
		Principal: "token/rita", Who: long, About: long, For: long + "1", MediaTypes: []string{files.PDF}, Bytes: 1 << 20,
	})
	require.NoError(t, err)
	client := browser(t)
	page, token := show(t, client, link.URL)
	assert.Less(t, len(page), 8_000)
	status, page := drop(t, client, link.URL, token, "taxi\u202egpj\u2028.pdf"+long, pdf)
	require.Equal(t, http.StatusOK, status)
	assert.Contains(t, page, "<strong>taxigpj.pdflong", "nothing in a name turns or breaks a line")
	var other *uploads.ElseError
	_, _, err = d.Take(t.Context(), "token/rita", link.ID, long+"2")
	require.ErrorAs(t, err, &other, "all of what it is for counts, shown or not")
	assert.Less(t, len(other.Error()), 1_500)
}

func TestAFormThatStandsStillKeepsNobodyFromSending(t *testing.T) {
	t.Parallel()
	d := open(t)
	slow := d.ask(t)
	client := browser(t)
	_, token := show(t, client, slow.URL)
	body, rest := io.Pipe()
	form := multipart.NewWriter(rest)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, slow.URL, body)
	require.NoError(t, err)
	request.Header.Set("Content-Type", form.FormDataContentType())
	done := make(chan error, 1)
	go func() {
		response, err := client.Do(request)
		if err == nil {
			err = response.Body.Close()
		}
		done <- err
	}()
	require.NoError(t, form.WriteField("token", token))
	part, err := form.CreateFormFile("file", "taxi.pdf")
	require.NoError(t, err)
	_, err = io.WriteString(part, "%PDF-")
	require.NoError(t, err)

	d.hand(t, d.ask(t))
	d.hand(t, slow) // from another browser
	_, err = io.WriteString(part, "1.4")
	require.NoError(t, err)
	require.NoError(t, form.Close())
	require.NoError(t, rest.Close())
	require.NoError(t, <-done)
	file, _, err := d.Take(t.Context(), "token/rita", slow.ID, purpose)
	require.NoError(t, err)
	assert.EqualValues(t, len(pdf), file.Size, "the file that was whole first counts")
}
