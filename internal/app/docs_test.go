package app_test

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
	"github.com/concur-mcp/concur-mcp/internal/config"
	"github.com/concur-mcp/concur-mcp/tools/catalog"
)

// pages are those that are written by hand but for the tables between marks.
const (
	readme       = "../../README.md"
	settingsPage = "../../docs/settings.md"
	connectPage  = "../../docs/connect.md"
)

// TestDocs holds the tables of pages to the code; UPDATE_DOCS=1 rewrites them.
func TestDocs(t *testing.T) {
	t.Parallel()
	for page, tables := range map[string]map[string]string{
		readme: {"profiles": profileTable(t), "tools": toolTable()},
		settingsPage: {
			"settings": settingsTable(reflect.TypeFor[config.Config](), true), "serving": settingsTable(reflect.TypeFor[config.Serving](), false),
		},
		connectPage: {"scopes": scopeTable(t)},
	} {
		t.Run(page, func(t *testing.T) {
			t.Parallel()
			raw, err := os.ReadFile(page)
			require.NoError(t, err)
			text := string(raw)
			for name, table := range tables {
				text = replaceBetween(t, page, text, name, table)
			}
			if os.Getenv("UPDATE_DOCS") != "" {
				require.NoError(t, os.WriteFile(page, []byte(text), 0o644))
				return
			}
			assert.Equal(t, text, string(raw), "run: make docs")
		})
	}
}

// replaceBetween puts a table between the marks of its name.
func replaceBetween(t *testing.T, page, text, name, table string) string {
	t.Helper()
	begin, end := "<!-- "+name+":begin -->\n", "<!-- "+name+":end -->"
	before, rest, found := strings.Cut(text, begin)
	require.True(t, found, "%s lacks %s", page, begin)
	_, after, found := strings.Cut(rest, end)
	require.True(t, found, "%s lacks %s", page, end)
	return before + begin + table + end + after
}

func TestFlagNames(t *testing.T) {
	t.Parallel()
	for field, want := range map[string]string{
		"ClientID": "client-id", "ReadOnly": "read-only", "ConcurURL": "concur-url", "Files": "files", "ExcludeTools": "exclude-tools",
	} {
		found, ok := reflect.TypeFor[config.Config]().FieldByName(field)
		require.True(t, ok, field)
		assert.Equal(t, want, flagName(found))
	}
}

// toolTable lists the tools by toolset, with a link to the page of each.
func toolTable() string {
	var table strings.Builder
	table.WriteString("| Toolset | Tools |\n|---|---|\n")
	all := catalog.Tools(catalog.Deps{})
	for len(all) > 0 {
		toolset := all[0].Toolset
		var names []string
		for len(all) > 0 && all[0].Toolset == toolset {
			name := fmt.Sprintf("[%s](docs/tools.md#%s)", all[0].Name, all[0].Name)
			if all[0].Optional {
				name = "*" + name + "*"
			}
			names, all = append(names, name), all[1:]
		}
		fmt.Fprintf(&table, "| `%s` | %s |\n", toolset, strings.Join(names, ", "))
	}
	return table.String()
}

// profileTable lists the profiles with what they are for.
func profileTable(t *testing.T) string {
	t.Helper()
	var table strings.Builder
	table.WriteString("| Profile | Tools | For |\n|---|---|---|\n")
	all := catalog.Tools(catalog.Deps{})
	for _, profile := range catalog.Profiles() {
		selected, err := catalog.Select(all, catalog.Selection{Profile: profile.Name})
		require.NoError(t, err)
		fmt.Fprintf(&table, "| `%s` | %d | %s |\n", profile.Name, len(selected), profile.Purpose)
	}
	return table.String()
}

// settingsTable lists settings, from their tags, and the names of the secrets.
func settingsTable(settings reflect.Type, secrets bool) string {
	var table strings.Builder
	table.WriteString("| Setting | Environment | Default | Meaning |\n|---|---|---|---|\n")
	for _, field := range reflect.VisibleFields(settings) {
		if help := field.Tag.Get("help"); help != "" {
			fmt.Fprintf(&table, "| `--%s` | `%s` | %s | %s |\n", flagName(field), field.Tag.Get("env"), code(field.Tag.Get("default")), cell(help))
		}
	}
	if !secrets {
		return table.String()
	}
	for _, secret := range config.SecretVariables() {
		fmt.Fprintf(&table, "| | `%s`, or with `_FILE` or `_COMMAND` | | %s |\n", secret[0], cell(secret[1]))
	}
	return table.String()
}

// scopeTable lists what the tools of each profile need, of a person and besides of
// the company.
func scopeTable(t *testing.T) string {
	t.Helper()
	var table strings.Builder
	table.WriteString("| Profile | Scopes of a user connection | Besides, for a company connection |\n|---|---|---|\n")
	for _, profile := range catalog.Profiles() {
		selected, err := catalog.Select(catalog.Tools(catalog.Deps{}), catalog.Selection{Profile: profile.Name})
		require.NoError(t, err)
		var operations []string
		for _, tool := range selected {
			operations = append(operations, tool.UsesOperations()...)
		}
		user := catalogue.ScopesFor(operations, catalogue.User)
		company := slices.DeleteFunc(catalogue.ScopesFor(operations, catalogue.Company), func(scope string) bool {
			return slices.Contains(user, scope)
		})
		fmt.Fprintf(&table, "| `%s` | %s | %s |\n", profile.Name, code(strings.Join(user, " ")), code(strings.Join(company, " ")))
	}
	return table.String()
}

// flagName is the name that kong gives a field: its words with dashes.
func flagName(field reflect.StructField) string {
	if name := field.Tag.Get("name"); name != "" {
		return name
	}
	var name strings.Builder
	for i, r := range field.Name {
		upper := r >= 'A' && r <= 'Z'
		wordBegins := upper && i > 0 && (field.Name[i-1] < 'A' || field.Name[i-1] > 'Z')
		if wordBegins {
			name.WriteByte('-')
		}
		name.WriteString(strings.ToLower(string(r)))
	}
	return name.String()
}

func code(text string) string {
	if text == "" {
		return ""
	}
	return "`" + text + "`"
}

func cell(text string) string { return strings.ReplaceAll(text, "|", "\\|") }
