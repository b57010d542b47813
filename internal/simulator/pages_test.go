package simulator

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheOutboxShowsTheMails(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	assert.Contains(t, get(t, s, ownPath+"/outbox", "").body, "No mail yet")
	linked := mailTo(t, s, rita, "link", mailedLink, "name", "<b>Rita</b>")
	plain := mailTo(t, s, tom)
	trap := mailTo(t, s, tom, "link", "javascript:alert(1)")
	page := get(t, s, ownPath+"/outbox", "")
	assert.Equal(t, http.StatusOK, page.status)
	link := `href="https://mcp.example.com/otp?from=mail&amp;token=` + linked.Token
	for _, shown := range []string{rita, tom, link, plain.Token, "&lt;b&gt;Rita"} {
		assert.Contains(t, page.body, shown)
	}
	assert.NotContains(t, page.body, `href="javascript:`)
	assert.Less(t, strings.Index(page.body, trap.Token), strings.Index(page.body, plain.Token), "the newest first")
}

func TestAppCenterSendsTheBrowserToTheApplication(t *testing.T) {
	t.Parallel()
	const connect = "http://127.0.0.1:8765/appcenter"
	const page = ownPath + "/app-center?connect=" + connect
	s := newSimulator(t, Options{})
	shown := get(t, s, page, "")
	assert.Equal(t, http.StatusOK, shown.status)
	assert.Contains(t, shown.body, connect)
	assert.True(t, strings.HasSuffix(shown.header.Get("Content-Security-Policy"), "form-action 'self' http://127.0.0.1:8765"))

	company := sentBack(t, answerPage(t, s, page, url.Values{"as": {"company"}}), connect)
	assert.Equal(t, s.CompanyID(), company.Get("id"))
	assert.Equal(t, userID(t, s, administrator), company.Get("userId"))
	granted(t, s, "grant_type", "password", "credtype", "authtoken", "username", company.Get("id"), "password", company.Get("requestToken"))

	person := sentBack(t, answerPage(t, s, page, url.Values{"as": {"person"}, "login": {rita}}), connect)
	assert.Equal(t, userID(t, s, rita), person.Get("id"))
	assert.NotContains(t, person, "userId")
	granted(t, s, "grant_type", "password", "credtype", "authtoken", "username", person.Get("id"), "password", person.Get("requestToken"))
}

func TestAppCenterSendsNobodyAnywhereElse(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	form := url.Values{"as": {"company"}}
	for _, connect := range []string{
		"", "http://192.0.2.7/", "javascript:alert(1)", "//attacker.example", "https://a;b/", "http://127.0.0.1@attacker.example/",
	} {
		page := ownPath + "/app-center?connect=" + url.QueryEscape(connect)
		for _, answer := range []received{get(t, s, page, ""), answerPage(t, s, page, form)} {
			assert.Empty(t, answer.header.Get("Location"), connect)
			assert.NotEqual(t, http.StatusFound, answer.status, connect)
			assert.True(t, strings.HasSuffix(answer.header.Get("Content-Security-Policy"), "form-action 'self'"), connect)
		}
	}
	good := ownPath + "/app-center?connect=" + url.QueryEscape("https://mcp.example.com/appcenter")
	assert.Equal(t, http.StatusBadRequest, answerPage(t, s, good, url.Values{"as": {"person"}, "login": {"nobody"}}).status)
	assert.Equal(t, http.StatusForbidden, answerPage(t, s, good, form, "Sec-Fetch-Site", "cross-site").status)
	assert.Empty(t, s.signIns.requestTokens)
}

func TestTheStyleIsOurOwn(t *testing.T) {
	t.Parallel()
	style := get(t, newSimulator(t, Options{}), ownPath+"/style.css", "")
	assert.Equal(t, http.StatusOK, style.status)
	assert.Contains(t, style.header.Get("Content-Type"), "text/css")
	assert.NotContains(t, style.body, "http")
	assert.Contains(t, style.body, "prefers-color-scheme: dark")
}

// TestSecretsAreInTheOutboxAndNowhereElse walks every way to a connection and greps what
// the simulator tells about it.
func TestSecretsAreInTheOutboxAndNowhereElse(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{RotateRefreshTokens: true})
	secrets := []string{ClientSecret, UserTokenPrefix, "a-state-of-mine", "a+state"}
	keep := func(got tokenResponse) {
		for _, secret := range []string{got.AccessToken, got.RefreshToken, got.IDToken} {
			if secret != "" {
				secrets = append(secrets, secret)
			}
		}
	}
	get(t, s, authorizeQuery("state", "a-state-of-mine"), "")
	code := signedIn(t, s, rita, "state", "a-state-of-mine").Get("code")
	keep(granted(t, s, "grant_type", "authorization_code", "code", code, "redirect_uri", callback))
	mail := mailTo(t, s, rita, "link", mailedLink)
	keep(granted(t, s, "grant_type", "otp", "otp", mail.Token, "channel_type", "email", "channel_handle", rita, "link", mailedLink))
	request := s.RequestToken()
	keep(granted(t, s, "grant_type", "password", "credtype", "authtoken", "username", s.CompanyID(), "password", request))
	keep(granted(t, s, "grant_type", "client_credentials"))
	connected := tokens(t, s, s.Connect(tom))
	keep(connected)
	get(t, s, v4Path, connected.AccessToken)
	get(t, s, ownPath+"/app-center?connect="+callback, "")
	// Mistakes of a client, which may be secrets at the wrong place.
	get(t, s, "/oauth2/v0/token?code="+code+"&refresh_token="+connected.RefreshToken, "")
	get(t, s, "/oauth/callback?code="+code+"&state=a-state-of-mine", "")
	send(t, s, http.MethodDelete, "/app-mgmt/v0/connections?token="+connected.AccessToken, connected.AccessToken, connected.RefreshToken)
	secrets = append(secrets, code, mail.Token, request)

	told := map[string]string{
		"journal": fmt.Sprintf("%+v", s.Journal()), "journal page": get(t, s, ownPath+"/journal", "").body,
		"state page": get(t, s, ownPath, "").body,
	}
	for where, text := range told {
		for _, secret := range secrets {
			assert.NotContains(t, text, secret, where)
		}
	}
	require.Greater(t, len(s.Journal()), 10)
	for _, entry := range s.Journal() {
		assert.Empty(t, entry.Query, entry.Path)
		assert.Empty(t, entry.RequestBody, entry.Path)
	}
}
