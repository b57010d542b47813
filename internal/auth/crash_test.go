package auth_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// fragile is a store whose writes can be made to fail, after the change was made.
type fragile struct {
	tokenstore.Store
	mu     sync.Mutex
	broken error
}

var errDiskFull = errors.New("disk full")

func (f *fragile) breaks(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.broken = err
}

func (f *fragile) Update(
	ctx context.Context, key tokenstore.Key, change func(tokenstore.Record) (tokenstore.Record, error),
) (tokenstore.Record, error) {
	return f.Store.Update(ctx, key, func(old tokenstore.Record) (tokenstore.Record, error) {
		changed, err := change(old)
		f.mu.Lock()
		defer f.mu.Unlock()
		if err == nil && f.broken != nil {
			return old, f.broken
		}
		return changed, err
	})
}

func newFragile(t *testing.T) *fragile {
	t.Helper()
	store := &fragile{Store: tokenstore.NewMemory()}
	stored(t, store, tokenstore.Record{Key: mine, Subject: personID, RefreshToken: "refresh-1", Geolocation: homeBase})
	return store
}

func TestTokensThatCannotBeStoredWaitUntilTheyCan(t *testing.T) {
	t.Parallel()
	concur := &tokenEndpoint{refuse: []string{"refresh-0"}}
	store := newFragile(t)
	connections := over(store, concur, newClock())
	store.breaks(errDiskFull)
	for range 2 {
		_, err := connections.Token(t.Context(), me, auth.User)
		var failed *auth.StoreError
		require.ErrorAs(t, err, &failed, "what is not stored is not used")
		require.ErrorIs(t, err, errDiskFull)
		assert.True(t, failed.Pending)
		assert.Contains(t, failed.NextStep(), "keeps the new tokens")
		assert.Equal(t, "refresh-1", kept(t, store, mine).RefreshToken)
	}

	store.breaks(nil)
	token, err := connections.Token(t.Context(), me, auth.User)
	require.NoError(t, err)
	assert.Equal(t, "access-1", token.Access.Reveal())
	assert.Len(t, concur.hosts(), 1, "Concur was asked once")
	record := kept(t, store, mine)
	assert.Equal(t, "refresh-2", record.RefreshToken)
	assert.Equal(t, "refresh-1", record.PreviousRefreshToken)
}

func TestTokensThatWaitedTooLongAreRefreshedInTheirTurn(t *testing.T) {
	t.Parallel()
	concur, clock, store := &tokenEndpoint{}, newClock(), newFragile(t)
	connections := over(store, concur, clock)
	store.breaks(errDiskFull)
	_, err := connections.Token(t.Context(), me, auth.User)
	require.ErrorIs(t, err, errDiskFull)

	store.breaks(nil)
	clock.advance(2 * time.Hour)
	_, err = connections.Token(t.Context(), me, auth.User)
	require.NoError(t, err)
	assert.Equal(t, "refresh-2", concur.form(1).Get("refresh_token"), "with the token that was never stored")
	assert.Equal(t, "refresh-3", kept(t, store, mine).RefreshToken)
}

func TestTokensThatWaitGiveWayToASignIn(t *testing.T) {
	t.Parallel()
	concur, clock, store := &tokenEndpoint{}, newClock(), newFragile(t)
	here, elsewhere := over(store, concur, clock), over(store, concur, clock)
	store.breaks(errDiskFull)
	_, err := here.Token(t.Context(), me, auth.User)
	require.ErrorIs(t, err, errDiskFull)
	store.breaks(nil)
	_, err = elsewhere.ConnectCode(t.Context(), me, redirected())
	require.NoError(t, err)
	token, err := here.Token(t.Context(), me, auth.User)
	require.NoError(t, err)
	assert.Equal(t, "access-2", token.Access.Reveal())
	clock.advance(time.Hour)
	_, err = here.Token(t.Context(), me, auth.User)
	require.NoError(t, err)
	assert.Equal(t, "refresh-3", concur.form(2).Get("refresh_token"), "what waited is forgotten")
}

func TestTokensThatWaitForAConnectionThatIsGoneAreForgotten(t *testing.T) {
	t.Parallel()
	concur, store, log := &tokenEndpoint{}, newFragile(t), &bytes.Buffer{}
	connections := auth.NewConnections(auth.Settings{
		App: auth.App{ClientID: "app", ClientSecret: auth.NewSecret("app-secret")}, Store: store,
		Hosts: auth.ConcurHosts(), Client: &http.Client{Transport: concur}, Now: newClock().read,
		Logger: slog.New(slog.NewTextHandler(log, nil)),
	})
	store.breaks(errDiskFull)
	_, err := connections.Token(t.Context(), me, auth.User)
	require.ErrorIs(t, err, errDiskFull)
	store.breaks(nil)
	require.NoError(t, over(store, concur, newClock()).Forget(t.Context(), me, auth.User), "another process ends the connection")

	auth.KeepOnce(t.Context(), connections)
	log.Reset()
	auth.KeepOnce(t.Context(), connections)
	assert.Empty(t, log.String(), "nothing waits any more")
	_, err = store.Get(t.Context(), mine)
	require.ErrorIs(t, err, tokenstore.ErrNotFound)
}

func TestAnEarlyRefreshThatCannotBeStoredLeavesTheTokenInUse(t *testing.T) {
	t.Parallel()
	clock, store := newClock(), newFragile(t)
	connections := over(store, &tokenEndpoint{}, clock)
	first, err := connections.Token(t.Context(), me, auth.User)
	require.NoError(t, err)
	clock.advance(57 * time.Minute)
	store.breaks(errDiskFull)
	token, err := connections.Token(t.Context(), me, auth.User)
	require.NoError(t, err)
	assert.Equal(t, first.Access.Reveal(), token.Access.Reveal())
}

func TestASignInThatCannotBeStoredIsTold(t *testing.T) {
	t.Parallel()
	store := newFragile(t)
	connections := over(store, &tokenEndpoint{}, newClock())
	store.breaks(errDiskFull)
	_, err := connections.ConnectCode(t.Context(), me, redirected())
	var failed *auth.StoreError
	require.ErrorAs(t, err, &failed)
	assert.False(t, failed.Pending, "the person has to do it again")
	assert.Equal(t, "refresh-1", kept(t, store, mine).RefreshToken, "what there was stays")
}

func TestTheTokenBeforeIsTriedOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		refuse   []string
		signedIn bool
		asked    []string
		refresh  string
		previous string
	}{
		"and helps": {[]string{"newer"}, true, []string{"newer", "older"}, "refresh-3", "older"},
		"and is cleared when it is refused too": {
			[]string{"newer", "older"}, false, []string{"newer", "older"}, "newer", "",
		},
		"and not where it is not needed": {nil, true, []string{"newer"}, "refresh-2", "newer"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			concur := &tokenEndpoint{refuse: c.refuse}
			store := tokenstore.NewMemory()
			stored(t, store, tokenstore.Record{
				Key: mine, Subject: personID, RefreshToken: "newer", PreviousRefreshToken: "older", Geolocation: homeBase,
			})
			connections := over(store, concur, newClock())
			_, err := connections.Token(t.Context(), me, auth.User)
			assert.Equal(t, c.signedIn, err == nil)
			asked := make([]string, len(concur.hosts()))
			for i := range asked {
				asked[i] = concur.form(i).Get("refresh_token")
			}
			assert.Equal(t, c.asked, asked)
			record := kept(t, store, mine)
			assert.Equal(t, c.refresh, record.RefreshToken)
			assert.Equal(t, c.previous, record.PreviousRefreshToken)
			assert.Equal(t, !c.signedIn, record.State == tokenstore.SignInAgain)
		})
	}
}

func TestAnEndedConnectionIsNotAskedForAgain(t *testing.T) {
	t.Parallel()
	concur := &tokenEndpoint{refuse: []string{"refresh-1"}}
	connections, store := connect(t, concur, newClock())
	_, err := connections.Token(t.Context(), me, auth.User)
	var refusal *auth.TokenError
	require.ErrorAs(t, err, &refusal)
	assert.True(t, refusal.NeedsSignIn())
	for _, replica := range []*auth.Connections{connections, over(store, concur, newClock())} {
		_, err = replica.Token(t.Context(), me, auth.User)
		var ended *auth.SignedOutError
		require.ErrorAs(t, err, &ended)
		assert.True(t, ended.NeedsSignIn())
	}
	assert.Len(t, concur.hosts(), 1, "108 does not get better")

	account, err := connections.ConnectCode(t.Context(), me, redirected())
	require.NoError(t, err)
	require.NoError(t, connections.Seen(t.Context(), me, account))
	_, err = connections.Token(t.Context(), me, auth.User)
	require.NoError(t, err, "signing in mends it")
}

func TestADisabledApplicationEndsNoConnection(t *testing.T) {
	t.Parallel()
	concur := &tokenEndpoint{status: http.StatusUnauthorized, body: `{"code":59,"error_description":"client disabled"}`}
	connections, store := connect(t, concur, newClock())
	_, err := connections.Token(t.Context(), me, auth.User)
	var refusal *auth.TokenError
	require.ErrorAs(t, err, &refusal)
	assert.False(t, refusal.SignInAgain(), "it would cost everybody the connection")
	assert.Contains(t, refusal.NextStep(), "operator")
	assert.Equal(t, tokenstore.Connected, kept(t, store, mine).State)
}

func TestARefreshThatWasKilledIsMadeAgainWithWhatIsStored(t *testing.T) {
	t.Parallel()
	concur, store := &tokenEndpoint{}, newFragile(t)
	store.breaks(errDiskFull)
	_, err := over(store, concur, newClock()).Token(t.Context(), me, auth.User)
	require.ErrorIs(t, err, errDiskFull, "this process is gone, and its memory with it")
	store.breaks(nil)
	token, err := over(store, concur, newClock()).Token(t.Context(), me, auth.User)
	require.NoError(t, err)
	assert.Equal(t, "access-2", token.Access.Reveal())
	assert.Equal(t, "refresh-1", concur.form(1).Get("refresh_token"))
}
