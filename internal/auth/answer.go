package auth

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
)

// refreshLife is how long a refresh token is good for from its last use, in months
// (Authentication > Refreshing a token).
const refreshLife = 6

// filled puts an answer of the token endpoint into a record. Whose tokens they are
// is not looked at.
func (c *Connections) filled(old tokenstore.Record, token *oauth2.Token, at *url.URL) (tokenstore.Record, error) {
	record := old
	record.State = tokenstore.Connected
	record.AccessToken = token.AccessToken
	record.AccessExpires = c.now().Add(lifeOf(token)).UTC()
	record.RefreshToken = token.RefreshToken
	record.Geolocation = at.String()
	if geolocation, _ := token.Extra("geolocation").(string); geolocation != "" {
		base, err := c.hosts.Base(geolocation)
		if err != nil {
			return old, err
		}
		record.Geolocation = base.String()
	}
	if scope, _ := token.Extra("scope").(string); scope != "" {
		record.Scopes = strings.Fields(scope)
	}
	record.RefreshExpires = c.now().AddDate(0, refreshLife, 0).UTC()
	if expires, ok := unixSeconds(token.Extra("refresh_expires_in")); ok {
		record.RefreshExpires = expires
	}
	return record, nil
}

// lifeOf reads expires_in, which is documented as a string and sent as a number
// (Authentication > TokenResponse). Without one, an hour is the documented life.
func lifeOf(token *oauth2.Token) time.Duration {
	if seconds, ok := integer(token.Extra("expires_in")); ok && seconds > 0 {
		return time.Duration(seconds) * time.Second
	}
	return time.Hour
}

// unixSeconds reads refresh_expires_in, which is an absolute time in spite of
// its name, as a number or as a string (Authentication > TokenResponse).
func unixSeconds(value any) (time.Time, bool) {
	seconds, ok := integer(value)
	return time.Unix(seconds, 0).UTC(), ok && seconds > 0
}

func integer(value any) (int64, bool) {
	switch v := value.(type) {
	case float64:
		return int64(v), true
	case string:
		n, err := strconv.ParseInt(v, 10, 64)
		return n, err == nil
	default:
		return 0, false
	}
}
