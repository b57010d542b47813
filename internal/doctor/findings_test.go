package doctor_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/doctor"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

func TestWhatConcurSaysOfTheApplicationIsExplained(t *testing.T) {
	t.Parallel()
	refused := func(code int) error { return &auth.TokenError{Code: code, Status: http.StatusUnauthorized} }
	for _, c := range []struct {
		name    string
		err     error
		verdict doctor.Verdict
		found   string
	}{
		{"it gives a token", nil, doctor.Fine, "knows the OAuth application app"},
		{"the id is unknown", refused(61), doctor.Wrong, "knows no OAuth application app"},
		{"the secret is wrong", refused(64), doctor.Wrong, "The secret of the OAuth application is wrong"},
		{"it is disabled", refused(59), doctor.Wrong, "is disabled"},
		{"it lacks the grant that is tried", refused(60), doctor.Note, "could not be checked. No tool needs that grant"},
		{"a refusal nobody expects", refused(54), doctor.Warning, "code 54"},
		{"no answer", &auth.TokenError{}, doctor.Note, "could not be checked: no answer"},
		{"something else", errors.New("odd"), doctor.Note, "could not be checked"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			finding := doctor.Application("app", c.err)
			assert.Equal(t, c.verdict, finding.Verdict)
			assert.Contains(t, finding.Found, c.found)
			assert.Equal(t, c.verdict == doctor.Wrong || c.verdict == doctor.Warning, finding.Mend != "")
		})
	}
}

func TestAConnectionIsToldOfWithItsMend(t *testing.T) {
	t.Parallel()
	rita := auth.Status{Account: auth.Account{
		Kind: auth.User, Name: "rita", Geolocation: "https://eu2.api.concursolutions.com", Scopes: []string{"openid"},
		RefreshExpires: time.Date(2027, 5, 3, 0, 0, 0, 0, time.UTC),
	}}
	ended, warned, company := rita, rita, rita
	ended.State, warned.Warning, company.Kind = tokenstore.SignInAgain, "The user connection ends in 3 days.", auth.Company
	for _, c := range []struct {
		name    string
		status  auth.Status
		err     error
		verdict doctor.Verdict
		found   string
		mend    string
	}{
		{
			"all is well", rita, nil, doctor.Fine,
			"rita is connected at https://eu2.api.concursolutions.com until 2027-05-03 if nobody uses it before, with 1 scopes.", "",
		},
		{"it ends soon", warned, nil, doctor.Warning, "rita is connected", "ends in 3 days"},
		{"it has ended", ended, nil, doctor.Wrong, "does not accept the connection of rita any more", "Sign in: concur-mcp login, or"},
		{"it has just ended", rita, &auth.SignedOutError{Kind: auth.User}, doctor.Wrong, "any more", "Sign in: concur-mcp login, or"},
		{"that of a company", company, &auth.SignedOutError{Kind: auth.Company}, doctor.Wrong, "any more", "login --company"},
		{"Concur is away", rita, &auth.TokenError{Kind: auth.User, Status: 503}, doctor.Wrong, "gives no token", "Try again"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			finding := doctor.Connection(c.status, c.err)
			assert.Equal(t, c.verdict, finding.Verdict)
			assert.Contains(t, finding.Found, c.found)
			assert.Contains(t, finding.Mend, c.mend)
		})
	}
}

func TestOnlyAPersonWithoutAnyConnectionIsWrong(t *testing.T) {
	t.Parallel()
	assert.Equal(t, doctor.Wrong, doctor.Unconnected(auth.User, false).Verdict)
	assert.Equal(t, doctor.Note, doctor.Unconnected(auth.User, true).Verdict)
	assert.Equal(t, doctor.Note, doctor.Unconnected(auth.Company, false).Verdict)
}

// broken is a store that cannot be reached, or whose records cannot be read.
type broken struct {
	tokenstore.Store
	ping, each error
}

func (b broken) Ping(context.Context) error                                { return b.ping }
func (b broken) Each(context.Context, func(tokenstore.Record) error) error { return b.each }

func TestTheStoreIsReachedAndRead(t *testing.T) {
	t.Parallel()
	const secret = "postgres://concur:hidden@db.example.com/concur?password=hidden"
	for _, c := range []struct {
		name    string
		store   tokenstore.Store
		address string
		verdict doctor.Verdict
		found   string
	}{
		{"in memory", tokenstore.NewMemory(), "memory:", doctor.Note, "gone with the process"},
		{"in a file", broken{}, "file:connections", doctor.Fine, "file:connections can be reached"},
		{"away", broken{ping: errors.New("no route")}, secret, doctor.Wrong, "postgres://db.example.com/concur cannot be used: no route"},
		{"of another key", broken{each: errors.New("unknown key")}, secret, doctor.Wrong, "cannot be read: unknown key"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			finding := doctor.Store(t.Context(), c.store, c.address)
			assert.Equal(t, c.verdict, finding.Verdict)
			assert.Contains(t, finding.Found, c.found)
			assert.NotContains(t, finding.Found+finding.Mend, "hidden")
		})
	}
}

func TestAddressesToListenAtAreTried(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // It is closed with the test.
	require.NoError(t, err)
	t.Cleanup(func() { _ = taken.Close() })
	own := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { assert.Equal(t, "/healthz", r.URL.Path) }))
	t.Cleanup(own.Close)
	stranger := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(stranger.Close)
	client, bare := plain(), func(s *httptest.Server) string { return s.Listener.Addr().String() }

	assert.Equal(t, doctor.Fine, doctor.SignIn(t.Context(), "127.0.0.1:0").Verdict)
	assert.Equal(t, doctor.Warning, doctor.SignIn(t.Context(), taken.Addr().String()).Verdict)
	assert.Equal(t, doctor.Fine, doctor.Listener(t.Context(), client, "127.0.0.1:0", "").Verdict)
	assert.Contains(t, doctor.Listener(t.Context(), client, bare(own), own.URL).Found, "A server answers")
	assert.Equal(t, doctor.Wrong, doctor.Listener(t.Context(), client, bare(stranger), stranger.URL).Verdict)

	// Its own server may have a certificate that only browsers of the company trust.
	private := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(private.Close)
	assert.Equal(t, doctor.Warning, doctor.Listener(t.Context(), client, bare(private), private.URL).Verdict)
	assert.Equal(t, doctor.Wrong, doctor.Listener(t.Context(), client, "192.0.2.1:1", "http://"+bare(stranger)).Verdict)

	assert.Equal(t, doctor.Fine, doctor.PublicURL(t.Context(), client, own.URL).Verdict)
	assert.Contains(t, doctor.PublicURL(t.Context(), client, stranger.URL).Found, "status 404")
	assert.Equal(t, doctor.Warning, doctor.PublicURL(t.Context(), client, "http://127.0.0.1:1").Verdict)
}

func TestAnIssuerHasToAnswer(t *testing.T) {
	t.Parallel()
	issuer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/tenant/.well-known/openid-configuration" {
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(issuer.Close)
	assert.Equal(t, doctor.Fine, doctor.Issuer(t.Context(), plain(), issuer.URL+"/tenant").Verdict)
	assert.Contains(t, doctor.Issuer(t.Context(), plain(), issuer.URL).Found, "status 404")
	assert.Equal(t, doctor.Wrong, doctor.Issuer(t.Context(), plain(), "http://127.0.0.1:1").Verdict)
}

func TestAReportIsWrongByWhatIsWrong(t *testing.T) {
	t.Parallel()
	assert.False(t, doctor.Report{Findings: []doctor.Finding{doctor.SettingsFine(), doctor.Anybody()}}.Wrong())
	assert.True(t, doctor.Report{Findings: []doctor.Finding{doctor.SettingsFine(), doctor.Setting("It is.")}}.Wrong())
}
