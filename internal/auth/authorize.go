package auth

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/render"
)

// behindTheLandingZone are the data centres whose people the global landing zone
// finds. Implementation companies and mainland China are not behind it (inferred).
func behindTheLandingZone() []string {
	return []string{"us2", "eu2", "apj1", "usg", "us", "eu", "emea", "eu1"}
}

// landing is where sign-ins go: the global landing zone, or the only host, or the
// data centre itself where the landing zone does not know it
// (Authentication > Base URIs for Obtaining a Token).
func (c *Connections) landing() (*url.URL, error) {
	base, err := c.hosts.Base(c.home)
	if err != nil || c.hosts.only != nil {
		return base, err
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(base.Host, "www-"), ".")
	if slices.Contains(behindTheLandingZone(), name) {
		return c.hosts.Base(DatacenterBase("glz"))
	}
	return base, nil
}

// AuthorizeURL is Concur's page where a person signs in and approves the scopes. It
// is on the www- host, which asks a browser for no certificate. It is empty if the
// data centre that the operator named is not Concur's.
func (c *Connections) AuthorizeURL(redirectURI, state string, scopes []string) string {
	base, err := c.landing()
	if err != nil {
		return ""
	}
	page := *base.JoinPath("/oauth2/v0/authorize")
	if c.hosts.only == nil && !strings.HasPrefix(page.Host, "www-") {
		page.Host = "www-" + page.Host
	}
	query := url.Values{"client_id": {c.app.ClientID}, "redirect_uri": {redirectURI}, "response_type": {"code"}}
	if len(scopes) > 0 {
		query.Set("scope", strings.Join(scopes, " "))
	}
	if state != "" {
		query.Set("state", state)
	}
	page.RawQuery = query.Encode()
	return page.String()
}

// Code is what Concur's page sends back with the browser.
type Code struct {
	// Code is good for one use.
	Code string
	// RedirectURI is the one that AuthorizeURL was given.
	RedirectURI string
	// Geolocation is where the person lives, as the redirect says.
	Geolocation string
}

// CodeOf reads the query of a redirect. It fails with DeniedError.
func CodeOf(query url.Values, redirectURI string) (Code, error) {
	code := Code{Code: query.Get("code"), RedirectURI: redirectURI, Geolocation: query.Get("geolocation")}
	if code.Code == "" || query.Has("error_code") || query.Has("error") {
		number := query.Get("error_code")
		if number == "" {
			number = query.Get("error")
		}
		return Code{}, &DeniedError{Code: oneLine(number), Description: oneLine(query.Get("error_description"))}
	}
	return code, nil
}

// ConnectCode connects the person who came back with a code. The code is redeemed
// at the landing zone, which is the safer choice; a geolocation that is not
// Concur's is refused all the same. It fails as Token does.
func (c *Connections) ConnectCode(ctx context.Context, principal string, code Code) (Account, error) {
	if code.Geolocation != "" {
		if _, err := c.hosts.Base(code.Geolocation); err != nil {
			return Account{}, err
		}
	}
	base, err := c.landing()
	if err != nil {
		return Account{}, err
	}
	form := url.Values{"grant_type": {grantCode}, "code": {code.Code}, "redirect_uri": {code.RedirectURI}}
	return c.connect(ctx, principal, grant{kind: User, form: form}, base, claimed{})
}

// DeniedError says that a person came back from Concur's page without a code.
type DeniedError struct {
	// Code and Description are Concur's; either may be empty.
	Code        string
	Description string
}

// Error implements error.
func (e *DeniedError) Error() string {
	switch {
	case e.Description == "" && e.Code == "":
		return "Concur sent the browser back without a code"
	case e.Description == "":
		return fmt.Sprintf("Concur did not connect the account (%s)", e.Code)
	default:
		return "Concur did not connect the account: " + render.Quote(e.Description)
	}
}

// WhatChanged says that nothing did.
func (e *DeniedError) WhatChanged() string { return "nothing_changed" }

// NextStep says what to do about it.
func (e *DeniedError) NextStep() string {
	return "Start the sign-in again, and approve what it asks for."
}

// Details implements the shape of a problem.
func (e *DeniedError) Details() map[string]string { return nil }
