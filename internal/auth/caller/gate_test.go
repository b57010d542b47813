package caller_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth/caller"
)

func TestWithoutAuthenticationEverybodyIsLocal(t *testing.T) {
	t.Parallel()
	in, w := enter(caller.None(), request("whatever"))
	assert.Equal(t, http.StatusOK, w.Code)
	assert.Equal(t, caller.Caller{Principal: caller.Local, Name: "somebody on this computer", Company: true}, in)
}

func TestNothingBehindTheGateSeesTheToken(t *testing.T) {
	t.Parallel()
	trusted, key := newIssuer(t)
	for name, gate := range map[string]*caller.Gate{"oidc": trusted.gate(t, nil), "none": caller.None()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := request(sign(t, jose.ES256, key, good(nil)))
			r.Header.Set("Mcp-Session-Id", "s1")
			reached := false
			gate.Middleware(http.HandlerFunc(func(_ http.ResponseWriter, inner *http.Request) {
				reached = true
				assert.Empty(t, inner.Header.Values("Authorization"))
				assert.Equal(t, "s1", inner.Header.Get("Mcp-Session-Id"))
			})).ServeHTTP(httptest.NewRecorder(), r)
			assert.True(t, reached)
			assert.NotEmpty(t, r.Header.Get("Authorization"), "the request belongs to somebody else")
		})
	}
}

func TestARequestWithoutATokenIsToldWhereToGetOne(t *testing.T) {
	t.Parallel()
	trusted, _ := newIssuer(t)
	gate := trusted.gate(t, nil)
	for name, header := range map[string]string{
		"nothing": "", "another scheme": "Basic YWRhOnNlY3JldA==", "no token": "Bearer ", "no space": "Bearer",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := request("")
			if header != "" {
				r.Header.Set("Authorization", header)
			}
			challenge, words := refused(t, http.StatusUnauthorized, gate, r)
			assert.Equal(t,
				`Bearer resource_metadata="`+base+`/.well-known/oauth-protected-resource/mcp", scope="concur.read concur.write"`, challenge)
			assert.Contains(t, words, "bearer token")
		})
	}
	assert.Zero(t, trusted.timesAsked())
}

func TestTheChallengeOfSSENamesItsOwnMetadata(t *testing.T) {
	t.Parallel()
	trusted, _ := newIssuer(t)
	r := ask(http.MethodGet, base+"/sse?sessionid=x")
	challenge, _ := refused(t, http.StatusUnauthorized, trusted.gate(t, nil), r)
	assert.Contains(t, challenge, `/.well-known/oauth-protected-resource/sse"`)
}

func TestTokensInTheWrongPlaceAreRefused(t *testing.T) {
	t.Parallel()
	trusted, key := newIssuer(t)
	gate, token := trusted.gate(t, nil), sign(t, jose.ES256, key, good(nil))
	for name, c := range map[string]struct {
		query   string
		headers []string
	}{
		"in the query":                {"access_token=" + token, nil},
		"in the query and the header": {"access_token=" + token, []string{"Bearer " + token}},
		"in two headers":              {"", []string{"Bearer " + token, "Bearer x"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := request("")
			r.URL.RawQuery, r.Header["Authorization"] = c.query, c.headers
			challenge, _ := refused(t, http.StatusBadRequest, gate, r)
			assert.Contains(t, challenge, `error="invalid_request"`)
		})
	}
}

func TestWhatIsNoTokenIsRefused(t *testing.T) {
	t.Parallel()
	trusted, key := newIssuer(t)
	gate, token := trusted.gate(t, nil), sign(t, jose.ES256, key, good(nil))
	for name, header := range map[string]string{
		"with something after it":         token + " x",
		"with a comma and another scheme": token + ",Basic",
		"without end":                     strings.Repeat("x", 20_000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			challenge, _ := refused(t, http.StatusUnauthorized, gate, request(header))
			assert.Contains(t, challenge, `error="invalid_token"`)
		})
	}
	r := request("")
	r.Header.Set("Authorization", "bEARER  "+token)
	in, _ := enter(gate, r)
	assert.Equal(t, "oidc/00u1", in.Principal, "the scheme is no matter of case")
}

func TestARefusalNeverQuotesTheToken(t *testing.T) {
	t.Parallel()
	trusted, key := newIssuer(t)
	log, written := journal()
	gate := trusted.gate(t, func(o *caller.OIDC) { o.Logger = log })
	for _, token := range []string{
		"cmcp_quoted-nowhere", sign(t, jose.ES256, key, good(map[string]any{"aud": "other"})), sign(t, jose.ES256, newKey(t, "x"), good(nil)),
	} {
		_, w := enter(gate, request(token))
		require.Equal(t, http.StatusUnauthorized, w.Code)
		for part := range strings.SplitSeq(token, ".") {
			assert.NotContains(t, w.Body.String(), part)
			assert.NotContains(t, w.Header().Get("WWW-Authenticate"), part)
			assert.NotContains(t, written.String(), part)
		}
	}
	assert.Contains(t, written.String(), "caller refused")
}

func TestWhoKeepsFailingIsToldToWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		trusted, key := newIssuer(t)
		log, written := journal()
		gate := trusted.gate(t, func(o *caller.OIDC) { o.Logger = log })
		try := func(address, token string) *httptest.ResponseRecorder {
			r := request(token)
			r.RemoteAddr = address
			_, w := enter(gate, r)
			return w
		}
		genuine := sign(t, jose.ES256, key, good(nil))
		for range 30 {
			require.Equal(t, http.StatusUnauthorized, try("[2001:db8::1]:1000", "wrong").Code)
		}
		before := written.Len()
		w := try("[2001:db8::2]:2000", "wrong") // another address of the same network
		assert.Equal(t, http.StatusTooManyRequests, w.Code)
		assert.Equal(t, "1", w.Header().Get("Retry-After"))
		assert.Equal(t, before, written.Len(), "it does not fill the log")

		assert.Equal(t, http.StatusUnauthorized, try("[2001:db8:0:1::1]:1000", "wrong").Code, "another network")
		assert.Equal(t, http.StatusUnauthorized, try("[2001:db8::1]:1000", "").Code, "no token is no failure")
		assert.Equal(t, http.StatusOK, try("[2001:db8::1]:1000", genuine).Code, "a neighbour is not shut out")
		time.Sleep(time.Second)
		assert.Equal(t, http.StatusUnauthorized, try("[2001:db8::1]:1000", "wrong").Code)
	})
}
