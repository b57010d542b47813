package auth_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

const day = 24 * time.Hour

func TestAPersonIsDisconnectedAtConcurAndHere(t *testing.T) {
	t.Parallel()
	connections, store, concur := signingIn(t, "oauth_token/code", "oauth_jwks/keys", "connection_revoke/revoked")
	_, err := connections.ConnectCode(t.Context(), me, redirected())
	require.NoError(t, err)
	require.NoError(t, connections.Disconnect(t.Context(), me, auth.User))
	assert.Equal(t, "us2.api.concursolutions.com", concur.hosts[2], "at the geolocation of the token")
	_, err = store.Get(t.Context(), mine)
	require.ErrorIs(t, err, tokenstore.ErrNotFound)
	var none *auth.NotConnectedError
	require.ErrorAs(t, connections.Disconnect(t.Context(), me, auth.User), &none)
}

func TestAStaleTokenIsRenewedToDisconnect(t *testing.T) {
	t.Parallel()
	connections, store, _ := playing(t, auth.User,
		"oauth_token/person", "oauth_jwks/keys", "connection_revoke/expired_access_token", "oauth_token/person", "connection_revoke/revoked")
	require.NoError(t, connections.Disconnect(t.Context(), me, auth.User))
	_, err := store.Get(t.Context(), mine)
	require.ErrorIs(t, err, tokenstore.ErrNotFound)
}

func TestWhatConcurDidNotEndStays(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		err    error
		says   string
	}{
		"no answer": {0, errors.New("reset of access-1"), "the connection was not ended: no answer from Concur"},
		"a failure": {http.StatusServiceUnavailable, nil, "the connection was not ended: Concur answered with status 503"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			concur := &tokenEndpoint{}
			connections, store := connect(t, roundTripper(func(r *http.Request) (*http.Response, error) {
				if r.Method != http.MethodDelete {
					return concur.RoundTrip(r)
				}
				if c.err != nil {
					return nil, c.err
				}
				return answer(c.status, "access-1"), nil
			}), newClock())
			err := connections.Disconnect(t.Context(), me, auth.User)
			var failed *auth.NotRevokedError
			require.ErrorAs(t, err, &failed)
			require.EqualError(t, err, c.says)
			assert.Contains(t, failed.NextStep(), "by force")
			assert.Equal(t, "refresh-2", kept(t, store, mine).RefreshToken)

			require.NoError(t, connections.Forget(t.Context(), me, auth.User), "by force")
			_, err = store.Get(t.Context(), mine)
			require.ErrorIs(t, err, tokenstore.ErrNotFound)
		})
	}
}

func TestAConnectionThatIsOverIsForgotten(t *testing.T) {
	t.Parallel()
	connections, store := connect(t, &tokenEndpoint{refuse: []string{"refresh-1"}}, newClock())
	require.NoError(t, connections.Disconnect(t.Context(), me, auth.User))
	_, err := store.Get(t.Context(), mine)
	require.ErrorIs(t, err, tokenstore.ErrNotFound)
}

func TestAConnectionThatNothingCanRenewIsForgotten(t *testing.T) {
	t.Parallel()
	store := tokenstore.NewMemory()
	stored(t, store, tokenstore.Record{Key: mine, Subject: personID, AccessToken: "access-0", Geolocation: homeBase})
	require.NoError(t, over(store, &tokenEndpoint{}, newClock()).Disconnect(t.Context(), me, auth.User))
	_, err := store.Get(t.Context(), mine)
	require.ErrorIs(t, err, tokenstore.ErrNotFound)
}

func TestACompanyIsDisconnectedHereOnly(t *testing.T) {
	t.Parallel()
	connections, store, _ := playing(t, auth.Company)
	require.NoError(t, connections.Disconnect(t.Context(), me, auth.Company))
	_, err := store.Get(t.Context(), tokenstore.Key{Principal: me, Kind: "company"})
	require.ErrorIs(t, err, tokenstore.ErrNotFound)
}

func TestStatusSaysHowConnectionsStand(t *testing.T) {
	t.Parallel()
	now := newClock().read()
	for name, c := range map[string]struct {
		record tokenstore.Record
		left   int
		warns  string
	}{
		"a good one":   {tokenstore.Record{Key: mine, RefreshToken: "r", RefreshExpires: now.Add(180 * day)}, 180, ""},
		"with 15 days": {tokenstore.Record{Key: mine, RefreshToken: "r", RefreshExpires: now.Add(15 * day)}, 15, ""},
		"with 14 days": {
			tokenstore.Record{Key: mine, RefreshToken: "r", RefreshExpires: now.Add(14 * day)},
			14,
			"The user connection ends in 14 days, on 2026-03-15: sign in to Concur again before.",
		},
		"with a day": {
			tokenstore.Record{Key: mine, RefreshToken: "r", RefreshExpires: now.Add(day)},
			1,
			"The user connection ends in 1 day, on 2026-03-02: sign in to Concur again before.",
		},
		"with hours": {
			tokenstore.Record{Key: mine, RefreshToken: "r", RefreshExpires: now.Add(day - time.Second)},
			0,
			"The user connection ends in less than a day, on 2026-03-02: sign in to Concur again before.",
		},
		"one that was idle for too long": {
			tokenstore.Record{Key: mine, RefreshToken: "r", RefreshExpires: now}, 0, "The user connection has ended: sign in to Concur again.",
		},
		"of unknown end": {tokenstore.Record{Key: mine, RefreshToken: "r"}, 0, ""},
		"ended": {
			tokenstore.Record{Key: mine, RefreshToken: "r", RefreshExpires: now.Add(90 * day), State: tokenstore.SignInAgain},
			90,
			"The user connection has ended: sign in to Concur again.",
		},
		"of a company, near its end": {
			tokenstore.Record{Key: tokenstore.Key{Principal: me, Kind: "company"}, RefreshToken: "r", RefreshExpires: now.Add(3 * day)},
			3,
			"The company connection ends in 3 days, on 2026-03-04: the operator connects the company again before.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := tokenstore.NewMemory()
			stored(t, store, c.record)
			connections := over(store, &played{t: t}, newClock())
			all, err := connections.Status(t.Context(), me)
			require.NoError(t, err)
			require.Len(t, all, 1)
			assert.Equal(t, c.left, all[0].DaysLeft)
			assert.Equal(t, c.warns, all[0].Warning)
			assert.Equal(t, c.warns, strings.Join(connections.Warnings(t.Context(), me), " "))
			everybody, err := connections.StatusAll(t.Context())
			require.NoError(t, err)
			assert.Equal(t, all, everybody)
			others, err := connections.Status(t.Context(), "token/other")
			require.NoError(t, err)
			assert.Empty(t, others)
		})
	}
}

func TestAWarningIsSaidOnceAnHour(t *testing.T) {
	t.Parallel()
	clock, store := newClock(), tokenstore.NewMemory()
	ending := clock.read().Add(10*day + 12*time.Hour)
	for _, principal := range []string{me, "token/other"} {
		stored(t, store, tokenstore.Record{
			Key: tokenstore.Key{Principal: principal, Kind: "user"}, RefreshToken: "r", RefreshExpires: ending, Geolocation: homeBase,
		})
	}
	connections := over(store, &tokenEndpoint{}, clock)
	assert.Len(t, connections.Warnings(t.Context(), me), 1)
	assert.Empty(t, connections.Warnings(t.Context(), me), "not in every result")
	assert.Len(t, connections.Warnings(t.Context(), "token/other"), 1, "others have not heard it")
	clock.advance(59 * time.Minute)
	assert.Empty(t, connections.Warnings(t.Context(), me))
	clock.advance(time.Minute)
	assert.Len(t, connections.Warnings(t.Context(), me), 1)
}

// damaged is a store with one more record, which cannot be opened.
type damaged struct{ tokenstore.Store }

func (d damaged) Each(ctx context.Context, visit func(tokenstore.Record) error) error {
	return errors.Join(d.Store.Each(ctx, visit), tokenstore.ErrTampered)
}

func TestOneConnectionThatCannotBeReadHidesNoOther(t *testing.T) {
	t.Parallel()
	all, err := over(damaged{newFragile(t)}, &played{t: t}, newClock()).StatusAll(t.Context())
	require.ErrorIs(t, err, tokenstore.ErrTampered)
	require.Len(t, all, 1)
	assert.Equal(t, me, all[0].Principal)
}

func TestWarningsAreReadOnceAMinuteAndAfterAChange(t *testing.T) {
	t.Parallel()
	clock, store := newClock(), tokenstore.NewMemory()
	connections := over(store, &tokenEndpoint{}, clock)
	assert.Empty(t, connections.Warnings(t.Context(), me))
	stored(t, store, tokenstore.Record{Key: mine, RefreshToken: "refresh-1", State: tokenstore.SignInAgain, Geolocation: homeBase})
	assert.Empty(t, connections.Warnings(t.Context(), me), "they are cheap")
	clock.advance(time.Minute)
	assert.Len(t, connections.Warnings(t.Context(), me), 1)
	_, err := connections.ConnectCode(t.Context(), me, redirected())
	require.NoError(t, err)
	assert.Empty(t, connections.Warnings(t.Context(), me), "and forgotten when they are mended")
}

func TestKeepAliveUsesWhatIsNearItsEnd(t *testing.T) {
	t.Parallel()
	now := newClock().read()
	for name, c := range map[string]struct {
		record tokenstore.Record
		asked  bool
	}{
		"30 days left":     {tokenstore.Record{RefreshToken: "r", RefreshExpires: now.Add(30 * day)}, true},
		"31 days left":     {tokenstore.Record{RefreshToken: "r", RefreshExpires: now.Add(31 * day)}, false},
		"an unknown end":   {tokenstore.Record{RefreshToken: "r"}, false},
		"an end that came": {tokenstore.Record{RefreshToken: "r", RefreshExpires: now.Add(10 * day), State: tokenstore.SignInAgain}, false},
		"renewed yesterday, and no better": {
			tokenstore.Record{RefreshToken: "r", RefreshExpires: now.Add(10 * day), AccessToken: "a", AccessExpires: now.Add(-23 * time.Hour)}, true,
		},
		"renewed today, and no better": {
			tokenstore.Record{RefreshToken: "r", RefreshExpires: now.Add(10 * day), AccessToken: "a", AccessExpires: now.Add(-22 * time.Hour)},
			false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			concur, store := &tokenEndpoint{}, tokenstore.NewMemory()
			c.record.Key, c.record.Subject, c.record.Geolocation = mine, personID, homeBase
			stored(t, store, c.record)
			keep(t, concur, store)
			assert.Equal(t, c.asked, len(concur.hosts()) == 1)
			if c.asked {
				assert.Equal(t, time.Unix(1_900_000_000, 0).UTC(), kept(t, store, mine).RefreshExpires, "it slides")
			}
		})
	}
}

func TestKeepAliveOfTwoReplicasRefreshesOnce(t *testing.T) {
	t.Parallel()
	concur, store := &tokenEndpoint{}, tokenstore.NewMemory()
	stored(t, store, tokenstore.Record{
		Key: mine, Subject: personID, RefreshToken: "r", RefreshExpires: newClock().read().Add(10 * day), Geolocation: homeBase,
	})
	keep(t, concur, store)
	keep(t, concur, store)
	assert.Len(t, concur.hosts(), 1)
}

func TestKeepAliveStoresWhatCouldNotBeStored(t *testing.T) {
	t.Parallel()
	concur, store := &tokenEndpoint{}, newFragile(t)
	connections := over(store, concur, newClock())
	store.breaks(errDiskFull)
	_, err := connections.Token(t.Context(), me, auth.User)
	require.ErrorIs(t, err, errDiskFull)
	store.breaks(nil)
	auth.KeepOnce(t.Context(), connections)
	assert.Equal(t, "refresh-2", kept(t, store, mine).RefreshToken)
	assert.Len(t, concur.hosts(), 1)
}

func TestKeepAliveEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	stop()
	over(tokenstore.NewMemory(), &played{t: t}, newClock()).KeepAlive(ctx, time.Hour)
}

// keep is one round of a process of its own.
func keep(t *testing.T, concur http.RoundTripper, store tokenstore.Store) {
	t.Helper()
	auth.KeepOnce(t.Context(), over(store, concur, newClock()))
}
