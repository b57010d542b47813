package concur

import (
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
	"github.com/concur-mcp/concur-mcp/internal/render"
)

// Fault is the class of a failed request.
type Fault string

// The classes.
const (
	// Refused: Concur understood and said no (4xx). Nothing was changed.
	Refused Fault = "refused"
	// TokenRefused: Concur calls the token expired, the fresh one too that was sent after
	// the first. That says nothing about what the person may do. Nothing was changed.
	TokenRefused Fault = "token_refused"
	// Throttled: too many requests (429). Nothing was changed.
	Throttled Fault = "throttled"
	// Broken: Concur failed (5xx), or ran out of time (408).
	Broken Fault = "broken"
	// Unreadable: an answer came, and was not what it should be.
	Unreadable Fault = "unreadable"
	// NotSent: the request never left.
	NotSent Fault = "not_sent"
	// Lost: the request left and no whole answer came.
	Lost Fault = "lost"
)

// FieldError is one message of validationErrors.
type FieldError struct {
	Field   string `json:"source"`
	Message string `json:"message"`
	ID      string `json:"id"`
}

// Error is a failed operation of Concur, with what Concur said about it.
type Error struct {
	Operation catalogue.Operation
	Fault     Fault
	// Status is the HTTP status, 0 without an answer.
	Status int
	// Message is Concur's text, or ours where there was none.
	Message string
	// said is set where Message is Concur's.
	said bool
	// ID is Concur's errorId (v4) or Error.Id (v3).
	ID            string
	CorrelationID string
	Fields        []FieldError
	// RetryAfter is what Concur asked for, 0 if it did not.
	RetryAfter time.Duration
	cause      error
}

// Error implements error.
func (e *Error) Error() string {
	text := strings.TrimSuffix(e.Message, ".")
	var about []string
	for _, f := range e.Fields {
		about = append(about, strings.TrimSuffix(firstOf(f.Message, f.ID, f.Field), "."))
	}
	details := strings.Join(about, ", ")
	switch {
	case e.said && details != "":
		return "Concur says " + render.Quote(text+": "+details)
	case e.said:
		return "Concur says " + render.Quote(text)
	case details != "":
		return text + ": " + render.Quote(details)
	default:
		return text
	}
}

// Unwrap gives the failure below.
func (e *Error) Unwrap() error { return e.cause }

// MayHaveHappened reports whether a write may have taken effect although it
// failed: then the target must be read before anything is sent again.
func (e *Error) MayHaveHappened() bool {
	if e.Operation.Safety == catalogue.Safe {
		return false
	}
	return e.Fault == Lost || e.Fault == Broken || e.Fault == Unreadable
}

// WhatChanged says whether anything was changed.
func (e *Error) WhatChanged() string {
	if e.MayHaveHappened() {
		return "unknown"
	}
	return "nothing_changed"
}

// NextStep says what to do about it.
func (e *Error) NextStep() string {
	switch {
	case e.MayHaveHappened():
		return "Do not repeat it. Read what it was about first: it may have been done."
	case e.Fault == Throttled && e.RetryAfter > 0:
		return fmt.Sprintf("Concur asks to wait %d seconds. Try again after that.", int(e.RetryAfter.Seconds()))
	case e.Fault == Throttled, e.Fault == Broken, e.Fault == Lost, e.Fault == NotSent:
		return "Try again in a minute."
	case e.Fault == TokenRefused:
		return "Concur takes no token of this connection, not even a fresh one. Sign in to Concur again; if that does not help, tell the " +
			"operator of this server."
	case e.Fault == Unreadable:
		return "Try again once; if it comes back, report it with the correlation id."
	}
	switch e.Status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return "The person or the token may not do this: check whose report it is, its state, and the scopes of the connection."
	case http.StatusNotFound:
		return "Check the id; a list tool of the same kind gives it."
	case http.StatusConflict:
		return "Something else is working on it. Wait a moment, read it again, then decide."
	default:
		return "Correct what Concur names, then call again."
	}
}

// Details are the facts worth keeping when the error is reported.
func (e *Error) Details() map[string]string {
	details := map[string]string{"operation": e.Operation.Name}
	optional := map[string]string{"concur_error_id": word(e.ID), "correlation_id": word(e.CorrelationID)}
	if e.Status != 0 {
		optional["http_status"] = strconv.Itoa(e.Status)
	}
	for name, value := range optional {
		if value == "" {
			delete(optional, name)
		}
	}
	maps.Copy(details, optional)
	return details
}

// wordForm is an id as Concur gives them.
var wordForm = regexp.MustCompile(`^[\w.:/-]{0,100}$`)

// word is an id of Concur's as it is. What is none is a quotation.
func word(id string) string {
	if wordForm.MatchString(id) {
		return id
	}
	return render.Quote(id)
}

// NoTokenError says that no connection of the caller can run an operation.
type NoTokenError struct {
	Operation catalogue.Operation
	// Missing is the kind that would do.
	Missing catalogue.Token
	// Scopes are the alternatives of which the connection has none; empty when the
	// connection itself is missing.
	Scopes []string
	// Unnamed is set where a company connection would do if it were told for whom.
	Unnamed bool
}

// NeedsSignIn reports whether a person mends it by signing in.
func (e *NoTokenError) NeedsSignIn() bool {
	return e.Missing == catalogue.User && len(e.Scopes) == 0 && !e.Unnamed
}

// Error implements error.
func (e *NoTokenError) Error() string {
	if len(e.Scopes) > 0 {
		return fmt.Sprintf("the %s connection lacks the scope %s, which %s needs", e.Missing, strings.Join(e.Scopes, " or "), e.Operation.API)
	}
	if e.Unnamed {
		return "only the company is connected, which stands for nobody in particular: name the person in `user`"
	}
	return fmt.Sprintf("this needs a %s connection to Concur, and there is none", e.Missing)
}

// WhatChanged says that nothing did.
func (e *NoTokenError) WhatChanged() string { return "nothing_changed" }

// NextStep says how to get what is missing.
func (e *NoTokenError) NextStep() string {
	switch {
	case len(e.Scopes) > 0:
		return "A Concur administrator adds the scope to the OAuth application; then sign in again."
	case e.Unnamed:
		return "Give `user`: the person's UUID, login, e-mail or name."
	case e.Missing == catalogue.Company:
		return (&auth.NotConnectedError{Kind: auth.Company}).NextStep()
	default:
		return (&auth.NotConnectedError{Kind: auth.User}).NextStep()
	}
}

// Details implements the shape of a problem.
func (e *NoTokenError) Details() map[string]string {
	return map[string]string{"operation": e.Operation.Name, "token": string(e.Missing)}
}

func firstOf(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}
