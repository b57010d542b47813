package tools

import (
	"encoding/json"
	"slices"
	"strings"
)

// missing names all that has to be given and is not, so that one more call is enough.
func missing(given map[string]json.RawMessage, fields []field, path string) []string {
	var names []string
	for _, f := range fields {
		if value, ok := given[f.name]; f.required && (!ok || string(value) == "null") {
			names = append(names, join(path, f.name))
		}
	}
	return names
}

func refuseUnknown(given map[string]json.RawMessage, fields, besides []field, path string) error {
	valid := namesOf(fields)
	var unknown []string
	for name := range given {
		if !slices.Contains(valid, name) {
			unknown = append(unknown, clip(name))
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	slices.Sort(unknown)
	known := "it takes none"
	if valid = append(valid, namesOf(besides)...); len(valid) > 0 {
		known = "valid names are " + strings.Join(valid, ", ")
	}
	return Argumentf(path, "unknown argument %s; %s", strings.Join(unknown, ", "), known).
		WithHint("Leave out or rename what is unknown, then call again.")
}

func namesOf(fields []field) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
	}
	return names
}
