package catalogue

import "net/http"

// oauth are the operations that make connections, renew them and end them.
func oauth() []Operation {
	const api = "Authentication"
	return []Operation{
		{
			Name: "oauth_authorize", API: api, Method: http.MethodGet, Path: "/oauth2/v0/authorize", Tokens: []Token{None},
			Safety: Safe, Errors: OAuthError, State: Current,
			Note: "A person opens it in a browser, on the www- host. It is not documented whether state comes back. A refusal is a redirect with " +
				"error_code and error_description.",
		},
		{
			Name: "oauth_token", API: api, Method: http.MethodPost, Path: "/oauth2/v0/token", Tokens: []Token{None},
			Safety: Unsafe, Errors: OAuthError, State: Current,
			Note: "Refresh tokens usually stay the same but may rotate, so a refresh counts as unsafe.",
		},
		{
			Name: "oauth_otp_send", API: api, Method: http.MethodPost, Path: "/oauth2/v0/otp", Tokens: []Token{None},
			Safety: Unsafe, Errors: OAuthError, State: Current,
			Note: "Concur mails a link. The grant has to be enabled for the application.",
		},
		{
			Name: "oauth_jwks", API: api, Method: http.MethodGet, Path: "/oauth2/v0/jwks", Tokens: []Token{None},
			Safety: Safe, Errors: OAuthError, State: Current,
		},
		{
			Name: "connection_revoke", API: api, Method: http.MethodDelete, Path: "/app-mgmt/v0/connections", Tokens: []Token{User},
			Safety: Idempotent, Errors: OAuthError, State: Current,
			Note: "It revokes all refresh tokens that the application has of the person. It needs no scope, and what a refusal looks like is not " +
				"documented (inferred). Company connections are ended by an administrator in App Center.",
		},
	}
}
