package concur

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// List Item v4: what can be chosen from a list.

// ListItemID names an item of a list: a lower-case UUID.
type ListItemID string

// ParseListItemID reads the id of an item, dashed or as 32 hex characters, as
// custom fields have it.
func ParseListItemID(s string) (ListItemID, error) {
	id, ok := parseDashed(s)
	if !ok {
		return "", fmt.Errorf("%s is not the id of a list item; search_list_items gives it", quote(s))
	}
	return ListItemID(id), nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (id *ListItemID) UnmarshalText(text []byte) (err error) {
	*id, err = ParseListItemID(string(text))
	return err
}

// ListItem is an item of one or several lists (List Item v4 > schema List Item).
type ListItem struct {
	ID ListItemID `json:"id"`
	// Code is the long code: the codes of the parents stand before it, with hyphens.
	Code      string       `json:"code"`
	ShortCode string       `json:"shortCode"`
	Value     string       `json:"value"`
	ParentID  ListItemID   `json:"parentId"`
	Level     int          `json:"level"`
	IsDeleted bool         `json:"isDeleted"`
	Lists     []ListMember `json:"lists"`
}

// ListMember says of which list an item is one.
type ListMember struct {
	ID          ListID `json:"id"`
	HasChildren bool   `json:"hasChildren"`
}

// CustomValue is the id as v4 shows it in custom fields: 32 upper-case hex
// characters.
func (i ListItem) CustomValue() string {
	hex, _ := parseHex32(string(i.ID))
	return hex
}

// HasChildren reports whether there are items below it in a list, or in any for
// none.
func (i ListItem) HasChildren(list ListID) bool {
	for _, l := range i.Lists {
		if l.HasChildren && (list == "" || l.ID == list) {
			return true
		}
	}
	return false
}

// ItemSearch says which items are meant: those of the first level of List, or
// those below Parent, in List or in whatever list if that is empty.
type ItemSearch struct {
	List   ListID
	Parent ListItemID
	// Text is a part of the short code or of the value.
	Text string
}

// request takes an operator of List v4 for the text.
func (i ItemSearch) request(operator string) request {
	r := request{operation: "list_item_list", path: map[string]string{}, query: query("isDeleted", "false")}
	if i.List != "" {
		r.path["listId"] = string(i.List)
	}
	if i.Parent != "" {
		r.operation, r.path["itemId"] = "list_item_children_in_list", string(i.Parent)
	}
	if i.List == "" {
		r.operation = "list_item_children"
	}
	setFilter(r.query, "shortCodeOrValue", operator, i.Text)
	return r
}

// setFilter adds a filter of List v4: name=op:value.
func setFilter(q url.Values, name, operator, value string) {
	if value != "" {
		q.Set(name, operator+":"+value)
	}
}

// ListItems gives a page of items that are not deleted, by value.
func (s *Session) ListItems(ctx context.Context, search ItemSearch, page int) (NumberedPage[ListItem], error) {
	return pageNumbered[ListItem](ctx, s, search.request("cp"), page)
}

// ListItem reads one item and holds it to a list, unless that is empty.
func (s *Session) ListItem(ctx context.Context, list ListID, id ListItemID) (ListItem, error) {
	var item ListItem
	if err := s.do(ctx, request{operation: "list_item_get", path: map[string]string{"itemId": string(id)}}, &item); err != nil {
		return ListItem{}, err
	}
	if list != "" && !slices.ContainsFunc(item.Lists, func(l ListMember) bool { return l.ID == list }) {
		return ListItem{}, &LookupError{Kind: listItemKind, Name: string(id)}
	}
	return item, nil
}

const listItemKind = "item of the list"

// FindListItem finds an item of a list by id, short code, long code or value. Without
// a parent, which is named the same way, it is one of the first level, or one
// whose long code is given. Concur compares; only where it finds nothing is there a
// second, wider search.
func (s *Session) FindListItem(ctx context.Context, listID, parent string, ref Ref) (ListItem, error) {
	list, err := ParseListID(listID)
	if err != nil {
		return ListItem{}, err
	}
	key := strings.Join([]string{"list item", string(list), strings.ToLower(parent), strings.ToLower(string(ref))}, "\x00")
	return lookup(ctx, s, key, func(ctx context.Context) (ListItem, error) {
		if id, err := ParseListItemID(string(ref)); err == nil {
			return s.ListItem(ctx, list, id)
		}
		if parent == "" {
			return s.findItem(ctx, ItemSearch{List: list}, ref)
		}
		above, err := ParseListItemID(parent)
		if err != nil {
			found, err := s.FindListItem(ctx, listID, "", Ref(parent))
			if err != nil {
				return ListItem{}, err
			}
			above = found.ID
		}
		return s.findItem(ctx, ItemSearch{List: list, Parent: above}, ref)
	})
}

func (s *Session) findItem(ctx context.Context, in ItemSearch, ref Ref) (ListItem, error) {
	in.Text = string(ref)
	found, err := s.itemNamed(ctx, in, ref, "eq")
	if isUnknown(err) && strings.Contains(string(ref), "-") {
		found, err = s.itemByLongCode(ctx, in, ref)
	}
	if !isUnknown(err) {
		return found, err
	}
	// The page does not say whether eq minds letter case. What is a part does not
	// leave anything out, and names what there is.
	return s.itemNamed(ctx, in, ref, "cp")
}

// itemByLongCode goes down from the first level, or takes the end of the code
// where the parent is known.
func (s *Session) itemByLongCode(ctx context.Context, in ItemSearch, long Ref) (ListItem, error) {
	if in.Parent != "" {
		in.Text = string(long[strings.LastIndex(string(long), "-")+1:])
		return s.itemNamed(ctx, in, long, "eq")
	}
	above, below, _ := strings.Cut(string(long), "-")
	in.Text = above
	parent, err := s.itemNamed(ctx, in, Ref(above), "eq")
	if err != nil {
		return ListItem{}, err
	}
	return s.findItem(ctx, ItemSearch{List: in.List, Parent: parent.ID}, Ref(below))
}

// itemNamed picks the item that the search finds by its code or value. Those that
// have the same value are told apart by their codes.
func (s *Session) itemNamed(ctx context.Context, in ItemSearch, ref Ref, operator string) (ListItem, error) {
	found, err := everyNumbered(ctx, func(ctx context.Context, page int) (NumberedPage[ListItem], error) {
		return pageNumbered[ListItem](ctx, s, in.request(operator), page)
	})
	if err != nil {
		return ListItem{}, err
	}
	if i := slices.IndexFunc(found, func(i ListItem) bool { return strings.EqualFold(i.Code, string(ref)) }); i >= 0 {
		return found[i], nil
	}
	choices := make([]choice, len(found))
	for i, item := range found {
		choices[i] = choice{id: item.ShortCode, name: item.Value}
	}
	i, err := pick(listItemKind, ref, choices)
	if err != nil {
		return ListItem{}, err
	}
	return found[i], nil
}

// isUnknown reports whether nothing has a name.
func isUnknown(err error) bool {
	var missing *LookupError
	return errors.As(err, &missing) && !missing.Ambiguous
}
