package simulator

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const mailedLink = "https://mcp.example.com/otp?from=mail"

// mailTo asks for a one-time password and gives the mail with it.
func mailTo(t *testing.T, s *Simulator, login string, pairs ...string) Mail {
	t.Helper()
	before := len(s.Outbox())
	answer := ask(t, s, "/oauth2/v0/otp", append([]string{"channel_type", "email", "channel_handle", login}, pairs...)...)
	require.Equal(t, http.StatusOK, answer.status, answer.body)
	assert.JSONEq(t, `{"message": "otp sent"}`, answer.body)
	require.Len(t, s.Outbox(), before+1)
	return s.Outbox()[before]
}

func TestAMailedLinkConnectsItsReader(t *testing.T) {
	t.Parallel()
	c := newClock()
	s := newSimulator(t, c.options(Options{}))
	mail := mailTo(t, s, rita, "link", mailedLink, "name", "Rita", "company", "Halden", "ticket", "7")
	assert.Equal(t, Mail{
		To: rita, Sent: c.now(), Name: "Rita", Company: "Halden", Link: mailedLink + "&token=" + mail.Token, Token: mail.Token,
	}, mail)
	assert.Regexp(t, `^dd-[0-9a-z]+$`, mail.Token)
	got := granted(t, s, "grant_type", "otp", "otp", mail.Token, "channel_type", "email", "channel_handle", strings.ToUpper(rita),
		"link", mailedLink, "name", "Rita", "company", "Halden", "ticket", "7", "scope", "EXPRPT")
	kind, subject := subjectOf(t, s, got.IDToken)
	assert.Equal(t, "user", kind)
	assert.Equal(t, userID(t, s, rita), subject)
	assert.Equal(t, "openid EXPRPT", got.Scope)
	tokens(t, s, got.RefreshToken)
}

func TestALinkWithoutAQueryIsJoinedAllTheSame(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	mail := mailTo(t, s, rita, "link", "https://mcp.example.com/auth")
	assert.True(t, strings.HasPrefix(mail.Link, "https://mcp.example.com/auth&token=dd-"), mail.Link)
	assert.Empty(t, mailTo(t, s, rita).Link)
}

func TestAOneTimePasswordIsRefusedWithTheDocumentedCode(t *testing.T) {
	t.Parallel()
	const invalid = "invalid_request"
	for name, test := range map[string]struct {
		pairs  []string
		before func(*Simulator, *clock)
		status int
		code   int
		word   string
	}{
		"otp missing":              {pairs: []string{"otp", ""}, status: 400, code: 56, word: invalid},
		"channel_type missing":     {pairs: []string{"channel_type", ""}, status: 400, code: 57, word: invalid},
		"channel_handle missing":   {pairs: []string{"channel_handle", ""}, status: 400, code: 58, word: invalid},
		"another channel":          {pairs: []string{"channel_type", "sms"}, status: 400, code: 80, word: invalid},
		"no e-mail address":        {pairs: []string{"channel_handle", "rita"}, status: 400, code: 81, word: invalid},
		"an address of nobody":     {pairs: []string{"channel_handle", "nobody@haldenreyes.example"}, status: 400, code: 55, word: invalid},
		"forged":                   {pairs: []string{"otp", "dd-0"}, status: 400, code: 83, word: invalid},
		"of somebody else":         {pairs: []string{"channel_handle", tom}, status: 400, code: 85, word: invalid},
		"expired":                  {before: func(_ *Simulator, c *clock) { c.forward(otpLife) }, status: 400, code: 85, word: invalid},
		"a parameter that differs": {pairs: []string{"name", "Tom"}, status: 400, code: 84, word: invalid},
		"a parameter that is gone": {pairs: []string{"link", ""}, status: 400, code: 84, word: invalid},
		"a parameter that came in": {pairs: []string{"ticket", "7"}, status: 400, code: 84, word: invalid},
		"of another application":   {pairs: asOther(), status: 403, code: 105, word: "invalid_grant"},
		"for more than there is":   {pairs: []string{"scope", "EXTRCT"}, status: 400, code: 54, word: "invalid_scope"},
		"of somebody who has moved": {
			before: func(s *Simulator, _ *clock) { s.MovePerson(rita, elsewhere) }, status: 400, code: 16, word: invalid,
		},
		"of somebody disabled": {
			before: func(s *Simulator, _ *clock) { s.state.personByLogin(rita).active = false }, status: 403, code: 123, word: invalid,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClock()
			s := newSimulator(t, c.options(Options{Applications: []Application{otherApplication()}}))
			mail := mailTo(t, s, rita, "link", mailedLink, "name", "Rita")
			if test.before != nil {
				test.before(s, c)
			}
			pairs := append([]string{
				"grant_type", "otp", "otp", mail.Token, "channel_type", "email", "channel_handle", rita, "link", mailedLink, "name", "Rita",
			}, test.pairs...)
			requireOAuthError(t, askToken(t, s, pairs...), test.status, test.code, test.word)
			if test.before == nil {
				granted(t, s, pairs[:12]...) // The right form still works.
			}
		})
	}
}

func TestAOneTimePasswordIsGoodOnce(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	pairs := []string{"grant_type", "otp", "otp", mailTo(t, s, rita).Token, "channel_type", "email", "channel_handle", rita}
	granted(t, s, pairs...)
	requireOAuthError(t, askToken(t, s, pairs...), 400, 85, "invalid_request")
}

func TestAMailIsRefusedWithTheDocumentedCode(t *testing.T) {
	t.Parallel()
	applications := []Application{{ID: "poor", Secret: "3", WithoutGrants: []string{"otp"}}}
	const invalid = "invalid_request"
	for name, test := range map[string]struct {
		pairs  []string
		status int
		code   int
		word   string
	}{
		"client_id missing":      {[]string{"client_id", ""}, 400, 62, invalid},
		"client_secret missing":  {[]string{"client_secret", ""}, 400, 63, invalid},
		"client unknown":         {[]string{"client_id", "somebody"}, 401, 61, "invalid_client"},
		"client secret wrong":    {[]string{"client_secret", "guess"}, 401, 64, "invalid_client"},
		"no such grant":          {[]string{"client_id", "poor", "client_secret", "3"}, 400, 60, "invalid_grant"},
		"channel_type missing":   {[]string{"channel_type", ""}, 400, 57, invalid},
		"channel_handle missing": {[]string{"channel_handle", ""}, 400, 58, invalid},
		"another channel":        {[]string{"channel_type", "sms"}, 400, 80, invalid},
		"no e-mail address":      {[]string{"channel_handle", "Rita <" + rita + ">"}, 400, 81, invalid},
		"somebody elsewhere":     {[]string{"channel_handle", tom}, 400, 16, invalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSimulator(t, Options{Applications: applications})
			s.MovePerson(tom, elsewhere)
			pairs := append([]string{"channel_type", "email", "channel_handle", rita}, test.pairs...)
			requireOAuthError(t, ask(t, s, "/oauth2/v0/otp", pairs...), test.status, test.code, test.word)
			assert.Empty(t, s.Outbox())
		})
	}
	t.Run("JSON", func(t *testing.T) {
		t.Parallel()
		answer := send(t, newSimulator(t, Options{}), http.MethodPost, "/oauth2/v0/otp", "", "{}", "Content-Type", "application/json")
		requireOAuthError(t, answer, 400, 135, invalid)
	})
	t.Run("an address of nobody, which is not told", func(t *testing.T) {
		t.Parallel()
		s := newSimulator(t, Options{})
		answer := ask(t, s, "/oauth2/v0/otp", "channel_type", "email", "channel_handle", "nobody@haldenreyes.example")
		assert.Equal(t, http.StatusOK, answer.status)
		assert.Empty(t, s.Outbox())
	})
}

func TestNobodyIsMailedWithoutEnd(t *testing.T) {
	t.Parallel()
	c := newClock()
	s := newSimulator(t, c.options(Options{}))
	pairs := []string{"channel_type", "email", "channel_handle", rita}
	var last Mail
	for range otpLimit {
		last = mailTo(t, s, rita)
	}
	requireOAuthError(t, ask(t, s, "/oauth2/v0/otp", pairs...), 400, 82, "invalid_request")
	mailTo(t, s, tom)
	granted(t, s, "grant_type", "otp", "otp", last.Token, "channel_type", "email", "channel_handle", rita)
	mailTo(t, s, rita) // One was redeemed.
	requireOAuthError(t, ask(t, s, "/oauth2/v0/otp", pairs...), 400, 82, "invalid_request")
	c.forward(otpLife)
	mailTo(t, s, rita)
	c.forward(otpLife + time.Second)
	mailTo(t, s, rita)
	assert.Len(t, s.signIns.passwords, 2, "old ones are forgotten")
}

func TestTheOutboxKeepsTheLastMails(t *testing.T) {
	t.Parallel()
	c := newClock()
	s := newSimulator(t, c.options(Options{}))
	for range outboxLimit/2 + 2 {
		ask(t, s, "/oauth2/v0/otp", "channel_type", "email", "channel_handle", rita)
		ask(t, s, "/oauth2/v0/otp", "channel_type", "email", "channel_handle", tom)
		c.forward(otpLife)
	}
	mails := s.Outbox()
	require.Len(t, mails, outboxLimit)
	assert.True(t, mails[0].Sent.After(newClock().now()), "the first ones are gone")
}
