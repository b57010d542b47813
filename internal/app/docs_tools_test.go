package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/catalog"
)

const toolsIntro = `# Tools

<!-- Written by make docs. -->

Every tool with its arguments and one example, which was run on the sample company of the built-in simulator. You can run it
as it stands; dates move with the day. Long results are cut here.

Many tools share these arguments: ` + "`user`" + ` is whose report or receipt it is, by UUID, login, e-mail or name;
` + "`limit`, `cursor` and `fields`" + ` shape a list; ` + "`custom_fields`" + ` are given by the label on the form or by id, and
list values by name, code or id, unless the tool says otherwise.

Every tool that writes takes ` + "`dry_run`" + `, which shows the request and sends none, and ` + "`confirm_token`" + `, which a first call
gives along with its question where the client cannot ask a person; those that create take ` + "`idempotency_key`" + `: the same key
within 24 hours gives the first result again. Results of writes say in ` + "`undo`" + ` how to undo them, and in ` + "`write_id`" + ` where
they stand in the journal. The examples run with ` + "`--confirm none`" + `.

`

// longestResult is how many lines of a result the page shows.
const longestResult = 40

// TestDocsOfTools holds docs/tools.md to the code; UPDATE_DOCS=1 rewrites it.
func TestDocsOfTools(t *testing.T) {
	t.Parallel()
	var page strings.Builder
	page.WriteString(toolsIntro)
	toolset := ""
	for _, tool := range catalog.Tools(catalog.Deps{}) {
		if tool.Toolset != toolset {
			toolset = tool.Toolset
			fmt.Fprintf(&page, "\n## %s\n", toolset)
		}
		writeTool(t, &page, tool)
	}
	holdPage(t, "../../docs/tools.md", page.String())
}

func writeTool(t *testing.T, page *strings.Builder, tool tools.Tool) {
	t.Helper()
	optional := ""
	if tool.Optional {
		optional = ", optional"
	}
	fmt.Fprintf(page, "\n### %s\n\n%s\n\nEffect: %s%s. Connection: %s. Operations: %s.\n", tool.Name, tool.Description, tool.Effect, optional,
		connectionsOf(tool), "`"+strings.Join(tool.Operations, "`, `")+"`")
	if arguments := argumentTable(t, tool); arguments != "" {
		fmt.Fprintf(page, "\n%s", arguments)
	}
	example := testkit.ExampleOf(t, tool.Name)
	result := example.Kit(t, testkit.WithCompany()).Call(tool.Name, example.Arguments)
	require.False(t, result.Failed, "%s: %s", tool.Name, result.Text)
	flags := ""
	if tool.Optional {
		flags = "--profile all "
	}
	if example.As != testkit.Rita {
		flags += "--demo-user " + example.As + " "
	}
	if example.QuickExpensesV3 {
		flags += "--demo-quick-expenses-v3 "
	}
	var arguments bytes.Buffer
	require.NoError(t, json.Compact(&arguments, example.Arguments))
	fmt.Fprintf(page, "\n```sh\nconcur-mcp call --demo %s%s '%s'\n```\n", flags, tool.Name, &arguments)
	fmt.Fprintf(page, "\n```json\n%s\n```\n", shortened(t, result.Structured))
}

// connectionsOf says which kinds of connection can run a tool.
func connectionsOf(tool tools.Tool) string {
	var kinds []string
	for _, name := range tool.Operations {
		operation, _ := catalogue.Lookup(name)
		for _, kind := range operation.Tokens {
			if !slices.Contains(kinds, string(kind)) {
				kinds = append(kinds, string(kind))
			}
		}
	}
	return strings.Join(kinds, " or ")
}

// argumentTable lists the arguments as the schema has them.
func argumentTable(t *testing.T, tool tools.Tool) string {
	t.Helper()
	var schema struct {
		Properties map[string]struct {
			Type, Description, Format string
			Enum                      []string
			MaxLength                 int
		}
		Required []string
	}
	require.NoError(t, json.Unmarshal(tool.InputSchema(), &schema))
	if len(schema.Properties) == 0 {
		return ""
	}
	var table strings.Builder
	table.WriteString("| Argument | Type | |\n|---|---|---|\n")
	for _, name := range orderOf(t, tool.InputSchema()) {
		property := schema.Properties[name]
		about := []string{}
		if slices.Contains(schema.Required, name) {
			about = append(about, "required")
		}
		if property.Description != "" {
			about = append(about, property.Description)
		}
		if len(property.Enum) > 0 {
			about = append(about, "one of "+strings.Join(property.Enum, ", "))
		}
		if property.MaxLength > 0 {
			about = append(about, fmt.Sprintf("at most %d characters", property.MaxLength))
		}
		if property.Format != "" {
			property.Type = property.Format
		}
		fmt.Fprintf(&table, "| `%s` | %s | %s |\n", name, property.Type, cell(strings.Join(about, "; ")))
	}
	return table.String()
}

// orderOf gives the names of the properties as they stand in the schema.
func orderOf(t *testing.T, schema json.RawMessage) []string {
	t.Helper()
	var root struct{ Properties json.RawMessage }
	require.NoError(t, json.Unmarshal(schema, &root))
	decoder := json.NewDecoder(bytes.NewReader(root.Properties))
	_, err := decoder.Token()
	require.NoError(t, err)
	var names []string
	for decoder.More() {
		name, err := decoder.Token()
		require.NoError(t, err)
		names = append(names, fmt.Sprint(name))
		var skipped json.RawMessage
		require.NoError(t, decoder.Decode(&skipped))
	}
	return names
}

// shortened is a result that fits the page.
// writeIDs are new each time.
var writeIDs = regexp.MustCompile(`"write_id": ?"w_[A-Z0-9]+"`)

func shortened(t *testing.T, result json.RawMessage) string {
	t.Helper()
	var pretty bytes.Buffer
	require.NoError(t, json.Indent(&pretty, writeIDs.ReplaceAll(result, []byte(`"write_id":"w_…"`)), "", "  "))
	lines := strings.Split(pretty.String(), "\n")
	if len(lines) > longestResult {
		lines = append(lines[:longestResult], "...")
	}
	return strings.Join(lines, "\n")
}
