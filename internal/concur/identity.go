package concur

import (
	"context"
	"fmt"
	"strings"
)

// Identity v4.1: who people are.

// Person is a user of the company (Identity v4.1 > schema User).
type Person struct {
	ID       UserID `json:"id"`
	UserName string `json:"userName"` // the login ID, which v3 calls user
	Name     struct {
		Formatted  string `json:"formatted"`
		GivenName  string `json:"givenName"`
		FamilyName string `json:"familyName"`
	} `json:"name"`
	Active bool `json:"active"`
}

// searchSchema is the urn that Concur wants; the one of RFC 7644 is not taken.
const searchSchema = "urn:ietf:params:scim:api:messages:concur:2.0:SearchRequest"

type searchRequest struct {
	Schemas []string `json:"schemas"`
	Filter  string   `json:"filter"`
	Count   int      `json:"count"`
}

// FindUser finds a person by UUID, login ID or e-mail. A UUID is taken at its
// word: nothing is sent for it.
func (s *Session) FindUser(ctx context.Context, ref Ref) (Person, error) {
	if id, err := ParseUserID(string(ref)); err == nil {
		return Person{ID: id}, nil
	}
	text := scimString(string(ref))
	return lookup(ctx, s, "user\x00"+strings.ToLower(string(ref)), func(ctx context.Context) (Person, error) {
		return s.searchOne(ctx, ref, fmt.Sprintf("userName eq %s or emails.value eq %s", text, text))
	})
}

// LoginOf gives the login ID of a person, which the v3 APIs want.
func (s *Session) LoginOf(ctx context.Context, id UserID) (string, error) {
	person, err := lookup(ctx, s, "login\x00"+string(id), func(ctx context.Context) (Person, error) {
		var person Person
		err := s.do(ctx, request{operation: "identity_get_user", path: map[string]string{"id": string(id)}}, &person)
		return person, err
	})
	return person.UserName, err
}

func (s *Session) searchOne(ctx context.Context, ref Ref, filter string) (Person, error) {
	var found struct {
		Resources []Person `json:"Resources"`
	}
	const enough = 5
	err := s.do(ctx, request{
		operation: "identity_search_users",
		body:      searchRequest{Schemas: []string{searchSchema}, Filter: filter, Count: enough},
	}, &found)
	if err != nil {
		return Person{}, err
	}
	switch len(found.Resources) {
	case 1:
		return found.Resources[0], nil
	case 0:
		return Person{}, &LookupError{Kind: "user", Name: string(ref)}
	default:
		e := &LookupError{Kind: "user", Name: string(ref), Ambiguous: true}
		for _, person := range found.Resources {
			e.Candidates = append(e.Candidates, person.UserName+" ("+string(person.ID)+")")
		}
		return Person{}, e
	}
}

// scimString quotes a value of a SCIM filter (RFC 7644, 3.4.2.2: a JSON string).
func scimString(s string) string {
	quoted, err := marshalJSON(s)
	if err != nil {
		return `""`
	}
	return string(quoted)
}
