package signin_test

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/signin"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// replicas are two services over one store, on the clock of a bubble.
func replicas() (one, two *signin.Service) {
	store := tokenstore.NewMemory()
	replica := func() *signin.Service {
		return signin.New(signin.Settings{
			Store: store, Connections: &concur{account: auth.Account{Kind: auth.User, Subject: "a1", Name: "dana@example.com"}},
			Base: func() string { return base },
		})
	}
	return replica(), replica()
}

func TestASignInIsFinishedByAnotherReplica(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		one, two := replicas()
		link, err := one.Start(t.Context(), alice, "Alice")
		require.NoError(t, err)
		began := time.Now()
		var outcome signin.Outcome
		var waited time.Duration
		done := make(chan error)
		go func() {
			var err error
			outcome, err = one.Wait(t.Context(), alice, link.ID)
			waited = time.Since(began)
			done <- err
		}()
		time.Sleep(3 * time.Minute)
		person := (&kit{handler: two.Handler()}).surfer(t)
		state := person.open(link)
		time.Sleep(time.Minute)
		assert.Equal(t, http.StatusOK, person.get(back("c", state)).status)
		require.NoError(t, <-done)
		assert.Equal(t, "dana@example.com", outcome.Account.Name)
		assert.InDelta(t, 4*time.Minute, waited, float64(time.Second), "it was seen within a second")
	})
}

func TestWaitingEndsWhenTheLinkExpires(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		opened bool
		want   time.Duration
	}{
		"unless somebody continued": {false, 10 * time.Minute},
		"or with the whole sign-in": {true, 20 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				service, _ := replicas()
				link, err := service.Start(t.Context(), alice, "Alice")
				require.NoError(t, err)
				if c.opened {
					(&kit{handler: service.Handler()}).surfer(t).open(link)
				}
				began := time.Now()
				_, err = service.Wait(t.Context(), alice, link.ID)
				var expired *signin.ExpiredError
				require.ErrorAs(t, err, &expired)
				assert.Contains(t, expired.NextStep(), "new link")
				assert.InDelta(t, c.want, time.Since(began), float64(time.Second))
			})
		})
	}
}

func TestWaitingForWhatIsNotOnesOwn(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	link := k.start(t)
	var expired *signin.ExpiredError
	_, err := k.Wait(t.Context(), "token/mallory", link.ID)
	require.ErrorAs(t, err, &expired, "a sign-in of another principal is as good as none")
	_, err = k.Wait(t.Context(), alice, "made-up")
	require.ErrorAs(t, err, &expired)
}

func TestWaitingEndsWithTheCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service, _ := replicas()
		link, err := service.Start(t.Context(), alice, "Alice")
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		_, err = service.Wait(ctx, alice, link.ID)
		require.ErrorIs(t, err, context.DeadlineExceeded)
	})
}
