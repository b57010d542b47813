package web

import (
	"net/http"
	"strings"
	"time"
)

// Cookie makes a cookie for a server whose public address begins with base. It is
// for this server alone, no script reads it, and it comes back when a page of
// another site leads here but not when such a page posts here.
//
// On https its name gets the prefix __Host-, by which browsers refuse one that a
// neighbouring host planted; that wants the path "/" (RFC 6265bis 4.1.3.2). Plain
// http is for loopback, where browsers differ on Secure; the path is the same.
func Cookie(base, name, value string, life time.Duration) *http.Cookie {
	secure := encrypted(base)
	return &http.Cookie{ //nolint:gosec // Secure is left out on loopback alone.
		Name: cookieName(base, name), Value: value, Path: "/", MaxAge: int(life.Seconds()),
		Secure: secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
}

// CookieValue is the value that a request has for a cookie, or nothing.
func CookieValue(r *http.Request, base, name string) string {
	cookie, err := r.Cookie(cookieName(base, name))
	if err != nil {
		return ""
	}
	return cookie.Value
}

func cookieName(base, name string) string {
	if encrypted(base) {
		return "__Host-" + name
	}
	return name
}

func encrypted(base string) bool { return strings.HasPrefix(base, "https://") }
