package simulator

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	v4Path = "/profile/v1/me"
	v3Path = "/api/v3.0/common/locations"
)

func TestAccessTokensAreChecked(t *testing.T) {
	t.Parallel()
	c := newClock()
	s := newSimulator(t, c.options(Options{}))
	got := tokens(t, s, s.Connect(traveller))
	signed := strings.SplitAfterN(got.AccessToken, ".", 3)
	admin := base64.RawURLEncoding.EncodeToString([]byte(`{"aud": "*", "exp": 9999999999, "concur.type": "user"}`))
	forged := signed[0] + admin + "." + signed[2]
	unsigned := base64.RawURLEncoding.EncodeToString([]byte(`{"alg": "none"}`)) + "." + signed[1]
	for name, test := range map[string]struct {
		header string
		v4, v3 int
	}{
		"a good token":                     {"Bearer " + got.AccessToken, 200, 200},
		"a good token, scheme in any case": {"bearer " + got.AccessToken, 200, 200},
		"no header":                        {"", 401, 401},
		"no token":                         {"Bearer ", 401, 401},
		"another scheme":                   {"Basic " + got.AccessToken, 401, 401},
		"not a token":                      {"Bearer abc", 401, 403},
		"a token that was changed":         {"Bearer " + forged, 401, 403},
		"a token without signature":        {"Bearer " + unsigned, 401, 403},
		"an ID token":                      {"Bearer " + got.IDToken, 401, 403},
		"a refresh token":                  {"Bearer " + got.RefreshToken, 401, 403},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for path, status := range map[string]int{v4Path: test.v4, v3Path: test.v3} {
				answer := send(t, s, http.MethodGet, path, "", "", "Authorization", test.header, "Accept", "application/json")
				assert.Equal(t, status, answer.status, path)
				assert.NotContains(t, answer.body, got.AccessToken)
			}
		})
	}
}

func TestAccessTokensExpire(t *testing.T) {
	t.Parallel()
	t.Run("by the clock of the simulator", func(t *testing.T) {
		t.Parallel()
		c := newClock()
		s := newSimulator(t, c.options(Options{AccessTokenLife: 10 * time.Minute}))
		got := tokens(t, s, s.Connect(traveller))
		assert.Equal(t, int64(600), got.ExpiresIn)
		c.forward(10*time.Minute - time.Second)
		assert.Equal(t, http.StatusOK, get(t, s, v4Path, got.AccessToken).status)
		c.forward(time.Second)
		assert.Equal(t, http.StatusUnauthorized, get(t, s, v4Path, got.AccessToken).status)
		assert.Equal(t, http.StatusForbidden, get(t, s, v3Path, got.AccessToken).status)
	})
	t.Run("when a test says so", func(t *testing.T) {
		t.Parallel()
		s := newSimulator(t, Options{})
		before := access(t, s, traveller)
		s.ExpireAccessTokens()
		assert.Equal(t, http.StatusUnauthorized, get(t, s, v4Path, before).status)
		after := access(t, s, traveller)
		require.NotEqual(t, before, after)
		assert.Equal(t, http.StatusOK, get(t, s, v4Path, after).status)
	})
}

func TestRefusalsBeforeAnyHandler(t *testing.T) {
	t.Parallel()
	const (
		report  = "7A90C4E15B2D4F6883AC"
		expense = "0A1B2C3D4E5F60718293A4B5C6D7E8F9"
		v4      = "/expensereports/v4"
	)
	s := newSimulator(t, Options{})
	user, company := access(t, s, traveller), companyAccess(t, s)
	openidOnly := tokens(t, s, s.ConnectScoped(traveller, "openid")).AccessToken
	id := userID(t, s, traveller)
	mine, config := v4+"/users/"+id+"/context/", "/expenseconfig/v4/users/"+id
	for name, test := range map[string]struct {
		path, token string
		status      int
		says        string
	}{
		"user token on a path for companies":      {v4 + "/reports/" + report + "/exceptions", user, 401, "user token"},
		"company token on an operation for users": {config + "/paymenttypes", company, 403, "company token"},
		"company token on v3":                     {v3Path, company, 403, "company token"},
		"scope missing on v4":                     {v4Path, openidOnly, 403, "user.read or company.read"},
		"scope missing on v3":                     {v3Path, openidOnly, 403, "CONFIG"},
		"report id of another form":               {mine + "TRAVELER/reports/123", user, 400, "reportId"},
		"expense id of v3":                        {mine + "TRAVELER/reports/" + report + "/expenses/gWid%24sX", user, 400, "expenseId"},
		"user id that is a login":                 {v4 + "/users/" + traveller + "/context/TRAVELER/reports/" + report, user, 400, "userId"},
		"policy id of another form":               {config + "/policies/EMEA/expensetypes", user, 400, "policyId"},
		"context that is no role":                 {mine + "TRAVELLER/reports/" + report, user, 400, "contextType"},
		"context that the operation does not take": {
			mine + "PROCESSOR/reports/" + report + "/expenses/" + expense, user, 403, "PROCESSOR",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answer := get(t, s, test.path, test.token)
			assert.Equal(t, test.status, answer.status, answer.body)
			assert.Contains(t, answer.body, test.says)
		})
	}
	assert.Empty(t, s.Writes())
}

func TestScopedConnectionsAreSeparate(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	narrow := s.ConnectScoped(traveller, "openid", "user.read")
	assert.Equal(t, "openid user.read", tokens(t, s, narrow).Scope)
	assert.Equal(t, http.StatusOK, get(t, s, v4Path, tokens(t, s, narrow).AccessToken).status)
	assert.Contains(t, tokens(t, s, s.Connect(traveller)).Scope, "EXPRPT")
}
