package auth_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

const rita = "rita.alves@haldenreyes.example"

// company is a simulated Concur with processes that are connected to it.
type company struct {
	t     *testing.T
	sim   *simulator.Simulator
	clock *clock
	store tokenstore.Store
}

func newCompany(t *testing.T, options simulator.Options) *company {
	t.Helper()
	c := &company{t: t, clock: newClock(), store: tokenstore.NewMemory()}
	options.Now = c.clock.read
	var err error
	c.sim, err = simulator.New(options)
	require.NoError(t, err)
	return c
}

// process makes connections of a process of its own on the common store.
func (c *company) process() *auth.Connections {
	c.t.Helper()
	hosts, err := auth.OnlyHost(simulator.InProcessURL)
	require.NoError(c.t, err)
	return auth.NewConnections(auth.Settings{
		App:   auth.App{ClientID: simulator.ClientID, ClientSecret: auth.NewSecret(simulator.ClientSecret)},
		Store: c.store, Hosts: hosts, Client: &http.Client{Transport: c.sim.Transport()}, Now: c.clock.read,
	})
}

// signIn answers the page of a sign-in as a person does, and reads the redirect.
func (c *company) signIn(page, login string) (auth.Code, error) {
	c.t.Helper()
	form := url.Values{"login": {login}}
	if login == "" {
		form = url.Values{"decision": {"refuse"}}
	}
	r, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, page, strings.NewReader(form.Encode()))
	require.NoError(c.t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := c.sim.Transport().RoundTrip(r)
	require.NoError(c.t, err)
	require.NoError(c.t, answer.Body.Close())
	back, err := answer.Location()
	require.NoError(c.t, err)
	return auth.CodeOf(back.Query(), documentedCallback)
}

// asked counts the requests for tokens.
func (c *company) asked() int {
	n := 0
	for _, entry := range c.sim.Journal() {
		if entry.Operation == "oauth_token" {
			n++
		}
	}
	return n
}

func TestAPersonSignsInAtTheSimulator(t *testing.T) {
	t.Parallel()
	c := newCompany(t, simulator.Options{})
	connections := c.process()
	page := connections.AuthorizeURL(documentedCallback, "state", []string{"expense.report.read", "openid"})
	_, err := c.signIn(page, "")
	var denied *auth.DeniedError
	require.ErrorAs(t, err, &denied)

	code, err := c.signIn(page, rita)
	require.NoError(t, err)
	account, err := connections.ConnectCode(t.Context(), me, code)
	require.NoError(t, err)
	assert.Equal(t, []string{"expense.report.read", "openid"}, account.Scopes)
	assert.Equal(t, c.clock.read().AddDate(0, 6, 0).Unix(), account.RefreshExpires.Unix())

	_, err = c.process().ConnectCode(t.Context(), "token/eve", code)
	var refusal *auth.TokenError
	require.ErrorAs(t, err, &refusal)
	assert.Equal(t, 103, refusal.Code, "a code is good for one use")

	require.NoError(t, connections.Disconnect(t.Context(), me, auth.User))
	again, err := c.signIn(page, rita)
	require.NoError(t, err)
	_, err = connections.ConnectCode(t.Context(), me, again)
	require.NoError(t, err)
}

func TestACompanyAndAPersonConnectByRequestTokens(t *testing.T) {
	t.Parallel()
	c := newCompany(t, simulator.Options{TextualExpiry: true})
	connections := c.process()
	account, err := connections.ConnectRequestToken(
		t.Context(), auth.Deployment, auth.Company, c.sim.CompanyID(), auth.NewSecret(c.sim.RequestToken()))
	require.NoError(t, err)
	assert.Equal(t, c.sim.CompanyID(), account.Subject)
	id, requestToken := c.sim.UserRequestToken(rita)
	account, err = connections.ConnectRequestToken(t.Context(), me, auth.User, id, auth.NewSecret(requestToken))
	require.NoError(t, err)
	assert.Equal(t, id, account.Subject)
	_, err = connections.ConnectRequestToken(t.Context(), me, auth.Company, id, auth.NewSecret(requestToken))
	var wrong *auth.WrongKindError
	require.ErrorAs(t, err, &wrong, "a person's is not a company's")
}

func TestAPersonSignsInWithTheMailedLink(t *testing.T) {
	t.Parallel()
	c := newCompany(t, simulator.Options{})
	connections := c.process()
	asked := auth.OTP{Email: rita, Link: "https://concur.example.com/otp", Name: "Rita"}
	require.NoError(t, connections.SendOTP(t.Context(), asked))
	mails := c.sim.Outbox()
	require.Len(t, mails, 1)
	account, err := connections.ConnectOTP(t.Context(), me, asked, auth.OTPOf(mails[0].Link))
	require.NoError(t, err)
	assert.Equal(t, rita, account.Name)
}

func TestProcessesShareARefreshOfRotatingTokens(t *testing.T) {
	t.Parallel()
	c := newCompany(t, simulator.Options{RotateRefreshTokens: true, PunishReuse: true})
	first := c.process()
	code, err := c.signIn(first.AuthorizeURL(documentedCallback, "", nil), rita)
	require.NoError(t, err)
	account, err := first.ConnectCode(t.Context(), me, code)
	require.NoError(t, err)
	require.NoError(t, first.Seen(t.Context(), me, account))
	for range 5 {
		c.clock.advance(time.Hour)
		c.sim.ResetJournal()
		var wg sync.WaitGroup
		for _, process := range []*auth.Connections{first, c.process(), c.process()} {
			for range 8 {
				wg.Go(func() {
					_, err := process.Token(t.Context(), me, auth.User)
					assert.NoError(t, err)
				})
			}
		}
		wg.Wait()
		assert.Equal(t, 1, c.asked(), "one refresh for all of them")
	}
}

func TestProcessesShareTheRenewalOfARefusedToken(t *testing.T) {
	t.Parallel()
	c := newCompany(t, simulator.Options{RotateRefreshTokens: true, PunishReuse: true})
	processes := []*auth.Connections{c.process(), c.process(), c.process()}
	code, err := c.signIn(processes[0].AuthorizeURL(documentedCallback, "", nil), rita)
	require.NoError(t, err)
	account, err := processes[0].ConnectCode(t.Context(), me, code)
	require.NoError(t, err)
	require.NoError(t, processes[0].Seen(t.Context(), me, account))
	stale, err := processes[1].Token(t.Context(), me, auth.User)
	require.NoError(t, err)
	c.sim.ResetJournal()
	var wg sync.WaitGroup
	for _, process := range processes {
		for range 8 {
			wg.Go(func() {
				renewed, err := process.Renew(t.Context(), me, stale)
				assert.True(t, err == nil && renewed.Access.Reveal() != stale.Access.Reveal(), err)
			})
		}
	}
	wg.Wait()
	assert.Equal(t, 1, c.asked())
}

func TestAConnectionThatConcurRevokedIsToldAndKept(t *testing.T) {
	t.Parallel()
	c := newCompany(t, simulator.Options{})
	connections := c.process()
	token := c.sim.Connect(rita)
	require.NoError(t, connections.Import(t.Context(), me, auth.User, auth.NewSecret(token), simulator.InProcessURL))
	_, err := connections.Token(t.Context(), me, auth.User)
	require.NoError(t, err)
	c.sim.Revoke(token)
	c.clock.advance(time.Hour)
	_, err = connections.Token(t.Context(), me, auth.User)
	var refusal *auth.TokenError
	require.ErrorAs(t, err, &refusal)
	assert.True(t, refusal.NeedsSignIn())
	status, err := connections.Status(t.Context(), me)
	require.NoError(t, err)
	require.Len(t, status, 1)
	assert.Equal(t, tokenstore.SignInAgain, status[0].State)
}
