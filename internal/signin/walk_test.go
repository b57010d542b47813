package signin_test

import (
	"context"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/signin"
	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

const rita = "rita.alves@haldenreyes.example"

// street is a whole way from a link to a connection: pages on a loopback address and
// a simulated Concur on another.
type street struct {
	*signin.Service
	sim    *simulator.Simulator
	store  tokenstore.Store
	concur string
}

func newStreet(t *testing.T, options simulator.Options) *street {
	t.Helper()
	sim, err := simulator.New(options)
	require.NoError(t, err)
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	hosts, err := auth.OnlyHost(server.URL)
	require.NoError(t, err)
	store := tokenstore.NewMemory()
	s := &street{sim: sim, store: store, concur: server.URL}
	s.Service = signin.New(signin.Settings{
		Store: store, Listen: "127.0.0.1:0", Application: simulator.ClientID,
		Connections: auth.NewConnections(auth.Settings{
			App:   auth.App{ClientID: simulator.ClientID, ClientSecret: auth.NewSecret(simulator.ClientSecret)},
			Store: store, Hosts: hosts, Client: server.Client(),
		}),
		Scopes: func(string) []string { return []string{"expense.report.readwrite", "openid"} },
	})
	t.Cleanup(func() { assert.NoError(t, s.Close(context.WithoutCancel(t.Context()))) })
	return s
}

// walker is a browser that follows redirects over the network.
type walker struct {
	t      *testing.T
	client *http.Client
}

func newWalker(t *testing.T) *walker {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	transport := &http.Transport{DisableKeepAlives: true}
	return &walker{t, &http.Client{Jar: jar, Timeout: time.Minute, Transport: transport}}
}

// walk opens a page, or sends the form of one; it gives where that ended.
func (w *walker) walk(method, address string, form url.Values) (at string, shown page) {
	w.t.Helper()
	request, err := http.NewRequestWithContext(w.t.Context(), method, address, strings.NewReader(form.Encode()))
	require.NoError(w.t, err)
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	response, err := w.client.Do(request)
	require.NoError(w.t, err)
	text, err := io.ReadAll(response.Body)
	require.NoError(w.t, err)
	require.NoError(w.t, response.Body.Close())
	return response.Request.URL.String(), page{status: response.StatusCode, text: html.UnescapeString(string(text))}
}

// signIn opens a link, continues and answers Concur's page.
func (w *walker) signIn(link signin.Link, answer url.Values) page {
	w.t.Helper()
	at, shown := w.walk(http.MethodGet, link.URL, nil)
	at, shown = w.walk(http.MethodPost, at, shown.form())
	require.Contains(w.t, at, "/oauth2/v0/authorize", shown.text)
	_, shown = w.walk(http.MethodPost, at, answer)
	return shown
}

func TestAPersonWalksFromALinkToAConnection(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]simulator.Options{
		"where Concur returns the state":         {},
		"where Concur does not return the state": {DropState: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStreet(t, options)
			link, err := s.Start(t.Context(), "local", "this computer")
			require.NoError(t, err)
			shown := newWalker(t).signIn(link, url.Values{"login": {rita}, "decision": {"continue"}})
			assert.Equal(t, http.StatusOK, shown.status, shown.text)
			assert.Contains(t, shown.text, "Connected")
			outcome, err := s.Wait(t.Context(), "local", link.ID)
			require.NoError(t, err)
			assert.Empty(t, outcome.Err)
			record, err := s.store.Get(t.Context(), tokenstore.Key{Principal: "local", Kind: "user"})
			require.NoError(t, err)
			assert.Equal(t, outcome.Account.Subject, record.Subject)
			assert.NotEmpty(t, record.RefreshToken)
		})
	}
}

func TestAPersonRefusesAtConcur(t *testing.T) {
	t.Parallel()
	s := newStreet(t, simulator.Options{})
	link, err := s.Start(t.Context(), "local", "this computer")
	require.NoError(t, err)
	shown := newWalker(t).signIn(link, url.Values{"decision": {"refuse"}})
	assert.Equal(t, http.StatusForbidden, shown.status)
	assert.Contains(t, shown.text, "user_denied")
	outcome, err := s.Wait(t.Context(), "local", link.ID)
	require.NoError(t, err)
	assert.Contains(t, outcome.Err, "user_denied")
	kinds, err := s.store.Kinds(t.Context(), "local")
	require.NoError(t, err)
	assert.Empty(t, kinds)
}

func TestAGeolocationThatIsNotConcurs(t *testing.T) {
	t.Parallel()
	store := tokenstore.NewMemory()
	service := signin.New(signin.Settings{
		Store: store, Base: func() string { return base },
		Connections: auth.NewConnections(auth.Settings{Store: store, Hosts: auth.ConcurHosts(), Client: &http.Client{Transport: deadEnd{t}}}),
	})
	link, err := service.Start(t.Context(), alice, "Alice")
	require.NoError(t, err)
	person := (&kit{handler: service.Handler()}).surfer(t)
	state := person.open(link)
	query := url.Values{"code": {"code-1"}, "state": {state}, "geolocation": {"https://us2.api.concursolutions.com.evil.example"}}
	shown := person.get(callback + "?" + query.Encode())
	assert.Equal(t, http.StatusBadGateway, shown.status)
	assert.Contains(t, shown.text, "not one of Concur's")
	assert.NotContains(t, shown.text, "code-1")
}

// deadEnd is a network that nothing may be sent to.
type deadEnd struct{ t *testing.T }

func (d deadEnd) RoundTrip(r *http.Request) (*http.Response, error) {
	d.t.Errorf("a request was sent to %s", r.URL.Host)
	return nil, http.ErrHandlerTimeout
}

func TestACompanyWalksInFromAppCenter(t *testing.T) {
	t.Parallel()
	s := newStreet(t, simulator.Options{})
	// App Center needs a server that is there all the time.
	server := httptest.NewUnstartedServer(nil)
	settings := s.Settings
	settings.Listen, settings.Base = "", func() string { return "http://" + server.Listener.Addr().String() }
	service := signin.New(settings)
	server.Config.Handler = service.Handler()
	server.Start()
	t.Cleanup(server.Close)

	link, err := service.StartAppCenter(t.Context(), "the operator")
	require.NoError(t, err)
	w := newWalker(t)
	at, shown := w.walk(http.MethodGet, link.URL, nil)
	_, _ = w.walk(http.MethodPost, at, shown.form())
	visit := url.Values{"id": {s.sim.CompanyID()}, "requestToken": {s.sim.RequestToken()}, "userId": {"x"}}
	at, shown = w.walk(http.MethodGet, server.URL+"/appcenter?"+visit.Encode(), nil)
	assert.Equal(t, server.URL+"/appcenter", at)
	_, shown = w.walk(http.MethodPost, at, shown.form())
	assert.Equal(t, http.StatusOK, shown.status, shown.text)
	record, err := s.store.Get(t.Context(), tokenstore.Key{Principal: auth.Deployment, Kind: "company"})
	require.NoError(t, err)
	assert.Equal(t, s.sim.CompanyID(), record.Subject)
}
