package tools_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/tools"
)

// described has arguments whose members their descriptions tell.
type described struct {
	Place  *place            `json:"place,omitempty"  jsonschema:"city, zip" members:"described"`
	Places []place           `json:"places,omitempty" members:"described"`
	Extra  map[string]string `json:"extra,omitempty"  members:"described"`
	Told   *place            `json:"told,omitempty"`
}

func TestMembersThatAreDescribedAreNotInTheSchema(t *testing.T) {
	t.Parallel()
	tool := tools.New(tools.Definition{Name: "run", Effect: tools.Read},
		func(_ context.Context, _ *tools.Call, in described) (described, error) { return in, nil })
	assert.JSONEq(t, `{
		"type": "object", "additionalProperties": false,
		"properties": {
			"place": {"type": "object", "description": "city, zip"},
			"places": {"type": "array", "items": {"type": "object"}},
			"extra": {"type": "object"},
			"told": {
				"type": "object", "additionalProperties": false, "required": ["city"],
				"properties": {"city": {"type": "string"}, "zip": {"type": "string", "maxLength": 5}}
			}
		}
	}`, string(tool.InputSchema()))
	for args, says := range map[string]string{
		`{"place": {"city": "Porto", "land": "PT"}}`:      "unknown argument land",
		`{"places": [{"zip": "4000"}]}`:                   "is required",
		`{"place": {"city": "Porto", "zip": "4000-001"}}`: "Concur takes 5",
	} {
		_, err := tool.Run(t.Context(), &tools.Call{}, []byte(args))
		require.ErrorContains(t, err, says)
	}
}
