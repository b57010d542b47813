package auth_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// started makes connections as a process does that has a refresh token in its
// environment.
func started(t *testing.T, store tokenstore.Store, concur *tokenEndpoint, c *clock, refresh string) *auth.Connections {
	t.Helper()
	connections := over(store, concur, c)
	require.NoError(t, connections.Import(t.Context(), me, auth.User, auth.NewSecret(refresh), homeBase))
	return connections
}

// untouchable is a store that nobody may use yet.
type untouchable struct{ tokenstore.Store }

func TestAnImportTouchesNothingBeforeItsFirstUse(t *testing.T) {
	t.Parallel()
	concur := &tokenEndpoint{}
	connections := started(t, untouchable{}, concur, newClock(), "refresh-1") // A use would panic.
	connections.ImportRequestToken(me, auth.Company, companyID, auth.NewSecret("at-1"))
	assert.Empty(t, concur.hosts())
}

func TestAnImportDoesNotUndoWhatCameOfIt(t *testing.T) {
	t.Parallel()
	concur, clock, store := &tokenEndpoint{}, newClock(), tokenstore.NewMemory()
	first := started(t, store, concur, clock, "refresh-1")
	kinds, err := first.Kinds(t.Context(), me)
	require.NoError(t, err)
	assert.Equal(t, []auth.Kind{auth.User}, kinds, "it is there before its first use")
	_, err = first.Token(t.Context(), me, auth.User)
	require.NoError(t, err)
	assert.Equal(t, "refresh-2", kept(t, store, mine).RefreshToken)
	assert.NotContains(t, kept(t, store, mine).Imported, "refresh-1", "a digest")

	clock.advance(2 * time.Hour)
	_, err = started(t, store, concur, clock, "refresh-1").Token(t.Context(), me, auth.User)
	require.NoError(t, err)
	assert.Equal(t, "refresh-2", concur.form(1).Get("refresh_token"), "after a restart the rotated one goes on")

	_, err = started(t, store, concur, newClock(), "refresh-new").Token(t.Context(), me, auth.User)
	require.NoError(t, err)
	assert.Equal(t, "refresh-new", concur.form(2).Get("refresh_token"), "another setting takes its place")
}

func TestASignInGoesBeforeAnOlderImport(t *testing.T) {
	t.Parallel()
	concur, clock, store := &tokenEndpoint{}, newClock(), tokenstore.NewMemory()
	first := started(t, store, concur, clock, "refresh-1")
	account, err := first.ConnectCode(t.Context(), me, redirected())
	require.NoError(t, err)
	require.NoError(t, first.Seen(t.Context(), me, account))
	_, err = started(t, store, concur, clock, "refresh-1").Token(t.Context(), me, auth.User)
	require.NoError(t, err)
	assert.Len(t, concur.hosts(), 1, "the tokens of the sign-in are in use after a restart")
}

func TestAnEndedImportIsTriedOnceInEachProcess(t *testing.T) {
	t.Parallel()
	concur, clock, store := &tokenEndpoint{refuse: []string{"refresh-1"}}, newClock(), tokenstore.NewMemory()
	for n := range 2 {
		connections := started(t, store, concur, clock, "refresh-1")
		for range 2 {
			_, err := connections.Token(t.Context(), me, auth.User)
			require.Error(t, err)
		}
		assert.Len(t, concur.hosts(), n+1)
	}
	concur.refuse = nil
	_, err := started(t, store, concur, clock, "refresh-1").Token(t.Context(), me, auth.User)
	require.NoError(t, err, "somebody has unlocked the account in the meantime")
	assert.Equal(t, tokenstore.Connected, kept(t, store, mine).State)
}

func TestARefusedImportCostsNobodyTheConnectionThatWasThere(t *testing.T) {
	t.Parallel()
	concur, store := &tokenEndpoint{refuse: []string{"stale"}}, newFragile(t)
	for n := range 2 {
		connections := started(t, store, concur, newClock(), "stale")
		_, err := connections.Token(t.Context(), me, auth.User)
		var refusal *auth.TokenError
		require.ErrorAs(t, err, &refusal, "it may be of somebody else, so the stored one is not used in its place")
		_, err = connections.Token(t.Context(), me, auth.User)
		var ended *auth.SignedOutError
		require.ErrorAs(t, err, &ended)
		assert.Len(t, concur.hosts(), n+1, "it is not asked for over and over")
		record := kept(t, store, mine)
		assert.Equal(t, "refresh-1", record.RefreshToken)
		assert.Equal(t, tokenstore.Connected, record.State)
	}
	_, err := over(store, concur, newClock()).Token(t.Context(), me, auth.User)
	require.NoError(t, err, "without the setting the stored one goes on")

	connections := started(t, store, concur, newClock(), "stale")
	_, err = connections.Token(t.Context(), me, auth.User)
	require.Error(t, err)
	_, err = connections.ConnectCode(t.Context(), me, redirected())
	require.NoError(t, err)
	_, err = connections.Token(t.Context(), me, auth.User)
	require.NoError(t, err, "and a sign-in mends it")
}

func TestARequestTokenOfTheSettingsIsRedeemedOnce(t *testing.T) {
	t.Parallel()
	const token = "at-0k3v9y2m5q8t1w4z7c0f3j6m9p2s5v"
	connections, store, _ := signingIn(t, "oauth_token/company_request_token")
	connections.ImportRequestToken(auth.Deployment, auth.Company, companyID, auth.NewSecret(token))
	again := over(store, &played{t: t}, newClock())
	again.ImportRequestToken(auth.Deployment, auth.Company, companyID, auth.NewSecret(token))
	for _, process := range []*auth.Connections{connections, connections, again} {
		got, err := process.Token(t.Context(), auth.Deployment, auth.Company)
		require.NoError(t, err)
		assert.Equal(t, companyID, got.Subject)
	}
}

// as is a context of a caller.
func as(ctx context.Context, principal string, company bool) context.Context {
	return caller.With(ctx, caller.Caller{Principal: principal, Company: company})
}

func TestTheCompanyOfTheDeploymentIsForThoseWhoMay(t *testing.T) {
	t.Parallel()
	concur, store := &tokenEndpoint{kind: "company"}, tokenstore.NewMemory()
	connections := over(store, concur, newClock())
	stored(t, store, tokenstore.Record{
		Key: tokenstore.Key{Principal: auth.Deployment, Kind: "company"}, RefreshToken: "refresh-1", Geolocation: homeBase,
	})
	for name, c := range map[string]struct {
		ctx context.Context
		may bool
	}{
		"a caller who may":                      {as(t.Context(), me, true), true},
		"a caller who may not":                  {as(t.Context(), me, false), false},
		"nobody in particular":                  {t.Context(), false},
		"a caller who asks for somebody else":   {as(t.Context(), "token/other", true), false},
		"a caller who calls himself deployment": {as(t.Context(), auth.Deployment+"/x", true), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kinds, err := connections.Kinds(c.ctx, me)
			require.NoError(t, err)
			status, err := connections.Status(c.ctx, me)
			require.NoError(t, err)
			token, err := connections.Token(c.ctx, me, auth.Company)
			if !c.may {
				assert.Empty(t, kinds)
				assert.Empty(t, status)
				var none *auth.NotConnectedError
				require.ErrorAs(t, err, &none)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, []auth.Kind{auth.Company}, kinds)
			require.Len(t, status, 1)
			assert.Equal(t, auth.Deployment, status[0].Principal)
			assert.Equal(t, auth.Deployment, token.Owner)
			renewed, err := connections.Renew(c.ctx, me, token)
			require.NoError(t, err)
			assert.NotEqual(t, token.Access.Reveal(), renewed.Access.Reveal())
			_, err = store.Get(t.Context(), tokenstore.Key{Principal: me, Kind: "company"})
			require.ErrorIs(t, err, tokenstore.ErrNotFound, "it was renewed where it is")
		})
	}
}

func TestAnOwnCompanyConnectionGoesFirst(t *testing.T) {
	t.Parallel()
	store := tokenstore.NewMemory()
	connections := over(store, &tokenEndpoint{kind: "company"}, newClock())
	for principal, token := range map[string]string{auth.Deployment: "refresh-deployed", me: "refresh-own"} {
		stored(t, store, tokenstore.Record{
			Key: tokenstore.Key{Principal: principal, Kind: "company"}, RefreshToken: token, Geolocation: homeBase,
		})
	}
	token, err := connections.Token(as(t.Context(), me, true), me, auth.Company)
	require.NoError(t, err)
	assert.Equal(t, me, token.Owner)
	kinds, err := connections.Kinds(as(t.Context(), me, true), me)
	require.NoError(t, err)
	assert.Equal(t, []auth.Kind{auth.Company}, kinds)
}
