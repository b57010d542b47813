package simulator

import (
	"net/http"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestStatePageShowsTheCompany(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	bearer := access(t, s, traveller)
	get(t, s, "/nowhere/<script>", bearer)
	s.state.report(aReport(t, s)).name = "<b>Trip</b>"
	for _, path := range []string{"/?open=A_NOTF-P_NOTP", ownPath + "?open=A_NOTF-P_NOTP"} {
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

func TestStatePageShowsWhatHappens(t *testing.T) {
	t.Parallel()
	c := newClock()
	s := newSimulator(t, c.options(Options{Applications: []Application{otherApplication()}, ReceiptTime: time.Hour}))
	page := func(query string) string { return get(t, s, ownPath+query, "").body }
	before := page("")
	assert.Contains(t, before, `<meta http-equiv="refresh" content="3">`)
	assert.Contains(t, before, `name="viewport" content="width=device-width`)
	assert.Contains(t, before, "Outbox (0)")
	assert.Contains(t, before, "No quick expenses yet")
	assert.NotContains(t, before, "ACCEPTED")

	mailTo(t, s, rita)
	code := signedIn(t, s, rita, "client_id", otherID, "scope", "EXPRPT").Get("code")
	granted(t, s, asOther("grant_type", "authorization_code", "code", code, "redirect_uri", callback)...)
	s.state.available = append(s.state.available, &availableExpense{
		ownerID: userID(t, s, rita), typeID: "TAXIX", amount: decimal.New(2350, -2), currency: "EUR",
		wanted: quickExpenseRequest{Vendor: "Taxi <Berlin>"},
	})
	posted := &storedReceipt{ownerID: userID(t, s, luca), received: c.now(), schema: "rail-receipt"}
	s.state.library.receipts = append(s.state.library.receipts, posted)
	after := page("")
	for _, shown := range []string{
		"Outbox (1)", "oauth_otp_send", "Taxi &lt;Berlin&gt;", "23.50 EUR", "accepted",
		`<td>Rita Alves <span class="note">other-client</span></td><td>user</td><td class="number">2</td><td class="time">2026-09-02</td>`,
		`<td>the company</td><td>company</td>`,
	} {
		assert.Contains(t, after, shown)
	}
}

func TestStatePageShowsWhoApprovesWhat(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	waiting := 0
	for _, r := range s.state.reports {
		if r.approverID != "" {
			waiting++
		}
	}
	queue := s.state.waiting()
	require.Len(t, queue, waiting)
	body := get(t, s, ownPath, "").body
	for _, q := range queue {
		assert.Contains(t, body, q.Name)
		assert.NotEmpty(t, q.Approver)
	}
}

func TestStatePageOpensOneGroupOfReports(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	const group, elsewhere, report = "A_PEND-P_NOTP", "A_RESU-P_NOTP", "Munich calibration audit"
	number := ""
	for _, r := range s.state.reports {
		if r.name == report {
			number = r.number
		}
	}
	require.NotEmpty(t, number)
	assert.NotContains(t, get(t, s, ownPath, "").body, number)
	assert.NotContains(t, get(t, s, ownPath+"?open="+elsewhere, "").body, number)
	open := get(t, s, ownPath+"?open="+group, "").body
	assert.Contains(t, open, number)
	assert.Contains(t, open, `href="?#`+group+`"`, "it can be closed")
	assert.Contains(t, open, `href="?open=`+elsewhere+`#`+elsewhere+`"`)
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
