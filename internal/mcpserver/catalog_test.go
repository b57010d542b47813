package mcpserver_test

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
	"github.com/concur-mcp/concur-mcp/internal/mcpserver"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/catalog"
)

// The tests of this file hold for every tool there is and will be.

// listed is a tool as clients get it.
type listed struct {
	Name        string `json:"name"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Annotations struct {
		Title       string `json:"title"`
		ReadOnly    *bool  `json:"readOnlyHint"`
		Destructive *bool  `json:"destructiveHint"`
		Idempotent  *bool  `json:"idempotentHint"`
		OpenWorld   *bool  `json:"openWorldHint"`
	} `json:"annotations"`
	InputSchema json.RawMessage `json:"inputSchema"`
}

// eachTool runs a test for every tool of the catalog.
func eachTool(t *testing.T, check func(*testing.T, tools.Tool)) {
	t.Helper()
	each(t, catalog.Tools(catalog.Deps{}), check)
}

// eachWrite is eachTool for those that write.
func eachWrite(t *testing.T, check func(*testing.T, tools.Tool)) {
	t.Helper()
	all := catalog.Tools(catalog.Deps{})
	each(t, slices.DeleteFunc(all, func(tool tools.Tool) bool { return !tool.Effect.Writes() }), check)
}

func each(t *testing.T, some []tools.Tool, check func(*testing.T, tools.Tool)) {
	t.Helper()
	for _, tool := range some {
		t.Run(tool.Name, func(t *testing.T) {
			t.Parallel()
			check(t, tool)
		})
	}
}

func TestDescriptionsNameOnlyToolsThatExist(t *testing.T) {
	t.Parallel()
	mention := regexp.MustCompile(`\b(list|get|create|update|delete|add|submit|approve|send|recall|attach|search|set|upload)_[a-z_]+\b`)
	known := map[string]bool{}
	for _, tool := range catalog.Tools(catalog.Deps{}) {
		known[tool.Name] = true
	}
	for _, name := range mention.FindAllString(mcpserver.Instructions, -1) {
		assert.True(t, known[name], "the instructions name %s", name)
	}
	eachTool(t, func(t *testing.T, tool tools.Tool) {
		t.Helper()
		for _, name := range mention.FindAllString(tool.Description+string(tool.InputSchema()), -1) {
			assert.True(t, known[name] || strings.Contains(string(tool.InputSchema()), `"`+name+`":`), "it names %s", name)
		}
	})
}

func TestEveryToolIsNamedTitledAndDescribed(t *testing.T) {
	t.Parallel()
	name := regexp.MustCompile(`^[a-z0-9_]{1,64}$`)
	product := regexp.MustCompile(`(?i)\b(claude|anthropic|chatgpt|openai|gemini|copilot|cursor ide|codex|vs ?code)\b`)
	eachTool(t, func(t *testing.T, tool tools.Tool) {
		t.Helper()
		assert.Regexp(t, name, tool.Name)
		assert.Regexp(t, name, tool.Toolset)
		assert.NotEmpty(t, strings.TrimSpace(tool.Title))
		assert.NotEmpty(t, strings.TrimSpace(tool.Description))
		assert.LessOrEqual(t, len([]rune(tool.Description)), 300)
		assert.NotRegexp(t, product, tool.Description+tool.Title)
		assert.Contains(t, tools.Effects(), tool.Effect)
	})
}

func TestNoTwoToolsShareANameOrATitle(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, tool := range catalog.Tools(catalog.Deps{}) {
		assert.False(t, seen[tool.Name], tool.Name)
		assert.False(t, seen[tool.Title], tool.Title)
		seen[tool.Name], seen[tool.Title] = true, true
	}
}

func TestClientsSeeTheHintsOfTheEffect(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, testkit.WithCompany())
	var listing struct{ Tools []listed }
	require.NoError(t, json.Unmarshal(kit.List(), &listing))
	shown := map[string]listed{}
	for _, tool := range listing.Tools {
		shown[tool.Name] = tool
	}
	require.Len(t, shown, len(kit.Tools))
	for _, tool := range kit.Tools {
		hints, as := tool.Effect.Hints(), shown[tool.Name]
		require.Contains(t, shown, tool.Name)
		assert.Equal(t, tool.Title, as.Title)
		assert.Equal(t, tool.Title, as.Annotations.Title)
		assert.Equal(t, tool.Description, as.Description)
		assert.JSONEq(t, string(tool.InputSchema()), string(as.InputSchema))
		for hint, pair := range map[string]struct {
			want bool
			got  *bool
		}{
			"readOnlyHint":    {hints.ReadOnly, as.Annotations.ReadOnly},
			"destructiveHint": {hints.Destructive, as.Annotations.Destructive},
			"idempotentHint":  {hints.Idempotent, as.Annotations.Idempotent},
			"openWorldHint":   {true, as.Annotations.OpenWorld},
		} {
			if assert.NotNil(t, pair.got, "%s of %s is not said", hint, tool.Name) {
				assert.Equal(t, pair.want, *pair.got, "%s of %s", hint, tool.Name)
			}
		}
	}
}

func TestEveryOperationOfAToolIsInTheCatalogue(t *testing.T) {
	t.Parallel()
	eachTool(t, func(t *testing.T, tool tools.Tool) {
		t.Helper()
		assert.NotEmpty(t, tool.Operations)
		writes := false
		for _, name := range tool.UsesOperations() {
			operation, ok := catalogue.Lookup(name)
			assert.True(t, ok, "there is no operation %s", name)
			writes = writes || operation.Safety != catalogue.Safe
		}
		assert.Equal(t, tool.Effect.Writes(), writes, "a tool writes if and only if one of its operations does")
	})
}

// keywords are those of JSON Schema 2020-12 that every client is known to take.
func keywords() []string {
	return []string{
		"type", "properties", "required", "additionalProperties", "items", "enum", "description", "format",
		"minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "pattern", "default",
	}
}

func TestEverySchemaIsPortable(t *testing.T) {
	t.Parallel()
	eachTool(t, func(t *testing.T, tool tools.Tool) {
		t.Helper()
		var root map[string]any
		require.NoError(t, json.Unmarshal(tool.InputSchema(), &root))
		assert.Equal(t, "object", root["type"])
		assert.IsType(t, map[string]any{}, root["properties"], "properties are always there")
		assert.Equal(t, false, root["additionalProperties"], "unknown arguments are refused")
		walkSchema(t, "arguments", root)
	})
}

// walkSchema checks a schema and everything below it.
func walkSchema(t *testing.T, path string, schema map[string]any) {
	t.Helper()
	for _, keyword := range slices.Sorted(maps.Keys(schema)) {
		assert.Contains(t, keywords(), keyword, path)
	}
	assert.IsType(t, "", schema["type"], "%s has one type", path)
	if properties, ok := schema["properties"].(map[string]any); ok {
		for name, property := range properties {
			walkBelow(t, path+"."+name, property)
		}
	}
	if schema["type"] == "array" {
		walkBelow(t, path+"[]", schema["items"])
	}
	if more, ok := schema["additionalProperties"]; ok && more != false {
		walkBelow(t, path+".*", more)
	}
}

func walkBelow(t *testing.T, path string, schema any) {
	t.Helper()
	below, ok := schema.(map[string]any)
	if assert.True(t, ok, "%s is %v, not a schema", path, schema) {
		walkSchema(t, path, below)
	}
}

func TestEveryToolRefusesUnknownArgumentsWithTheValidNames(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, testkit.WithCompany())
	for _, tool := range kit.Tools {
		failure := kit.Call(tool.Name, `{"no_such_argument": 1}`).Failure()
		assert.Equal(t, "nothing_changed", failure["changed"], tool.Name)
		assert.Contains(t, failure["message"], "unknown argument no_such_argument", tool.Name)
		var schema struct{ Properties map[string]any }
		require.NoError(t, json.Unmarshal(tool.InputSchema(), &schema))
		for name := range schema.Properties {
			assert.Contains(t, failure["message"], name, "%s names its arguments", tool.Name)
		}
	}
	assert.Empty(t, kit.Sim.Journal(), "nothing was sent")
}
