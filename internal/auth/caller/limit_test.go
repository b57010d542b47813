package caller_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
)

// limited gives what answers to a principal behind a limit.
func limited(perSecond float64, burst int) func(principal string) *httptest.ResponseRecorder {
	inner := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	handler := caller.Limit(perSecond, burst)(inner)
	return func(principal string) *httptest.ResponseRecorder {
		r := request("")
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r.WithContext(caller.With(r.Context(), caller.Caller{Principal: principal})))
		return w
	}
}

func TestEachPrincipalHasARateOfItsOwn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		send := limited(0.5, 4)
		for range 4 {
			assert.Equal(t, http.StatusNoContent, send("token/ada").Code)
		}
		for range 2 { // being refused costs nothing
			w := send("token/ada")
			assert.Equal(t, http.StatusTooManyRequests, w.Code)
			assert.Equal(t, "2", w.Header().Get("Retry-After"))
			assert.Contains(t, w.Body.String(), "Nothing was done")
			assert.Empty(t, w.Header().Get("WWW-Authenticate"))
		}
		assert.Equal(t, http.StatusNoContent, send("token/bob").Code)
		time.Sleep(2 * time.Second)
		assert.Equal(t, http.StatusNoContent, send("token/ada").Code)
		assert.Equal(t, http.StatusTooManyRequests, send("token/ada").Code)
	})
}

func TestWithoutARateThereIsNoLimit(t *testing.T) {
	t.Parallel()
	send := limited(0, 0)
	for range 1000 {
		assert.Equal(t, http.StatusNoContent, send("token/ada").Code)
	}
}

func TestTheLimitRemembersSoManyAndNotMore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		send := limited(0.001, 1)
		assert.Equal(t, http.StatusNoContent, send("forgotten").Code)
		assert.Equal(t, http.StatusNoContent, send("remembered").Code)
		for i := range 10_000 - 1 {
			if i == 5_000 {
				assert.Equal(t, http.StatusTooManyRequests, send("remembered").Code)
			}
			assert.Equal(t, http.StatusNoContent, send(fmt.Sprint(i)).Code)
		}
		assert.Equal(t, http.StatusTooManyRequests, send("remembered").Code)
		assert.Equal(t, http.StatusNoContent, send("forgotten").Code, "it was not seen for longest")
	})
}
