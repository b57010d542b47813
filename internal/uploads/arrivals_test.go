package uploads

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/web"
)

// fill lets files come in for a principal until no more may.
func fill(t *testing.T, a *arrivals, principal string, most int) (leave []func()) {
	t.Helper()
	for range most {
		left, err := a.enter(t.Context(), principal)
		require.NoError(t, err)
		leave = append(leave, left)
	}
	return leave
}

func TestNobodyKeepsAllOthersFromSendingFiles(t *testing.T) {
	t.Parallel()
	a := newArrivals()
	leave := fill(t, a, "token/slow", mostOfOne)
	_, err := a.enter(t.Context(), "token/slow")
	var refused web.Failure
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, http.StatusTooManyRequests, refused.Status)
	fill(t, a, "token/rita", 1)
	leave[0]()
	fill(t, a, "token/slow", 1)
}

func TestAFileWaitsForItsTurnAndNotForEver(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newArrivals()
		leave := fill(t, a, "token/a", mostOfOne)
		fill(t, a, "token/b", mostOfOne)
		fill(t, a, "token/c", mostAtOnce-2*mostOfOne)
		began := time.Now()
		_, err := a.enter(t.Context(), "token/rita")
		var refused web.Failure
		require.ErrorAs(t, err, &refused)
		assert.Equal(t, http.StatusServiceUnavailable, refused.Status)
		assert.Equal(t, arrivePatience, time.Since(began))

		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err = a.enter(ctx, "token/rita")
		require.Error(t, err, "who has gone away waits no longer")

		time.AfterFunc(time.Second, leave[0])
		_, err = a.enter(t.Context(), "token/rita")
		require.NoError(t, err)
		synctest.Wait()
		assert.Equal(t, map[string]int{"token/a": 2, "token/b": 3, "token/c": 2, "token/rita": 1}, a.of, "who has left is not counted")
	})
}
