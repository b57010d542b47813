package simulator

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestStatePageShowsTheCompany(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	bearer := access(t, s, traveller)
	get(t, s, "/nowhere/<script>", bearer)
	s.state.report(aReport(t, s)).name = "<b>Trip</b>"
	for _, path := range []string{"/", ownPath} {
		page := get(t, s, path, "")
		assert.Equal(t, http.StatusOK, page.status)
		assert.Contains(t, page.header.Get("Content-Type"), "text/html")
		assert.Contains(t, page.header.Get("Content-Security-Policy"), "default-src 'none'")
		for _, shown := range []string{"Luca Ferri", traveller, "A_NOTF", " EUR", "POST /oauth2/v0/token", "&lt;b&gt;Trip&lt;/b&gt;"} {
			assert.Contains(t, page.body, shown)
		}
		for _, hidden := range []string{"<b>Trip", "<script", bearer, UserTokenPrefix, ClientSecret, "http:", "https:"} {
			assert.NotContains(t, page.body, hidden)
		}
	}
	assert.Len(t, s.Journal(), 2, "the page is not in the journal")
}

func TestJournalPageIsJSON(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	assert.JSONEq(t, "[]", get(t, s, ownPath+"/journal", "").body)
	bearer := access(t, s, traveller)
	page := get(t, s, ownPath+"/journal", "")
	var entries []Entry
	page.into(t, &entries)
	require.Len(t, entries, 1)
	assert.Equal(t, "oauth_token", entries[0].Operation)
	assert.NotContains(t, page.body, bearer)
}

func TestResetOverHTTP(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		method, remote, origin string
		status                 int
		done                   bool
	}{
		"in the process":                   {http.MethodPost, "", "", 303, true},
		"from this machine":                {http.MethodPost, "127.0.0.1:50000", "", 303, true},
		"from this machine, IPv6":          {http.MethodPost, "[::1]:50000", "", 303, true},
		"by its own page":                  {http.MethodPost, "127.0.0.1:50000", InProcessURL, 303, true},
		"from another machine":             {http.MethodPost, "192.0.2.7:50000", "", 403, false},
		"from nowhere that can be read":    {http.MethodPost, "somewhere", "", 403, false},
		"by the page of another site here": {http.MethodPost, "127.0.0.1:50000", "https://attacker.example", 403, false},
		"by looking at it":                 {http.MethodGet, "127.0.0.1:50000", "", 405, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSimulator(t, Options{})
			access(t, s, traveller)
			r := request(t, test.method, ownPath+"/reset", "")
			r.RemoteAddr = test.remote
			if test.origin != "" {
				r.Header.Set("Origin", test.origin)
			}
			assert.Equal(t, test.status, roundTrip(t, s, r).status)
			assert.Equal(t, test.done, len(s.Journal()) == 0)
		})
	}
}

func TestOwnPathsThatAreNotThere(t *testing.T) {
	t.Parallel()
	assert.Equal(t, http.StatusNotFound, get(t, newSimulator(t, Options{}), ownPath+"/nothing", "").status)
}
