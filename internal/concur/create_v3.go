package concur

import (
	"context"
	"encoding/json"
	"errors"
)

var errNoID = errors.New("no id of what was made")

// createV3 sends a request that makes something and gives its id (Expense v3: {ID,
// URI}). Where the answer has none, the thing may exist all the same, and the error
// says so.
func createV3[ID ~string](ctx context.Context, s *Session, r request, parse func(string) (ID, error)) (ID, error) {
	operation := s.client.operations[r.operation]
	answer, err := s.send(ctx, operation, r)
	if err != nil {
		return "", err
	}
	var created struct {
		ID string `json:"ID"`
	}
	if err := json.Unmarshal(answer.body, &created); err != nil {
		return "", unreadable(operation, answer, err)
	}
	id, err := parse(created.ID)
	if err != nil {
		return "", unreadable(operation, answer, errNoID)
	}
	return id, nil
}

// parseProtected takes what may be a protected id of v3.
func parseProtected[ID ~string](id string) (ID, error) {
	if !protectedForm.MatchString(id) {
		return "", errNoID
	}
	return ID(id), nil
}
