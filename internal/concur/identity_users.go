package concur

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// Identity v4.1: lists of people.

// usersPerPage is Concur's default, said so that a page is the same whoever asks.
const usersPerPage = 100

// UserPage is a page of people.
type UserPage struct {
	People []Person `json:"Resources"`
	// Next is the cursor of the page after it; empty on the last one.
	Next string `json:"nextCursor"`
	// Total is the number of people on all pages.
	Total int `json:"totalResults"`
}

// ListUsers gives a page of everybody in the company, with the attributes that are
// named, or those that Concur gives by itself.
func (s *Session) ListUsers(ctx context.Context, attributes []string, cursor string) (UserPage, error) {
	operation := s.client.operations["identity_list_users"]
	return s.users(ctx, operation, request{
		operation: operation.Name,
		query:     query("attributes", strings.Join(attributes, ","), "count", strconv.Itoa(usersPerPage), "cursor", cursor),
	})
}

// SearchUsers gives a page of the people that a filter of SCIM means (Identity v4.1
// Search Guide); an empty one means everybody.
func (s *Session) SearchUsers(ctx context.Context, filter, cursor string) (UserPage, error) {
	operation := s.client.operations["identity_search_users"]
	return s.users(ctx, operation, request{operation: operation.Name, body: searchRequest{
		Schemas: []string{searchSchema}, Filter: filter, Count: usersPerPage, Cursor: cursor,
	}})
}

// GetUser reads one person, with the attributes that are named.
func (s *Session) GetUser(ctx context.Context, id UserID, attributes []string) (Person, error) {
	var person Person
	err := s.do(ctx, request{
		operation: "identity_get_user", path: map[string]string{"id": string(id)},
		query: query("attributes", strings.Join(attributes, ",")),
	}, &person)
	return person, err
}

// users reads a page of people. An id that is none would lead a path elsewhere.
func (s *Session) users(ctx context.Context, operation catalogue.Operation, r request) (UserPage, error) {
	answer, err := s.send(ctx, operation, r)
	if err != nil {
		return UserPage{}, err
	}
	var page UserPage
	if err := json.Unmarshal(answer.body, &page); err != nil {
		return UserPage{}, unreadable(operation, answer, err)
	}
	for i, person := range page.People {
		if page.People[i].ID, err = ParseUserID(string(person.ID)); err != nil {
			return UserPage{}, unreadable(operation, answer, err)
		}
	}
	return page, nil
}

// UserFilter is what a search for people can say without the language of SCIM. Texts
// may be parts; letter case does not count.
type UserFilter struct {
	Login, Email string
	// Name has words of the given name, the family name or the nick name.
	Name   string
	Active *bool
}

// SCIM writes the filter in the search language; empty for one that means everybody.
func (f UserFilter) SCIM() string {
	var conditions []string
	contains := func(value string, attributes ...string) {
		if value == "" {
			return
		}
		alternatives := make([]string, len(attributes))
		for i, attribute := range attributes {
			alternatives[i] = attribute + " co " + scimString(value)
		}
		condition := strings.Join(alternatives, " or ")
		if len(alternatives) > 1 {
			condition = "(" + condition + ")"
		}
		conditions = append(conditions, condition)
	}
	contains(f.Login, "userName")
	contains(f.Email, "emails.value")
	for word := range strings.FieldsFuncSeq(f.Name, func(r rune) bool { return r == ' ' || r == ',' }) {
		contains(word, "name.givenName", "name.familyName", "nickName")
	}
	if f.Active != nil {
		conditions = append(conditions, fmt.Sprintf("active eq %t", *f.Active))
	}
	return strings.Join(conditions, " and ")
}

// byFullName is the condition that somebody has a full name: given name first, or
// family name first and a comma. Where one ends and the other begins is not known of
// names of several words. It is empty for a single word.
func byFullName(name string) string {
	if family, given, ok := strings.Cut(name, ","); ok {
		return fullName(strings.TrimSpace(given), strings.TrimSpace(family))
	}
	words := strings.Fields(name)
	var splits []string
	for i := 1; i < len(words); i++ {
		splits = append(splits, fullName(strings.Join(words[:i], " "), strings.Join(words[i:], " ")))
	}
	return strings.Join(splits, " or ")
}

func fullName(given, family string) string {
	return fmt.Sprintf("(name.givenName eq %s and name.familyName eq %s)", scimString(given), scimString(family))
}
