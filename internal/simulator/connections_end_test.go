package simulator

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestADisconnectedPersonIsGoneFromTheApplication(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{Applications: []Application{otherApplication()}})
	signIn := func(login string) tokenResponse {
		code := signedIn(t, s, login).Get("code")
		return granted(t, s, "grant_type", "authorization_code", "code", code, "redirect_uri", callback)
	}
	first, second, toms := signIn(rita), signIn(rita), signIn(tom)
	code := signedIn(t, s, rita, "client_id", otherID).Get("code")
	others := granted(t, s, asOther("grant_type", "authorization_code", "code", code, "redirect_uri", callback)...)

	answer := send(t, s, http.MethodDelete, "/app-mgmt/v0/connections", first.AccessToken, "")
	assert.Equal(t, http.StatusOK, answer.status)
	assert.Empty(t, answer.body)
	for _, gone := range []string{first.RefreshToken, second.RefreshToken, UserTokenPrefix + rita} {
		requireOAuthError(t, refresh(t, s, gone), 403, 108, "invalid_grant")
	}
	assert.Equal(t, http.StatusOK, get(t, s, v4Path, second.AccessToken).status, "access tokens live on until they expire")
	tokens(t, s, toms.RefreshToken)
	tokens(t, s, CompanyToken)
	answer = refresh(t, s, others.RefreshToken, asOther()...)
	assert.Equal(t, http.StatusOK, answer.status, "the connections of another application")
	assert.Empty(t, s.Writes(), "nothing of the company changed")
}

func TestWhoMayNotDisconnect(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	bearer := access(t, s, rita)
	s.ExpireAccessTokens()
	for name, test := range map[string]struct {
		bearer string
		status int
	}{
		"nobody":           {"", 401},
		"an expired token": {bearer, 401},
		"the company":      {companyAccess(t, s), 403},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answer := send(t, s, http.MethodDelete, "/app-mgmt/v0/connections", test.bearer, "")
			assert.Equal(t, test.status, answer.status)
			tokens(t, s, UserTokenPrefix+rita)
		})
	}
}

func TestARefreshTokenOfAnotherApplicationIsRefused(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{Applications: []Application{otherApplication()}})
	answer := refresh(t, s, s.Connect(rita), asOther()...)
	requireOAuthError(t, answer, 403, 105, "invalid_grant")
}

func TestReuseOfARotatedTokenIsPunished(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{RotateRefreshTokens: true, PunishReuse: true})
	first := tokens(t, s, UserTokenPrefix+rita)
	second := tokens(t, s, first.RefreshToken)
	third := tokens(t, s, second.RefreshToken)
	another := tokens(t, s, s.ConnectScoped(rita, "openid"))
	requireOAuthError(t, refresh(t, s, "never-issued"), 403, 108, "invalid_grant")
	require.Equal(t, http.StatusOK, get(t, s, v4Path, third.AccessToken).status)

	requireOAuthError(t, refresh(t, s, first.RefreshToken), 403, 108, "invalid_grant")
	requireOAuthError(t, refresh(t, s, third.RefreshToken), 403, 108, "invalid_grant")
	tokens(t, s, another.RefreshToken) // Another connection of the same person is another family.
	tokens(t, s, tokens(t, s, s.Connect(rita)).RefreshToken)
}

func TestRotatedTokensAreForgivenWithoutPunishment(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{RotateRefreshTokens: true})
	first := tokens(t, s, UserTokenPrefix+rita)
	second := tokens(t, s, first.RefreshToken)
	requireOAuthError(t, refresh(t, s, first.RefreshToken), 403, 108, "invalid_grant")
	tokens(t, s, second.RefreshToken)
	assert.Empty(t, s.retired)
}

func TestTokensOfASimulatorAreNotThoseOfTheNext(t *testing.T) {
	t.Parallel()
	first, second := newSimulator(t, Options{Seed: 1}), newSimulator(t, Options{Seed: 1})
	assert.NotEqual(t, first.RequestToken(), second.RequestToken())
	assert.NotEqual(t, first.ConnectScoped(rita, "openid"), second.ConnectScoped(rita, "openid"))
}

func TestKeysRotate(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	before := tokens(t, s, s.Connect(rita))
	require.NoError(t, s.RotateKeys())
	after := tokens(t, s, s.Connect(rita))

	var keys keySet
	get(t, s, "/oauth2/v0/jwks", "").into(t, &keys)
	require.Len(t, keys.Keys, 2)
	assert.Equal(t, "simulator-1", keys.Keys[0].KeyID)
	assert.Equal(t, "simulator-2", keys.Keys[1].KeyID)
	assert.NotEqual(t, keys.Keys[0].Modulus, keys.Keys[1].Modulus)
	assert.Equal(t, keys.Keys[0].KeyID, keyIDOf(t, before.IDToken))
	assert.Equal(t, keys.Keys[1].KeyID, keyIDOf(t, after.IDToken))
	for _, token := range []tokenResponse{before, after} {
		var read claims
		readJWT(t, s, token.IDToken, &read)
		assert.Equal(t, http.StatusOK, get(t, s, v4Path, token.AccessToken).status)
	}
	require.NoError(t, s.Reset())
	assert.Equal(t, http.StatusOK, get(t, s, v4Path, after.AccessToken).status, "the keys outlive a reset, like the tokens")
}

func keyIDOf(t *testing.T, token string) string {
	t.Helper()
	var header joseHeader
	segment, _, _ := strings.Cut(token, ".")
	require.NoError(t, decodeSegment(segment, &header))
	return header.KeyID
}
