package auth_test

import (
	"testing"

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
	require.ErrorAs(t, connections.Seen(t.Context(), me), &none, "there is nothing to see yet")

	_, err := connections.ConnectCode(t.Context(), me, redirected())
	require.NoError(t, err)
	for range 2 {
		_, err = over(store, &tokenEndpoint{}, clock).Token(t.Context(), me, auth.User)
		var unseen *auth.UnseenError
		require.ErrorAs(t, err, &unseen, "in any process, until it was told")
		assert.Equal(t, personID, unseen.Account.Subject)
		assert.Equal(t, "nothing_changed", unseen.WhatChanged())
	}
	require.NoError(t, connections.Seen(t.Context(), me))
	_, err = connections.Token(t.Context(), me, auth.User)
	require.NoError(t, err)

	_, err = connections.ConnectCode(t.Context(), me, redirected())
	require.NoError(t, err)
	_, err = connections.Token(t.Context(), me, auth.User)
	require.NoError(t, err, "the same account again is no news")
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
