package simulator

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

const (
	otherID     = "other-client"
	otherSecret = "other-secret"
	// nobodysID is well formed and stands for nothing.
	nobodysID = "0f6f5b6e-1c2d-4c33-8a51-9f1a7f0c2d10"
	// elsewhere is another data centre.
	elsewhere = "https://eu2.api.concursolutions.com"
)

// otherApplication is one that was not asked for anything.
func otherApplication() Application {
	return Application{ID: otherID, Secret: otherSecret, Name: "Other"}
}

// asOther adds what makes a form one of the other application.
func asOther(pairs ...string) []string {
	return append(pairs, "client_id", otherID, "client_secret", otherSecret)
}

// ask sends a form to an address as the application of ClientID; pairs add to it or
// change it, an empty value removes one.
func ask(t *testing.T, s *Simulator, path string, pairs ...string) received {
	t.Helper()
	form := url.Values{"client_id": {ClientID}, "client_secret": {ClientSecret}}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
		if pairs[i+1] == "" {
			form.Del(pairs[i])
		}
	}
	return send(t, s, http.MethodPost, path, "", form.Encode(), "Content-Type", "application/x-www-form-urlencoded")
}

func askToken(t *testing.T, s *Simulator, pairs ...string) received {
	t.Helper()
	return ask(t, s, "/oauth2/v0/token", pairs...)
}

func granted(t *testing.T, s *Simulator, pairs ...string) tokenResponse {
	t.Helper()
	answer := askToken(t, s, pairs...)
	require.Equal(t, http.StatusOK, answer.status, answer.body)
	var got tokenResponse
	answer.into(t, &got)
	return got
}

// subjectOf is who an ID token is for, after its signature was checked.
func subjectOf(t *testing.T, s *Simulator, idToken string) (kind, subject string) {
	t.Helper()
	var got claims
	readJWT(t, s, idToken, &got)
	assert.Equal(t, ClientID, got.Audience)
	return got.Type, got.Subject
}

func TestACodeBecomesAConnection(t *testing.T) {
	t.Parallel()
	c := newClock()
	s := newSimulator(t, c.options(Options{}))
	code := signedIn(t, s, rita, "scope", "EXPRPT user.read").Get("code")
	got := granted(t, s, "grant_type", "authorization_code", "code", code, "redirect_uri", callback)
	assert.Equal(t, "openid EXPRPT user.read", got.Scope, "what was asked for, and openid")
	assert.Regexp(t, uuidForm, got.RefreshToken)
	assert.Equal(t, c.now().AddDate(0, 6, 0).Unix(), got.RefreshExpiresIn)
	kind, subject := subjectOf(t, s, got.IDToken)
	assert.Equal(t, "user", kind)
	assert.Equal(t, userID(t, s, rita), subject)
	assert.Equal(t, http.StatusOK, get(t, s, v4Path, got.AccessToken).status)
	assert.Equal(t, http.StatusForbidden, get(t, s, v3Path, got.AccessToken).status, "a scope that was not asked for")

	again := tokens(t, s, got.RefreshToken)
	assert.Equal(t, got.Scope, again.Scope)
	requireOAuthError(t, refresh(t, s, got.RefreshToken, "scope", "CONFIG"), 400, 54, "invalid_scope")
	tokens(t, s, UserTokenPrefix+rita) // Other connections of the person go on.
}

func TestACodeIsRefusedWithTheDocumentedCode(t *testing.T) {
	t.Parallel()
	const invalid = "invalid_request"
	for name, test := range map[string]struct {
		pairs  []string
		before func(*Simulator, *clock)
		status int
		code   int
		word   string
	}{
		"code missing":             {pairs: []string{"code", ""}, status: 400, code: 101, word: invalid},
		"redirect_uri missing":     {pairs: []string{"redirect_uri", ""}, status: 400, code: 102, word: invalid},
		"a forged code":            {pairs: []string{"code", nobodysID}, status: 400, code: 103, word: invalid},
		"another redirect_uri":     {pairs: []string{"redirect_uri", callback + "/"}, status: 400, code: 104, word: "invalid_grant"},
		"of another application":   {pairs: asOther(), status: 403, code: 105, word: "invalid_grant"},
		"wrong secret":             {pairs: []string{"client_secret", "guess"}, status: 401, code: 64, word: "invalid_client"},
		"an expired code":          {before: func(_ *Simulator, c *clock) { c.forward(codeLife) }, status: 400, code: 103, word: invalid},
		"a code of before a reset": {before: func(s *Simulator, _ *clock) { _ = s.Reset() }, status: 400, code: 103, word: invalid},
		"a person who was disabled meanwhile": {
			before: func(s *Simulator, _ *clock) { s.state.personByLogin(rita).active = false }, status: 403, code: 123, word: invalid,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClock()
			s := newSimulator(t, c.options(Options{Applications: []Application{otherApplication()}}))
			code := signedIn(t, s, rita).Get("code")
			if test.before != nil {
				test.before(s, c)
			}
			pairs := append([]string{"grant_type", "authorization_code", "code", code, "redirect_uri", callback}, test.pairs...)
			requireOAuthError(t, askToken(t, s, pairs...), test.status, test.code, test.word)
			if test.before == nil {
				granted(t, s, pairs[:6]...) // The rightful owner still gets in.
			}
		})
	}
}

func TestACodeIsGoodOnce(t *testing.T) {
	t.Parallel()
	c := newClock()
	s := newSimulator(t, c.options(Options{}))
	pairs := []string{"grant_type", "authorization_code", "code", signedIn(t, s, rita).Get("code"), "redirect_uri", callback}
	c.forward(codeLife - time.Second)
	first := granted(t, s, pairs...)
	requireOAuthError(t, askToken(t, s, pairs...), 400, 103, "invalid_request")
	tokens(t, s, first.RefreshToken)
}

func TestCodesThatNobodyCameForAreForgotten(t *testing.T) {
	t.Parallel()
	c := newClock()
	s := newSimulator(t, c.options(Options{}))
	for range 20 {
		signedIn(t, s, rita)
	}
	c.forward(codeLife)
	signedIn(t, s, rita)
	assert.Len(t, s.signIns.codes, 1)
}

func TestRequestTokensConnectTheCompanyAndPeople(t *testing.T) {
	t.Parallel()
	c := newClock()
	s := newSimulator(t, c.options(Options{}))
	company := s.RequestToken()
	assert.Regexp(t, `^at-[0-9a-z]{30}$`, company)
	pairs := []string{"grant_type", "password", "credtype", "authtoken", "username", s.CompanyID(), "password", company}
	first := granted(t, s, pairs...)
	kind, subject := subjectOf(t, s, first.IDToken)
	assert.Equal(t, "company", kind)
	assert.Equal(t, s.CompanyID(), subject)
	c.forward(requestTokenLife - time.Second)
	second := granted(t, s, pairs...)
	assert.NotEqual(t, first.RefreshToken, second.RefreshToken, "it is good more than once within its day")
	tokens(t, s, first.RefreshToken)

	id, personal := s.UserRequestToken(rita)
	mine := granted(t, s, "grant_type", "password", "credtype", "authtoken", "username", strings.ToUpper(id), "password", personal,
		"scope", "EXPRPT")
	kind, subject = subjectOf(t, s, mine.IDToken)
	assert.Equal(t, "user", kind)
	assert.Equal(t, userID(t, s, rita), subject)
	assert.Equal(t, "openid EXPRPT", mine.Scope)

	id, personal = s.UserRequestToken("nobody@haldenreyes.example")
	assert.Empty(t, id+personal)
}

func TestARequestTokenIsRefusedWithTheDocumentedCode(t *testing.T) {
	t.Parallel()
	applications := []Application{
		otherApplication(),
		{ID: "unwanted", Secret: "1", NotEnabled: true},
		{ID: "off", Secret: "2", Disabled: true},
		{ID: "poor", Secret: "3", WithoutGrants: []string{"password"}},
	}
	const invalid, grant, client = "invalid_request", "invalid_grant", "invalid_client"
	for name, test := range map[string]struct {
		pairs  []string
		before func(*Simulator, *clock)
		status int
		code   int
		word   string
	}{
		"a real password":          {pairs: []string{"credtype", "password"}, status: 400, code: 60, word: grant},
		"no credtype":              {pairs: []string{"credtype", ""}, status: 400, code: 60, word: grant},
		"another credtype":         {pairs: []string{"credtype", "sms"}, status: 400, code: 120, word: invalid},
		"username missing":         {pairs: []string{"username", ""}, status: 400, code: 51, word: invalid},
		"password missing":         {pairs: []string{"password", ""}, status: 400, code: 52, word: invalid},
		"forged":                   {pairs: []string{"password", "at-000000000000000000000000000000"}, status: 403, code: 5, word: grant},
		"of somebody else":         {pairs: []string{"username", nobodysID}, status: 403, code: 5, word: grant},
		"by login":                 {pairs: []string{"username", rita}, status: 403, code: 5, word: grant},
		"expired":                  {before: func(_ *Simulator, c *clock) { c.forward(requestTokenLife) }, status: 403, code: 19, word: grant},
		"of another application":   {pairs: asOther(), status: 403, code: 136, word: invalid},
		"not enabled at a company": {pairs: []string{"client_id", "unwanted", "client_secret", "1"}, status: 401, code: 53, word: client},
		"a disabled application":   {pairs: []string{"client_id", "off", "client_secret", "2"}, status: 401, code: 59, word: "access_denied"},
		"no such grant":            {pairs: []string{"client_id", "poor", "client_secret", "3"}, status: 400, code: 60, word: grant},
		"a scope too many":         {pairs: []string{"scope", "EXTRCT"}, status: 400, code: 54, word: "invalid_scope"},
		"of somebody disabled": {
			before: func(s *Simulator, _ *clock) { s.state.personByLogin(rita).active = false }, status: 403, code: 123, word: invalid,
		},
		"of somebody elsewhere": {
			before: func(s *Simulator, _ *clock) { s.MovePerson(rita, elsewhere) }, status: 400, code: 16, word: invalid,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClock()
			s := newSimulator(t, c.options(Options{Applications: applications}))
			id, token := s.UserRequestToken(rita)
			if test.before != nil {
				test.before(s, c)
			}
			pairs := append([]string{"grant_type", "password", "credtype", "authtoken", "username", id, "password", token}, test.pairs...)
			requireOAuthError(t, askToken(t, s, pairs...), test.status, test.code, test.word)
		})
	}
}

func TestTheTokenOfAnApplicationOpensNothing(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	answer := askToken(t, s, "grant_type", "client_credentials")
	require.Equal(t, http.StatusOK, answer.status)
	for _, left := range []string{"refresh_token", "refresh_expires_in", "id_token"} {
		assert.NotContains(t, answer.body, left)
	}
	var got tokenResponse
	answer.into(t, &got)
	var read claims
	readJWT(t, s, got.AccessToken, &read)
	assert.Equal(t, "app", read.Type)
	assert.Equal(t, ClientID, read.Subject)
	for _, op := range catalogue.All() {
		if slices.Contains(op.Tokens, catalogue.None) {
			continue
		}
		refused := send(t, s, op.Method, op.Path, got.AccessToken, "")
		assert.Contains(t, []int{http.StatusUnauthorized, http.StatusForbidden}, refused.status, op.Name)
	}
	assert.Empty(t, s.Writes())
}

func TestExpiryCanBeTexts(t *testing.T) {
	t.Parallel()
	c := newClock()
	s := newSimulator(t, c.options(Options{TextualExpiry: true}))
	var got map[string]any
	refresh(t, s, s.Connect(traveller)).into(t, &got)
	assert.Equal(t, "3600", got["expires_in"])
	assert.IsType(t, "", got["refresh_expires_in"])
	assert.Equal(t, "Bearer", got["token_type"])
	clear(got)
	askToken(t, s, "grant_type", "client_credentials").into(t, &got)
	assert.Equal(t, "3600", got["expires_in"])
	assert.NotContains(t, got, "refresh_expires_in")
}

func TestAnApplicationTakesThePlaceOfTheSampleOne(t *testing.T) {
	t.Parallel()
	changed := Application{ID: ClientID, Secret: "changed", Name: "Changed", WithoutGrants: []string{"otp"}}
	s := newSimulator(t, Options{Applications: []Application{changed}})
	requireOAuthError(t, refresh(t, s, s.Connect(traveller)), 401, 64, "invalid_client")
	requireOAuthError(t, askToken(t, s, "grant_type", "otp", "client_secret", "changed"), 400, 60, "invalid_grant")
	assert.Contains(t, get(t, s, authorizeQuery(), "").body, "Changed")
}
