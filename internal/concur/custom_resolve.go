package concur

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/concur-mcp/concur-mcp/internal/render"
)

// A Form gives the fields of the form that custom fields are on.
type Form func(ctx context.Context) ([]FormField, error)

// CustomForV4 turns custom fields that are named by id or label, with values that
// are texts or list items by id, code or name, into what v4 takes: ids, and the ids
// of list items. It fails with *LookupError where a name stands for nothing or for
// several things.
func (s *Session) CustomForV4(ctx context.Context, given CustomFields, form Form) ([]CustomDatum, error) {
	return s.custom(ctx, given, form, func(item ListItem) string { return item.CustomValue() })
}

// CustomForV3 is CustomForV4 for v3, which takes the code of a list item. By its page
// that is a plain string; that it may be the code is inferred, since the code is
// what both versions know.
func (s *Session) CustomForV3(ctx context.Context, given CustomFields, form Form) ([]CustomDatum, error) {
	return s.custom(ctx, given, form, func(item ListItem) string { return item.ShortCode })
}

// custom resolves custom fields. The form is asked for only if it can tell something.
// Where it cannot be read, what is named by id is sent as it is, for Concur to judge.
func (s *Session) custom(ctx context.Context, given CustomFields, form Form, written func(ListItem) string) ([]CustomDatum, error) {
	if len(given) == 0 {
		return nil, nil
	}
	var fields []FormField
	if !given.onlyClear() {
		var err error
		if fields, err = form(ctx); err != nil && !given.allByID() {
			return nil, &UnnamedError{cause: err}
		}
	}
	resolving := resolving{session: s, fields: fields, written: written, items: map[string]ListItem{}}
	var data []CustomDatum
	for _, name := range given.namesFrom(fields) {
		datum, err := resolving.datum(ctx, name, strings.TrimSpace(given[name]))
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(data, func(d CustomDatum) bool { return d.ID == datum.ID }) {
			return nil, fmt.Errorf("%s is given twice", datum.ID)
		}
		data = append(data, datum)
	}
	slices.SortFunc(data, func(a, b CustomDatum) int { return strings.Compare(a.ID, b.ID) })
	return data, nil
}

// onlyClear reports whether there is nothing to find out: fields by id that are to be
// emptied.
func (f CustomFields) onlyClear() bool {
	for _, value := range f {
		if strings.TrimSpace(value) != "" {
			return false
		}
	}
	return f.allByID()
}

// allByID reports whether each name is an id.
func (f CustomFields) allByID() bool {
	for name := range f {
		if _, err := customID(name); err != nil {
			return false
		}
	}
	return true
}

// namesFrom lists the names so that a field of a connected list comes after the one
// above it, wherever they stand on the form.
func (f CustomFields) namesFrom(fields []FormField) []string {
	level := func(name string) int {
		at := slices.IndexFunc(fields, func(field FormField) bool { return field.named(name) })
		if at < 0 {
			return 0
		}
		return fields[at].ListLevel
	}
	return slices.SortedFunc(maps.Keys(f), func(a, b string) int {
		return cmp.Or(cmp.Compare(level(a), level(b)), strings.Compare(a, b))
	})
}

// named reports whether a field has a name: its id or its label.
func (f FormField) named(name string) bool {
	id, err := customID(name)
	return (err == nil && id == f.CustomID()) || strings.EqualFold(strings.TrimSpace(f.Name), strings.TrimSpace(name))
}

// resolving is what is known while custom fields are resolved.
type resolving struct {
	session *Session
	fields  []FormField
	written func(ListItem) string
	// items are the list items found so far, by FieldID and by FormFieldID.
	items map[string]ListItem
}

func (r resolving) datum(ctx context.Context, name, value string) (CustomDatum, error) {
	id, field, err := r.field(name)
	if err != nil {
		return CustomDatum{}, err
	}
	if field.ListID != "" && !field.IsExternalList && value != "" {
		if value, err = r.item(ctx, field, value); err != nil {
			return CustomDatum{}, err
		}
	}
	if n := utf8.RuneCountInString(value); n > longestCustom {
		return CustomDatum{}, fmt.Errorf("the value of %s has %d characters; Concur takes %d", id, n, longestCustom)
	}
	return CustomDatum{ID: id, Value: value}, nil
}

// field finds a custom field by id or label. A field by id need not be on the form
// that is known: Concur says if it is not there.
func (r resolving) field(name string) (string, FormField, error) {
	var custom []FormField
	for _, field := range r.fields {
		if field.CustomID() != "" {
			custom = append(custom, field)
		}
	}
	if id, err := customID(name); err == nil {
		i := slices.IndexFunc(custom, func(f FormField) bool { return f.CustomID() == id })
		if i < 0 {
			return id, FormField{}, nil
		}
		return id, custom[i], nil
	}
	choices := make([]choice, len(custom))
	for i, field := range custom {
		choices[i] = choice{id: field.CustomID(), name: field.Name}
	}
	i, err := pick("custom field", Ref(strings.TrimSpace(name)), choices)
	if err != nil {
		return "", FormField{}, err
	}
	return custom[i].CustomID(), custom[i], nil
}

// item gives what is written for a list item. A connection that may not read lists
// sends what it was given.
func (r resolving) item(ctx context.Context, field FormField, value string) (string, error) {
	parent := string(r.items[field.ParentFieldID].ID)
	below := parent == "" && field.ListLevel > 1
	if _, err := ParseListItemID(value); below && err != nil && !strings.Contains(value, "-") {
		return "", r.aboveError(field) // it would be looked for among the items of the first level
	}
	found, err := r.session.FindListItem(ctx, field.ListID, parent, Ref(value))
	var missing *NoTokenError
	if errors.As(err, &missing) || IsForbidden(err) {
		return value, nil
	}
	if (isUnknown(err) && below) || (err == nil && !found.isOfLevel(field.ListLevel)) {
		return "", r.aboveError(field)
	}
	if unknown, ok := errors.AsType[*LookupError](err); ok {
		unknown.Kind = "value of " + firstOf(field.Name, field.CustomID())
		unknown.Look = "search_list_items with list " + field.ListID
	}
	if err != nil {
		return "", err
	}
	r.items[field.FieldID], r.items[field.FormFieldID] = found, found
	return r.written(found), nil
}

// isOfLevel reports whether an item may be the value of a field of a level, as far as
// both are known.
func (i ListItem) isOfLevel(level int) bool { return level == 0 || i.Level == 0 || i.Level == level }

func (r resolving) aboveError(field FormField) error {
	e := &AboveError{Field: render.Quote(field.Name), Above: "the field above it"}
	for _, above := range r.fields {
		if field.ParentFieldID != "" && (above.FieldID == field.ParentFieldID || above.FormFieldID == field.ParentFieldID) {
			e.Above = render.Quote(above.Name)
		}
	}
	return e
}

// AboveError says that the value of a field of a connected list cannot be told
// without the one above it: a name is looked for below that, and the same name may
// be something else there.
type AboveError struct{ Field, Above string }

// Error implements error.
func (e *AboveError) Error() string {
	return fmt.Sprintf("%s chooses from what is below the value of %s, and nothing of that level is named", e.Field, e.Above)
}

// WhatChanged says that nothing did.
func (e *AboveError) WhatChanged() string { return "nothing_changed" }

// NextStep says what to give besides.
func (e *AboveError) NextStep() string {
	return fmt.Sprintf("Give %s in the same call, even if it stays; or for %s the id of the item, or its code with those above it (A-B).",
		e.Above, e.Field)
}

// Details implements the shape of a problem.
func (e *AboveError) Details() map[string]string { return nil }

// UnnamedError says that a custom field cannot be found by its label, because no form
// could be read.
type UnnamedError struct{ cause error }

// Error implements error.
func (e *UnnamedError) Error() string {
	return "custom fields cannot be found by their labels, since the form cannot be read: " + e.cause.Error()
}

// Unwrap gives the failure below.
func (e *UnnamedError) Unwrap() error { return e.cause }

// WhatChanged says that nothing did.
func (e *UnnamedError) WhatChanged() string { return "nothing_changed" }

// NextStep says what to give instead.
func (e *UnnamedError) NextStep() string {
	return "Give the ids: custom1 to custom40, orgUnit1 to orgUnit6. get_report_form_fields and get_expense_form_fields show them."
}

// Details implements the shape of a problem.
func (e *UnnamedError) Details() map[string]string { return nil }
