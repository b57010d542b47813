package auth_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/exchange"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

const (
	documentedCode     = "5f0c1a52-9d0e-4b77-8c3a-2f6f1f0b7a11"
	documentedCallback = "https://concur.example.com/oauth/callback"
	companyID          = "c0a80101-0000-4000-8000-000000000001"
)

// signingIn makes connections whose requests are answered with exchanges, with none
// to begin with.
func signingIn(t *testing.T, names ...string) (*auth.Connections, tokenstore.Store, *played) {
	t.Helper()
	concur := &played{t: t, names: names}
	t.Cleanup(func() { assert.Empty(t, concur.names, "not all exchanges took place") })
	store := tokenstore.NewMemory()
	return over(store, concur, newClock()), store, concur
}

func redirected() auth.Code {
	return auth.Code{Code: documentedCode, RedirectURI: documentedCallback, Geolocation: homeBase}
}

func documentedOTP() auth.OTP {
	return auth.OTP{
		Email: "rita.alves@haldenreyes.example", Link: "https://concur.example.com/otp", Name: "Rita", Company: "Halden Reyes",
		Scopes: []string{"expense.report.read", "openid"},
	}
}

func TestEveryGrantMakesAConnection(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		exchanges []string
		hosts     []string
		connect   func(context.Context, *auth.Connections) (auth.Account, error)
		kind      auth.Kind
		subject   string
		called    string
		refresh   string
	}{
		"a code, at the landing zone": {
			[]string{"oauth_token/code", "oauth_jwks/keys"},
			[]string{"glz.api.concursolutions.com", "us2.api.concursolutions.com"},
			func(ctx context.Context, c *auth.Connections) (auth.Account, error) {
				return c.ConnectCode(ctx, me, redirected())
			},
			auth.User, personID, "", documentedRefresh,
		},
		"a code that another data centre has to redeem": {
			[]string{"oauth_token/code_of_another_data_centre", "oauth_token/code", "oauth_jwks/keys"},
			[]string{"glz.api.concursolutions.com", "eu2.api.concursolutions.com", "us2.api.concursolutions.com"},
			func(ctx context.Context, c *auth.Connections) (auth.Account, error) {
				return c.ConnectCode(ctx, me, redirected())
			},
			auth.User, personID, "", documentedRefresh,
		},
		"a company request token, which comes without an id_token": {
			[]string{"oauth_token/company_request_token"},
			[]string{"glz.api.concursolutions.com"},
			func(ctx context.Context, c *auth.Connections) (auth.Account, error) {
				return c.ConnectRequestToken(ctx, me, auth.Company, companyID, auth.NewSecret("at-0k3v9y2m5q8t1w4z7c0f3j6m9p2s5v"))
			},
			auth.Company, companyID, "", "0k3v9y2m5q8t1w4z7c0f3j6m9p2s5v",
		},
		"a request token of a person, from App Center": {
			[]string{"oauth_token/user_request_token", "oauth_jwks/keys"},
			[]string{"glz.api.concursolutions.com", "us2.api.concursolutions.com"},
			func(ctx context.Context, c *auth.Connections) (auth.Account, error) {
				return c.ConnectRequestToken(ctx, me, auth.User, personID, auth.NewSecret("at-9p2s5v0k3v9y2m5q8t1w4z7c0f3j6m"))
			},
			auth.User, personID, "", documentedRefresh,
		},
		"a one-time password, at the data centre": {
			[]string{"oauth_otp_send/sent", "oauth_token/otp", "oauth_jwks/keys"},
			[]string{"us2.api.concursolutions.com", "us2.api.concursolutions.com", "us2.api.concursolutions.com"},
			func(ctx context.Context, c *auth.Connections) (auth.Account, error) {
				if err := c.SendOTP(ctx, documentedOTP()); err != nil {
					return auth.Account{}, err
				}
				return c.ConnectOTP(ctx, me, documentedOTP(), auth.OTPOf("https://concur.example.com/otp?&token=dd-3z6x9c2v5b8n1m4k7j0h"))
			},
			auth.User, personID, "rita.alves@haldenreyes.example", documentedRefresh,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			connections, store, concur := signingIn(t, c.exchanges...)
			account, err := c.connect(t.Context(), connections)
			require.NoError(t, err)
			assert.Equal(t, c.hosts, concur.hosts)
			assert.Equal(t, c.subject, account.Subject)
			assert.Equal(t, c.called, account.Name)
			assert.Empty(t, account.Replaced)
			assert.Equal(t, homeBase, account.Geolocation)
			assert.NotEmpty(t, account.Scopes)
			assert.Equal(t, time.Unix(1_799_971_200, 0).UTC(), account.RefreshExpires)

			record := kept(t, store, tokenstore.Key{Principal: me, Kind: string(c.kind)})
			assert.Equal(t, c.refresh, record.RefreshToken)
			assert.Equal(t, newClock().read(), record.Since)
			if c.kind == auth.User {
				require.NoError(t, connections.Seen(t.Context(), me, account))
			}
			token, err := connections.Token(t.Context(), me, c.kind)
			require.NoError(t, err, "it is used at once")
			assert.Equal(t, c.subject, token.Subject)
			assert.Equal(t, me, token.Owner)
		})
	}
}

func TestRefusedSignInsConnectNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		exchange string
		connect  func(context.Context, *auth.Connections) (auth.Account, error)
		says     string
		next     string
	}{
		"a code that was used": {
			"oauth_token/used_code",
			func(ctx context.Context, c *auth.Connections) (auth.Account, error) {
				return c.ConnectCode(ctx, me, redirected())
			},
			"the person could not be connected: “authorization code is bad or expired” (code 103)", "Start the sign-in again",
		},
		"a request token of another application": {
			"oauth_token/request_token_of_another_application",
			func(ctx context.Context, c *auth.Connections) (auth.Account, error) {
				return c.ConnectRequestToken(ctx, me, auth.Company, companyID, auth.NewSecret("at-0k3v9y2m5q8t1w4z7c0f3j6m9p2s5v"))
			},
			"the company could not be connected: “authtoken was not issued for this application” (code 136)", "24 hours",
		},
		"other facts than in the mail": {
			"oauth_token/other_facts_than_in_the_mail",
			func(ctx context.Context, c *auth.Connections) (auth.Account, error) {
				return c.ConnectOTP(ctx, me, documentedOTP(), auth.NewSecret("dd-3z6x9c2v5b8n1m4k7j0h"))
			},
			"the person could not be connected: “facts do not match” (code 84)", "new mail",
		},
		"too many mails": {
			"oauth_otp_send/too_many",
			func(ctx context.Context, c *auth.Connections) (auth.Account, error) {
				return auth.Account{}, c.SendOTP(ctx, documentedOTP())
			},
			"the mail with the one-time link was not sent: “too many unredeemed one-time passwords” (code 82)", "newest mail",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			connections, _, _ := signingIn(t, c.exchange)
			_, err := c.connect(t.Context(), connections)
			var refusal *auth.TokenError
			require.ErrorAs(t, err, &refusal)
			require.EqualError(t, err, c.says)
			assert.Contains(t, refusal.NextStep(), c.next)
			assert.False(t, refusal.SignInAgain(), "there is no connection that has ended")
			assert.Equal(t, "nothing_changed", refusal.WhatChanged())
			kinds, err := connections.Kinds(t.Context(), me)
			require.NoError(t, err)
			assert.Empty(t, kinds)
		})
	}
}

func TestTheApplicationGetsATokenOfItsOwn(t *testing.T) {
	t.Parallel()
	connections, store, concur := signingIn(t, "oauth_token/application")
	for range 2 {
		token, err := connections.AppToken(t.Context())
		require.NoError(t, err)
		assert.Equal(t, auth.Application, token.Kind)
		assert.Equal(t, "access-of-the-application", token.Access.Reveal())
	}
	assert.Equal(t, []string{"us2.api.concursolutions.com"}, concur.hosts, "once an hour")
	require.NoError(t, store.Each(t.Context(), func(r tokenstore.Record) error {
		return errors.New("it is kept in memory only: " + r.Principal)
	}))

	connections, _, _ = signingIn(t, "oauth_token/wrong_secret")
	_, err := connections.AppToken(t.Context())
	var refusal *auth.TokenError
	require.ErrorAs(t, err, &refusal)
	require.EqualError(t, err, "the application got no token: “incorrect credentials” (code 64)")
	assert.Contains(t, refusal.NextStep(), "client id")
}

func TestThePageOfASignIn(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"oauth_authorize/sign_in_page", "oauth_authorize/approved", "oauth_authorize/refused"} {
		documented, err := exchange.Read("../../testdata/exchanges", name)
		require.NoError(t, err)
		connections, _, _ := signingIn(t)
		page := connections.AuthorizeURL(documentedCallback, "af0ifjsldkj", []string{"expense.report.read", "openid"})
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, page, http.NoBody)
		require.NoError(t, err)
		r.Header.Set("Accept", "text/html") // A browser asks for it.
		require.NoError(t, documented.Request.Compare(r))
		assert.Equal(t, "www-glz.api.concursolutions.com", r.URL.Host)

		back, err := url.Parse(documented.Response.Headers["Location"])
		require.NoError(t, err)
		code, err := auth.CodeOf(back.Query(), documentedCallback)
		if name == "oauth_authorize/approved" {
			require.NoError(t, err)
			assert.Equal(t, redirected(), code)
			continue
		}
		var denied *auth.DeniedError
		require.ErrorAs(t, err, &denied)
		if name == "oauth_authorize/refused" {
			assert.EqualError(t, err, "Concur did not connect the account: “user_denied”")
		}
	}
}

func TestWhereSignInsGo(t *testing.T) {
	t.Parallel()
	only, err := auth.OnlyHost("http://127.0.0.1:8766")
	require.NoError(t, err)
	for name, c := range map[string]struct {
		hosts auth.Hosts
		home  string
		want  string
	}{
		"production, to the landing zone": {auth.ConcurHosts(), auth.DatacenterBase("eu2"), "https://www-glz.api.concursolutions.com"},
		"implementation, to itself":       {auth.ConcurHosts(), auth.DatacenterBase("us-impl"), "https://www-us-impl.api.concursolutions.com"},
		"mainland China, to itself":       {auth.ConcurHosts(), auth.DatacenterBase("cn"), "https://www-cn.api.concurcdc.cn"},
		"a www- address, to itself": {
			auth.ConcurHosts(), "https://www-emea-impl.api.concursolutions.com", "https://www-emea-impl.api.concursolutions.com",
		},
		"the simulator, whatever the data centre": {only, auth.DatacenterBase("eu2"), "http://127.0.0.1:8766"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			connections := auth.NewConnections(auth.Settings{App: auth.App{ClientID: "app"}, Hosts: c.hosts, Home: c.home})
			page, err := url.Parse(connections.AuthorizeURL(documentedCallback, "", nil))
			require.NoError(t, err)
			assert.Equal(t, c.want, page.Scheme+"://"+page.Host)
			assert.Equal(t, url.Values{"client_id": {"app"}, "redirect_uri": {documentedCallback}, "response_type": {"code"}}, page.Query())
		})
	}
}

func TestAGeolocationOfTheRedirectIsHeldToConcur(t *testing.T) {
	t.Parallel()
	connections, _, concur := signingIn(t)
	code := redirected()
	code.Geolocation = "https://us2.api.concursolutions.com.evil.example"
	_, err := connections.ConnectCode(t.Context(), me, code)
	var untrusted *auth.UntrustedHostError
	require.ErrorAs(t, err, &untrusted)
	assert.Empty(t, concur.hosts, "the code went nowhere")
}

func TestTheOneTimePasswordIsReadFromWhatPeoplePaste(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"dd-3z6x9c2v": "dd-3z6x9c2v",
		"https://concur.example.com/otp&token=dd-1\n":       "dd-1",
		"https://concur.example.com/otp?&token=dd-1&x=2":    "dd-1",
		"https://concur.example.com/otp?token=dd%2D1#there": "dd-1",
		"https://concur.example.com/otp?mytoken=dd-1":       "https://concur.example.com/otp?mytoken=dd-1",
	} {
		assert.Equal(t, want, auth.OTPOf(text).Reveal(), text)
	}
}

func TestAnotherAccountInThePlaceOfTheFirstIsTold(t *testing.T) {
	t.Parallel()
	concur := &tokenEndpoint{}
	store := tokenstore.NewMemory()
	stored(t, store, tokenstore.Record{
		Key: mine, Subject: "0f6f5b6e-1c2d-4c33-8a51-9f1a7f0c2d10", Account: "tom.berg@haldenreyes.example", RefreshToken: "r",
		Geolocation: homeBase, State: tokenstore.SignInAgain, PreviousRefreshToken: "p",
	})
	connections := over(store, concur, newClock())
	before := connections.Accounts(me)
	account, err := connections.ConnectCode(t.Context(), me, redirected())
	require.NoError(t, err)
	assert.Equal(t, "tom.berg@haldenreyes.example", account.Replaced)
	assert.Equal(t, "the user with the id "+personID, account.String())
	assert.NotEqual(t, before, connections.Accounts(me), "what was learnt as the other is not for this one")
	record := kept(t, store, mine)
	assert.Equal(t, personID, record.Subject)
	assert.Empty(t, record.Account+record.PreviousRefreshToken+string(record.State), "nothing of the other is left")

	account, err = connections.ConnectCode(t.Context(), me, redirected())
	require.NoError(t, err)
	assert.Empty(t, account.Replaced, "the same account again")
}

func TestTheNameOfAnAccountIsAskedForOnceAndKept(t *testing.T) {
	t.Parallel()
	store := tokenstore.NewMemory()
	var asked []string
	connections := auth.NewConnections(auth.Settings{
		App: auth.App{ClientID: "app"}, Store: store, Client: &http.Client{Transport: &tokenEndpoint{}}, Now: newClock().read,
		WhoAmI: func(ctx context.Context, token auth.Token) (string, error) {
			record, err := store.Get(ctx, mine)
			if err != nil {
				return "", err
			}
			assert.Equal(t, record.AccessToken, token.Access.Reveal(), "it is stored before it is used")
			asked = append(asked, token.Subject)
			return "rita.alves@haldenreyes.example\n", nil
		},
	})
	account, err := connections.ConnectCode(t.Context(), me, redirected())
	require.NoError(t, err)
	assert.Equal(t, "rita.alves@haldenreyes.example ", account.String(), "in one line")
	assert.Equal(t, account.Name, kept(t, store, mine).Account)
	assert.Equal(t, []string{personID}, asked)
}

func TestAnAccountWithoutANameIsConnectedAllTheSame(t *testing.T) {
	t.Parallel()
	connections := auth.NewConnections(auth.Settings{
		App: auth.App{ClientID: "app"}, Store: tokenstore.NewMemory(), Client: &http.Client{Transport: &tokenEndpoint{}}, Now: newClock().read,
		WhoAmI: func(context.Context, auth.Token) (string, error) { return "", errors.New("Profile v1 is switched off") },
	})
	account, err := connections.ConnectCode(t.Context(), me, redirected())
	require.NoError(t, err)
	assert.Empty(t, account.Name)
}

func TestABrowserThatGoesAwayDoesNotWasteItsCode(t *testing.T) {
	t.Parallel()
	concur := &tokenEndpoint{hold: make(chan struct{}), arrived: make(chan struct{}, 1)}
	store := tokenstore.NewMemory()
	connections := over(store, concur, newClock())
	ctx, leave := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		_, err := connections.ConnectCode(ctx, me, redirected())
		done <- err
	}()
	<-concur.arrived
	leave()
	close(concur.hold)
	require.NoError(t, <-done)
	assert.Equal(t, personID, kept(t, store, mine).Subject)
}

func TestRedirectsOfTheTokenEndpointAreNotFollowed(t *testing.T) {
	t.Parallel()
	var hosts []string
	connections := auth.NewConnections(auth.Settings{
		App: auth.App{ClientID: "app", ClientSecret: auth.NewSecret("app-secret")}, Store: tokenstore.NewMemory(),
		Client: &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			hosts = append(hosts, r.URL.Host)
			moved := answer(http.StatusTemporaryRedirect, "")
			moved.Header.Set("Location", "https://evil.example/oauth2/v0/token")
			return moved, nil
		})},
	})
	_, err := connections.ConnectCode(t.Context(), me, redirected())
	require.EqualError(t, err, "the person could not be connected: Concur answered with status 307")
	assert.Equal(t, []string{"glz.api.concursolutions.com"}, hosts)
}

// roundTripper makes a function a transport.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
