package simulator

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// People of the sample company.
const (
	traveller     = "luca.ferri@haldenreyes.example"
	manager       = "rita.alves@haldenreyes.example"
	administrator = "ada.novak@haldenreyes.example"
)

// clock is a clock that tests move.
type clock struct{ unix atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.unix.Store(time.Date(2026, time.March, 2, 9, 30, 0, 0, time.UTC).Unix())
	return c
}

func (c *clock) now() time.Time                 { return time.Unix(c.unix.Load(), 0).UTC() }
func (c *clock) forward(by time.Duration)       { c.unix.Add(int64(by.Seconds())) }
func (c *clock) options(others Options) Options { others.Now = c.now; return others }

func newSimulator(t *testing.T, options Options) *Simulator {
	t.Helper()
	if options.Now == nil {
		options.Now = newClock().now
	}
	s, err := New(options)
	require.NoError(t, err)
	return s
}

// received is an answer with its body read.
type received struct {
	status int
	header http.Header
	body   string
}

func (r received) into(t *testing.T, target any) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(r.body), target), r.body)
}

// request builds a request to the in-process address. Headers come in pairs.
func request(t *testing.T, method, path, body string, headers ...string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, InProcessURL+path, strings.NewReader(body))
	require.NoError(t, err)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

func roundTrip(t *testing.T, s *Simulator, r *http.Request) received {
	t.Helper()
	response, err := s.Transport().RoundTrip(r)
	require.NoError(t, err)
	defer func() { assert.NoError(t, response.Body.Close()) }()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return received{response.StatusCode, response.Header, string(body)}
}

func send(t *testing.T, s *Simulator, method, path, accessToken, body string, headers ...string) received {
	t.Helper()
	r := request(t, method, path, body, headers...)
	if accessToken != "" {
		r.Header.Set("Authorization", "Bearer "+accessToken)
	}
	return roundTrip(t, s, r)
}

func get(t *testing.T, s *Simulator, path, accessToken string) received {
	t.Helper()
	return send(t, s, http.MethodGet, path, accessToken, "", "Accept", "application/json")
}

// refresh asks for tokens; further form values come in pairs, an empty one removes
// the parameter.
func refresh(t *testing.T, s *Simulator, refreshToken string, pairs ...string) received {
	t.Helper()
	form := url.Values{
		"grant_type": {"refresh_token"}, "client_id": {ClientID}, "client_secret": {ClientSecret},
		"refresh_token": {refreshToken},
	}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
		if pairs[i+1] == "" {
			form.Del(pairs[i])
		}
	}
	return send(t, s, http.MethodPost, "/oauth2/v0/token", "", form.Encode(),
		"Content-Type", "application/x-www-form-urlencoded")
}

func tokens(t *testing.T, s *Simulator, refreshToken string) tokenResponse {
	t.Helper()
	answer := refresh(t, s, refreshToken)
	require.Equal(t, http.StatusOK, answer.status, answer.body)
	var got tokenResponse
	answer.into(t, &got)
	return got
}

// access gives the access token of a person.
func access(t *testing.T, s *Simulator, login string) string {
	t.Helper()
	return tokens(t, s, s.Connect(login)).AccessToken
}

func companyAccess(t *testing.T, s *Simulator) string {
	t.Helper()
	return tokens(t, s, s.ConnectCompany()).AccessToken
}

// userID is the UUID of a person.
func userID(t *testing.T, s *Simulator, login string) string {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.state.personByLogin(login)
	require.NotNil(t, p, login)
	return p.id
}

func TestEveryOperationOfTheCatalogueIsAnsweredAndNothingElse(t *testing.T) {
	t.Parallel()
	answers := newSimulator(t, Options{}).answers
	for _, op := range catalogue.All() {
		assert.NotNil(t, answers[op.Name], op.Name)
		delete(answers, op.Name)
	}
	assert.Empty(t, answers, "handlers without an operation")
}

func TestSameSeedGivesTheSameCompany(t *testing.T) {
	t.Parallel()
	first, second := newSimulator(t, Options{Seed: 7}), newSimulator(t, Options{Seed: 7})
	other := newSimulator(t, Options{Seed: 8})
	for _, path := range []string{
		"/api/v3.0/common/locations", "/api/v3.0/expense/reports?user=ALL&limit=100", "/api/v3.0/expense/entries?user=ALL&limit=100",
		"/api/v3.0/expense/expensegroupconfigurations?user=ALL",
	} {
		same := get(t, first, path, access(t, first, administrator)).body
		assert.Equal(t, same, get(t, second, path, access(t, second, administrator)).body)
		assert.NotEqual(t, same, get(t, other, path, access(t, other, administrator)).body)
	}
}

func TestAnswersCarryCorrelationAndMark(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	for name, path := range map[string]string{"known path": "/oauth2/v0/jwks", "unknown path": "/nowhere", "own page": ownPath} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			echoed := send(t, s, http.MethodGet, path, "", "", "concur-correlationid", "my-id")
			assert.Equal(t, "my-id", echoed.header.Get("concur-correlationid"))
			assert.Equal(t, "true", echoed.header.Get("X-Concur-Simulator"))
			assert.Regexp(t, uuidForm, get(t, s, path, "").header.Get("concur-correlationid"))
		})
	}
}

func TestDeprecatedOperationsSaySo(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	bearer := access(t, s, traveller)
	for path, deprecated := range map[string]bool{
		"/profile/v1/me": true, "/api/v3.0/common/locations": true, "/api/v3.0/expense/reports": false, "/nowhere": false,
	} {
		header := get(t, s, path, bearer).header
		assert.Equal(t, deprecated, header.Get("x-api-warn") != "", path)
		assert.Equal(t, deprecated, header.Get("sunset") != "", path)
	}
	sunset, err := http.ParseTime(get(t, s, "/profile/v1/me", bearer).header.Get("sunset"))
	require.NoError(t, err)
	assert.True(t, sunset.After(newClock().now()))
}

func TestResetPutsTheCompanyBack(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{Seed: 3, Faults: []Fault{{Operation: "oauth_jwks", Nth: 1, Kind: ServerError}}})
	before := get(t, s, "/api/v3.0/common/locations", access(t, s, traveller)).body
	s.Revoke(UserTokenPrefix + traveller)
	s.AddFault(Fault{Kind: ServerError})
	require.NoError(t, s.Reset())
	assert.Equal(t, before, get(t, s, "/api/v3.0/common/locations", tokens(t, s, UserTokenPrefix+traveller).AccessToken).body)
	assert.Len(t, s.Journal(), 2)
	assert.Equal(t, http.StatusInternalServerError, get(t, s, "/oauth2/v0/jwks", "").status, "a fault of the options is planned again")
}

func TestParallelRequestsAreAnsweredOnAPort(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{RotateRefreshTokens: true})
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	bearer := access(t, s, traveller)
	failures := make(chan error, 8*5)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 5 {
				r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/profile/v1/me", http.NoBody)
				if err != nil {
					failures <- err
					return
				}
				r.Header.Set("Authorization", "Bearer "+bearer)
				response, err := server.Client().Do(r)
				if err != nil {
					failures <- err
					return
				}
				assert.Equal(t, http.StatusOK, response.StatusCode)
				failures <- response.Body.Close()
				s.Journal()
				s.AddFault(Fault{Operation: "oauth_jwks", Kind: ServerError})
			}
		})
	}
	group.Wait()
	close(failures)
	for err := range failures {
		require.NoError(t, err)
	}
	assert.Len(t, s.Journal(), 41)
}
