package simulator

import (
	"net/mail"
	"net/url"
	"slices"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

const (
	// otpLimit is how many unredeemed one-time passwords an address may have. That there
	// is a limit is documented, its size is inferred.
	otpLimit = 5
	// outboxLimit keeps a simulator that runs for days from growing.
	outboxLimit = 100
)

// oneTimePassword is what a mailed link ends with.
type oneTimePassword struct {
	application string
	subject     string // UUID of the person
	// facts are the parameters that have to be repeated, encoded.
	facts   string
	expires time.Time
	used    bool
}

func (p *oneTimePassword) open(now time.Time) bool { return !p.used && now.Before(p.expires) }

// Mail is a mail that Concur sent to somebody.
type Mail struct {
	To      string
	Sent    time.Time
	Name    string // as given by who asked for the mail; may be empty
	Company string // likewise
	// Link leads to the application and ends with the one-time password. Without a link
	// in the request there is only Token.
	Link  string
	Token string
}

// Outbox lists the mails so far, oldest first.
func (s *Simulator) Outbox() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.signIns.outbox)
}

// oauthOTP is POST /oauth2/v0/otp (Authentication > One-Time Password grant).
func (s *Simulator) oauthOTP(st *state, c *call) reply {
	form, failure := formOfCall(c)
	if failure != nil {
		return refuseOAuth(failure)
	}
	app, failure := s.authenticate(form)
	if failure == nil && !app.has("otp") {
		failure = notEnabledGrant()
	}
	if failure == nil {
		failure = checkChannel(form)
	}
	if failure != nil {
		return refuseOAuth(failure)
	}
	// Its page lists no code for addresses that nobody has: an answer that told would let
	// anybody find out who is there. /token says 55 (inferred).
	if p := st.personByLogin(form.Get("channel_handle")); p != nil {
		if failure := s.sendOTP(c, app, p, form); failure != nil {
			return refuseOAuth(failure)
		}
	}
	return ok(map[string]string{"message": "otp sent"})
}

// checkChannel wants an e-mail address, the one channel that there is.
func checkChannel(form url.Values) *oauthFailure {
	kind, address := form.Get("channel_type"), form.Get("channel_handle")
	if kind == "" {
		return missing(57, "channel_type")
	}
	if kind != "email" {
		return invalidRequest(80, "channel_type is not supported")
	}
	if address == "" {
		return missing(58, "channel_handle")
	}
	if parsed, err := mail.ParseAddress(address); err != nil || parsed.Address != address {
		return invalidRequest(81, "channel_handle is malformed")
	}
	return nil
}

func (s *Simulator) sendOTP(c *call, app Application, to *person, form url.Values) *oauthFailure {
	if failure := livesElsewhere(c, s.homes[to.id]); failure != nil {
		return failure
	}
	open := 0
	for text, password := range s.signIns.passwords {
		switch {
		case password.open(c.now):
			if password.subject == to.id {
				open++
			}
		case c.now.After(password.expires.Add(otpLife)):
			delete(s.signIns.passwords, text) // Until then it is known to have been one.
		}
	}
	if open >= otpLimit {
		return invalidRequest(82, "too many unredeemed one-time passwords for this address")
	}
	text := "dd-" + s.secrets.pick(base36, 30)
	s.signIns.passwords[text] = &oneTimePassword{
		application: app.ID, subject: to.id, facts: factsOf(form), expires: c.now.Add(otpLife),
	}
	sent := Mail{To: to.login, Sent: c.now.UTC(), Name: form.Get("name"), Company: form.Get("company"), Token: text}
	if link := form.Get("link"); link != "" {
		// The documented sample joins by & although its link has no query.
		sent.Link = link + "&token=" + text
	}
	if len(s.signIns.outbox) == outboxLimit {
		s.signIns.outbox = slices.Delete(s.signIns.outbox, 0, 1)
	}
	s.signIns.outbox = append(s.signIns.outbox, sent)
	return nil
}

// factsOf are the parameters that /otp and /token must agree on: all but the reserved
// ones.
func factsOf(form url.Values) string {
	facts := url.Values{}
	reserved := []string{"client_id", "client_secret", "channel_type", "channel_handle", "scope", "grant_type", "otp"}
	for name, values := range form {
		if !slices.Contains(reserved, name) {
			facts[name] = values
		}
	}
	return facts.Encode()
}

// redeemOTP is Authentication > One-Time Password grant, its second half. Which of 83
// and 85 is for what is inferred: 85 is for what once was a one-time password of the
// address, or is one of another.
func (s *Simulator) redeemOTP(c *call, app Application, form url.Values) (*issue, *oauthFailure) {
	text, address := form.Get("otp"), form.Get("channel_handle")
	if text == "" {
		return nil, missing(56, "otp")
	}
	if failure := checkChannel(form); failure != nil {
		return nil, failure
	}
	p := s.state.personByLogin(address)
	if p == nil {
		return nil, invalidRequest(55, "e-mail address is unknown")
	}
	password := s.signIns.passwords[text]
	switch {
	case password == nil:
		return nil, invalidRequest(83, "otp is not found")
	case password.application != app.ID:
		return nil, forbiddenGrant(105, "grant was not issued to this client")
	case password.subject != p.id || !password.open(c.now):
		return nil, invalidRequest(85, "otp verification failed")
	case password.facts != factsOf(form):
		return nil, invalidRequest(84, "parameters differ from those of the one-time password")
	}
	granted, failure := s.signIn(c, app, catalogue.User, p.id, form.Get("scope"))
	password.used = failure == nil
	return granted, failure
}
