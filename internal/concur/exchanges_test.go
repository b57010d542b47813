package concur

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/exchange"
)

const exchanges = "../../testdata/exchanges"

// playing gives a session on a Concur that knows the exchanges of some files,
// named operation/case, and nothing else. They have to be asked for in that order,
// and all of them.
func playing(t *testing.T, kind auth.Kind, names ...string) *Session {
	t.Helper()
	w := newWire(t, kind)
	next := 0
	w.mock.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
		if !assert.Less(t, next, len(names), "%s %s is one request too many", r.Method, r.URL) {
			return nil, http.ErrNotSupported
		}
		name := names[next]
		next++
		e, err := exchange.Read(exchanges, name)
		require.NoError(t, err)
		assert.NoError(t, e.Request.Compare(r), name)
		assert.Equal(t, base, r.URL.Scheme+"://"+r.URL.Host, name)
		assert.Regexp(t, `^Bearer \S+$`, r.Header.Get("Authorization"), name)
		return e.Answer(r), nil
	})
	t.Cleanup(func() { assert.Equal(t, len(names), next, "not all exchanges took place") })
	return w.session
}
