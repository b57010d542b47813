package limits

import (
	_ "embed" // The schema is easier to read as a file of its own.
	"encoding/json"
)

//go:embed schema.json
var schema string

// Schema is the JSON Schema (draft 2020-12) of the value of "limits", for editors. Parse
// says more: what is in an expression, and whether hours are in order.
func Schema() json.RawMessage { return json.RawMessage(schema) }
