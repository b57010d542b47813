package catalog_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/catalog"
)

type none struct{}

func tool(toolset, name string, optional bool) tools.Tool {
	def := tools.Definition{Name: name, Toolset: toolset, Optional: optional, Effect: tools.Read}
	return tools.New(def, func(context.Context, *tools.Call, none) (none, error) { return none{}, nil })
}

func sample() []tools.Tool {
	return []tools.Tool{
		tool("reports", "list", false), tool("reports", "get", false), tool("reports", "purge", true),
		tool("taxes", "list_taxes", true),
	}
}

func TestSelect(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		want catalog.Selection
		get  []string
	}{
		{"nothing said gives the default tools", catalog.Selection{}, []string{"list", "get"}},
		{"the default profile", catalog.Selection{Profile: "default"}, []string{"list", "get"}},
		{"the profile of all", catalog.Selection{Profile: "all"}, []string{"list", "get", "purge", "list_taxes"}},
		{"a toolset brings its optional tools", catalog.Selection{Toolsets: []string{"reports"}}, []string{"list", "get", "purge"}},
		{"a toolset takes the place of the profile", catalog.Selection{Profile: "all", Toolsets: []string{"taxes"}}, []string{"list_taxes"}},
		{"the default and a toolset", catalog.Selection{Toolsets: []string{"default", "taxes"}}, []string{"list", "get", "list_taxes"}},
		{"a tool by name", catalog.Selection{Tools: []string{"purge"}}, []string{"purge"}},
		{"a toolset and a tool", catalog.Selection{Toolsets: []string{"taxes"}, Tools: []string{"get"}}, []string{"get", "list_taxes"}},
		{"without a tool", catalog.Selection{Exclude: []string{"list"}}, []string{"get"}},
		{"leaving out wins", catalog.Selection{Tools: []string{"get", "list"}, Exclude: []string{"get"}}, []string{"list"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			selected, err := catalog.Select(sample(), c.want)
			require.NoError(t, err)
			var names []string
			for _, tool := range selected {
				names = append(names, tool.Name)
			}
			assert.Equal(t, c.get, names)
		})
	}
}

func TestUnknownNamesAreAnsweredWithTheKnownOnes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		want  catalog.Selection
		error string
	}{
		"a toolset":       {catalog.Selection{Toolsets: []string{"repots"}}, `there is no toolset "repots"; there are default, reports, taxes`},
		"a tool":          {catalog.Selection{Tools: []string{"lst"}}, `there is no tool "lst"; there are list, get, purge, list_taxes`},
		"an excluded one": {catalog.Selection{Exclude: []string{"lst"}}, `there is no tool "lst"; there are list, get, purge, list_taxes`},
		"a profile": {
			catalog.Selection{Profile: "boss"},
			`there is no profile "boss"; there are default, traveler, approver, finance, all`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := catalog.Select(sample(), c.want)
			assert.EqualError(t, err, c.error)
		})
	}
}
