package simulator

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

func TestRoutes(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	for name, test := range map[string]struct {
		method, path, operation string
		parameters              map[string]string
	}{
		"bare dollar":      {http.MethodGet, "/api/v3.0/expense/entries/gW$sA$pB", "get_entry", map[string]string{"id": "gW$sA$pB"}},
		"escaped dollar":   {http.MethodGet, "/api/v3.0/expense/entries/gW%24sA%24pB", "get_entry", map[string]string{"id": "gW$sA$pB"}},
		"escaped slash":    {http.MethodPut, "/api/v3.0/expense/entries/a%2Fb", "update_entry", map[string]string{"id": "a/b"}},
		"escaped once":     {http.MethodGet, "/api/v3.0/expense/entries/a%2524", "get_entry", map[string]string{"id": "a%24"}},
		"literal at first": {http.MethodPost, "/profile/identity/v4.1/Users/.search", "identity_search_users", map[string]string{}},
		"by method":        {http.MethodDelete, "/expensereports/v4/reports/AB", "delete_report", map[string]string{"reportId": "AB"}},
		"several parameters": {
			http.MethodGet, "/expensereports/v4/users/U/context/TRAVELER/reports/R/expenses/E", "get_expense",
			map[string]string{"userId": "U", "contextType": "TRAVELER", "reportId": "R", "expenseId": "E"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := &call{uri: test.path, traces: newIDSource(1)}
			_, refused := s.route(test.method, c)
			require.False(t, refused)
			assert.Equal(t, test.operation, c.op.Name)
			assert.Equal(t, test.parameters, c.path)
		})
	}
}

func TestEveryOperationIsFoundAtItsOwnPath(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	for _, op := range catalogue.All() {
		c := &call{uri: op.Path, traces: newIDSource(1)}
		_, refused := s.route(op.Method, c)
		assert.False(t, refused, op.Name)
		assert.Equal(t, op.Name, c.op.Name)
	}
}

func TestRefusedRoutes(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	t.Run("a path that is not there", func(t *testing.T) {
		t.Parallel()
		for _, path := range []string{"/expensereports/v4/nothing", "/oauth2/v0/token/", "/api/v3.0/expense/entries/", "/OAUTH2/v0/token"} {
			answer := get(t, s, path, "")
			assert.Equal(t, http.StatusNotFound, answer.status, path)
			var body map[string]any
			answer.into(t, &body)
			assert.Equal(t, "404 - Not Found", body["httpStatus"])
			assert.Equal(t, path, body["path"])
			assert.Equal(t, "2026-03-02T09:30:00.000Z", body["timestamp"])
			assert.Contains(t, body, "errorId")
			assert.Nil(t, body["errorId"])
			assert.Nil(t, body["validationErrors"])
		}
	})
	t.Run("a method that is not there", func(t *testing.T) {
		t.Parallel()
		answer := get(t, s, "/oauth2/v0/token", "")
		assert.Equal(t, http.StatusMethodNotAllowed, answer.status)
		assert.Equal(t, "POST", answer.header.Get("Allow"))
	})
}

func TestDollarArrivesOverThePort(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	for _, id := range []string{"gW$sNobody", "gW%24sNobody"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/api/image/v1.0/expenseentry/"+id, http.NoBody)
		require.NoError(t, err)
		r.Header.Set("Authorization", "Bearer "+access(t, s, traveller))
		response, err := server.Client().Do(r)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		assert.Equal(t, http.StatusNotFound, response.StatusCode)
	}
	entries := s.Journal()
	assert.Equal(t, "/api/image/v1.0/expenseentry/gW%24sNobody", entries[len(entries)-1].Path, "as it was sent")
	assert.Equal(t, "get_entry_image_url_v1", entries[len(entries)-1].Operation)
}
