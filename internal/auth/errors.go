package auth

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
)

// Kind is a kind of connection: of a person or of a whole company.
type Kind string

// The kinds of connections.
const (
	User    Kind = "user"
	Company Kind = "company"
)

// TokenError is a refusal of Concur's token endpoint (Authentication > Response Codes).
type TokenError struct {
	Kind Kind
	// Code is Concur's number; 0 where the answer had none.
	Code int
	// Status is the HTTP status; 0 where there was no answer.
	Status int
	// Description is Concur's text, or ours for an answer that cannot be read.
	Description string
	// geolocation is where the principal lives, when Concur says so.
	geolocation string
	cause       error
}

// Codes by what helps against them (Authentication > Response Codes).
var (
	reconnectCodes     = []int{14, 20, 21, 53, 59, 103, 104, 105, 108, 123, 136, 139}
	configurationCodes = []int{54, 60, 61, 62, 63, 64, 65, 102, 107, 120, 135}
)

const codeOtherDatacenter = 16

// SignInAgain reports whether the connection is gone for good.
func (e *TokenError) SignInAgain() bool { return slices.Contains(reconnectCodes, e.Code) }

// Error implements error.
func (e *TokenError) Error() string {
	switch {
	case e.Status == 0 && e.Description == "":
		return fmt.Sprintf("the %s token could not be refreshed: no answer from Concur%s", e.Kind, whyNoAnswer(e.cause))
	case e.Code == 0 && e.Description != "":
		return fmt.Sprintf("the %s token could not be refreshed: %s", e.Kind, e.Description)
	case e.Description == "":
		return fmt.Sprintf("the %s token could not be refreshed: Concur answered with status %d", e.Kind, e.Status)
	default:
		return fmt.Sprintf("the %s token could not be refreshed: %s (code %d)", e.Kind, e.Description, e.Code)
	}
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
	case slices.Contains(configurationCodes, e.Code):
		return "The OAuth application is not set up for this. The operator checks its client id, secret, grants and scopes in Concur."
	default:
		return "Try again in a few minutes."
	}
}

// Details implements the shape of a problem.
func (e *TokenError) Details() map[string]string {
	if e.Code == 0 {
		return nil
	}
	return map[string]string{"concur_code": strconv.Itoa(e.Code)}
}

// NotConnectedError says that a call needs a connection that is not there.
type NotConnectedError struct{ Kind Kind }

// Error implements error.
func (e *NotConnectedError) Error() string {
	return fmt.Sprintf("there is no %s connection to Concur", e.Kind)
}

// WhatChanged says that nothing did.
func (e *NotConnectedError) WhatChanged() string { return "nothing_changed" }

// NextStep says how the connection is made.
func (e *NotConnectedError) NextStep() string {
	if e.Kind == Company {
		return "The operator sets CONCUR_MCP_COMPANY_REFRESH_TOKEN, from a company request token that a Concur administrator makes."
	}
	return "The operator sets CONCUR_MCP_REFRESH_TOKEN for the person this server acts for."
}

// Details implements the shape of a problem.
func (e *NotConnectedError) Details() map[string]string { return nil }

// WrongKindError says that a token was given in the place of the other kind.
type WrongKindError struct{ Want, Got Kind }

// Error implements error.
func (e *WrongKindError) Error() string {
	return fmt.Sprintf("the token configured as the %s connection is a %s token", e.Want, e.Got)
}

// WhatChanged says that nothing did.
func (e *WrongKindError) WhatChanged() string { return "nothing_changed" }

// NextStep says which settings are the right ones.
func (e *WrongKindError) NextStep() string {
	return "The operator puts user tokens into CONCUR_MCP_REFRESH_TOKEN and company tokens into CONCUR_MCP_COMPANY_REFRESH_TOKEN."
}

// Details implements the shape of a problem.
func (e *WrongKindError) Details() map[string]string { return nil }
