package simulator

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// formV3 is a form that has custom fields: what it is for, up to which CustomN, and
// which of the company's fields are on it.
type formV3 struct {
	name string
	upTo int
	has  func(*customField) bool
}

// decodeCustomV3 reads CustomN and OrgUnitN of a request body, by member name. It
// says what is wrong with them; empty if nothing is.
func decodeCustomV3(body []byte, upTo int) (custom map[string]*string, mistake string) {
	members := map[string]json.RawMessage{}
	if json.Unmarshal(body, &members) != nil {
		return nil, "The request body is not a readable object"
	}
	custom = map[string]*string{}
	for _, name := range customMembers(upTo) {
		text, present := members[name]
		if !present {
			continue
		}
		var value *string
		if json.Unmarshal(text, &value) != nil {
			return nil, name + " must be a string"
		}
		custom[name] = value
	}
	return custom, ""
}

// writeCustomV3 sets custom fields. Writes take plain strings: for list fields the v3
// id or the code of an item, whichever a company configured (inferred).
func (st *state) writeCustomV3(values map[string]string, written map[string]*string, on formV3) string {
	for _, name := range customMembers(on.upTo) {
		value, present := written[name]
		if !present {
			continue
		}
		field := st.customField(strings.ToLower(name))
		switch {
		case field == nil || !on.has(field):
			return name + " is not a field of the " + on.name + " form"
		case value == nil || *value == "":
			delete(values, field.id)
		case field.list:
			item := field.item(*value)
			if item == nil || item.id == v4ID(*value) {
				return name + " is not an item of its list"
			}
			values[field.id] = item.id
		case utf8.RuneCountInString(*value) > customLimit:
			return fmt.Sprintf("%s has at most %d characters", name, customLimit)
		default:
			values[field.id] = *value
		}
	}
	return ""
}
