package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// member is a member of a JSON merge patch: absent, null or a value (RFC 7386).
type member[T any] struct {
	present, null bool
	value         T
}

// UnmarshalJSON is called for a null too, which is how null and absent differ.
func (m *member[T]) UnmarshalJSON(text []byte) error {
	m.present = true
	if bytes.Equal(text, []byte("null")) {
		m.null = true
		return nil
	}
	return json.Unmarshal(text, &m.value)
}

// given reports whether there is a value to set.
func (m member[T]) given() bool { return m.present && !m.null }

// set changes a field as the patch says: to the value, or to nothing for null.
func set[T any](field *T, m member[T]) {
	if m.present {
		*field = m.value
	}
}

// customDatum is an element of customData. isValid and listItemUrl are tolerated and
// ignored in requests.
type customDatum struct {
	ID    string  `json:"id"`
	Value *string `json:"value"`
}

// decodeV4 reads a JSON request body. An absent one counts as {}.
func decodeV4(c *call, into any) *reply {
	if len(bytes.TrimSpace(c.body)) == 0 {
		return nil
	}
	err := json.Unmarshal(c.body, into)
	if err == nil {
		return nil
	}
	if mismatch, isMismatch := errors.AsType[*json.UnmarshalTypeError](err); isMismatch && mismatch.Field != "" {
		refusal := refuseFields(c, fieldError{mismatch.Field, mismatch.Field + " must not be a " + mismatch.Value, "field.invalid"})
		return &refusal
	}
	refusal := refuseV4(c, http.StatusBadRequest, "", "The request body is not readable as a JSON object")
	return &refusal
}

// validation collects what is wrong with the fields of a request. The ids of the
// findings other than field.required are inferred.
type validation []fieldError

func (v *validation) add(source, message, id string) {
	*v = append(*v, fieldError{source, message, id})
}

func (v *validation) required(source, value string) {
	if strings.TrimSpace(value) == "" {
		v.add(source, source+" is required", "field.required")
	}
}

func (v *validation) atMost(source, value string, limit int) {
	if utf8.RuneCountInString(value) > limit {
		v.add(source, source+" is too long", "field.tooLong")
	}
}

func (v *validation) matches(source, value string, form *regexp.Regexp) {
	if value != "" && !form.MatchString(value) {
		v.add(source, source+" is not valid", "field.invalid")
	}
}

func (v *validation) oneOf(source, value string, allowed []string) {
	if !slices.Contains(allowed, value) {
		v.add(source, source+" must be one of "+strings.Join(allowed, ", "), "field.invalid")
	}
}

// date reads a date field; an empty one is no date.
func (v *validation) date(source, value string) time.Time {
	if value == "" {
		return time.Time{}
	}
	day, err := time.Parse(time.DateOnly, value)
	if err != nil {
		v.add(source, source+" must be a date like 2024-03-26", "field.invalid")
	}
	return day
}

func refuseFields(c *call, fields ...fieldError) reply {
	return refuseV4(c, http.StatusBadRequest, "", "Validation failed", fields...)
}

// Limits of fields, in characters. That of the name is the form's, as in Concur's
// sample of form fields; the purpose's is documented for updates and assumed on
// creation (Expense Reports v4 > Update a submitted report).
const (
	nameLimit    = 40
	purposeLimit = 64
	commentLimit = 2000
	customLimit  = 48
)

var (
	countryForm     = regexp.MustCompile(`^[A-Z]{2}$`)
	subdivisionForm = regexp.MustCompile(`^[A-Z]{2}-[A-Z0-9]{1,3}$`)
	leadingZeros    = regexp.MustCompile(`^([A-Za-z]+)0+([1-9])`)
)

// customChanges reads customData for a form into values by field id, where an empty
// one clears the field. Requests may write custom09 for custom9. A value of a list
// field is a v4 list item id, not a code or a label.
func (st *state) customChanges(v *validation, data []customDatum, onForm func(*customField) bool) map[string]string {
	changes := map[string]string{}
	for _, d := range data {
		field := st.customField(leadingZeros.ReplaceAllString(d.ID, "$1$2"))
		switch {
		case field == nil || !onForm(field):
			v.add("customData", "customData id "+d.ID+" is not a field of this form", "field.invalid")
		case d.Value == nil || *d.Value == "":
			changes[field.id] = ""
		case field.list:
			item := field.item(*d.Value)
			if item == nil || item.id != v4ID(*d.Value) {
				v.add("customData", "customData value of "+d.ID+" is not the id of an item of its list", "field.invalid")
				continue
			}
			changes[field.id] = item.id
		default:
			v.atMost("customData", *d.Value, customLimit)
			changes[field.id] = *d.Value
		}
	}
	return changes
}

// customPatch is customChanges for a merge patch, where null clears every field that the
// form has.
func (st *state) customPatch(v *validation, data member[[]customDatum], onForm func(*customField) bool) map[string]string {
	if !data.null {
		return st.customChanges(v, data.value, onForm)
	}
	changes := map[string]string{}
	for _, field := range st.customFields {
		if onForm(field) {
			changes[field.id] = ""
		}
	}
	return changes
}

func reportForm(f *customField) bool    { return f.onReport }
func expenseFields(f *customField) bool { return f.onExpense }

// applyCustom merges by field id, so that a request with one field leaves the others
// alone. Strict RFC 7386 would replace the array; the samples suggest the merge
// (inferred).
func applyCustom(custom, changes map[string]string) {
	for id, value := range changes {
		if value == "" {
			delete(custom, id)
			continue
		}
		custom[id] = value
	}
}
