package concur

import (
	"context"
	"fmt"
	"strings"
)

// List v4: the lists that custom fields, vendors and the like are chosen from.

// ListID names a list: a lower-case UUID. Forms write the same as 32 hex
// characters (Expense Reports v4 > FormField).
type ListID string

// ParseListID reads the id of a list in either spelling.
func ParseListID(s string) (ListID, error) {
	id, ok := parseDashed(s)
	if !ok {
		return "", fmt.Errorf("%s is not the id of a list; list_lists gives it, and form fields have it", quote(s))
	}
	return ListID(id), nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (id *ListID) UnmarshalText(text []byte) (err error) {
	*id, err = ParseListID(string(text))
	return err
}

// parseDashed reads a UUID or 32 hex characters, and gives a lower-case UUID.
func parseDashed(s string) (string, bool) {
	hex, ok := parseHex32(s)
	if !ok {
		return "", false
	}
	hex = strings.ToLower(hex)
	return strings.Join([]string{hex[:8], hex[8:12], hex[12:16], hex[16:20], hex[20:]}, "-"), true
}

// List is a list of the company (List v4 > schema List).
type List struct {
	ID       ListID       `json:"id"`
	Name     string       `json:"value"`
	Levels   int          `json:"levelCount"`
	Category ListCategory `json:"category"`
	// SearchCriteria is TEXT or CODE: what people search the list by.
	SearchCriteria string `json:"searchCriteria"`
	DisplayFormat  string `json:"displayFormat"`
	IsReadOnly     bool   `json:"isReadOnly"`
	IsDeleted      bool   `json:"isDeleted"`
	// ManagedBy is the application that alone may change the list; empty for none.
	ManagedBy string `json:"managedBy"`
}

// ListCategory says what a list is for: Normal, Vendor, Configuration and others.
type ListCategory struct {
	ID   string `json:"id"`
	Type string `json:"type"`
}

// ListSearch narrows lists down.
type ListSearch struct {
	// Name is a part of the name.
	Name string
	// CategoryType is a type such as Vendor.
	CategoryType string
}

// Lists gives a page of the lists that are not deleted, by name.
func (s *Session) Lists(ctx context.Context, search ListSearch, page int) (NumberedPage[List], error) {
	q := query("isDeleted", "false")
	setFilter(q, "value", "cp", search.Name)
	setFilter(q, "category.type", "eq", search.CategoryType)
	return pageNumbered[List](ctx, s, request{operation: "list_list", query: q}, page)
}

// ListsOfCategory gives a page of the lists of a category by its id, deleted ones
// included: there is no filter.
func (s *Session) ListsOfCategory(ctx context.Context, category string, page int) (NumberedPage[List], error) {
	return pageNumbered[List](ctx, s, request{
		operation: "list_list_by_category", path: map[string]string{"categoryId": category}, query: query(),
	}, page)
}

// GetList reads one list.
func (s *Session) GetList(ctx context.Context, id ListID) (List, error) {
	var list List
	err := s.do(ctx, request{operation: "list_get", path: map[string]string{"listId": string(id)}}, &list)
	return list, err
}

// FindList finds a list by id or name. An id is taken at its word: nothing is sent
// for it, and only ID is set.
func (s *Session) FindList(ctx context.Context, ref Ref) (List, error) {
	if id, err := ParseListID(string(ref)); err == nil {
		return List{ID: id}, nil
	}
	return lookup(ctx, s, "list\x00"+strings.ToLower(string(ref)), func(ctx context.Context) (List, error) {
		found, err := everyNumbered(ctx, func(ctx context.Context, page int) (NumberedPage[List], error) {
			return s.Lists(ctx, ListSearch{Name: string(ref)}, page)
		})
		if err != nil {
			return List{}, err
		}
		choices := make([]choice, len(found))
		for i, l := range found {
			choices[i] = choice{id: string(l.ID), name: l.Name, about: l.Category.Type}
		}
		i, err := pick("list", ref, choices)
		if err != nil {
			return List{}, lookWith("list_lists", err)
		}
		return found[i], nil
	})
}
