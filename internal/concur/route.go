package concur

import (
	"context"
	"slices"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// route picks the connection for an operation: the kinds in the order of the
// catalogue, the person's own token first where both work, and the company token
// first where the call is about somebody else.
func (s *Session) route(ctx context.Context, operation catalogue.Operation, about UserID) (auth.Token, error) {
	if s.only != nil {
		return *s.only, scoped(operation, *s.only)
	}
	have, err := s.client.connections.Kinds(ctx, s.principal)
	if err != nil {
		return auth.Token{}, err
	}
	var candidates []auth.Kind
	for _, kind := range operation.Tokens {
		if slices.Contains(have, auth.Kind(kind)) {
			candidates = append(candidates, auth.Kind(kind))
		}
	}
	if len(candidates) == 0 {
		return auth.Token{}, &NoTokenError{Operation: operation, Missing: wanting(operation)}
	}
	token, err := s.client.connections.Token(ctx, s.principal, candidates[0])
	if err != nil {
		return auth.Token{}, err
	}
	somebodyElse := about != "" && string(about) != token.Subject
	if somebodyElse && token.Kind == auth.User && slices.Contains(candidates, auth.Company) {
		if token, err = s.client.connections.Token(ctx, s.principal, auth.Company); err != nil {
			return auth.Token{}, err
		}
	}
	if err := scoped(operation, token); err != nil {
		return auth.Token{}, err
	}
	if token.Kind == auth.Company && about == "" && needsPerson(operation) {
		return auth.Token{}, &NoTokenError{Operation: operation, Missing: catalogue.User, Unnamed: true}
	}
	return token, nil
}

// wanting is the kind of connection to ask for: where a person's would do, the person
// can make it.
func wanting(operation catalogue.Operation) catalogue.Token {
	if operation.Takes(catalogue.User) {
		return catalogue.User
	}
	return operation.Tokens[0]
}

// scoped refuses what Concur would refuse anyway, with a better reason. A token
// response that names no scopes proves nothing and is let through.
func scoped(operation catalogue.Operation, token auth.Token) error {
	if len(token.Scopes) == 0 {
		return nil
	}
	if missing, ok := operation.ScopedFor(token.Scopes); !ok {
		return &NoTokenError{Operation: operation, Missing: catalogue.Token(token.Kind), Scopes: missing}
	}
	return nil
}

func needsPerson(operation catalogue.Operation) bool {
	parameters := operation.Parameters()
	return slices.Contains(parameters, "userId") || slices.Contains(parameters, "userID")
}

// Self is the UUID of the person whose user connection this is; empty without one.
func (s *Session) Self(ctx context.Context) (UserID, error) {
	kinds, err := s.client.connections.Kinds(ctx, s.principal)
	if err != nil || !slices.Contains(kinds, auth.User) {
		return "", err
	}
	token, err := s.client.connections.Token(ctx, s.principal, auth.User)
	return UserID(token.Subject), err
}

// Has reports whether the principal has a connection of the kind.
func (s *Session) Has(ctx context.Context, kind auth.Kind) bool {
	kinds, err := s.client.connections.Kinds(ctx, s.principal)
	return err == nil && slices.Contains(kinds, kind)
}
