package caller_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
)

func TestKeysRotate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		trusted, old := newIssuer(t)
		gate := trusted.gate(t, nil)
		assert.Zero(t, trusted.timesAsked(), "nobody has shown a token yet")
		letIn(t, gate, old)

		fresh := newKey(t, "second")
		trusted.change(func() { trusted.keys = []jose.JSONWebKey{fresh} })
		time.Sleep(time.Minute)
		letIn(t, gate, fresh)
		assert.Equal(t, 2, trusted.timesAsked())
		// The old key went with it.
		refused(t, http.StatusUnauthorized, gate, request(sign(t, jose.ES256, old, good(nil))))
	})
}

func TestAWithdrawnKeyDoesNotLiveOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		trusted, stolen := newIssuer(t)
		gate := trusted.gate(t, nil)
		letIn(t, gate, stolen)
		trusted.change(func() { trusted.keys = []jose.JSONWebKey{newKey(t, "second")} })
		time.Sleep(time.Hour)
		letIn(t, gate, stolen) // This request makes the server ask.
		synctest.Wait()
		refused(t, http.StatusUnauthorized, gate, request(sign(t, jose.ES256, stolen, good(nil))))
	})
}

func TestUnknownKeysDoNotMakeTheServerAskAllTheTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		trusted, key := newIssuer(t)
		gate := trusted.gate(t, nil)
		letIn(t, gate, key)
		unknown := newKey(t, "unknown")
		for range 90 { // a minute and a half
			time.Sleep(time.Second)
			refused(t, http.StatusUnauthorized, gate, request(sign(t, jose.ES256, unknown, good(nil))))
		}
		assert.Equal(t, 1+3, trusted.timesAsked())
		letIn(t, gate, key)
	})
}

func TestWhileTheIssuerIsDown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		trusted, key := newIssuer(t)
		trusted.down = true
		gate := trusted.gate(t, nil)
		token := func() string { return sign(t, jose.ES256, key, good(nil)) }
		// Nobody can be told apart, and the server asks more and more seldom.
		for _, wait := range []string{"1", "2", "4", "8", "16", "30", "30"} {
			for range 2 {
				in, w := enter(gate, request(token()))
				require.Empty(t, in)
				require.Equal(t, http.StatusServiceUnavailable, w.Code)
				assert.Equal(t, wait, w.Header().Get("Retry-After"))
				assert.Empty(t, w.Header().Get("WWW-Authenticate"), "a new token would not help")
			}
			pause, err := time.ParseDuration(wait + "s")
			require.NoError(t, err)
			time.Sleep(pause)
		}
		trusted.change(func() { trusted.down = false })
		letIn(t, gate, key)

		// Known keys go on working.
		trusted.change(func() { trusted.down = true })
		time.Sleep(24 * time.Hour)
		letIn(t, gate, key)
		synctest.Wait()
		letIn(t, gate, key)
	})
}

func TestAnIssuerThatCallsItselfOtherwiseIsNotBelieved(t *testing.T) {
	t.Parallel()
	trusted, key := newIssuer(t)
	trusted.claimed = "https://login.example.com/other"
	log, written := journal()
	gate := trusted.gate(t, func(o *caller.OIDC) { o.Logger = log })
	refused(t, http.StatusServiceUnavailable, gate, request(sign(t, jose.ES256, key, good(nil))))
	assert.Contains(t, written.String(), "did not match")
}

func TestManyWhoWaitForTheKeysAskOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		trusted, key := newIssuer(t)
		gate := trusted.gate(t, nil)
		token := sign(t, jose.ES256, key, good(nil))
		for range 50 {
			go func() {
				in, _ := enter(gate, request(token))
				assert.Equal(t, "oidc/00u1", in.Principal)
			}()
		}
		synctest.Wait()
		assert.Equal(t, 1, trusted.timesAsked())
	})
}

func letIn(t *testing.T, gate *caller.Gate, key jose.JSONWebKey) {
	t.Helper()
	in, w := enter(gate, request(sign(t, jose.ES256, key, good(nil))))
	require.Equal(t, http.StatusOK, w.Code, w.Body.String())
	require.Equal(t, "oidc/00u1", in.Principal)
}
