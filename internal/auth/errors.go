package auth

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"

	"github.com/concur-mcp/concur-mcp/internal/render"
)

// Kind is a kind of connection: of a person or of a whole company.
type Kind string

// The kinds of connections, and of the application's own token.
const (
	User        Kind = "user"
	Company     Kind = "company"
	Application Kind = "app"
)

// TokenError is a refusal of Concur's token endpoint, or of the one that sends
// one-time passwords (Authentication > Response Codes).
type TokenError struct {
	Kind Kind
	// Code is Concur's number; 0 where the answer had none.
	Code int
	// Status is the HTTP status; 0 where there was no answer.
	Status int
	// Description is Concur's text, or ours for an answer that cannot be read.
	Description string
	// grant is what was asked for.
	grant string
	// geolocation is where the principal lives, when Concur says so.
	geolocation string
	cause       error
}

const (
	codeOtherDatacenter = 16
	codeBadRefreshToken = 108
)

// Codes by what helps against them (Authentication > Response Codes). A disabled
// application (59) is counted with its configuration: it affects all connections
// at once, and they are good again when it is enabled.
func reconnectCodes() []int { return []int{14, 20, 21, 53, 103, 104, 105, 108, 123, 136, 139} }

func configurationCodes() []int { return []int{54, 59, 60, 61, 62, 63, 64, 65, 102, 107, 120, 135} }

func accountCodes() []int { return []int{10, 11, 12, 13, 14, 20, 21, 53, 123, 139} }

// SignInAgain reports whether the connection is gone for good.
func (e *TokenError) SignInAgain() bool {
	return e.grant == grantRefresh && slices.Contains(reconnectCodes(), e.Code)
}

// NeedsSignIn reports whether a person mends it by signing in.
func (e *TokenError) NeedsSignIn() bool { return e.Kind == User && e.SignInAgain() }

// Error implements error.
func (e *TokenError) Error() string {
	switch {
	case e.Status == 0 && e.Description == "":
		return e.what() + ": no answer from Concur" + whyNoAnswer(e.cause)
	case e.Code == 0 && e.Description != "":
		return e.what() + ": " + render.Quote(e.Description)
	case e.Description == "" && e.Code == 0:
		return fmt.Sprintf("%s: Concur answered with status %d", e.what(), e.Status)
	case e.Description == "":
		return fmt.Sprintf("%s: Concur answered with code %d", e.what(), e.Code)
	default:
		return fmt.Sprintf("%s: %s (code %d)", e.what(), render.Quote(e.Description), e.Code)
	}
}

func (e *TokenError) what() string {
	switch e.grant {
	case grantRefresh:
		return fmt.Sprintf("the %s token could not be refreshed", e.Kind)
	case grantClientCredentials:
		return "the application got no token"
	case otpMail:
		return "the mail with the one-time link was not sent"
	default:
		return fmt.Sprintf("the %s could not be connected", e.noun())
	}
}

func (e *TokenError) noun() string {
	if e.Kind == User {
		return "person"
	}
	return string(e.Kind)
}

// whyNoAnswer says it in our own words: those of the network may hold the address
// of a proxy and its password.
func whyNoAnswer(err error) string {
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return ": its host name is not known"
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return ": its certificate is not trusted here"
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return ": it took too long"
	}
	operation, _ := errors.AsType[*net.OpError](err)
	switch {
	case operation == nil:
		return ""
	case operation.Op == "proxyconnect":
		return ": the proxy in front of it is not there"
	case operation.Op == "dial":
		return ": it cannot be reached"
	default:
		return ""
	}
}

// Unwrap gives the failure below, if Concur did not answer.
func (e *TokenError) Unwrap() error { return e.cause }

// WhatChanged says that nothing did: the request that needed the token was not sent.
func (e *TokenError) WhatChanged() string { return "nothing_changed" }

// NextStep says who can do what about it.
func (e *TokenError) NextStep() string {
	switch {
	case e.SignInAgain() && e.Kind == Company:
		return "The company connection is gone. A Concur administrator makes a new company request token, and the operator connects again."
	case e.SignInAgain():
		return "The connection is gone. Sign in to Concur again to renew it."
	case slices.Contains(configurationCodes(), e.Code):
		return "The OAuth application is not set up for this. The operator checks its client id, secret, grants and scopes in Concur."
	case e.Code == codeOtherDatacenter:
		return "The account lives in another data centre. The operator sets CONCUR_MCP_DATACENTER to it."
	case slices.Contains(accountCodes(), e.Code):
		return "Concur does not let this account in. A Concur administrator looks after it."
	case e.Code != 0:
		if step := e.nextOfSignIn(); step != "" {
			return step
		}
	}
	return "Try again in a few minutes."
}

// nextOfSignIn is what helps when a connection could not be made.
func (e *TokenError) nextOfSignIn() string {
	switch e.Code {
	case 55, 81:
		return "Give the primary e-mail address that the person has in Concur."
	case 82:
		return "Too many links are open for this address. Use the newest mail, or wait until they have expired."
	case 83, 84, 85:
		return "Ask for a new mail, and use the link in it once, as it is."
	case 103, 104, 105:
		return "Start the sign-in again."
	case 5, 19, 100, 136:
		if e.grant == grantPassword {
			return "Request tokens are good for 24 hours and for one application. Get a new one: for a company a Concur administrator makes it " +
				"(Authentication Admin), for a person App Center does."
		}
	}
	return ""
}

// Details implements the shape of a problem.
func (e *TokenError) Details() map[string]string {
	if e.Code == 0 {
		return nil
	}
	return map[string]string{"concur_code": strconv.Itoa(e.Code)}
}
