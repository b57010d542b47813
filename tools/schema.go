package tools

import (
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"sync"

	"github.com/google/jsonschema-go/jsonschema"
)

// Enumerated is a string type with a closed set of values. The set appears in
// the schema and is held when arguments are decoded.
type Enumerated interface {
	// Values lists the allowed strings, best known first.
	Values() []string
}

// schemas remembers what inputSchema made. It holds no state: a type has one schema for
// each effect, and making it is most of what a server does at its start.
var schemas sync.Map

type schemaKey struct {
	in     reflect.Type
	effect Effect
}

// schemaOf is inputSchema, done once for each type and effect.
func schemaOf[In any](effect Effect) (json.RawMessage, error) {
	key := schemaKey{reflect.TypeFor[In](), effect}
	if made, ok := schemas.Load(key); ok {
		return made.(json.RawMessage), nil
	}
	schema, err := inputSchema[In](effect)
	if err == nil {
		schemas.Store(key, schema)
	}
	return schema, err
}

// inputSchema derives the schema of a struct from its json and jsonschema tags,
// `max` tags (characters of a string) and Enumerated types. An argument with the tag
// `members:"described"` leaves it to its description what its objects have: they are
// decoded as strictly, and every listing is shorter. The controls of the effect come last.
//
// Gemini and OpenAI-style clients drop a whole listing for one schema with a
// list of types, or without properties; so both are ruled out here, at the only
// place where schemas are made.
func inputSchema[In any](effect Effect) (json.RawMessage, error) {
	schema, err := jsonschema.For[In](&jsonschema.ForOptions{TypeSchemas: map[reflect.Type]*jsonschema.Schema{
		reflect.TypeFor[Date]():        {Type: "string", Format: "date"},
		reflect.TypeFor[json.Number](): {Type: "number"},
	}})
	if err != nil {
		return nil, err
	}
	if schema.Type != "object" {
		return nil, fmt.Errorf("the arguments are %q, not an object", schema.Type)
	}
	refine(schema, reflect.TypeFor[In]())
	if schema.Properties == nil {
		schema.Properties = map[string]*jsonschema.Schema{}
	}
	for _, control := range effect.controls() {
		schema.Properties[control.name] = control.schema()
		schema.PropertyOrder = append(schema.PropertyOrder, control.name)
	}
	raw, err := json.Marshal(schema)
	if err != nil {
		return nil, err
	}
	return withProperties(raw)
}

// refine makes a schema portable and adds what tags and types say beyond it.
func refine(schema *jsonschema.Schema, t reflect.Type) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if len(schema.Types) > 0 {
		for _, name := range schema.Types {
			if name != "null" {
				schema.Type = name
			}
		}
		schema.Types = nil
	}
	if values, ok := reflect.TypeAssert[Enumerated](reflect.Zero(t)); ok {
		for _, v := range values.Values() {
			schema.Enum = append(schema.Enum, v)
		}
	}
	if schema.Type == "object" && reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) {
		// It is read from one string, whatever it is made of.
		schema.Type, schema.Properties, schema.AdditionalProperties = "string", nil, nil
		schema.PropertyOrder, schema.Required = nil, nil
		return
	}
	switch t.Kind() {
	case reflect.Slice:
		if schema.Items != nil {
			refine(schema.Items, t.Elem())
		}
	case reflect.Struct:
		if schema.Type != "object" {
			return
		}
		for _, f := range fieldsOf(t) {
			property := schema.Properties[f.name]
			if property == nil {
				continue
			}
			refine(property, f.typ)
			if f.max > 0 {
				property.MaxLength = new(f.max)
			}
			if f.described {
				forgetMembers(property)
			}
		}
	}
}

// forgetMembers leaves of an object, or of each in a list, that it is one.
func forgetMembers(schema *jsonschema.Schema) {
	if schema.Items != nil {
		forgetMembers(schema.Items)
		return
	}
	schema.Properties, schema.AdditionalProperties = nil, nil
	schema.PropertyOrder, schema.Required = nil, nil
}

// withProperties adds an empty properties member where the encoder left it out:
// OpenAI-style clients reject a tool without one.
func withProperties(raw json.RawMessage) (json.RawMessage, error) {
	var probe struct {
		Properties json.RawMessage `json:"properties"`
	}
	if err := json.Unmarshal(raw, &probe); err != nil {
		return nil, err
	}
	if probe.Properties != nil {
		return raw, nil
	}
	return append([]byte(`{"properties":{},`), raw[1:]...), nil
}

// field is an argument: a struct field by its JSON name.
type field struct {
	name     string
	index    []int
	typ      reflect.Type
	required bool
	max      int
	// described says that the schema does not name the members of its objects.
	described bool
}

// schema is that of a plain field. Its length is held when it is decoded.
func (f field) schema() *jsonschema.Schema {
	if f.typ.Kind() == reflect.Bool {
		return &jsonschema.Schema{Type: "boolean"}
	}
	return &jsonschema.Schema{Type: "string"}
}

// fieldsOf lists the arguments of a struct in order, embedded structs opened.
func fieldsOf(t reflect.Type) []field {
	var fields []field
	for _, sf := range reflect.VisibleFields(t) {
		name, options := jsonTag(sf)
		if !sf.IsExported() || sf.Anonymous || name == "" {
			continue
		}
		most, _ := strconv.Atoi(sf.Tag.Get("max"))
		fields = append(fields, field{
			name:     name,
			index:    sf.Index,
			typ:      sf.Type,
			required: options == "",
			max:      most,

			described: sf.Tag.Get("members") == "described",
		})
	}
	return fields
}
