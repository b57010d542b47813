package auth

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// OTP is a sign-in by a link that Concur mails (Authentication > One-Time Password
// grant). What was sent to SendOTP has to be given to ConnectOTP unchanged.
type OTP struct {
	// Email is the person's primary address in Concur (email1).
	Email string
	// Link is where the mailed link leads; Concur adds the password to it.
	Link string
	// Name and Company are shown in the mail; they may be empty.
	Name, Company string
	// Scopes are asked for when the password is redeemed; none asks for all that the
	// application has.
	Scopes []string
}

// otpMail names the request for a mail in errors and events.
const otpMail = "otp_mail"

// form is what both requests have to say alike, or code 84 comes back.
func (o OTP) form() url.Values {
	form := url.Values{"channel_type": {"email"}, "channel_handle": {o.Email}}
	link := o.Link
	if link != "" && !strings.Contains(link, "?") {
		link += "?" // A documented mail joins the password to the link with & all the same.
	}
	for name, value := range map[string]string{"link": link, "name": o.Name, "company": o.Company} {
		if value != "" {
			form.Set(name, value)
		}
	}
	return form
}

// SendOTP lets Concur mail a link to a person. It fails with TokenError or
// UntrustedHostError.
func (c *Connections) SendOTP(ctx context.Context, o OTP) error {
	home, err := c.hosts.Base(c.home)
	if err != nil {
		return err
	}
	_, err = c.follow(home, func(base *url.URL) error { return c.mail(ctx, o, base) })
	c.observe(Event{Grant: otpMail, Kind: User, Outcome: outcomeOf(err)})
	return err
}

func (c *Connections) mail(ctx context.Context, o OTP, base *url.URL) error {
	form := o.form()
	form.Set("client_id", c.app.ClientID)
	form.Set("client_secret", c.app.ClientSecret.Reveal())
	target := base.JoinPath("/oauth2/v0/otp").String()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, target, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "application/json")
	refusal := &TokenError{Kind: User, grant: otpMail}
	response, err := c.client.Do(r)
	if err != nil {
		refusal.cause = beneath(err)
		return refusal
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode == http.StatusOK {
		return nil // One guide misspells the message, so it is not looked at.
	}
	text, err := io.ReadAll(io.LimitReader(response.Body, 64<<10))
	if err != nil {
		text = nil
	}
	refusal.read(response.StatusCode, text)
	refusal.Description = c.concealed(form, refusal.Description)
	return refusal
}

// ConnectOTP connects the person who got a mail of SendOTP. It fails as Token does.
func (c *Connections) ConnectOTP(ctx context.Context, principal string, o OTP, otp Secret) (Account, error) {
	home, err := c.hosts.Base(c.home)
	if err != nil {
		return Account{}, err
	}
	form := o.form()
	form.Set("grant_type", grantOTP)
	form.Set("otp", otp.Reveal())
	if len(o.Scopes) > 0 {
		form.Set("scope", strings.Join(o.Scopes, " "))
	}
	return c.connect(ctx, principal, grant{kind: User, form: form}, home, claimed{name: o.Email})
}

// otpInLink finds the password in a link that may have no proper query.
var otpInLink = regexp.MustCompile(`[?&]token=([^&#\s]+)`)

// OTPOf reads a one-time password from what a person pastes: the mailed link, or
// the password alone.
func OTPOf(text string) Secret {
	text = strings.TrimSpace(text)
	if found := otpInLink.FindStringSubmatch(text); found != nil {
		if plain, err := url.QueryUnescape(found[1]); err == nil {
			return NewSecret(plain)
		}
	}
	return NewSecret(text)
}
