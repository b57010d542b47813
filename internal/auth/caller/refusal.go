package caller

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The errors of RFC 6750 section 3.1, and two of our own for bodies.
const (
	invalidRequest    = "invalid_request"
	invalidToken      = "invalid_token"
	insufficientScope = "insufficient_scope"
	tooManyRequests   = "too_many_requests"
	unavailable       = "temporarily_unavailable"
)

// refusal is why a request is not let in.
type refusal struct {
	status int
	// code is empty where no token was shown: section 3.1 wants no error then.
	code string
	// why is told to the client. It never holds anything of the token.
	why string
	// wait is when to come back, for 429 and 503.
	wait time.Duration
	// cause is for the log alone.
	cause error
}

func (r *refusal) reason() string {
	if r.cause != nil {
		return r.why + " (" + r.cause.Error() + ")"
	}
	return r.why
}

func noToken() *refusal {
	return &refusal{status: http.StatusUnauthorized, why: "This server needs a bearer token in the Authorization header."}
}

func badToken(why string) *refusal {
	return &refusal{status: http.StatusUnauthorized, code: invalidToken, why: why}
}

func tooMany(why string, wait time.Duration) *refusal {
	return &refusal{status: http.StatusTooManyRequests, code: tooManyRequests, why: why, wait: wait}
}

// answer writes the refusal. The body is no JSON-RPC: clients take an error of that
// kind for one of a modern server (Versioning > Backward Compatibility).
func (r *refusal) answer(w http.ResponseWriter, about *resource, request *http.Request) {
	header := w.Header()
	switch r.status {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden:
		header.Set("WWW-Authenticate", r.challenge(about, request.URL.Path))
	}
	if r.wait > 0 {
		header.Set("Retry-After", strconv.Itoa(int(math.Ceil(r.wait.Seconds()))))
	}
	header.Set("Content-Type", "application/json")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(r.status)
	code := r.code
	if code == "" {
		code = "unauthorized"
	}
	// Whoever went away does not need the answer.
	_ = json.NewEncoder(w).Encode(struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}{code, r.why})
}

// challenge is the WWW-Authenticate header (MCP authorization > Protected Resource
// Metadata Discovery, Scope Challenge Handling).
func (r *refusal) challenge(about *resource, path string) string {
	var parts []string
	add := func(name, value string) { parts = append(parts, fmt.Sprintf("%s=%q", name, quotable(value))) }
	if r.code != "" {
		add("error", r.code)
	}
	if about == nil {
		add("realm", "concur-mcp")
	} else {
		add("resource_metadata", about.metadataURL(path))
		if len(about.scopes) > 0 {
			add("scope", strings.Join(about.scopes, " "))
		}
	}
	if r.code != "" {
		add("error_description", r.why)
	}
	return "Bearer " + strings.Join(parts, ", ")
}

// quotable makes a text fit for a quoted string of a header.
func quotable(text string) string {
	return strings.Map(func(c rune) rune {
		if c < ' ' || c > '~' || c == '"' || c == '\\' {
			return '?'
		}
		return c
	}, text)
}
