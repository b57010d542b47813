package concur

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

func TestWhatASignInMends(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		connected []auth.Kind
		operation string
		scope     string
		needs     bool
		next      string
	}{
		"no connection": {nil, "get_reports_to_approve", "", true, "concur-mcp login"},
		"no connection, where a company's is better":   {nil, "expense_config_list_company_groups", "", true, "concur-mcp login"},
		"no connection, where only a company's serves": {nil, "update_submitted_report", "", false, "login --company"},
		"a company's, where only a person's serves":    {[]auth.Kind{auth.Company}, "approve_report", "", true, "concur-mcp login"},
		"a company's, for nobody in particular":        {[]auth.Kind{auth.Company}, "get_reports_to_approve", "", false, "Give `user`"},
		"a scope that is missing":                      {[]auth.Kind{auth.User}, "get_reports_to_approve", "openid", false, "administrator"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWire(t, c.connected...)
			w.scope = c.scope
			err := w.session.do(t.Context(), request{operation: c.operation}, nil)
			var missing *NoTokenError
			require.ErrorAs(t, err, &missing)
			assert.Equal(t, c.needs, missing.NeedsSignIn())
			assert.Contains(t, missing.NextStep(), c.next)
		})
	}
}

func TestLookUpsOfOneAccountAreNotForTheNext(t *testing.T) {
	t.Parallel()
	w := newWire(t, auth.User)
	_, err := w.client.connections.Token(t.Context(), "local", auth.User)
	require.NoError(t, err)
	remember(w.session, "policies", "of the first")
	known, ok := remembered[string](w.session, "policies")
	assert.True(t, ok && known == "of the first")

	// Another process signs in as somebody else; this one learns of it with the next token.
	store := tokenstore.NewMemory()
	for _, subject := range []string{rita, companyID} {
		key := tokenstore.Key{Principal: "local", Kind: "user"}
		_, err := store.Update(t.Context(), key, func(tokenstore.Record) (tokenstore.Record, error) {
			return tokenstore.Record{Key: key, Subject: subject, AccessToken: "a", AccessExpires: still().AddDate(1, 0, 0), Geolocation: base}, nil
		})
		require.NoError(t, err)
		if subject == rita {
			w.client.connections = auth.NewConnections(auth.Settings{Store: store, Client: &http.Client{Transport: w.mock}, Now: still})
		}
		_, err = w.client.connections.Token(t.Context(), "local", auth.User)
		require.NoError(t, err)
		_, ok = remembered[string](w.session, "policies")
		assert.Equal(t, subject == rita, ok)
	}
}
