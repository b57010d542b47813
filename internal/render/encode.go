package render

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
)

// UntrustedMember names the places of a result that hold Text.
const UntrustedMember = "untrusted_text"

var errNotObject = errors.New("a result must be a JSON object")

// Encode writes a result as a JSON object, with the members of more after its own. If it
// holds Text, or a sentence with a Quote in it, the member untrusted_text lists where, as
// paths like "reports[].name".
func Encode(result any, more ...any) (json.RawMessage, error) {
	encoded, err := object(result)
	if err != nil {
		return nil, err
	}
	var places []string
	collect(reflect.ValueOf(result), "", &places)
	for _, another := range more {
		members, err := object(another)
		if err != nil {
			return nil, err
		}
		encoded = join(encoded, members)
		collect(reflect.ValueOf(another), "", &places)
	}
	if len(places) == 0 {
		return encoded, nil
	}
	list, err := marshal(map[string][]string{UntrustedMember: places})
	if err != nil {
		return nil, err
	}
	return join(encoded, list), nil
}

func object(v any) (json.RawMessage, error) {
	encoded, err := marshal(v)
	if err == nil && !bytes.HasPrefix(encoded, []byte("{")) {
		err = errNotObject
	}
	return encoded, err
}

// join writes the members of one object after those of another.
func join(first, second json.RawMessage) json.RawMessage {
	switch {
	case len(second) <= len("{}"):
		return first
	case len(first) <= len("{}"):
		return second
	default:
		return append(append(first[:len(first)-1], ','), second[1:]...)
	}
}

// marshal is json.Marshal that leaves <, > and & as people typed them, and shows what
// hides in any string: a code or an id is as foreign as a comment.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, err
	}
	return shown(bytes.TrimRight(b.Bytes(), "\n")), nil
}

var (
	textType = reflect.TypeFor[Text]()
	rowsType = reflect.TypeFor[Rows]()
)

// collect finds the places of non-empty Text in a value.
func collect(v reflect.Value, path string, places *[]string) {
	if !v.IsValid() {
		return
	}
	switch {
	case v.Type() == textType:
		if v.Len() > 0 && !slices.Contains(*places, path) {
			*places = append(*places, path)
		}
		return
	case v.Type() == rowsType:
		v.Interface().(Rows).collect(path, places)
		return
	}
	switch v.Kind() {
	case reflect.String:
		if Quotes(v.String()) && !slices.Contains(*places, path) {
			*places = append(*places, path)
		}
	case reflect.Pointer, reflect.Interface:
		collect(v.Elem(), path, places)
	case reflect.Slice:
		for i := range v.Len() {
			collect(v.Index(i), path+"[]", places)
		}
	case reflect.Map:
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, key := range keys {
			collect(v.MapIndex(key), below(path, "*"), places)
		}
	case reflect.Struct:
		collectFields(v, path, nil, places)
	}
}

// collectFields looks at the members of a struct, or at those of them that are wanted.
func collectFields(v reflect.Value, path string, wanted []string, places *[]string) {
	for _, f := range members(v.Type()) {
		if wanted == nil || slices.Contains(wanted, f.name) {
			collect(v.FieldByIndex(f.index), below(path, f.name), places)
		}
	}
}

type member struct {
	name  string
	index []int
	omit  bool
}

// members lists the JSON members of a struct, embedded structs opened.
func members(t reflect.Type) []member {
	var list []member
	for _, f := range reflect.VisibleFields(t) {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if !f.IsExported() || f.Anonymous || name == "-" || name == "" {
			continue
		}
		list = append(list, member{name: name, index: f.Index, omit: strings.Contains(options, "omit")})
	}
	return list
}

func below(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
