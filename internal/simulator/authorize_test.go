package simulator

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const callback = "http://127.0.0.1:8765/oauth/callback"

// authorizeQuery asks for a sign-in; pairs change it, an empty value removes one.
func authorizeQuery(pairs ...string) string {
	query := url.Values{"client_id": {ClientID}, "redirect_uri": {callback}, "response_type": {"code"}, "state": {"a state"}}
	for i := 0; i < len(pairs); i += 2 {
		query.Set(pairs[i], pairs[i+1])
		if pairs[i+1] == "" {
			query.Del(pairs[i])
		}
	}
	return authorizePath + "?" + query.Encode()
}

// answerPage sends what the sign-in page would send.
func answerPage(t *testing.T, s *Simulator, page string, form url.Values, headers ...string) received {
	t.Helper()
	headers = append([]string{"Content-Type", "application/x-www-form-urlencoded"}, headers...)
	return send(t, s, http.MethodPost, page, "", form.Encode(), headers...)
}

// sentBack is the query of a redirect to an address.
func sentBack(t *testing.T, answer received, address string) url.Values {
	t.Helper()
	require.Equal(t, http.StatusFound, answer.status, answer.body)
	at, rest, _ := strings.Cut(answer.header.Get("Location"), "?")
	require.Equal(t, address, at)
	query, err := url.ParseQuery(rest)
	require.NoError(t, err)
	return query
}

// signedIn is the redirect after somebody signed in and agreed.
func signedIn(t *testing.T, s *Simulator, login string, pairs ...string) url.Values {
	t.Helper()
	return sentBack(t, answerPage(t, s, authorizeQuery(pairs...), url.Values{"login": {login}}), callback)
}

func TestTheSignInPageSaysWhoAsksForWhat(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	s.state.personByLogin(daniel).active = false
	page := get(t, s, authorizeQuery("scope", "EXPRPT user.read"), "")
	assert.Equal(t, http.StatusOK, page.status)
	assert.Contains(t, page.header.Get("Content-Type"), "text/html")
	assert.Contains(t, page.header.Get("Content-Security-Policy"), "form-action 'self' http://127.0.0.1:8765")
	assert.Contains(t, page.header.Get("Content-Security-Policy"), "default-src 'none'")
	assert.Equal(t, "no-store", page.header.Get("Cache-Control"))
	for _, shown := range []string{
		"Halden &amp; Reyes", "Concur MCP", "127.0.0.1:8765", "3 scopes", "<code>EXPRPT</code>", "<code>openid</code>", "Rita Alves", rita,
		"Refuse",
	} {
		assert.Contains(t, page.body, shown)
	}
	for _, hidden := range []string{daniel, "PAYBAT", ClientSecret, "a state", "<script"} {
		assert.NotContains(t, page.body, hidden)
	}
	assert.Contains(t, get(t, s, authorizeQuery(), "").body, "PAYBAT", "without scope all of the application's are asked for")
}

func TestSomebodySignsIn(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	got := signedIn(t, s, strings.ToUpper(rita))
	assert.Equal(t, InProcessURL, got.Get("geolocation"))
	assert.Regexp(t, uuidForm, got.Get("code"))
	assert.Equal(t, "a state", got.Get("state"))
	assert.NotEqual(t, got.Get("code"), signedIn(t, s, rita).Get("code"))
}

func TestTheRedirectKeepsTheQueryOfItsAddress(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	answer := answerPage(t, s, authorizeQuery("redirect_uri", callback+"?at=home"), url.Values{"login": {rita}})
	assert.True(t, strings.HasPrefix(answer.header.Get("Location"), callback+"?at=home&geolocation="), answer.header.Get("Location"))
}

func TestStateCanBeDropped(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{DropState: true})
	assert.NotContains(t, signedIn(t, s, rita), "state")
	refused := sentBack(t, answerPage(t, s, authorizeQuery(), url.Values{"decision": {"refuse"}}), callback)
	assert.NotContains(t, refused, "state")
	assert.NotContains(t, signedIn(t, newSimulator(t, Options{}), rita, "state", ""), "state", "none was sent")
}

func TestWhatGoesWrongAfterTheAddressIsKnownGoesBackToIt(t *testing.T) {
	t.Parallel()
	others := []Application{
		{ID: "off", Secret: "1", Name: "Off", Disabled: true},
		{ID: "server", Secret: "2", Name: "Server", WithoutGrants: []string{"authorization_code"}},
	}
	for name, test := range map[string]struct {
		query []string
		form  url.Values
		code  string
		says  string
	}{
		"the person refuses":                  {nil, url.Values{"decision": {"refuse"}, "login": {rita}}, "12", "user_denied"},
		"the person is disabled":              {nil, url.Values{"login": {daniel}}, "10", "disabled"},
		"a scope that nobody has":             {[]string{"scope", "EXPRPT nothing.read"}, url.Values{"login": {rita}}, "54", "scope"},
		"a disabled application":              {[]string{"client_id", "off"}, url.Values{"login": {rita}}, "59", "disabled"},
		"an application without this sign-in": {[]string{"client_id", "server"}, url.Values{"login": {rita}}, "60", "not enabled"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSimulator(t, Options{Applications: others})
			s.state.personByLogin(daniel).active = false
			got := sentBack(t, answerPage(t, s, authorizeQuery(test.query...), test.form), callback)
			assert.Equal(t, test.code, got.Get("error_code"))
			assert.Contains(t, got.Get("error_description"), test.says)
			assert.Equal(t, "a state", got.Get("state"))
			assert.NotContains(t, got, "code")
			assert.Empty(t, s.signIns.codes)
		})
	}
}

func TestTheBrowserStaysWhereTheAddressIsNotTheApplications(t *testing.T) {
	t.Parallel()
	registered := []string{"https://mcp.example.com/oauth/callback"}
	for name, test := range map[string]struct {
		registered []string
		query      []string
	}{
		"no client":                         {nil, []string{"client_id", ""}},
		"an unknown client":                 {nil, []string{"client_id", "<b>somebody</b>"}},
		"no redirect_uri":                   {nil, []string{"redirect_uri", ""}},
		"a redirect_uri on another machine": {nil, []string{"redirect_uri", "http://192.0.2.7/callback"}},
		"a name that begins like loopback":  {nil, []string{"redirect_uri", "http://127.0.0.1.attacker.example/"}},
		"a relative redirect_uri":           {nil, []string{"redirect_uri", "/oauth/callback"}},
		"a script":                          {nil, []string{"redirect_uri", "javascript:alert(1)"}},
		"a user in it":                      {nil, []string{"redirect_uri", "https://mcp.example.com@attacker.example/"}},
		"a fragment":                        {nil, []string{"redirect_uri", callback + "#there"}},
		"a host that would end the policy":  {nil, []string{"redirect_uri", "https://a;script-src*/"}},
		"one that is not registered":        {registered, []string{"redirect_uri", callback}},
		"one that is longer than it":        {registered, []string{"redirect_uri", registered[0] + "/more"}},
		"no response_type":                  {nil, []string{"response_type", ""}},
		"another response_type":             {nil, []string{"response_type", "token"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSimulator(t, Options{RedirectURIs: test.registered})
			page := authorizeQuery(test.query...)
			for _, answer := range []received{get(t, s, page, ""), answerPage(t, s, page, url.Values{"login": {rita}})} {
				assert.Equal(t, http.StatusBadRequest, answer.status)
				assert.Empty(t, answer.header.Get("Location"))
				assert.Contains(t, answer.body, "This sign-in does not work")
				assert.NotContains(t, answer.body, "<b>somebody")
			}
			assert.Empty(t, s.signIns.codes)
		})
	}
}

func TestRedirectAddressesThatAreTaken(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		registered []string
		address    string
		target     string
	}{
		"loopback by name":       {nil, "http://localhost:8765/oauth/callback", "http://localhost:8765"},
		"loopback, IPv6":         {nil, "http://[::1]:8765/oauth/callback", "http:"},
		"any https":              {nil, "https://mcp.example.com/oauth/callback", "https://mcp.example.com"},
		"one that is registered": {[]string{"https://a.example/", callback}, callback, "http://127.0.0.1:8765"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSimulator(t, Options{RedirectURIs: test.registered})
			page := authorizeQuery("redirect_uri", test.address)
			shown := get(t, s, page, "")
			assert.Equal(t, http.StatusOK, shown.status)
			assert.True(t, strings.HasSuffix(shown.header.Get("Content-Security-Policy"), "form-action 'self' "+test.target))
			sentBack(t, answerPage(t, s, page, url.Values{"login": {rita}}), test.address)
		})
	}
}

func TestAnAnswerThatNamesNobodyShowsThePageAgain(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	for _, login := range []string{"", "nobody@haldenreyes.example", "<b>"} {
		answer := answerPage(t, s, authorizeQuery(), url.Values{"login": {login}})
		assert.Equal(t, http.StatusBadRequest, answer.status)
		assert.Contains(t, answer.body, "Choose somebody")
		assert.NotContains(t, answer.body, "<b>")
	}
	notAForm := send(t, s, http.MethodPost, authorizeQuery(), "", `{"login": "`+rita+`"}`, "Content-Type", "application/json")
	requireOAuthError(t, notAForm, 400, 135, "invalid_request")
}

func TestThePageOfAnotherSiteSignsNobodyIn(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	for header, value := range map[string]string{"Origin": "https://attacker.example", "Sec-Fetch-Site": "cross-site"} {
		answer := answerPage(t, s, authorizeQuery(), url.Values{"login": {rita}}, header, value)
		assert.Equal(t, http.StatusForbidden, answer.status, header)
	}
	assert.Empty(t, s.signIns.codes)
}

func TestSomebodyWhoMovedIsSentBackWithTheirDataCentre(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	s.MovePerson(rita, elsewhere+"/")
	s.MovePerson("nobody", elsewhere)
	back := signedIn(t, s, rita)
	assert.Equal(t, elsewhere, back.Get("geolocation"))
	got := granted(t, s, "grant_type", "authorization_code", "code", back.Get("code"), "redirect_uri", callback)
	assert.Equal(t, elsewhere, got.Geolocation)
	moved := requireOAuthError(t, refresh(t, s, got.RefreshToken), 400, 16, "invalid_request")
	assert.Equal(t, elsewhere, moved.Geolocation)
	assert.Equal(t, InProcessURL, signedIn(t, s, tom).Get("geolocation"))
}
