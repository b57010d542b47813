package auth_test

import (
	"crypto/rand"
	"crypto/rsa"
	"maps"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// badTokens are id_tokens that prove nothing, by what is wrong with them.
func badTokens(t *testing.T) map[string]struct{ idToken, why string } {
	t.Helper()
	with := func(name string, value any) map[string]any {
		claims := maps.Clone(goodClaims())
		claims[name] = value
		return claims
	}
	const clock = ", or the clock of this machine is wrong"
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	now := newClock().read()
	return map[string]struct{ idToken, why string }{
		"for another application": {signed(testKey(), "17", with("aud", "other-app")), "it was made for another application"},
		"for everybody":           {signed(testKey(), "17", with("aud", "*")), "it was made for another application"},
		"expired":                 {signed(testKey(), "17", with("exp", now.Add(-time.Second).Unix())), "it has expired" + clock},
		"of the future":           {signed(testKey(), "17", with("nbf", now.Add(time.Hour).Unix())), "it is not valid yet" + clock},
		"of another issuer":       {signed(testKey(), "17", with("iss", "https://evil.example")), "it was issued by somebody else than Concur"},
		"of no issuer":            {signed(testKey(), "17", with("iss", "")), "it was issued by somebody else than Concur"},
		"signed by nobody": {
			unsigned(map[string]any{"typ": "JWT", "alg": "none"}, goodClaims()) + ".", "it is not signed with RS256",
		},
		"signed with a public key as the secret": {
			unsigned(map[string]any{"typ": "JWT", "alg": "HS256", "kid": "17"}, goodClaims()) + ".c2ln", "it is not signed with RS256",
		},
		"signed with a key that is not published": {
			signed(testKey(), "18", goodClaims()), "it was not signed with a key of eu2.api.concursolutions.com",
		},
		"signed by a stranger": {
			signed(stranger, "17", goodClaims()), "it was not signed with a key of eu2.api.concursolutions.com",
		},
		"not a token": {"hello", "it cannot be read"},
	}
}

func TestAnIDTokenThatProvesNothingConnectsNobody(t *testing.T) {
	t.Parallel()
	for name, c := range badTokens(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			concur := &tokenEndpoint{idToken: c.idToken}
			store := tokenstore.NewMemory()
			connections := over(store, concur, newClock())
			_, err := connections.ConnectCode(t.Context(), me, redirected())
			var refused *auth.IdentityError
			require.ErrorAs(t, err, &refused)
			require.EqualError(t, err, "the id_token that says whose account it is was refused: "+c.why)
			assert.Contains(t, refused.NextStep(), "Nothing was connected")
			_, err = store.Get(t.Context(), mine)
			require.ErrorIs(t, err, tokenstore.ErrNotFound, "nothing is stored")
			for _, asked := range concur.keysAsked {
				assert.Equal(t, "https://eu2.api.concursolutions.com/oauth2/v0/jwks", asked, "the keys of the geolocation")
			}
		})
	}
}

func TestAnIDTokenThatProvesNothingLosesNoRefreshToken(t *testing.T) {
	t.Parallel()
	for name, c := range badTokens(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			concur := &tokenEndpoint{idToken: c.idToken}
			connections, store := connect(t, concur, newClock())
			_, err := connections.Token(t.Context(), me, auth.User)
			require.EqualError(t, err, "the id_token that says whose account it is was refused: "+c.why)
			record := kept(t, store, mine)
			assert.Equal(t, "refresh-2", record.RefreshToken, "Concur may take only this one from now on")
			assert.Equal(t, "refresh-1", record.PreviousRefreshToken)
			assert.Empty(t, record.AccessToken+record.Subject, "nothing else is believed")
			assert.Equal(t, homeBase, record.Geolocation)

			concur.idToken = ""
			token, err := connections.Token(t.Context(), me, auth.User)
			require.NoError(t, err)
			assert.Equal(t, personID, token.Subject)
			assert.Equal(t, "refresh-2", concur.form(1).Get("refresh_token"))
		})
	}
}

func TestKeysThatCannotBeHadAreAskedForAgain(t *testing.T) {
	t.Parallel()
	concur := &tokenEndpoint{keysStatus: http.StatusServiceUnavailable}
	store := tokenstore.NewMemory()
	connections := over(store, concur, newClock())
	_, err := connections.ConnectCode(t.Context(), me, redirected())
	var refused *auth.IdentityError
	require.ErrorAs(t, err, &refused)
	require.EqualError(t, err, "the id_token that says whose account it is was refused: "+
		"the keys to check it with could not be fetched from eu2.api.concursolutions.com")
	assert.Contains(t, refused.NextStep(), "in a few minutes")

	concur.keysStatus = 0
	for range 2 {
		_, err = connections.ConnectCode(t.Context(), me, redirected())
		require.NoError(t, err)
	}
	assert.Len(t, concur.keysAsked, 2, "once they are known they are kept")
	assert.False(t, concur.unbounded, "an answer that never comes would keep everybody from signing in")
}

func TestARefreshOfAKnownAccountNeedsNoKeys(t *testing.T) {
	t.Parallel()
	concur := &tokenEndpoint{keysStatus: http.StatusServiceUnavailable}
	store := tokenstore.NewMemory()
	stored(t, store, tokenstore.Record{Key: mine, Subject: personID, RefreshToken: "refresh-1", Geolocation: homeBase})
	_, err := over(store, concur, newClock()).Token(t.Context(), me, auth.User)
	require.NoError(t, err)
	assert.Empty(t, concur.keysAsked, "the tokens came over TLS, and whose they are was proven before")
}

func TestARefreshThatGivesTokensOfSomebodyElseIsRefused(t *testing.T) {
	t.Parallel()
	store := tokenstore.NewMemory()
	stored(t, store, tokenstore.Record{
		Key: mine, Subject: "0f6f5b6e-1c2d-4c33-8a51-9f1a7f0c2d10", RefreshToken: "refresh-1", Geolocation: homeBase,
	})
	_, err := over(store, &tokenEndpoint{}, newClock()).Token(t.Context(), me, auth.User)
	var refused *auth.IdentityError
	require.ErrorAs(t, err, &refused)
	assert.Contains(t, err.Error(), "another account's")
	record := kept(t, store, mine)
	assert.Equal(t, "0f6f5b6e-1c2d-4c33-8a51-9f1a7f0c2d10", record.Subject)
	assert.Empty(t, record.AccessToken)
}
