package simulator

import (
	"crypto/sha256"
	"encoding/hex"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// oauthFailure is one of the numbered refusals of Authentication > Response Codes.
// The numbers are documented; their HTTP statuses mostly are not (inferred).
type oauthFailure struct {
	code        int
	status      int
	name        string
	description string
}

func unsupportedForm() oauthFailure { return invalidRequest(135, "request format is not supported") }

func missing(code int, parameter string) oauthFailure {
	return invalidRequest(code, parameter+" is missing")
}

func invalidRequest(code int, description string) oauthFailure {
	return oauthFailure{code, http.StatusBadRequest, "invalid_request", description}
}

type oauthError struct {
	Code        int    `json:"code,omitempty"`
	Error       string `json:"error"`
	Description string `json:"error_description"`
	Geolocation string `json:"geolocation,omitempty"`
}

func refuseOAuth(failure oauthFailure) reply {
	return reply{status: failure.status, body: oauthError{
		Code: failure.code, Error: failure.name, Description: failure.description,
	}}
}

type tokenResponse struct {
	AccessToken      string `json:"access_token"`
	TokenType        string `json:"token_type"`
	ExpiresIn        int64  `json:"expires_in"` // seconds
	Scope            string `json:"scope"`
	Geolocation      string `json:"geolocation"`
	RefreshToken     string `json:"refresh_token"`
	RefreshExpiresIn int64  `json:"refresh_expires_in"` // a point in time, in Unix seconds, whatever its name says
	IDToken          string `json:"id_token"`
}

// claims of an access token and, with another audience and at_hash, of an ID token.
type claims struct {
	Version   int      `json:"concur.version"`
	App       string   `json:"concur.app,omitempty"`
	AppID     string   `json:"concur.appId,omitempty"`
	Scopes    []string `json:"concur.scopes,omitempty"`
	Type      string   `json:"concur.type"`
	Profile   string   `json:"concur.profile"`
	Audience  string   `json:"aud"`
	Subject   string   `json:"sub"`
	Issuer    string   `json:"iss"`
	Expires   int64    `json:"exp"`
	NotBefore int64    `json:"nbf"`
	IssuedAt  int64    `json:"iat"`
	TokenHash string   `json:"at_hash,omitempty"`
	// Serial numbers the access tokens. It is the simulator's own: it makes each
	// one different and lets tests expire them early.
	Serial uint64 `json:"simulator.serial,omitempty"`
}

// anyAudience is the audience of access tokens; ID tokens name the client.
const anyAudience = "*"

// oauthToken is POST /oauth2/v0/token. The one grant that the application is
// enabled for is refresh_token; connections are made by Connect.
func (s *Simulator) oauthToken(_ *state, c *call) reply {
	form, failure := tokenForm(c)
	if failure.code != 0 {
		return refuseOAuth(failure)
	}
	refreshToken := form.Get("refresh_token")
	if refreshToken == "" {
		return refuseOAuth(missing(106, "refresh_token"))
	}
	known := s.connections[refreshToken]
	if known == nil || !c.now.Before(known.expires) {
		return refuseOAuth(oauthFailure{108, http.StatusForbidden, "invalid_grant", "bad or expired refresh token"})
	}
	if known.home != "" && known.home != c.base {
		refusal := oauthError{
			Code: 16, Error: "invalid_request", Description: "user lives elsewhere", Geolocation: known.home,
		}
		return reply{status: http.StatusBadRequest, body: refusal}
	}
	if p := s.state.person(known.subject); known.kind == catalogue.User && (p == nil || !p.active) {
		return refuseOAuth(oauthFailure{123, http.StatusForbidden, "invalid_request", "principal is disabled"})
	}
	scopes := known.scopes
	if asked := strings.Fields(form.Get("scope")); len(asked) > 0 {
		if slices.ContainsFunc(asked, func(scope string) bool { return !slices.Contains(known.scopes, scope) }) {
			return refuseOAuth(oauthFailure{54, http.StatusBadRequest, "invalid_scope", "requested scope exceeds granted scope"})
		}
		scopes = asked
	}
	return s.issue(c, known, refreshToken, scopes)
}

// tokenForm reads the form and checks all that is not about a single grant.
func tokenForm(c *call) (url.Values, oauthFailure) {
	mediaType, _, err := mime.ParseMediaType(c.header.Get("Content-Type"))
	if err != nil || mediaType != "application/x-www-form-urlencoded" {
		return nil, unsupportedForm()
	}
	form, err := url.ParseQuery(string(c.body))
	if err != nil {
		return nil, unsupportedForm()
	}
	switch {
	case form.Get("grant_type") == "":
		return nil, missing(65, "grant_type")
	case form.Get("client_id") == "":
		return nil, missing(62, "client_id")
	case form.Get("client_secret") == "":
		return nil, missing(63, "client_secret")
	case form.Get("client_id") != ClientID:
		return nil, oauthFailure{61, http.StatusUnauthorized, "invalid_client", "client is not found"}
	case form.Get("client_secret") != ClientSecret:
		return nil, oauthFailure{64, http.StatusUnauthorized, "invalid_client", "incorrect credentials"}
	case form.Get("grant_type") != "refresh_token":
		return nil, oauthFailure{60, http.StatusBadRequest, "invalid_grant", "grant is not enabled for this client"}
	}
	return form, oauthFailure{}
}

// issue answers with new tokens and puts off the end of the connection.
func (s *Simulator) issue(c *call, known *connection, refreshToken string, scopes []string) reply {
	s.serial++
	access := claims{
		Version: 2, App: c.base + "/profile/v1/apps/" + ClientID, AppID: ClientID, Scopes: scopes,
		Type: string(known.kind), Profile: c.base + "/profile/v1/principals/" + known.subject,
		Audience: anyAudience, Subject: known.subject, Issuer: c.base, Serial: s.serial,
		IssuedAt: c.now.Unix(), NotBefore: c.now.Unix(), Expires: c.now.Add(s.options.AccessTokenLife).Unix(),
	}
	accessToken, err := sign(access)
	if err != nil {
		return empty(http.StatusInternalServerError)
	}
	identity := access
	identity.App, identity.AppID, identity.Scopes, identity.Serial = "", "", nil, 0
	identity.Audience, identity.TokenHash = ClientID, tokenHash(accessToken)
	idToken, err := sign(identity)
	if err != nil {
		return empty(http.StatusInternalServerError)
	}
	known.expires = c.now.AddDate(0, refreshMonths, 0)
	if s.options.RotateRefreshTokens {
		delete(s.connections, refreshToken)
		refreshToken = s.traces.uuid()
		s.connections[refreshToken] = known
	}
	return ok(tokenResponse{
		AccessToken: accessToken, TokenType: "Bearer", ExpiresIn: int64(s.options.AccessTokenLife.Seconds()),
		Scope: strings.Join(scopes, " "), Geolocation: c.base, RefreshToken: refreshToken,
		RefreshExpiresIn: known.expires.Unix(), IDToken: idToken,
	})
}

// tokenHash is 16 hexadecimal characters, as in Concur's samples; OpenID Connect
// would have it in base64. What they are taken of is inferred.
func tokenHash(accessToken string) string {
	digest := sha256.Sum256([]byte(accessToken))
	return hex.EncodeToString(digest[:8])
}

type keySet struct {
	Keys []jwk `json:"keys"`
}

// oauthKeys is GET /oauth2/v0/jwks.
func oauthKeys(*state, *call) reply {
	key, err := publicKey()
	if err != nil {
		return empty(http.StatusInternalServerError)
	}
	return ok(keySet{[]jwk{key}})
}
