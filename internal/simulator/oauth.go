package simulator

import (
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// appToken is the kind of token that stands for the application itself
// (Authentication > Client Credentials grant). No operation of the catalogue takes it.
const appToken catalogue.Token = "app"

// oauthFailure is one of the numbered refusals of Authentication > Response Codes.
// The numbers are documented; their HTTP statuses mostly are not (inferred).
type oauthFailure struct {
	code        int
	status      int
	name        string
	description string
	// geolocation is where the principal lives, with code 16.
	geolocation string
}

func unsupportedForm() *oauthFailure { return invalidRequest(135, "request format is not supported") }

func missing(code int, parameter string) *oauthFailure {
	return invalidRequest(code, parameter+" is missing")
}

func invalidRequest(code int, description string) *oauthFailure {
	return &oauthFailure{code: code, status: http.StatusBadRequest, name: "invalid_request", description: description}
}

// forbiddenGrant is a refusal that only another grant can help against.
func forbiddenGrant(code int, description string) *oauthFailure {
	return &oauthFailure{code: code, status: http.StatusForbidden, name: "invalid_grant", description: description}
}

func notEnabledGrant() *oauthFailure {
	return &oauthFailure{code: 60, status: http.StatusBadRequest, name: "invalid_grant", description: "grant is not enabled for this client"}
}

func badRefreshToken() *oauthFailure { return forbiddenGrant(108, "bad or expired refresh token") }

func disabledPrincipal() *oauthFailure {
	return &oauthFailure{code: 123, status: http.StatusForbidden, name: "invalid_request", description: "principal is disabled"}
}

type oauthError struct {
	Code        int    `json:"code,omitempty"`
	Error       string `json:"error"`
	Description string `json:"error_description"`
	Geolocation string `json:"geolocation,omitempty"`
}

func refuseOAuth(failure *oauthFailure) reply {
	return reply{status: failure.status, body: oauthError{
		Code: failure.code, Error: failure.name, Description: failure.description, Geolocation: failure.geolocation,
	}}
}

// tokenGrant turns what a form proves into a connection that tokens are issued for.
type tokenGrant func(c *call, app Application, form url.Values) (*issue, *oauthFailure)

// issue is what tokens are to be issued for. Without a refresh token they are for the
// application itself.
type issue struct {
	connection   *connection
	refreshToken string
	scopes       []string
}

// tokenGrants are the grants by their grant_type.
func (s *Simulator) tokenGrants() map[string]tokenGrant {
	return map[string]tokenGrant{
		"refresh_token":      s.refresh,
		"authorization_code": s.redeemCode,
		"password":           s.redeemRequestToken,
		"otp":                s.redeemOTP,
		"client_credentials": s.applicationToken,
	}
}

// oauthToken is POST /oauth2/v0/token.
func (s *Simulator) oauthToken(_ *state, c *call) reply {
	form, failure := formOfCall(c)
	if failure != nil {
		return refuseOAuth(failure)
	}
	grantType := form.Get("grant_type")
	if grantType == "" {
		return refuseOAuth(missing(65, "grant_type"))
	}
	app, failure := s.authenticate(form)
	if failure != nil {
		return refuseOAuth(failure)
	}
	grant, known := s.tokenGrants()[grantType]
	if !known || !app.has(grantType) {
		return refuseOAuth(notEnabledGrant())
	}
	granted, failure := grant(c, app, form)
	if failure != nil {
		return refuseOAuth(failure)
	}
	return s.tokens(c, app, granted)
}

// formOfCall reads a form. HTTP Basic and JSON are not documented.
func formOfCall(c *call) (url.Values, *oauthFailure) {
	mediaType, _, err := mime.ParseMediaType(c.header.Get("Content-Type"))
	if err != nil || mediaType != "application/x-www-form-urlencoded" {
		return nil, unsupportedForm()
	}
	form, err := url.ParseQuery(string(c.body))
	if err != nil {
		return nil, unsupportedForm()
	}
	return form, nil
}

// refresh is Authentication > Refreshing a token.
func (s *Simulator) refresh(c *call, app Application, form url.Values) (*issue, *oauthFailure) {
	refreshToken := form.Get("refresh_token")
	if refreshToken == "" {
		return nil, missing(106, "refresh_token")
	}
	known := s.connections[refreshToken]
	if known == nil {
		s.punish(refreshToken)
	}
	if known == nil || !c.now.Before(known.expires) {
		return nil, badRefreshToken()
	}
	if known.application != app.ID {
		return nil, forbiddenGrant(105, "grant was not issued to this client")
	}
	if failure := livesElsewhere(c, known.home); failure != nil {
		return nil, failure
	}
	if p := s.state.person(known.subject); known.kind == catalogue.User && (p == nil || !p.active) {
		return nil, disabledPrincipal()
	}
	scopes, failure := narrowed(known.scopes, form.Get("scope"))
	if failure != nil {
		return nil, failure
	}
	if s.options.RotateRefreshTokens {
		refreshToken = s.rotate(refreshToken, known)
	}
	return &issue{known, refreshToken, scopes}, nil
}

// applicationToken is Authentication > Client Credentials grant.
func (s *Simulator) applicationToken(_ *call, app Application, form url.Values) (*issue, *oauthFailure) {
	scopes, failure := narrowed(allScopes(), form.Get("scope"))
	if failure != nil {
		return nil, failure
	}
	return &issue{connection: s.newConnection(appToken, app.ID, app.ID, scopes), scopes: scopes}, nil
}

// livesElsewhere refuses principals of another data centre and names it.
func livesElsewhere(c *call, home string) *oauthFailure {
	if home == "" || home == c.base {
		return nil
	}
	failure := invalidRequest(16, "user lives elsewhere")
	failure.geolocation = home
	return failure
}

// narrowed are the scopes asked for, all that there are if none is. More than there
// are cannot be had.
func narrowed(held []string, asked string) ([]string, *oauthFailure) {
	wanted := strings.Fields(asked)
	if len(wanted) == 0 {
		return held, nil
	}
	for _, scope := range wanted {
		if !slices.Contains(held, scope) {
			return nil, &oauthFailure{
				code: 54, status: http.StatusBadRequest, name: "invalid_scope", description: "requested scope exceeds granted scope",
			}
		}
	}
	return wanted, nil
}

// signInScopes are narrowed ones of a sign-in of a person, who always gets openid
// (Learn More About Scopes).
func signInScopes(asked string) ([]string, *oauthFailure) {
	scopes, failure := narrowed(allScopes(), asked)
	if failure == nil && !slices.Contains(scopes, scopeOpenID) {
		scopes = append([]string{scopeOpenID}, scopes...)
	}
	return scopes, failure
}

type keySet struct {
	Keys []jwk `json:"keys"`
}

// oauthKeys is GET /oauth2/v0/jwks.
func (s *Simulator) oauthKeys(*state, *call) reply {
	keys, err := s.keys.public()
	if err != nil {
		return empty(http.StatusInternalServerError)
	}
	return ok(keySet{keys})
}
