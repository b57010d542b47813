package auth

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
)

// claims are the members of a Concur JWT that matter here
// (Authentication > AccessTokenClaims, IdTokenClaims).
type claims struct {
	Subject string `json:"sub"`
	Kind    string `json:"concur.type"`
}

var errNotJWT = errors.New("not a JWT")

// readClaims reads the payload of a JWT without checking its signature. That is
// enough for a token that came straight from Concur's token endpoint over TLS,
// and for nothing else.
func readClaims(jwt string) (claims, error) {
	parts := strings.Split(jwt, ".")
	if len(parts) != 3 {
		return claims{}, errNotJWT
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return claims{}, errNotJWT
	}
	var c claims
	if err := json.Unmarshal(payload, &c); err != nil {
		return claims{}, errNotJWT
	}
	return c, nil
}
