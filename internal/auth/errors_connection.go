package auth

import "fmt"

// NotConnectedError says that a call needs a connection that is not there.
type NotConnectedError struct{ Kind Kind }

// Error implements error.
func (e *NotConnectedError) Error() string {
	return fmt.Sprintf("there is no %s connection to Concur", e.Kind)
}

// NeedsSignIn reports whether a person mends it by signing in.
func (e *NotConnectedError) NeedsSignIn() bool { return e.Kind == User }

// WhatChanged says that nothing did.
func (e *NotConnectedError) WhatChanged() string { return "nothing_changed" }

// NextStep says how the connection is made.
func (e *NotConnectedError) NextStep() string {
	if e.Kind == Company {
		return "A Concur administrator makes a company request token (Authentication Admin), and the operator connects the company with it: " +
			"concur-mcp login --company."
	}
	return "Sign in to Concur: concur-mcp login. For a server without people the operator sets CONCUR_MCP_REFRESH_TOKEN."
}

// Details implements the shape of a problem.
func (e *NotConnectedError) Details() map[string]string { return nil }

// SignedOutError says that Concur has refused to renew a connection before. It is
// not asked again.
type SignedOutError struct{ Kind Kind }

// Error implements error.
func (e *SignedOutError) Error() string {
	return fmt.Sprintf("the %s connection has ended: Concur has refused to renew it", e.Kind)
}

// NeedsSignIn reports whether a person mends it by signing in.
func (e *SignedOutError) NeedsSignIn() bool { return e.Kind == User }

// WhatChanged says that nothing did.
func (e *SignedOutError) WhatChanged() string { return "nothing_changed" }

// NextStep says how it is connected again.
func (e *SignedOutError) NextStep() string {
	if e.Kind == User {
		return "Sign in to Concur again: concur-mcp login."
	}
	return (&NotConnectedError{Kind: e.Kind}).NextStep()
}

// Details implements the shape of a problem.
func (e *SignedOutError) Details() map[string]string { return nil }

// WrongKindError says that a token was given in the place of the other kind.
type WrongKindError struct{ Want, Got Kind }

// Error implements error.
func (e *WrongKindError) Error() string {
	return fmt.Sprintf("the token for the %s connection is a %s token", e.Want, e.Got)
}

// WhatChanged says that nothing did.
func (e *WrongKindError) WhatChanged() string { return "nothing_changed" }

// NextStep says which settings are the right ones.
func (e *WrongKindError) NextStep() string {
	return "The operator puts user tokens into CONCUR_MCP_REFRESH_TOKEN and company tokens into CONCUR_MCP_COMPANY_REFRESH_TOKEN. " +
		"A company request token goes with the company's id, a user's with the user's."
}

// Details implements the shape of a problem.
func (e *WrongKindError) Details() map[string]string { return nil }

// IdentityError says that Concur's answer does not prove whose tokens it holds. They
// are not used, and a connection is not made with them.
type IdentityError struct {
	why   string
	later bool
}

// Error implements error.
func (e *IdentityError) Error() string {
	return "the id_token that says whose account it is was refused: " + e.why
}

// WhatChanged says that nothing did.
func (e *IdentityError) WhatChanged() string { return "nothing_changed" }

// NextStep says what to do about it.
func (e *IdentityError) NextStep() string {
	if e.later {
		return "Nothing was connected. Try again in a few minutes."
	}
	return "Nothing was connected. Try again once; if it comes back, the operator checks client id, clock and CONCUR_MCP_CONCUR_URL."
}

// Details implements the shape of a problem.
func (e *IdentityError) Details() map[string]string { return nil }

// StoreError says that connections could not be read or written.
type StoreError struct {
	// Kind is that of the connection; empty where it is about all of them.
	Kind Kind
	// Pending is set where new tokens wait in memory for the store.
	Pending bool
	cause   error
}

// Error implements error.
func (e *StoreError) Error() string {
	if e.Pending {
		return fmt.Sprintf("Concur renewed the %s connection, and the store could not keep it: %v", e.Kind, e.cause)
	}
	if e.Kind == "" {
		return fmt.Sprintf("the store of connections failed: %v", e.cause)
	}
	return fmt.Sprintf("the store of the %s connection failed: %v", e.Kind, e.cause)
}

// Unwrap gives the failure of the store.
func (e *StoreError) Unwrap() error { return e.cause }

// WhatChanged says that nothing did.
func (e *StoreError) WhatChanged() string { return "nothing_changed" }

// NextStep says what to do about it.
func (e *StoreError) NextStep() string {
	if e.Pending {
		return "Try again in a minute: this process keeps the new tokens until they are stored. " +
			"If it stays, the operator checks CONCUR_MCP_STORE (concur-mcp doctor)."
	}
	return "Try again in a minute. If it stays, the operator checks CONCUR_MCP_STORE (concur-mcp doctor)."
}

// Details implements the shape of a problem.
func (e *StoreError) Details() map[string]string { return nil }

// NotRevokedError says that Concur did not end a connection, which therefore stays.
type NotRevokedError struct {
	// Status is the HTTP status; 0 where there was no answer.
	Status int
	cause  error
}

// Error implements error.
func (e *NotRevokedError) Error() string {
	switch {
	case e.Status != 0:
		return fmt.Sprintf("the connection was not ended: Concur answered with status %d", e.Status)
	default:
		return fmt.Sprintf("the connection was not ended: %v", e.cause)
	}
}

// Unwrap gives the failure below.
func (e *NotRevokedError) Unwrap() error { return e.cause }

// WhatChanged says that nothing did.
func (e *NotRevokedError) WhatChanged() string { return "nothing_changed" }

// NextStep says what can be done.
func (e *NotRevokedError) NextStep() string {
	return "It is still there. Try again in a few minutes, or forget it here by force: then Concur keeps it until it has been idle " +
		"for six months, or until the person disconnects the application in Concur."
}

// Details implements the shape of a problem.
func (e *NotRevokedError) Details() map[string]string { return nil }
