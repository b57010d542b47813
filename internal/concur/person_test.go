package concur

import (
	"net/http"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

func TestANameOfAPersonIsNoLogin(t *testing.T) {
	t.Parallel()
	w := newWire(t, auth.Company)
	w.mock.RegisterResponder(http.MethodPost, base+"/profile/identity/v4.1/Users/.search",
		httpmock.NewStringResponder(http.StatusOK, `{"Resources":[]}`))
	var unknown *PersonError
	_, err := w.session.On(t.Context(), "Tom Berg", RoleManager)
	require.ErrorAs(t, err, &unknown)
	assert.Contains(t, unknown.Error(), "not found by their names")
	assert.Contains(t, unknown.NextStep(), "owner_login")
	var nobody *LookupError
	_, err = w.session.On(t.Context(), "tom.burg@example.com", RoleManager)
	require.ErrorAs(t, err, &nobody)
	assert.NotErrorAs(t, err, &unknown, "a login that nobody has")
}
