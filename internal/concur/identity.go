package concur

import (
	"context"
	"fmt"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/auth"
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
	Active      *bool  `json:"active"` // nil where the scopes of the connection do not cover it
	DisplayName string `json:"displayName"`
	NickName    string `json:"nickName"`
	Title       string `json:"title"`
	ExternalID  string `json:"externalId"`
	Language    string `json:"preferredLanguage"`
	Timezone    string `json:"timezone"`
	Emails      []struct {
		Value string `json:"value"`
		Type  string `json:"type"`
	} `json:"emails"`
	Phones []struct {
		Value string `json:"value"`
		Type  string `json:"type"`
	} `json:"phoneNumbers"`
	// Entitlements are given only to who asks for them by name.
	Entitlements []string `json:"entitlements"`
	Employment   struct {
		EmployeeNumber string `json:"employeeNumber"`
		CostCenter     string `json:"costCenter"` // not that of Expense
		Department     string `json:"department"`
		Division       string `json:"division"`
		Manager        struct {
			ID UserID `json:"value"` // the line manager, not the approver of expenses
		} `json:"manager"`
		StartDate       string `json:"startDate"`
		TerminationDate string `json:"terminationDate"`
	} `json:"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"`
}

// FullName is what people call the person, or the login ID where no name is shown.
func (p Person) FullName() string {
	spelled := strings.TrimSpace(p.Name.GivenName + " " + p.Name.FamilyName)
	return firstOf(p.DisplayName, p.Name.Formatted, spelled, p.UserName)
}

// Email is the first e-mail; empty where the connection is not shown any.
func (p Person) Email() string {
	if len(p.Emails) == 0 {
		return ""
	}
	return p.Emails[0].Value
}

// searchSchema is the urn that Concur wants; the one of RFC 7644 is not taken.
const searchSchema = "urn:ietf:params:scim:api:messages:concur:2.0:SearchRequest"

type searchRequest struct {
	Schemas []string `json:"schemas"`
	Filter  string   `json:"filter"`
	Count   int      `json:"count"`
	Cursor  string   `json:"cursor,omitempty"`
}

// FindUser finds a person by UUID, login ID, e-mail or full name. A UUID is taken at its
// word: nothing is sent for it.
func (s *Session) FindUser(ctx context.Context, ref Ref) (Person, error) {
	if id, err := ParseUserID(string(ref)); err == nil {
		return Person{ID: id}, nil
	}
	return lookup(ctx, s, "user\x00"+strings.ToLower(string(ref)), func(ctx context.Context) (Person, error) {
		person, err := s.searchOne(ctx, string(ref))
		if err == nil && person.UserName != "" {
			remember(s, loginLookup(person.ID), person)
		}
		return person, err
	})
}

// LoginOf gives the login ID of a person, which the v3 APIs want.
func (s *Session) LoginOf(ctx context.Context, id UserID) (string, error) {
	person, err := s.Person(ctx, id)
	return person.UserName, err
}

// Person gives who has a UUID, with at least the login ID.
func (s *Session) Person(ctx context.Context, id UserID) (Person, error) {
	return lookup(ctx, s, loginLookup(id), func(ctx context.Context) (Person, error) {
		var person Person
		err := s.do(ctx, request{operation: "identity_get_user", path: map[string]string{"id": string(id)}}, &person)
		if err == nil && person.UserName == "" {
			err = &LookupError{Kind: "login ID of the user", Name: string(id)}
		}
		return person, err
	})
}

// loginFor gives the login ID for the `user` parameter of v3: empty for the
// person of the user connection, who needs none.
func (s *Session) loginFor(ctx context.Context, user UserID) (string, error) {
	if user == "" {
		return "", nil
	}
	self, err := s.Self(ctx)
	if err != nil || user == self {
		return "", err
	}
	login, err := s.LoginOf(ctx, user)
	if err != nil {
		err = explainPerson(Ref(user), err)
	}
	return login, err
}

// searchOne finds the one person with a login ID, an e-mail or a full name. Login IDs
// are unique in Concur and the others are not, so a login ID wins (Identity v4.1
// Search Guide; `or` is part of its language, and weaker than `and`).
func (s *Session) searchOne(ctx context.Context, name string) (Person, error) {
	operation := s.client.operations["identity_search_users"]
	quoted := scimString(name)
	filter := fmt.Sprintf("userName eq %s or emails.value eq %s", quoted, quoted)
	if named := byFullName(name); named != "" && !looksLikeLogin(Ref(name)) {
		filter += " or " + named
	}
	const enough = 5
	found, err := s.users(ctx, operation, request{
		operation: operation.Name, body: searchRequest{Schemas: []string{searchSchema}, Filter: filter, Count: enough},
	})
	if err != nil {
		return Person{}, err
	}
	return choosePerson(name, found.People)
}

func choosePerson(name string, people []Person) (Person, error) {
	if len(people) == 1 {
		return people[0], nil
	}
	e := &LookupError{Kind: "user", Name: name, Ambiguous: len(people) > 1, Look: "search_users"}
	for _, person := range people {
		if strings.EqualFold(person.UserName, name) {
			return person, nil
		}
		e.Candidates = append(e.Candidates, person.UserName+" ("+string(person.ID)+")")
	}
	return Person{}, e
}

// scimString quotes a value of a SCIM filter (RFC 7644, 3.4.2.2: a JSON string).
func scimString(s string) string {
	quoted, err := marshalJSON(s)
	if err != nil {
		return `""`
	}
	return string(quoted)
}

// loginLookup is the key under which a person is kept by UUID.
func loginLookup(id UserID) string { return "login\x00" + string(id) }

// HasCompany reports whether there is a company connection.
func (s *Session) HasCompany(ctx context.Context) bool { return s.Has(ctx, auth.Company) }

// HasPerson reports whether there is a user connection.
func (s *Session) HasPerson(ctx context.Context) bool { return s.Has(ctx, auth.User) }
