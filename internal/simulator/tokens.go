package simulator

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
)

type tokenResponse struct {
	AccessToken  string `json:"access_token"`
	TokenType    string `json:"token_type"`
	ExpiresIn    int64  `json:"expires_in"` // seconds
	Scope        string `json:"scope"`
	Geolocation  string `json:"geolocation"`
	RefreshToken string `json:"refresh_token,omitempty"`
	// RefreshExpiresIn is a point in time, in Unix seconds, whatever its name says.
	RefreshExpiresIn int64  `json:"refresh_expires_in,omitempty"`
	IDToken          string `json:"id_token,omitempty"`
}

// tokensInText are tokens with strings for the numbers, as the page prints them.
type tokensInText struct {
	tokenResponse
	ExpiresIn        string `json:"expires_in"`
	RefreshExpiresIn string `json:"refresh_expires_in,omitempty"`
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

// tokens answers with new tokens and puts off the end of the connection.
func (s *Simulator) tokens(c *call, app Application, to *issue) reply {
	s.serial++
	home := cmp.Or(to.connection.home, c.base)
	access := claims{
		Version: 2, App: home + "/profile/v1/apps/" + app.ID, AppID: app.ID, Scopes: to.scopes,
		Type: string(to.connection.kind), Profile: home + "/profile/v1/principals/" + to.connection.subject,
		Audience: anyAudience, Subject: to.connection.subject, Issuer: home, Serial: s.serial,
		IssuedAt: c.now.Unix(), NotBefore: c.now.Unix(), Expires: c.now.Add(s.options.AccessTokenLife).Unix(),
	}
	accessToken, err := s.keys.sign(access)
	if err != nil {
		return empty(http.StatusInternalServerError)
	}
	answer := tokenResponse{
		AccessToken: accessToken, TokenType: "Bearer", ExpiresIn: int64(s.options.AccessTokenLife.Seconds()),
		Scope: strings.Join(to.scopes, " "), Geolocation: home,
	}
	if to.refreshToken != "" {
		identity := access
		identity.App, identity.AppID, identity.Scopes, identity.Serial = "", "", nil, 0
		identity.Audience, identity.TokenHash = app.ID, tokenHash(accessToken)
		if answer.IDToken, err = s.keys.sign(identity); err != nil {
			return empty(http.StatusInternalServerError)
		}
		to.connection.expires = c.now.AddDate(0, refreshMonths, 0)
		answer.RefreshToken, answer.RefreshExpiresIn = to.refreshToken, to.connection.expires.Unix()
	}
	if !s.options.TextualExpiry {
		return ok(answer)
	}
	printed := tokensInText{tokenResponse: answer, ExpiresIn: strconv.FormatInt(answer.ExpiresIn, 10)}
	if to.refreshToken != "" {
		printed.RefreshExpiresIn = strconv.FormatInt(answer.RefreshExpiresIn, 10)
	}
	return ok(printed)
}

// tokenHash is 16 hexadecimal characters, as in Concur's samples; OpenID Connect
// would have it in base64. What they are taken of is inferred.
func tokenHash(accessToken string) string {
	digest := sha256.Sum256([]byte(accessToken))
	return hex.EncodeToString(digest[:8])
}
