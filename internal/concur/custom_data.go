package concur

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// CustomFields are custom fields and org units to be set, by id, custom1 to custom40
// and orgUnit1 to orgUnit6 (Expense Reports v4 > schema CustomData), or by the label
// that the form shows. The value of a list field is a list item by id, code or name.
type CustomFields map[string]string

// longestCustom is the most characters that a value has (schema CustomData).
const longestCustom = 48

// longestItem is the most characters that the text of a list item has (inferred). A
// list field is given by it, and what is sent is the short code or the id.
const longestItem = 64

// looksLikeID is what is meant to be an id, whether or not there is such a field.
var looksLikeID = regexp.MustCompile(`(?i)^(custom|org ?unit)[ _]?\d+$`)

// Check refuses what no form can have, without asking for the form.
func (f CustomFields) Check() error {
	ids := map[string]bool{}
	for name, value := range f {
		if n := utf8.RuneCountInString(value); n > longestItem {
			return fmt.Errorf("the value of %s has %d characters; Concur takes %d", name, n, longestCustom)
		}
		id, err := customID(name)
		switch {
		case err != nil && (looksLikeID.MatchString(name) || strings.TrimSpace(name) == ""):
			return err
		case err == nil && ids[id]:
			return fmt.Errorf("%s is given twice", id)
		}
		ids[id] = true
	}
	return nil
}

var customIDForm = regexp.MustCompile(`(?i)^(?:(custom)0?([1-9]|[123]\d|40)|(orgunit)0?([1-6]))$`)

// Data is for what has no form to look at, so names are ids and values are taken as
// they are. It gives the fields in the order of their ids, with the ids as Concur spells
// them. An empty value stays: it is for the caller to say what that means.
func (f CustomFields) Data() ([]CustomDatum, error) {
	data := make([]CustomDatum, 0, len(f))
	for name, value := range f {
		id, err := customID(name)
		if err != nil {
			return nil, err
		}
		if n := utf8.RuneCountInString(value); n > longestCustom {
			return nil, fmt.Errorf("the value of %s has %d characters; Concur takes %d", id, n, longestCustom)
		}
		data = append(data, CustomDatum{ID: id, Value: strings.TrimSpace(value)})
	}
	slices.SortFunc(data, func(a, b CustomDatum) int { return strings.Compare(a.ID, b.ID) })
	for i := 1; i < len(data); i++ {
		if data[i].ID == data[i-1].ID {
			return nil, fmt.Errorf("%s is given twice", data[i].ID)
		}
	}
	return data, nil
}

// IsCustomField reports whether a name is the id of a custom field. A label is not,
// and neither is the id of an org unit.
func IsCustomField(name string) bool {
	id, err := customID(name)
	return err == nil && strings.HasPrefix(id, "custom")
}

// customID spells an id as Concur does; custom09 stands for custom9.
func customID(name string) (string, error) {
	parts := customIDForm.FindStringSubmatch(strings.TrimSpace(name))
	switch {
	case parts == nil:
		return "", fmt.Errorf("%s is not a custom field; there are custom1 to custom40 and orgUnit1 to orgUnit6", quote(name))
	case parts[1] != "":
		return "custom" + parts[2], nil
	default:
		return "orgUnit" + parts[4], nil
	}
}
