package signin_test

import (
	"bytes"
	"context"
	"errors"
	"html"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/signin"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

const (
	base     = "https://concur.example.com"
	callback = base + signin.CallbackPath
	alice    = "token/alice"
)

// concur is the other side of an exchange.
type concur struct {
	mu        sync.Mutex
	codes     []auth.Code
	principal []string
	requests  []string
	refusal   error
	account   auth.Account
}

func (*concur) AuthorizeURL(redirectURI, state string, scopes []string) string {
	return "https://www-glz.example.com/authorize?" + url.Values{
		"redirect_uri": {redirectURI}, "state": {state}, "scope": {strings.Join(scopes, " ")},
	}.Encode()
}

func (c *concur) ConnectCode(_ context.Context, principal string, code auth.Code) (auth.Account, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.codes, c.principal = append(c.codes, code), append(c.principal, principal)
	return c.account, c.refusal
}

func (c *concur) ConnectRequestToken(
	_ context.Context, principal string, kind auth.Kind, id string, token auth.Secret,
) (auth.Account, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.principal = append(c.principal, principal)
	c.requests = append(c.requests, string(kind)+" "+id+" "+token.Reveal())
	return c.account, c.refusal
}

// kit is a service with a clock, a store and a Concur that tests hold in hand.
type kit struct {
	*signin.Service
	store   tokenstore.Store
	concur  *concur
	handler http.Handler
	log     *bytes.Buffer
	mu      sync.Mutex
	now     time.Time
}

func newKit(t *testing.T) *kit {
	t.Helper()
	k := &kit{
		now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), log: &bytes.Buffer{},
		concur: &concur{account: auth.Account{Kind: auth.User, Subject: "a1b2", Name: "dana@example.com"}},
	}
	k.store = tokenstore.NewMemoryAt(k.clock)
	k.Service = signin.New(signin.Settings{
		Store: k.store, Connections: k.concur, Base: func() string { return base + "/" },
		Scopes:      func(string) []string { return []string{"expense.report.readwrite", "openid", "strange.scope"} },
		Application: "client-7", Datacenter: "us2", Now: k.clock,
		Logger: slog.New(slog.NewTextHandler(k.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	k.handler = k.Handler()
	return k
}

func (k *kit) clock() time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.now
}

func (k *kit) wait(d time.Duration) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.now = k.now.Add(d)
}

func (k *kit) start(t *testing.T) signin.Link {
	t.Helper()
	link, err := k.Start(t.Context(), alice, "Alice <alice>")
	require.NoError(t, err)
	return link
}

// surfer is a browser without a screen.
type surfer struct {
	t       *testing.T
	handler http.Handler
	jar     *cookiejar.Jar
}

func (k *kit) surfer(t *testing.T) *surfer {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	return &surfer{t, k.handler, jar}
}

// page is an answer as a person sees it.
type page struct {
	status   int
	header   http.Header
	text     string // without entities
	source   string
	location string
}

func (s *surfer) get(address string) page { return s.send(http.MethodGet, address, nil, "") }

func (s *surfer) post(address string, form url.Values) page {
	return s.send(http.MethodPost, address, form, "same-origin")
}

func (s *surfer) send(method, address string, form url.Values, site string) page {
	s.t.Helper()
	request := httptest.NewRequestWithContext(s.t.Context(), method, address, strings.NewReader(form.Encode()))
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if site != "" {
		request.Header.Set("Sec-Fetch-Site", site)
	}
	for _, cookie := range s.jar.Cookies(request.URL) {
		request.AddCookie(cookie)
	}
	recorder := httptest.NewRecorder()
	s.handler.ServeHTTP(recorder, request)
	response := recorder.Result()
	s.jar.SetCookies(request.URL, response.Cookies())
	require.NoError(s.t, response.Body.Close())
	return page{
		status: recorder.Code, header: recorder.Header(), location: recorder.Header().Get("Location"),
		text: html.UnescapeString(recorder.Body.String()), source: recorder.Body.String(),
	}
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)

// form is what the form on a page would send.
func (p page) form() url.Values {
	form := url.Values{}
	for _, found := range hidden.FindAllStringSubmatch(p.text, -1) {
		form.Set(found[1], found[2])
	}
	return form
}

// open opens a link and continues; it gives the state that went to Concur.
func (s *surfer) open(link signin.Link) (state string) {
	s.t.Helper()
	continued := s.post(link.URL, s.get(link.URL).form())
	require.Equal(s.t, http.StatusSeeOther, continued.status, continued.text)
	address, err := url.Parse(continued.location)
	require.NoError(s.t, err)
	return address.Query().Get("state")
}

// back is Concur's redirect.
func back(code, state string) string {
	query := url.Values{"code": {code}, "geolocation": {"https://us2.api.concursolutions.com"}}
	if state != "" {
		query.Set("state", state)
	}
	return callback + "?" + query.Encode()
}

// exchanged are the codes that came to Concur.
func (k *kit) exchanged() []string {
	k.concur.mu.Lock()
	defer k.concur.mu.Unlock()
	codes := []string{}
	for _, code := range k.concur.codes {
		codes = append(codes, code.Code)
	}
	return codes
}

// outcome is what waits for the agent; a sign-in that goes on has none.
func (k *kit) outcome(t *testing.T, link signin.Link) (signin.Outcome, bool) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // one look
	outcome, err := k.Wait(ctx, alice, link.ID)
	if errors.Is(err, context.Canceled) {
		return signin.Outcome{}, false
	}
	require.NoError(t, err)
	return outcome, true
}
