package catalog_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/catalog"
)

// promised is a row of testdata/contract.tsv: what the product promises of a tool,
// whatever the code says.
type promised struct{ name, toolset, effect, tokens, profile, operations string }

func contract(t *testing.T) []promised {
	t.Helper()
	text, err := os.ReadFile("../../testdata/contract.tsv")
	require.NoError(t, err)
	var rows []promised
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		require.Len(t, cells, 6, line)
		rows = append(rows, promised{cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]})
	}
	return rows[1:]
}

// described says of a tool what the contract says.
func described(tool tools.Tool) promised {
	profile := "default"
	if tool.Optional {
		profile = "optional"
	}
	return promised{
		tool.Name, tool.Toolset, string(tool.Effect), tokensOf(tool), profile, sorted(strings.Join(tool.Operations, " ")),
	}
}

// tokensOf are the kinds that can run one of the tool's operations.
func tokensOf(tool tools.Tool) string {
	var kinds []string
	for _, name := range tool.Operations {
		operation, _ := catalogue.Lookup(name)
		for _, kind := range operation.Tokens {
			kinds = append(kinds, string(kind))
		}
	}
	return sorted(strings.Join(kinds, " "))
}

func sorted(words string) string {
	list := strings.Fields(words)
	slices.Sort(list)
	return strings.Join(slices.Compact(list), " ")
}

func TestTheToolsAreThoseOfTheContract(t *testing.T) {
	t.Parallel()
	built := map[string]tools.Tool{}
	for _, tool := range catalog.Tools(catalog.Deps{}) {
		built[tool.Name] = tool
	}
	for _, want := range contract(t) {
		tool, ok := built[want.name]
		if !assert.True(t, ok, "%s is missing", want.name) {
			continue
		}
		delete(built, want.name)
		want.tokens, want.operations = sorted(want.tokens), sorted(want.operations)
		assert.Equal(t, want, described(tool))
	}
	require.Len(t, built, 1, "one tool is our own")
	assert.Contains(t, built, "summarize_spend")
}

// TestProfilesNameWhatExists holds the names in the profiles to the catalog.
func TestProfilesNameWhatExists(t *testing.T) {
	t.Parallel()
	all := catalog.Tools(catalog.Deps{})
	for _, profile := range catalog.Profiles() {
		selected, err := catalog.Select(all, catalog.Selection{Profile: profile.Name})
		require.NoError(t, err)
		assert.NotEmpty(t, selected, profile.Name)
	}
	for _, unknown := range catalog.UnknownInProfiles(all) {
		assert.Fail(t, "a profile names what is not there", unknown)
	}
}
