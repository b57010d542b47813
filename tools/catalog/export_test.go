package catalog

import (
	"slices"

	"github.com/concur-mcp/concur-mcp/tools"
)

// UnknownInProfiles lists the toolsets and tools that a profile names and that are
// not there.
func UnknownInProfiles(all []tools.Tool) []string {
	var unknown []string
	for _, p := range Profiles() {
		for _, toolset := range slices.Concat(p.toolsets, p.readable) {
			if !slices.ContainsFunc(all, func(t tools.Tool) bool { return t.Toolset == toolset }) {
				unknown = append(unknown, p.Name+": "+toolset)
			}
		}
		for _, name := range p.tools {
			if !slices.ContainsFunc(all, func(t tools.Tool) bool { return t.Name == name }) {
				unknown = append(unknown, p.Name+": "+name)
			}
		}
	}
	return unknown
}
