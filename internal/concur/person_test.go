package concur

import (
	"net/http"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

func TestALoginThatCannotBeLookedUpIsExplained(t *testing.T) {
	t.Parallel()
	w := newWire(t, auth.User)
	w.mock.RegisterResponder(http.MethodGet, base+"/profile/identity/v4.1/Users/"+tom, httpmock.NewStringResponder(http.StatusForbidden, "{}"))
	_, err := w.session.loginFor(t.Context(), tom)
	var unknown *PersonError
	require.ErrorAs(t, err, &unknown)
	assert.Contains(t, unknown.NextStep(), "company connection")
}

func TestACompanyAloneIsToldToNameThePerson(t *testing.T) {
	t.Parallel()
	w := newWire(t, auth.Company)
	_, err := w.session.GetReport(t.Context(), Subject{}, reportID)
	var missing *NoTokenError
	require.ErrorAs(t, err, &missing)
	assert.Contains(t, missing.NextStep(), "`user`")
}

func TestANameOfAPersonIsNoLogin(t *testing.T) {
	t.Parallel()
	w := newWire(t, auth.Company)
	w.mock.RegisterResponder(http.MethodPost, base+"/profile/identity/v4.1/Users/.search",
		httpmock.NewStringResponder(http.StatusOK, `{"Resources":[]}`))
	var unknown *PersonError
	_, err := w.session.On(t.Context(), "Tom Berg", RoleManager)
	require.ErrorAs(t, err, &unknown)
	assert.Contains(t, unknown.Error(), "nobody's login ID, e-mail or full name")
	assert.Contains(t, unknown.NextStep(), "owner_login")
	var nobody *LookupError
	_, err = w.session.On(t.Context(), "tom.burg@example.com", RoleManager)
	require.ErrorAs(t, err, &nobody)
	assert.NotErrorAs(t, err, &unknown, "a login that nobody has")
}
