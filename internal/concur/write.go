package concur

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"net/url"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// Write is a request that would change something in Concur, as it is about to be sent.
type Write struct {
	Operation catalogue.Operation
	// Principal is who calls, and Kind the connection of theirs that it goes over.
	Principal string
	Kind      auth.Kind
	// Self is whom that connection stands for, and Person whom the path names, who is
	// Self unless the call is about somebody else.
	Self, Person UserID
	// Login is whom the query names as the owner, as v3 has it (Expense Reports v3, user):
	// Person is not who it is about then.
	Login string
	// Role is the contextType of the path; empty where it has none.
	Role string
	// Parameters are those of the path, decoded.
	Parameters map[string]string
	// Path is what follows the host, with Query.
	Path  string
	Query url.Values
	// Headers are those beyond what every request has. None of them is secret.
	Headers map[string]string
	// Body is the JSON that is sent, alone or with a file; empty where there is none.
	Body json.RawMessage
	// Upload is the file that is sent; nil where there is none.
	Upload *Upload
}

// Digest tells two requests apart by what they would do: operation, address and JSON.
// Headers and files are left out: a file is told apart by the arguments that name it.
func (w Write) Digest() string {
	sum := sha256.New()
	for _, part := range []string{w.Operation.Name, string(w.Kind), string(w.Self), w.Path, w.Query.Encode()} {
		sum.Write([]byte(part))
		sum.Write([]byte{0})
	}
	sum.Write(w.Body)
	return hex.EncodeToString(sum.Sum(nil))
}

// Landed is what became of a write that was sent.
type Landed struct {
	// Status is the HTTP status, 0 without an answer.
	Status        int
	CorrelationID string
	// Err is nil if Concur took it. An *Error says whether it may have happened.
	Err error
}

// Gate is asked before each write of a session. An error of its own stops the write: nothing is sent,
// and the error is that of the operation. Otherwise landed, which may be nil, is told what
// became of it.
type Gate func(ctx context.Context, session *Session, w Write) (landed func(Landed), err error)

// pass asks the gate about an operation, unless it only reads.
func (s *Session) pass(ctx context.Context, operation catalogue.Operation, r request) (func(response, error), error) {
	unheard := func(response, error) {}
	if operation.Safety == catalogue.Safe || s.client.gate == nil {
		return unheard, nil
	}
	w, err := s.write(ctx, operation, r)
	if err != nil {
		return nil, err
	}
	landed, err := s.client.gate(ctx, s, w)
	if err != nil || landed == nil {
		return unheard, err
	}
	return func(answer response, err error) {
		l := Landed{Status: answer.status, CorrelationID: answer.correlationID, Err: err}
		if failed, ok := errors.AsType[*Error](err); ok {
			l.Status, l.CorrelationID = failed.Status, failed.CorrelationID
		}
		landed(l)
	}, nil
}

// write describes a request that is about to be sent.
func (s *Session) write(ctx context.Context, operation catalogue.Operation, r request) (Write, error) {
	token, err := s.route(ctx, operation, r.about)
	if err != nil {
		return Write{}, unrouted(operation, err)
	}
	w := Write{
		Operation: operation, Principal: s.principal, Kind: token.Kind, Self: UserID(token.Subject), Role: r.role,
		Parameters: maps.Clone(r.path), Path: expand(operation, r, token), Query: r.query, Headers: maps.Clone(r.headers), Upload: r.upload,
		Login: r.query.Get("user"),
	}
	if token.Kind == auth.Company {
		w.Self = ""
	}
	w.Person = UserID(firstOf(r.path["userId"], r.path["userID"], string(r.about), string(w.Self)))
	if r.upload != nil {
		w.Body = r.upload.document
	}
	if r.body != nil {
		if w.Body, err = marshalJSON(r.body); err != nil {
			return Write{}, err
		}
	}
	return w, nil
}
