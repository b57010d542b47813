package simulator

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// receiptSchemaText holds the schemas by name, composed from the page "Supported Receipt
// Types". Concur's own files are not published: the draft, the way in which they refer
// to each other and the types that the page does not print (a coupon number, for one)
// are inferred.
//
//go:embed receipt_schemas.json
var receiptSchemaText []byte

const (
	schemaSuffix = ".schema.json"
	schemaHost   = "http://schema.concursolutions.com/"
	schemaDraft  = "http://json-schema.org/draft-07/schema#"
)

// receiptSchemas are the schemas of Receipts v4, by name without the suffix.
type receiptSchemas map[string]map[string]any

// loadReceiptSchemas reads them once for all simulators of the process, which only look
// at them.
var loadReceiptSchemas = sync.OnceValues(func() (receiptSchemas, error) {
	var schemas receiptSchemas
	if err := json.Unmarshal(receiptSchemaText, &schemas); err != nil {
		return nil, fmt.Errorf("read receipt_schemas.json: %w", err)
	}
	for name, schema := range schemas {
		schema["$schema"], schema["$id"] = schemaDraft, schemaHost+name+schemaSuffix
	}
	return schemas, nil
})

// getReceiptSchema answers Receipts v4 > Get a schema. That an unknown one is not found
// is inferred.
func getReceiptSchema(st *state, c *call) reply {
	name, isFile := strings.CutSuffix(c.path["schemaId"], schemaSuffix)
	schema, known := st.library.schemas[name]
	if !isFile || !known {
		return empty(http.StatusNotFound)
	}
	return ok(schema)
}

// receiptFinding is a member of validationErrors; its form is inferred.
type receiptFinding struct {
	Message string `json:"message"`
	Path    string `json:"path"`
}

// check lists what is wrong with a document by the schema of that name. It knows the
// words of JSON schema that the schemas use.
func (s receiptSchemas) check(name string, document any) []receiptFinding {
	checker := schemaCheck{schemas: s}
	checker.value(name, s[name], document, "instance")
	return checker.findings
}

type schemaCheck struct {
	schemas  receiptSchemas
	findings []receiptFinding
}

func (c *schemaCheck) refuse(path, format string, args ...any) {
	c.findings = append(c.findings, receiptFinding{fmt.Sprintf(format, args...), path})
}

// value checks a value by a schema that stands in the file of that name.
func (c *schemaCheck) value(file string, schema map[string]any, value any, path string) {
	if reference, isReference := schema["$ref"].(string); isReference {
		inFile, referred := c.schemas.find(file, reference)
		c.value(inFile, referred, value, path)
		return
	}
	if wanted, limited := schema["type"].(string); limited && !isOfType(wanted, value) {
		c.refuse(path, "is not of a type(s) %s", wanted)
		return
	}
	for _, part := range schemaList(schema["allOf"]) {
		c.value(file, part.(map[string]any), value, path)
	}
	if choices := schemaList(schema["anyOf"]); choices != nil && !c.fitsAny(file, choices, value) {
		c.refuse(path, "is not any of the subschemas")
	}
	if allowed := schemaList(schema["enum"]); allowed != nil && !slices.Contains(allowed, value) {
		c.refuse(path, "is not one of enum values: %v", allowed)
	}
	switch value := value.(type) {
	case map[string]any:
		c.members(file, schema, value, path)
	case []any:
		if each, limited := schema["items"].(map[string]any); limited {
			for i, one := range value {
				c.value(file, each, one, fmt.Sprintf("%s[%d]", path, i))
			}
		}
	case string:
		c.text(schema, value, path)
	case float64:
		if least, limited := schema["minimum"].(float64); limited && value < least {
			c.refuse(path, "must be greater than or equal to %v", least)
		}
	}
}

func (c *schemaCheck) fitsAny(file string, choices []any, value any) bool {
	return slices.ContainsFunc(choices, func(choice any) bool {
		apart := schemaCheck{schemas: c.schemas}
		apart.value(file, choice.(map[string]any), value, "")
		return len(apart.findings) == 0
	})
}

func (c *schemaCheck) members(file string, schema, value map[string]any, path string) {
	for _, name := range schemaList(schema["required"]) {
		if _, given := value[name.(string)]; !given {
			c.refuse(path, "requires property %q", name)
		}
	}
	properties, _ := schema["properties"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		if member, given := value[name]; given {
			c.value(file, properties[name].(map[string]any), member, path+"."+name)
		}
	}
}

func (c *schemaCheck) text(schema map[string]any, value, path string) {
	if pattern, limited := schema["pattern"].(string); limited && !fitsPattern(pattern, value) {
		c.refuse(path, "does not match pattern %q", pattern)
	}
	if most, limited := schema["maxLength"].(float64); limited && float64(utf8.RuneCountInString(value)) > most {
		c.refuse(path, "does not meet maximum length of %v", most)
	}
}

// fitsPattern reads the one pattern that Go's expressions cannot write, which wants
// something that is not a space.
func fitsPattern(pattern, value string) bool {
	if pattern == `^(?!\s*$).+` {
		return strings.TrimSpace(value) != ""
	}
	return regexp.MustCompile(pattern).MatchString(value)
}

// find follows a reference such as common.schema.json#/definitions/money.
func (s receiptSchemas) find(file, reference string) (inFile string, schema map[string]any) {
	address, pointer, _ := strings.Cut(reference, "#")
	if address != "" {
		file = strings.TrimSuffix(address, schemaSuffix)
	}
	schema = s[file]
	for name := range strings.SplitSeq(strings.Trim(pointer, "/"), "/") {
		if name != "" {
			schema, _ = schema[name].(map[string]any)
		}
	}
	return file, schema
}

func isOfType(wanted string, value any) bool {
	switch value := value.(type) {
	case map[string]any:
		return wanted == "object"
	case []any:
		return wanted == "array"
	case string:
		return wanted == "string"
	case bool:
		return wanted == "boolean"
	case float64:
		return wanted == "number" || wanted == "integer" && value == math.Trunc(value)
	default:
		return wanted == "null"
	}
}

func schemaList(value any) []any {
	values, _ := value.([]any)
	return values
}
