package concur

import (
	"encoding/json"
	"regexp"
	"strings"
)

// CustomValue is a custom field as v3 reads it: the text, and for fields with a
// list the code and id of the list item.
type CustomValue struct {
	Value      string `json:"Value"`
	Code       string `json:"Code"`
	ListItemID string `json:"ListItemID"`
}

// Is reports whether the field has a value, which may be written as its text, as
// the code of a list item or as the id of one.
func (v CustomValue) Is(value string) bool {
	return v.Value == value || (value != "" && (v.Code == value || v.ListItemID == value))
}

var customMember = regexp.MustCompile(`^(Custom([1-9]|[123]\d|40)|OrgUnit[1-6])$`)

// customValues gathers Custom1 to Custom40 and OrgUnit1 to OrgUnit6 of an object,
// as far as they have a value, by their v4 names: custom9, orgUnit1.
func customValues(object []byte) (map[string]CustomValue, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(object, &members); err != nil {
		return nil, err
	}
	values := map[string]CustomValue{}
	for name, raw := range members {
		var value CustomValue
		if customMember.MatchString(name) && json.Unmarshal(raw, &value) == nil && value != (CustomValue{}) {
			values[strings.ToLower(name[:1])+name[1:]] = value
		}
	}
	return values, nil
}

// withCustom writes an object with custom fields and org units beside its other
// members, as plain text.
func withCustom(object any, data []CustomDatum) ([]byte, error) {
	body, err := marshalJSON(object)
	if err != nil || len(data) == 0 {
		return body, err
	}
	custom := map[string]string{}
	for _, datum := range data {
		custom[strings.ToUpper(datum.ID[:1])+datum.ID[1:]] = datum.Value
	}
	more, err := marshalJSON(custom)
	if err != nil || string(body) == "{}" {
		return more, err
	}
	return append(append(body[:len(body)-1], ','), more[1:]...), nil
}
