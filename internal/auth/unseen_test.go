package auth_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

func TestAnAccountIsUsedOnceItsPrincipalKnowsWhoseItIs(t *testing.T) {
	t.Parallel()
	store, clock := tokenstore.NewMemory(), newClock()
	connections := over(store, &tokenEndpoint{}, clock)
	var none *auth.NotConnectedError
	require.ErrorAs(t, connections.Seen(t.Context(), me, auth.Account{}), &none, "there is nothing to see yet")

	account, err := connections.ConnectCode(t.Context(), me, redirected())
	require.NoError(t, err)
	for range 2 {
		_, err = over(store, &tokenEndpoint{}, clock).Token(t.Context(), me, auth.User)
		var unseen *auth.UnseenError
		require.ErrorAs(t, err, &unseen, "in any process, until it was told")
		assert.Equal(t, personID, unseen.Account.Subject)
		assert.Equal(t, "nothing_changed", unseen.WhatChanged())
	}
	require.NoError(t, connections.Seen(t.Context(), me, account))
	_, err = connections.Token(t.Context(), me, auth.User)
	require.NoError(t, err)

	_, err = connections.ConnectCode(t.Context(), me, redirected())
	require.NoError(t, err)
	_, err = connections.Token(t.Context(), me, auth.User)
	require.NoError(t, err, "the same account again is no news")
}

func TestAnAccountThatCameAfterTheOneThatWasToldStaysUnseen(t *testing.T) {
	t.Parallel()
	store := tokenstore.NewMemory()
	connections := over(store, &tokenEndpoint{}, newClock())
	told, err := connections.ConnectCode(t.Context(), me, redirected())
	require.NoError(t, err)
	const other = "5b9a0c1d-1f5e-4a11-9d0c-5e7a0b1c2d3e" // It signs in before the agent has answered.
	stored(t, store, tokenstore.Record{
		Key: mine, Subject: other, Unseen: true, AccessToken: "access-9", AccessExpires: newClock().read().Add(time.Hour), Geolocation: homeBase,
	})

	var unseen *auth.UnseenError
	require.ErrorAs(t, connections.Seen(t.Context(), me, told), &unseen)
	assert.Equal(t, other, unseen.Account.Subject)
	_, err = connections.Token(t.Context(), me, auth.User)
	require.ErrorAs(t, err, &unseen)
	require.NoError(t, connections.Seen(t.Context(), me, unseen.Account))
	_, err = connections.Token(t.Context(), me, auth.User)
	require.NoError(t, err)
}

func TestAnAccountThatNobodySawCanBeDisconnected(t *testing.T) {
	t.Parallel()
	connections, store, _ := signingIn(t, "oauth_token/code", "oauth_jwks/keys", "connection_revoke/revoked")
	_, err := connections.ConnectCode(t.Context(), me, redirected())
	require.NoError(t, err)
	require.NoError(t, connections.Disconnect(t.Context(), me, auth.User))
	_, err = store.Get(t.Context(), mine)
	require.ErrorIs(t, err, tokenstore.ErrNotFound)
}
