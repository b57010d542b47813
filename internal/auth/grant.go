package auth

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// The grants (Authentication).
const (
	grantCode              = "authorization_code"
	grantPassword          = "password" // also of request tokens, with credtype authtoken
	grantOTP               = "otp"
	grantRefresh           = "refresh_token"
	grantClientCredentials = "client_credentials"
)

// grant is a request for tokens.
type grant struct {
	kind Kind
	form url.Values
}

func (g grant) name() string { return g.form.Get("grant_type") }

// secretFields are those of all forms that no error may quote.
func secretFields() []string { return []string{"refresh_token", "code", "otp", "password"} }

// grant asks for tokens, and once more at another trusted host if Concur says that
// the principal lives there (code 16). It gives the host that answered.
func (c *Connections) grant(ctx context.Context, g grant, base *url.URL) (*oauth2.Token, *url.URL, error) {
	var token *oauth2.Token
	at, err := c.follow(base, func(base *url.URL) (err error) {
		token, err = c.exchange(ctx, g, base)
		return err
	})
	c.observe(Event{Grant: g.name(), Kind: g.kind, Outcome: outcomeOf(err)})
	return token, at, err
}

// follow repeats a request that was refused with code 16, once, where Concur says.
func (c *Connections) follow(base *url.URL, ask func(*url.URL) error) (*url.URL, error) {
	err := ask(base)
	refusal, ok := errors.AsType[*TokenError](err)
	if !ok || refusal.Code != codeOtherDatacenter {
		return base, err
	}
	elsewhere, untrusted := c.hosts.Base(refusal.geolocation)
	switch {
	case untrusted != nil:
		return base, untrusted
	case elsewhere.Host == base.Host:
		return base, err
	default:
		return elsewhere, ask(elsewhere)
	}
}

func outcomeOf(err error) Outcome {
	refusal, ok := errors.AsType[*TokenError](err)
	switch {
	case err == nil:
		return Granted
	case ok && refusal.Code != 0:
		return Refused
	default:
		return Failed
	}
}

// exchange sends one request. Client credentials travel in the body: HTTP Basic
// is not documented (Authentication > authorization grant). The library's client
// credentials send any other grant as well.
func (c *Connections) exchange(ctx context.Context, g grant, base *url.URL) (*oauth2.Token, error) {
	config := clientcredentials.Config{
		ClientID: c.app.ClientID, ClientSecret: c.app.ClientSecret.Reveal(),
		TokenURL: base.JoinPath("/oauth2/v0/token").String(), AuthStyle: oauth2.AuthStyleInParams, EndpointParams: g.form,
	}
	token, err := config.Token(context.WithValue(ctx, oauth2.HTTPClient, c.client))
	if err != nil {
		return nil, c.tokenError(g, err)
	}
	return token, nil
}

// tokenError keeps Concur's code and text. The library's own error prints the
// whole answer, and without one the URL of the request, so it is not passed on.
func (c *Connections) tokenError(g grant, err error) *TokenError {
	refusal := &TokenError{Kind: g.kind, grant: g.name()}
	retrieve, ok := errors.AsType[*oauth2.RetrieveError](err)
	if !ok {
		failure, ok := errors.AsType[*url.Error](err)
		if !ok { // The library's text may quote the answer.
			refusal.Description = "Concur's answer is not a token"
			return refusal
		}
		refusal.cause = failure.Err
		return refusal
	}
	refusal.read(retrieve.Response.StatusCode, retrieve.Body)
	refusal.Description = c.concealed(g.form, refusal.Description)
	return refusal
}

// read takes over what a refusal says (Authentication > Response Codes).
func (e *TokenError) read(status int, text []byte) {
	e.Status = status
	var body struct {
		Code        int    `json:"code"`
		Description string `json:"error_description"`
		Geolocation string `json:"geolocation"`
	}
	if json.Unmarshal(text, &body) == nil {
		e.Code, e.Description, e.geolocation = body.Code, body.Description, body.Geolocation
	}
}

// concealed takes out of a text what the request sent in confidence.
func (c *Connections) concealed(form url.Values, text string) string {
	text = c.app.ClientSecret.Conceal(text)
	for _, field := range secretFields() {
		text = NewSecret(form.Get(field)).Conceal(text)
	}
	return oneLine(text)
}

// longestText is how much of somebody else's text an error shows, in characters.
const longestText = 300

// oneLine makes somebody else's text fit for an error.
func oneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
	if runes := []rune(text); len(runes) > longestText {
		return string(runes[:longestText]) + "…"
	}
	return text
}
