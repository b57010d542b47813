package render

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// All is the name that stands for every field of a row.
const All = "all"

// Rows are the rows of a list, each shown with the same chosen fields.
type Rows struct {
	rows    []any
	encoded [][]byte // the rows as they are written
	fields  []string // nil shows all
}

// choose resolves the names in a `fields` argument against the members of T. No
// names means the summary.
func choose[T any](names, summary []string) ([]string, error) {
	if len(names) == 0 {
		return summary, nil
	}
	if slices.Contains(names, All) {
		return nil, nil
	}
	var known []string
	for _, m := range members(reflect.TypeFor[T]()) {
		known = append(known, m.name)
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("%q is not a field of these rows; there are %s, and %s for every one", clip(name), strings.Join(known, ", "), All)
		}
	}
	return names, nil
}

// Len is the number of rows.
func (r Rows) Len() int { return len(r.rows) }

// MarshalJSON implements json.Marshaler.
func (r Rows) MarshalJSON() ([]byte, error) {
	list := append([]byte("["), bytes.Join(r.encoded, []byte(","))...)
	return append(list, ']'), nil
}

func (r Rows) collect(path string, places *[]string) {
	for _, row := range r.rows {
		collectFields(reflect.ValueOf(row), path+"[]", r.fields, places)
	}
}

// encodeRow writes the wanted members of a struct in its own order, leaving out
// those that are empty and may be left out.
func encodeRow(row any, wanted []string) ([]byte, error) {
	v := reflect.ValueOf(row)
	out := []byte("{")
	for _, m := range members(v.Type()) {
		value := v.FieldByIndex(m.index)
		if (wanted != nil && !slices.Contains(wanted, m.name)) || (m.omit && value.IsZero()) {
			continue
		}
		encoded, err := marshal(value.Interface())
		if err != nil {
			return nil, err
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = fmt.Appendf(out, "%q:%s", m.name, encoded)
	}
	return append(out, '}'), nil
}

func clip(s string) string {
	runes := []rune(s)
	if len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return s
}
