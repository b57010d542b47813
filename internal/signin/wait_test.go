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

// stuck is a Concur that answers no exchange.
type stuck struct{ *concur }

func (stuck) ConnectCode(ctx context.Context, _ string, _ auth.Code) (auth.Account, error) {
	<-ctx.Done()
	return auth.Account{}, ctx.Err()
}

// punctual is a store that, as databases do, does nothing once its time is up.
type punctual struct{ tokenstore.Store }

func (p punctual) UpdateTicket(
	ctx context.Context, id string, change func(tokenstore.Ticket) (tokenstore.Ticket, error),
) (tokenstore.Ticket, error) {
	if err := ctx.Err(); err != nil {
		return tokenstore.Ticket{}, err
	}
	return p.Store.UpdateTicket(ctx, id, change)
}

func TestAnExchangeThatTakesAllItsTimeIsToldToTheAgent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := signin.New(signin.Settings{
			Store: punctual{tokenstore.NewMemory()}, Connections: stuck{&concur{}}, Base: func() string { return base },
		})
		link, err := s.Start(t.Context(), alice, "Alice")
		require.NoError(t, err)
		person := (&kit{handler: s.Handler()}).surfer(t)
		assert.Equal(t, http.StatusBadGateway, person.get(back("c", person.open(link))).status)
		began := time.Now()
		outcome, err := s.Wait(t.Context(), alice, link.ID)
		require.NoError(t, err)
		assert.NotEmpty(t, outcome.Err)
		assert.Zero(t, time.Since(began), "it does not wait for the link to expire")
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
