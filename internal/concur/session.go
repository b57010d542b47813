package concur

import (
	"context"
	"encoding/json"
	"io"
	"net/url"
	"strings"

	"github.com/go-resty/resty/v2"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// Session speaks to Concur for one principal.
type Session struct {
	client    *Client
	principal string
	// only is the one token to use, in place of those of the principal; usually nil.
	only *auth.Token
}

// request is one call of an operation.
type request struct {
	operation string
	// about is the person whose things are meant; empty for the principal.
	about UserID
	// role fills {contextType}.
	role string
	// path fills the other parameters of the path template.
	path  map[string]string
	query url.Values
	// headers beyond those that every request has.
	headers map[string]string
	// body is sent as JSON.
	body any
	// upload is sent as it is.
	upload *Upload
	// accept overrides the media type asked for.
	accept string
}

// Upload is a file on its way to Concur.
type Upload struct {
	// MediaType is one of those that the operation takes.
	MediaType string
	// Size in bytes.
	Size int64
	// Open gives the content from its beginning, as often as it is asked for.
	Open func() (io.ReadCloser, error)
	// document is the JSON that goes with the file; empty where none does.
	document json.RawMessage
}

// response is what came back, before it is decoded.
type response struct {
	status        int
	body          []byte
	correlationID string
	// location is the address of what was created, from the Location header.
	location string
	// link is the Link header, which of a receipt holds its processing status.
	link string
}

// do sends a request over the connection that the routing picks and decodes a
// JSON answer into out, unless out is nil. It fails with *Error, *NoTokenError
// or an error of auth.
func (s *Session) do(ctx context.Context, r request, out any) error {
	operation := s.client.operations[r.operation]
	answer, err := s.send(ctx, operation, r)
	if err != nil {
		return err
	}
	if out == nil {
		return acknowledged(operation, answer)
	}
	if err := json.Unmarshal(answer.body, out); err != nil {
		return unreadable(operation, answer, err)
	}
	return nil
}

// send sends a request and gives the answer as it came. A write has to pass the gate.
func (s *Session) send(ctx context.Context, operation catalogue.Operation, r request) (response, error) {
	landed, err := s.pass(ctx, operation, r)
	if err != nil {
		return response{}, err
	}
	answer, err := s.exchange(ctx, operation, r)
	landed(answer, err)
	return answer, err
}

func (s *Session) exchange(ctx context.Context, operation catalogue.Operation, r request) (response, error) {
	ctx, cancel := context.WithTimeout(ctx, s.client.timeout)
	defer cancel()
	rest, ticket, err := s.prepare(ctx, operation, r)
	if err != nil {
		return response{}, err
	}
	answer, err := rest.Execute(rest.Method, rest.URL)
	if err != nil {
		return response{}, failure(operation, answer, err)
	}
	if err := refusal(operation, answer, ticket.token); err != nil {
		return response{}, err
	}
	return response{
		status: answer.StatusCode(), body: answer.Body(),
		correlationID: answer.Header().Get(correlationHeader), location: answer.Header().Get("Location"),
		link: answer.Header().Get("Link"),
	}, nil
}

// prepare routes a request and writes it, as far as that is possible before it is
// sent.
func (s *Session) prepare(ctx context.Context, operation catalogue.Operation, r request) (*resty.Request, *ticket, error) {
	token, err := s.route(ctx, operation, r.about)
	if err != nil {
		return nil, nil, unrouted(operation, err)
	}
	ticket := &ticket{operation: operation, principal: s.principal, token: token, upload: r.upload}
	rest := s.client.rest.R().SetContext(withTicket(ctx, ticket))
	if err := fill(rest, r); err != nil {
		return nil, nil, err
	}
	if len(r.query) > 0 {
		rest.SetQueryParamsFromValues(r.query)
	}
	rest.Method, rest.URL = operation.Method, token.Base.String()+expand(operation, r, token)
	return rest, ticket, nil
}

func fill(rest *resty.Request, r request) error {
	rest.SetHeaders(r.headers)
	if r.accept != "" {
		rest.SetHeader("Accept", r.accept)
	}
	switch {
	case r.upload != nil:
		rest.SetHeader("Content-Type", r.upload.MediaType) // the content follows in sized
	case r.body != nil:
		encoded, err := marshalJSON(r.body)
		if err != nil {
			return err
		}
		rest.SetHeader("Content-Type", "application/json").SetBody(encoded)
	}
	return nil
}

// expand fills the path template. Values have been parsed as ids before, and are
// escaped all the same; `$` of the v3 ids is written %24 (inferred).
func expand(operation catalogue.Operation, r request, token auth.Token) string {
	path := operation.Path
	for _, name := range operation.Parameters() {
		value := r.path[name]
		switch name {
		case "userId", "userID":
			value = firstOf(value, string(r.about), token.Subject)
		case "contextType":
			value = r.role
		}
		escaped := strings.ReplaceAll(url.PathEscape(value), "$", "%24")
		path = strings.ReplaceAll(path, "{"+name+"}", escaped)
	}
	return path
}

// marshalJSON writes JSON without escaping <, > and &, which people do type.
func marshalJSON(v any) ([]byte, error) {
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, err
	}
	return []byte(strings.TrimSuffix(text.String(), "\n")), nil
}
