package tools

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// decode turns the arguments of a call into In. It refuses unknown names and
// lists the valid ones, and it forgives the two slips that models make: a
// number or boolean in quotes, and a single value where a list is wanted. besides are
// the names that were taken off before.
func decode[In any](args json.RawMessage, besides ...field) (In, error) {
	var in In
	if len(bytes.TrimSpace(args)) == 0 || string(bytes.TrimSpace(args)) == "null" {
		args = json.RawMessage("{}")
	}
	err := decodeStruct(reflect.ValueOf(&in).Elem(), args, "", besides...)
	return in, err
}

func decodeStruct(target reflect.Value, raw json.RawMessage, path string, besides ...field) error {
	fields := fieldsOf(target.Type())
	var given map[string]json.RawMessage
	if err := json.Unmarshal(raw, &given); err != nil {
		return Argumentf(path, "must be a JSON object with named values: %s", strings.Join(namesOf(fields), ", "))
	}
	if err := refuseUnknown(given, fields, besides, path); err != nil {
		return err
	}
	for _, f := range fields {
		value, ok := given[f.name]
		if !ok || string(value) == "null" {
			if f.required {
				return Argumentf(join(path, f.name), "is required").WithHint("Give %s.", strings.Join(missing(given, fields, path), ", "))
			}
			continue
		}
		if err := decodeField(target.FieldByIndex(f.index), value, f, join(path, f.name)); err != nil {
			return err
		}
	}
	return nil
}

func decodeField(target reflect.Value, raw json.RawMessage, f field, path string) error {
	if err := decodeValue(target, raw, path); err != nil {
		return err
	}
	for target.Kind() == reflect.Pointer {
		target = target.Elem()
	}
	if target.Kind() != reflect.String {
		return nil
	}
	text := target.String()
	if f.required && strings.TrimSpace(text) == "" {
		return Argumentf(path, "is empty").WithHint("Give %s.", path)
	}
	if n := utf8.RuneCountInString(text); f.max > 0 && n > f.max {
		return Argumentf(path, "has %d characters; Concur takes %d", n, f.max)
	}
	return nil
}

func decodeValue(target reflect.Value, raw json.RawMessage, path string) error {
	if target.Kind() == reflect.Pointer {
		target.Set(reflect.New(target.Type().Elem()))
		return decodeValue(target.Elem(), raw, path)
	}
	if unmarshaler, ok := reflect.TypeAssert[encoding.TextUnmarshaler](target.Addr()); ok {
		return decodeText(unmarshaler, raw, path)
	}
	switch target.Kind() {
	case reflect.Struct:
		return decodeStruct(target, raw, path)
	case reflect.Slice:
		return decodeList(target, raw, path)
	case reflect.Map:
		return decodeMap(target, raw, path)
	default:
		return decodeScalar(target, raw, path)
	}
}

func decodeText(target encoding.TextUnmarshaler, raw json.RawMessage, path string) error {
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return Argumentf(path, "must be a string, not %s", kindOf(raw))
	}
	if err := target.UnmarshalText([]byte(text)); err != nil {
		return Argumentf(path, "%s", err.Error())
	}
	return checkEnum(reflect.ValueOf(target).Elem(), path)
}

func decodeList(target reflect.Value, raw json.RawMessage, path string) error {
	var elements []json.RawMessage
	if err := json.Unmarshal(raw, &elements); err != nil {
		elements = []json.RawMessage{raw}
	}
	list := reflect.MakeSlice(target.Type(), len(elements), len(elements))
	for i, element := range elements {
		if err := decodeValue(list.Index(i), element, fmt.Sprintf("%s[%d]", path, i)); err != nil {
			return err
		}
	}
	target.Set(list)
	return nil
}

func decodeMap(target reflect.Value, raw json.RawMessage, path string) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil {
		return Argumentf(path, "must be a JSON object with named values, not %s", kindOf(raw))
	}
	values := reflect.MakeMapWithSize(target.Type(), len(members))
	for name, member := range members {
		value := reflect.New(target.Type().Elem()).Elem()
		if err := decodeValue(value, member, join(path, clip(name))); err != nil {
			return err
		}
		values.SetMapIndex(reflect.ValueOf(name), value)
	}
	target.Set(values)
	return nil
}

// decodeScalar reads a string, number or boolean; what is in quotes is tried
// without them where that is what the argument wants.
func decodeScalar(target reflect.Value, raw json.RawMessage, path string) error {
	if err := json.Unmarshal(raw, target.Addr().Interface()); err != nil {
		text := string(raw)
		_ = json.Unmarshal(raw, &text) // What is not in quotes stays as it is.
		if json.Unmarshal([]byte(text), target.Addr().Interface()) != nil && !setWhole(target, text) {
			return Argumentf(path, "must be %s, not %s", want(target.Type()), kindOf(raw))
		}
	}
	if target.Kind() == reflect.String {
		if r, found := hiddenIn(target.String()); found {
			return Argumentf(path, "contains the control character %U", r).WithHint("Send plain text.")
		}
	}
	return checkEnum(target, path)
}

// setWhole takes 3.0 for 3, as JSON Schema does: some clients write every number
// with decimals.
func setWhole(target reflect.Value, text string) bool {
	const mostExact = 1 << 53
	number, err := strconv.ParseFloat(text, 64)
	if err != nil || !target.CanInt() || number != math.Trunc(number) || math.Abs(number) > mostExact || target.OverflowInt(int64(number)) {
		return false
	}
	target.SetInt(int64(number))
	return true
}

func checkEnum(target reflect.Value, path string) error {
	enum, ok := reflect.TypeAssert[Enumerated](target)
	if !ok || slices.Contains(enum.Values(), target.String()) {
		return nil
	}
	return Argumentf(path, "%q is not one of %s", clip(target.String()), strings.Join(enum.Values(), ", "))
}

// hiddenIn finds a character that no expense text needs and that hides something
// from a reader: controls, those that turn the direction of what follows, and
// tags. Line breaks and tabs are fine, and so are the marks and joiners that some
// scripts need.
func hiddenIn(s string) (rune, bool) {
	for _, r := range s {
		control := unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r'
		turns := (r >= '\u202A' && r <= '\u202E') || (r >= '\u2066' && r <= '\u2069')
		tag := r >= '\U000E0000' && r <= '\U000E007F'
		if control || turns || tag {
			return r, true
		}
	}
	return 0, false
}

func jsonTag(sf reflect.StructField) (name, options string) {
	tag, ok := sf.Tag.Lookup("json")
	if !ok || tag == "-" {
		return "", ""
	}
	name, options, _ = strings.Cut(tag, ",")
	return name, options
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func want(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[json.Number]():
		return "a number"
	case t.Kind() == reflect.String:
		return "a string"
	case t.Kind() == reflect.Bool:
		return "true or false"
	case t.Kind() == reflect.Float64:
		return "a number"
	default:
		return "a whole number"
	}
}

func kindOf(raw json.RawMessage) string {
	switch trimmed := bytes.TrimSpace(raw); {
	case len(trimmed) == 0:
		return "nothing"
	case trimmed[0] == '{':
		return "an object"
	case trimmed[0] == '[':
		return "a list"
	case trimmed[0] == '"':
		return "the string " + clip(string(trimmed))
	default:
		return clip(string(trimmed))
	}
}
