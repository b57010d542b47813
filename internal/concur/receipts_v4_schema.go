package concur

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
)

const (
	schemaHost   = "schema.concursolutions.com"
	schemaSuffix = ".schema.json"
	// mostSchemas bounds how many schemas one refers to; there are ten.
	mostSchemas = 30
	// draft7 is what the schemas are read as. Which draft they are written in is not
	// documented.
	draft7 = "http://json-schema.org/draft-07/schema#"
)

// schemaFile is the form of the ids of schemas.
var schemaFile = regexp.MustCompile(`^[a-z0-9-]{1,60}\.schema\.json$`)

var errForeignSchema = errors.New("the schema refers to one that is not of Concur")

func schemaURL(name string) string { return "http://" + schemaHost + "/" + name + schemaSuffix }

// SchemaError says that a receipt does not fit Concur's schema.
type SchemaError struct{ Reason string }

// Error implements error.
func (e *SchemaError) Error() string { return e.Reason }

// CheckReceipt holds a receipt to Concur's schema of that name, such as hotel-receipt,
// which is kept for minutes. It fails with *SchemaError where the receipt does not fit;
// any other error says why the schema cannot be used.
func (s *Session) CheckReceipt(ctx context.Context, schema string, receipt any) error {
	resolved, err := lookup(ctx, s, "receipt schema "+schema, func(ctx context.Context) (*jsonschema.Resolved, error) {
		return s.receiptSchema(ctx, schema+schemaSuffix)
	})
	if err != nil {
		return err
	}
	text, err := marshalJSON(receipt)
	if err != nil {
		return err
	}
	var plain any
	if err := json.Unmarshal(text, &plain); err != nil {
		return err
	}
	if err := resolved.Validate(plain); err != nil {
		return &SchemaError{Reason: reasonOf(err)}
	}
	return nil
}

// reasonOf leaves out what an error of the schema library says of the schema itself.
func reasonOf(err error) string {
	parts := strings.Split(err.Error(), ": ")
	for len(parts) > 1 && strings.HasPrefix(parts[0], "validating ") {
		parts = parts[1:]
	}
	return shortened(strings.Join(parts, ": "))
}

// receiptSchema reads a schema and those that it refers to. Of their addresses only the
// names are used: they name a host that is not called.
func (s *Session) receiptSchema(ctx context.Context, file string) (*jsonschema.Resolved, error) {
	schema, err := s.getSchema(ctx, file)
	if err != nil {
		return nil, err
	}
	loaded := 1
	return schema.Resolve(&jsonschema.ResolveOptions{
		BaseURI: "http://" + schemaHost + "/" + file,
		Loader: func(at *url.URL) (*jsonschema.Schema, error) {
			loaded++
			if at.Host != schemaHost || !schemaFile.MatchString(path.Base(at.Path)) || loaded > mostSchemas {
				return nil, errForeignSchema
			}
			return s.getSchema(ctx, path.Base(at.Path))
		},
	})
}

func (s *Session) getSchema(ctx context.Context, file string) (*jsonschema.Schema, error) {
	var raw map[string]any
	err := s.do(ctx, request{operation: "receipts_schema_get", path: map[string]string{"schemaId": file}}, &raw)
	if err != nil {
		return nil, err
	}
	if id, ok := raw["id"].(string); ok { // draft 4
		raw["$id"] = id
		delete(raw, "id")
	}
	raw["$schema"] = draft7
	adaptSchema(raw)
	text, err := json.Marshal(raw)
	if err != nil {
		return nil, err
	}
	var schema jsonschema.Schema
	if err := json.Unmarshal(text, &schema); err != nil {
		return nil, fmt.Errorf("read the schema %s: %w", file, err)
	}
	return &schema, nil
}

// adaptSchema takes out of a schema what Go cannot check: patterns that look ahead, of
// which the one for a text that is not blank can be said otherwise, and the limits of
// draft 4 that are true or false.
func adaptSchema(value any) {
	switch value := value.(type) {
	case []any:
		for _, each := range value {
			adaptSchema(each)
		}
	case map[string]any:
		if pattern, ok := value["pattern"].(string); ok {
			if _, err := regexp.Compile(pattern); err != nil {
				delete(value, "pattern")
			}
			if pattern == `^(?!\s*$).+` {
				value["pattern"] = `\S`
			}
		}
		for _, name := range []string{"exclusiveMinimum", "exclusiveMaximum"} {
			if _, isFlag := value[name].(bool); isFlag {
				delete(value, name)
			}
		}
		for _, each := range value {
			adaptSchema(each)
		}
	}
}
