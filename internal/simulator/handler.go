package simulator

import (
	"net/http"
	"net/url"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// handler answers one operation. It runs with the lock of the state held,
// after the token, its scopes and the fault plan have been dealt with.
type handler func(st *state, c *call) reply

// call is a request that has been routed to an operation.
type call struct {
	op     catalogue.Operation
	uri    string            // path of the request as it was sent, for error bodies
	path   map[string]string // path parameters, unescaped
	query  url.Values
	header http.Header
	body   []byte
	token  token
	now    time.Time // the simulator's clock
	base   string    // scheme and host to build absolute addresses with
	ids    *idSource // of new things
	traces *idSource // of errors
}

// token is what a valid access token says about its bearer.
type token struct {
	kind    catalogue.Token
	subject string // UUID of the person or the company
	// application is the id of the one that it was issued to.
	application string
	scopes      []string
}

// reply is an answer before it is printed. A nil body is an empty body.
type reply struct {
	status int
	header http.Header
	// body is marshalled to JSON, unless it is a raw value.
	body any
}

// raw is a body that is sent as it is.
type raw struct {
	mediaType string
	bytes     []byte
}
