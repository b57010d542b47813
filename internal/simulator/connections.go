package simulator

import (
	"slices"
	"strings"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// The refresh tokens that are good from the start: UserTokenPrefix with the login
// of a person, and CompanyToken.
const (
	UserTokenPrefix = "sim-user-"
	CompanyToken    = "sim-company"
)

// refreshMonths is how long an unused refresh token is good for (Authentication >
// Refreshing a token).
const refreshMonths = 6

// scopeOpenID is granted always (Learn More About Scopes).
const scopeOpenID = "openid"

// connection is what a refresh token stands for.
type connection struct {
	kind        catalogue.Token
	subject     string // UUID of the person or the company
	application string // id
	scopes      []string
	expires     time.Time
	// home is the base address of another data centre if the connection has moved
	// there; empty means here.
	home string
}

// Connect gives the refresh token of a person's connection with all scopes. It is
// always the same for a login, and revives a connection that was revoked. With
// the login of nobody it gives a token that is refused like any unknown one.
func (s *Simulator) Connect(login string) string {
	return s.connect(UserTokenPrefix+login, login, allScopes())
}

// Logins lists who works at the sample company.
func (s *Simulator) Logins() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	logins := make([]string, len(s.state.people))
	for i, p := range s.state.people {
		logins[i] = p.login
	}
	return logins
}

// ConnectScoped gives the refresh token of another connection of a person, with
// these scopes only.
func (s *Simulator) ConnectScoped(login string, scopes ...string) string {
	s.mu.Lock()
	refreshToken := s.secrets.uuid()
	s.mu.Unlock()
	return s.connect(refreshToken, login, slices.Clone(scopes))
}

func (s *Simulator) connect(refreshToken, login string, scopes []string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.state.personByLogin(login); p != nil {
		s.connections[refreshToken] = s.newConnection(catalogue.User, p.id, ClientID, scopes)
	}
	return refreshToken
}

// ConnectCompany gives the refresh token of the company's connection with all
// scopes, and revives it if it was revoked.
func (s *Simulator) ConnectCompany() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.connections[CompanyToken] = s.newConnection(catalogue.Company, s.state.company.id, ClientID, allScopes())
	return CompanyToken
}

// Revoke makes a refresh token useless, as the six months do, or an administrator
// who disconnects the application. Access tokens that it gave stay good.
func (s *Simulator) Revoke(refreshToken string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.connections, refreshToken)
}

// Move takes the home of a connection to another data centre, given as a base
// address. Refreshes elsewhere are then answered with code 16, which names it.
func (s *Simulator) Move(refreshToken, baseURL string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if moved := s.connections[refreshToken]; moved != nil {
		moved.home = strings.TrimSuffix(baseURL, "/")
	}
}

// MovePerson takes somebody to another data centre, given as a base address: their
// sign-ins by one-time password and request token are then answered with code 16
// elsewhere, and others give connections that live there.
func (s *Simulator) MovePerson(login, baseURL string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.state.personByLogin(login); p != nil {
		s.homes[p.id] = strings.TrimSuffix(baseURL, "/")
	}
}

// ExpireAccessTokens ends the life of all access tokens issued so far.
func (s *Simulator) ExpireAccessTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expired = s.serial
}

// newConnection is a connection that is good from now on, at the principal's home.
func (s *Simulator) newConnection(kind catalogue.Token, subject, application string, scopes []string) *connection {
	return &connection{
		kind: kind, subject: subject, application: application, scopes: scopes, home: s.homes[subject],
		expires: s.options.Now().AddDate(0, refreshMonths, 0),
	}
}

// connectAnew keeps a connection that a sign-in made, under a new refresh token.
func (s *Simulator) connectAnew(made *connection) *issue {
	refreshToken := s.secrets.uuid()
	s.connections[refreshToken] = made
	return &issue{made, refreshToken, made.scopes}
}

func (s *Simulator) wellKnownConnections() map[string]*connection {
	scopes := allScopes()
	all := map[string]*connection{CompanyToken: s.newConnection(catalogue.Company, s.state.company.id, ClientID, scopes)}
	for _, p := range s.state.people {
		all[UserTokenPrefix+p.login] = s.newConnection(catalogue.User, p.id, ClientID, scopes)
	}
	return all
}

// allScopes are the scopes of the application: openid and everything that an
// operation of the catalogue asks for.
func allScopes() []string {
	scopes := []string{scopeOpenID}
	for _, op := range catalogue.All() {
		for _, alternatives := range op.Scopes {
			scopes = append(scopes, alternatives...)
		}
	}
	slices.Sort(scopes)
	return slices.Compact(scopes)
}
