package simulator

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRefreshGivesDocumentedTokens(t *testing.T) {
	t.Parallel()
	c := newClock()
	s := newSimulator(t, c.options(Options{}))
	got := tokens(t, s, UserTokenPrefix+traveller)
	assert.Equal(t, "Bearer", got.TokenType)
	assert.Equal(t, int64(3600), got.ExpiresIn)
	assert.Equal(t, InProcessURL, got.Geolocation)
	assert.Equal(t, UserTokenPrefix+traveller, got.RefreshToken)
	assert.Equal(t, c.now().AddDate(0, 6, 0).Unix(), got.RefreshExpiresIn)
	assert.Contains(t, strings.Fields(got.Scope), "openid")
	assert.Contains(t, strings.Fields(got.Scope), "EXPRPT")

	var accessClaims, idClaims map[string]any
	readJWT(t, s, got.AccessToken, &accessClaims)
	readJWT(t, s, got.IDToken, &idClaims)
	person := userID(t, s, traveller)
	for name, want := range map[string]any{
		"concur.version": 2.0, "concur.type": "user", "sub": person, "iss": InProcessURL,
		"concur.profile": InProcessURL + "/profile/v1/principals/" + person,
		"exp":            float64(c.now().Add(time.Hour).Unix()), "nbf": float64(c.now().Unix()), "iat": float64(c.now().Unix()),
	} {
		assert.Equal(t, want, accessClaims[name], name)
		assert.Equal(t, want, idClaims[name], name)
	}
	assert.Equal(t, "*", accessClaims["aud"])
	assert.Equal(t, ClientID, accessClaims["concur.appId"])
	assert.Equal(t, InProcessURL+"/profile/v1/apps/"+ClientID, accessClaims["concur.app"])
	assert.Len(t, accessClaims["concur.scopes"], len(allScopes()))
	assert.Equal(t, ClientID, idClaims["aud"])
	assert.Regexp(t, "^[0-9a-f]{16}$", idClaims["at_hash"])
}

func TestCompanyTokensNameTheCompany(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	var got map[string]any
	readJWT(t, s, tokens(t, s, CompanyToken).IDToken, &got)
	assert.Equal(t, "company", got["concur.type"])
	assert.Equal(t, s.state.company.id, got["sub"])
}

// readJWT verifies a token with the published key, as a client would.
func readJWT(t *testing.T, s *Simulator, text string, into any) {
	t.Helper()
	var keys keySet
	get(t, s, "/oauth2/v0/jwks", "").into(t, &keys)
	decode := base64.RawURLEncoding.DecodeString
	parts := strings.Split(text, ".")
	require.Len(t, parts, 3)
	header, err := decode(parts[0])
	require.NoError(t, err)
	at := slices.IndexFunc(keys.Keys, func(k jwk) bool { return strings.Contains(string(header), strconv.Quote(k.KeyID)) })
	require.GreaterOrEqual(t, at, 0, "its key is published")
	assert.JSONEq(t, `{"typ": "JWT", "alg": "RS256", "kid": "`+keys.Keys[at].KeyID+`"}`, string(header))
	modulus, err := decode(keys.Keys[at].Modulus)
	require.NoError(t, err)
	exponent, err := decode(keys.Keys[at].Exponent)
	require.NoError(t, err)
	key := &rsa.PublicKey{N: new(big.Int).SetBytes(modulus), E: int(new(big.Int).SetBytes(exponent).Int64())}
	signature, err := decode(parts[2])
	require.NoError(t, err)
	digest := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	require.NoError(t, rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], signature))
	payload, err := decode(parts[1])
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(payload, into))
}

func TestRefreshIsRefusedWithTheDocumentedCode(t *testing.T) {
	t.Parallel()
	const known = UserTokenPrefix + traveller
	for name, test := range map[string]struct {
		token  string
		form   []string
		status int
		code   int
		word   string
	}{
		"grant_type missing":           {known, []string{"grant_type", ""}, 400, 65, "invalid_request"},
		"client_id missing":            {known, []string{"client_id", ""}, 400, 62, "invalid_request"},
		"client_secret missing":        {known, []string{"client_secret", ""}, 400, 63, "invalid_request"},
		"client unknown":               {known, []string{"client_id", "somebody"}, 401, 61, "invalid_client"},
		"client secret wrong":          {known, []string{"client_secret", "guess"}, 401, 64, "invalid_client"},
		"refresh_token missing":        {known, []string{"refresh_token", ""}, 400, 106, "invalid_request"},
		"refresh_token unknown":        {"never-issued", nil, 403, 108, "invalid_grant"},
		"login of nobody":              {UserTokenPrefix + "nobody@haldenreyes.example", nil, 403, 108, "invalid_grant"},
		"scope too wide":               {known, []string{"scope", "openid EXTRCT"}, 400, 54, "invalid_scope"},
		"password":                     {known, []string{"grant_type", "password"}, 400, 60, "invalid_grant"},
		"a grant that nobody heard of": {known, []string{"grant_type", "telepathy"}, 400, 60, "invalid_grant"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSimulator(t, Options{})
			requireOAuthError(t, refresh(t, s, test.token, test.form...), test.status, test.code, test.word)
		})
	}
}

func requireOAuthError(t *testing.T, answer received, status, code int, word string) oauthError {
	t.Helper()
	var got oauthError
	answer.into(t, &got)
	assert.Equal(t, status, answer.status)
	assert.Equal(t, code, got.Code, answer.body)
	assert.Equal(t, word, got.Error)
	assert.NotEmpty(t, got.Description)
	assert.NotContains(t, answer.body, UserTokenPrefix)
	assert.NotContains(t, answer.body, ClientSecret)
	return got
}

func TestTokenEndpointTakesFormsOnly(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	answer := send(t, s, http.MethodPost, "/oauth2/v0/token", "", `{"grant_type": "refresh_token"}`, "Content-Type", "application/json")
	requireOAuthError(t, answer, 400, 135, "invalid_request")
}

func TestConnectionsEnd(t *testing.T) {
	t.Parallel()
	t.Run("six months after the last use", func(t *testing.T) {
		t.Parallel()
		c := newClock()
		s := newSimulator(t, c.options(Options{}))
		c.forward(150 * 24 * time.Hour)
		tokens(t, s, CompanyToken)
		c.forward(150 * 24 * time.Hour)
		tokens(t, s, CompanyToken)
		requireOAuthError(t, refresh(t, s, UserTokenPrefix+traveller), 403, 108, "invalid_grant")
	})
	t.Run("when they are revoked, until the person connects again", func(t *testing.T) {
		t.Parallel()
		s := newSimulator(t, Options{})
		bearer := access(t, s, traveller)
		s.Revoke(UserTokenPrefix + traveller)
		requireOAuthError(t, refresh(t, s, UserTokenPrefix+traveller), 403, 108, "invalid_grant")
		assert.Equal(t, http.StatusOK, get(t, s, "/profile/v1/me", bearer).status, "an access token outlives the connection")
		tokens(t, s, s.Connect(traveller))
		s.Revoke(CompanyToken)
		requireOAuthError(t, refresh(t, s, CompanyToken), 403, 108, "invalid_grant")
		tokens(t, s, s.ConnectCompany())
	})
	t.Run("while the person is disabled", func(t *testing.T) {
		t.Parallel()
		s := newSimulator(t, Options{})
		s.state.personByLogin(traveller).active = false
		requireOAuthError(t, refresh(t, s, UserTokenPrefix+traveller), 403, 123, "invalid_request")
	})
	t.Run("when they rotate, for the old token", func(t *testing.T) {
		t.Parallel()
		s := newSimulator(t, Options{RotateRefreshTokens: true})
		first := tokens(t, s, s.Connect(traveller))
		require.NotEqual(t, UserTokenPrefix+traveller, first.RefreshToken)
		second := tokens(t, s, first.RefreshToken)
		assert.NotEqual(t, first.RefreshToken, second.RefreshToken)
		requireOAuthError(t, refresh(t, s, first.RefreshToken), 403, 108, "invalid_grant")
		requireOAuthError(t, refresh(t, s, UserTokenPrefix+traveller), 403, 108, "invalid_grant")
		tokens(t, s, second.RefreshToken)
	})
}

func TestMovedConnectionNamesItsNewHome(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	home := httptest.NewServer(s)
	t.Cleanup(home.Close)
	s.Move(UserTokenPrefix+traveller, home.URL+"/")
	got := requireOAuthError(t, refresh(t, s, UserTokenPrefix+traveller), 400, 16, "invalid_request")
	assert.Equal(t, home.URL, got.Geolocation)

	form := url.Values{
		"grant_type": {"refresh_token"}, "client_id": {ClientID}, "client_secret": {ClientSecret},
		"refresh_token": {UserTokenPrefix + traveller},
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, home.URL+"/oauth2/v0/token", strings.NewReader(form.Encode()))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := home.Client().Do(r)
	require.NoError(t, err)
	defer func() { assert.NoError(t, response.Body.Close()) }()
	var at tokenResponse
	require.NoError(t, json.NewDecoder(response.Body).Decode(&at))
	assert.Equal(t, home.URL, at.Geolocation)
}

func TestScopeCanBeNarrowed(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	answer := refresh(t, s, s.Connect(traveller), "scope", "openid CONFIG")
	var got tokenResponse
	answer.into(t, &got)
	assert.Equal(t, "openid CONFIG", got.Scope)
	assert.Equal(t, http.StatusOK, get(t, s, "/api/v3.0/common/locations", got.AccessToken).status)
	assert.Equal(t, http.StatusForbidden, get(t, s, "/profile/v1/me", got.AccessToken).status)
}
