package simulator

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// How long what people sign in with is good for. Request tokens are documented; the
// lives of codes and one-time passwords are inferred.
const (
	codeLife         = 5 * time.Minute
	otpLife          = 15 * time.Minute
	requestTokenLife = 24 * time.Hour
)

// signIns is what people and administrators were given to connect with.
type signIns struct {
	codes         map[string]*authorizationCode
	requestTokens map[string]*requestToken
	passwords     map[string]*oneTimePassword
	outbox        []Mail
}

func newSignIns() signIns {
	return signIns{
		codes: map[string]*authorizationCode{}, requestTokens: map[string]*requestToken{}, passwords: map[string]*oneTimePassword{},
	}
}

// authorizationCode is what the redirect after a sign-in carries.
type authorizationCode struct {
	application, redirectURI string
	subject                  string // UUID of the person
	scopes                   []string
	expires                  time.Time
}

// redeemCode is Authentication > Authorization grant. A code that was refused stays
// good for its rightful owner (inferred).
func (s *Simulator) redeemCode(c *call, app Application, form url.Values) (*issue, *oauthFailure) {
	text, redirectURI := form.Get("code"), form.Get("redirect_uri")
	if text == "" {
		return nil, missing(101, "code")
	}
	if redirectURI == "" {
		return nil, missing(102, "redirect_uri")
	}
	code := s.signIns.codes[text]
	switch {
	case code == nil || !c.now.Before(code.expires):
		return nil, invalidRequest(103, "bad or expired authorization code")
	case code.application != app.ID:
		return nil, forbiddenGrant(105, "grant was not issued to this client")
	case code.redirectURI != redirectURI:
		return nil, &oauthFailure{
			code: 104, status: http.StatusBadRequest, name: "invalid_grant", description: "redirect_uri differs from the one at authorize",
		}
	case !s.state.person(code.subject).active:
		return nil, disabledPrincipal()
	}
	delete(s.signIns.codes, text)
	return s.connectAnew(s.newConnection(catalogue.User, code.subject, app.ID, code.scopes)), nil
}

// requestToken is what an administrator or App Center hands over.
type requestToken struct {
	kind        catalogue.Token
	subject     string // UUID of the person or the company
	application string // id of the one that it was made for
	expires     time.Time
}

// CompanyID is the UUID of the sample company, which goes with RequestToken.
func (s *Simulator) CompanyID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state.company.id
}

// RequestToken makes a company request token for the application of ClientID, as an
// administrator does in Authentication Admin. It is good for 24 hours, more than once.
func (s *Simulator) RequestToken() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.newRequestToken(catalogue.Company, s.state.company.id)
}

// UserRequestToken makes the request token with which App Center sends a person to the
// application, and gives it with the UUID of the person. Both are empty for the login
// of nobody.
func (s *Simulator) UserRequestToken(login string) (userID, requestToken string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.state.personByLogin(login)
	if p == nil {
		return "", ""
	}
	return p.id, s.newRequestToken(catalogue.User, p.id)
}

func (s *Simulator) newRequestToken(kind catalogue.Token, subject string) string {
	text := "at-" + s.secrets.pick(base36, 30)
	s.signIns.requestTokens[text] = &requestToken{kind, subject, ClientID, s.options.Now().Add(requestTokenLife)}
	return text
}

// redeemRequestToken is Authentication > Password grant with credtype authtoken. With
// real passwords the grant is not enabled, as for most applications of partners.
func (s *Simulator) redeemRequestToken(c *call, app Application, form url.Values) (*issue, *oauthFailure) {
	switch form.Get("credtype") {
	case "", "password":
		return nil, notEnabledGrant()
	case "authtoken":
	default:
		return nil, invalidRequest(120, "credtype is invalid")
	}
	username, password := form.Get("username"), form.Get("password")
	if username == "" {
		return nil, missing(51, "username")
	}
	if password == "" {
		return nil, missing(52, "password")
	}
	if app.NotEnabled {
		return nil, &oauthFailure{
			code: 53, status: http.StatusUnauthorized, name: "invalid_client", description: "company is not enabled for this client",
		}
	}
	known := s.signIns.requestTokens[password]
	if known == nil || !strings.EqualFold(known.subject, username) {
		return nil, forbiddenGrant(5, "incorrect credentials")
	}
	// Codes 5 and 19 mean the same. That the second is for expired ones is inferred.
	if !c.now.Before(known.expires) {
		return nil, forbiddenGrant(19, "incorrect credentials")
	}
	if known.application != app.ID {
		failure := forbiddenGrant(136, "authtoken was not issued for this application")
		failure.name = "invalid_request"
		return nil, failure
	}
	return s.signIn(c, app, known.kind, known.subject, form.Get("scope"))
}

// signIn connects a principal who has proved to be one, in the right data centre.
func (s *Simulator) signIn(c *call, app Application, kind catalogue.Token, subject, scope string) (*issue, *oauthFailure) {
	if failure := livesElsewhere(c, s.homes[subject]); failure != nil {
		return nil, failure
	}
	if p := s.state.person(subject); kind == catalogue.User && !p.active {
		return nil, disabledPrincipal()
	}
	scopes, failure := signInScopes(scope)
	if failure != nil {
		return nil, failure
	}
	return s.connectAnew(s.newConnection(kind, subject, app.ID, scopes)), nil
}
