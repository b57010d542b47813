package catalog

import (
	"fmt"
	"slices"
	"strings"

	"github.com/concur-mcp/concur-mcp/tools"
)

// Selection says which tools are wanted. The zero value wants the default ones.
type Selection struct {
	// Profile is one of Profiles; empty stands for Default.
	Profile string
	// Toolsets and Tools together take the place of the profile.
	Toolsets, Tools []string
	// Exclude is left out of what the others give.
	Exclude []string
}

// Select picks tools, in the order of the catalog. It fails if a name is unknown,
// and lists those that are known.
func Select(all []tools.Tool, want Selection) ([]tools.Tool, error) {
	if err := want.check(all); err != nil {
		return nil, err
	}
	var selected []tools.Tool
	for _, tool := range all {
		if want.takes(tool) {
			selected = append(selected, tool)
		}
	}
	return selected, nil
}

func (s Selection) takes(tool tools.Tool) bool {
	if slices.Contains(s.Exclude, tool.Name) {
		return false
	}
	if len(s.Toolsets) == 0 && len(s.Tools) == 0 {
		chosen, _ := profileNamed(s.Profile)
		return chosen.takes(tool)
	}
	return slices.Contains(s.Toolsets, tool.Toolset) || slices.Contains(s.Tools, tool.Name) ||
		(!tool.Optional && slices.Contains(s.Toolsets, Default))
}

func (s Selection) check(all []tools.Tool) error {
	var names []string
	toolsets := []string{Default}
	for _, tool := range all {
		names = append(names, tool.Name)
		if !slices.Contains(toolsets, tool.Toolset) {
			toolsets = append(toolsets, tool.Toolset)
		}
	}
	for _, asked := range []struct {
		kind         string
		given, known []string
	}{{"toolset", s.Toolsets, toolsets}, {"tool", s.Tools, names}, {"tool", s.Exclude, names}} {
		for _, name := range asked.given {
			if !slices.Contains(asked.known, name) {
				return fmt.Errorf("there is no %s %q; there are %s", asked.kind, name, strings.Join(asked.known, ", "))
			}
		}
	}
	if _, known := profileNamed(s.Profile); !known {
		return fmt.Errorf("there is no profile %q; there are %s", s.Profile, strings.Join(profileNames(), ", "))
	}
	return nil
}
