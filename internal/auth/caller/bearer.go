package caller

import (
	"net/http"
	"net/netip"
	"strings"
)

// longestToken bounds what is verified, in bytes. Tokens with many groups in them
// reach a few thousand.
const longestToken = 16 << 10

// bearer finds the token of a request (RFC 6750 section 2.1). Other schemes count
// as no token, as section 3 wants.
func bearer(r *http.Request) (string, *refusal) {
	// MCP authorization > Access Token Usage: tokens must not be in the query, where
	// logs and histories keep them.
	if r.URL.Query().Has("access_token") {
		return "", &refusal{
			status: http.StatusBadRequest, code: invalidRequest,
			why: "A token may not be part of the address. Send it in the Authorization header, and replace this one: it may be in logs.",
		}
	}
	values := r.Header.Values("Authorization")
	if len(values) > 1 {
		return "", &refusal{
			status: http.StatusBadRequest, code: invalidRequest,
			why: "The request has more than one Authorization header. Send one.",
		}
	}
	if len(values) == 0 {
		return "", noToken()
	}
	scheme, token, _ := strings.Cut(values[0], " ")
	token = strings.Trim(token, " ")
	switch {
	case !strings.EqualFold(scheme, "Bearer"), token == "":
		return "", noToken()
	case len(token) > longestToken, strings.ContainsFunc(token, notToken):
		return "", badToken("The Authorization header holds no well-formed token.")
	default:
		return token, nil
	}
}

// notToken reports what is outside the alphabet of tokens (RFC 6750, b64token).
func notToken(c rune) bool {
	letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
	return !letter && !strings.ContainsRune("-._~+/=", c)
}

// networkBits is how much of an IPv6 address stands for one client: whoever has one
// address usually has all that begin with these bits.
const networkBits = 64

// clientAddress names where a request comes from, for limits and logs.
func clientAddress(r *http.Request) string {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	address := from.Addr().Unmap().WithZone("")
	if address.Is6() {
		if network, err := address.Prefix(networkBits); err == nil {
			return network.String()
		}
	}
	return address.String()
}
