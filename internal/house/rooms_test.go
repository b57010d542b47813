package house

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

const module = "github.com/concur-mcp/concur-mcp"

// room is a row of the table in CONTRIBUTING.md. A pattern is a package's path
// below the module; "/..." at its end takes in everything below, "*" one level.
type room struct {
	pattern string
	// ours are the patterns of our own packages that the room may import.
	ours []string
	// modules are the third-party modules it may import; nil leaves them open.
	modules []string
}

// rooms is the table; the first row that fits a package counts.
func rooms() []room {
	const schema, decimal = "github.com/google/jsonschema-go", "github.com/shopspring/decimal"
	everything := []string{"tools/...", "internal/..."}
	return []room{
		{pattern: "cmd/concur-mcp", ours: []string{"internal/app"}, modules: []string{}},
		{pattern: "tools", modules: []string{schema}},
		{pattern: "tools/catalog", ours: []string{"tools", "tools/*", "internal/concur", "internal/files"}},
		{pattern: "tools/view", ours: []string{"tools", "internal/concur", "internal/render"}},
		{pattern: "tools/outcome", ours: []string{"tools", "tools/view", "internal/concur"}},
		{pattern: "tools/target", ours: []string{"tools", "tools/view", "internal/auth", "internal/concur", "internal/render"}},
		{pattern: "tools/images", ours: []string{"tools", "internal/concur", "internal/files"}},
		{
			pattern: "tools/*",
			ours: []string{
				"tools", "tools/view", "tools/outcome", "tools/images", "internal/concur", "internal/render", "internal/files",
			},
		},
		{
			pattern: "internal/mcpserver/...",
			ours: []string{
				"tools", "internal/approve", "internal/writes", "internal/redact", "internal/auth/caller", "internal/render",
			},
		},
		{pattern: "internal/concur/catalogue", modules: []string{}},
		{pattern: "internal/concur/...", ours: []string{"internal/auth", "internal/concur/catalogue", "internal/render"}},
		{pattern: "internal/auth/caller", ours: []string{"internal/approve"}},
		{pattern: "internal/auth", ours: []string{"internal/auth/caller", "internal/tokenstore", "internal/render"}},
		{pattern: "internal/signin/...", ours: []string{"internal/auth", "internal/tokenstore", "internal/web"}},
		{pattern: "internal/uploads/...", ours: []string{"internal/tokenstore", "internal/web", "internal/files"}},
		{pattern: "internal/web/...", modules: []string{}},
		{pattern: "internal/tokenstore/..."},
		{pattern: "internal/approve/...", ours: []string{"tools", "internal/tokenstore", "internal/render"}},
		{pattern: "internal/limits/...", ours: []string{"tools"}, modules: []string{decimal, "github.com/google/cel-go"}},
		{pattern: "internal/journal/...", ours: []string{"tools", "internal/tokenstore", "internal/render"}, modules: []string{}},
		{pattern: "internal/redact/...", modules: []string{}},
		{
			pattern: "internal/writes/...",
			ours: []string{
				"tools", "tools/target", "internal/approve", "internal/limits", "internal/journal", "internal/concur",
				"internal/concur/catalogue", "internal/auth", "internal/auth/caller", "internal/tokenstore", "internal/render",
			},
		},
		{pattern: "internal/render/..."},
		{pattern: "internal/simulator/...", ours: []string{"internal/concur/catalogue"}, modules: []string{decimal}},
		{pattern: "internal/config/...", ours: []string{"internal/auth", "internal/tokenstore/stores", "internal/limits", "internal/approve"}},
		{
			pattern: "internal/doctor/...",
			ours:    []string{"tools", "internal/auth", "internal/tokenstore", "internal/concur/catalogue", "internal/limits", "internal/journal"},
			modules: []string{},
		},
		{pattern: "internal/telemetry/...", ours: []string{"internal/redact"}},
		{pattern: "internal/files/..."},
		{pattern: "internal/fetch/...", modules: []string{}},
		{pattern: "internal/exchange/...", ours: []string{"internal/concur/catalogue"}, modules: []string{}},
		{pattern: "internal/app/...", ours: everything},
		{pattern: "internal/testkit/...", ours: everything},
		{pattern: "internal/bench/...", ours: everything},
		{pattern: "internal/faults/...", ours: everything},
		{pattern: "internal/browser", ours: everything},
		{pattern: "internal/soak", ours: everything},
		{pattern: "internal/conformance/...", ours: everything},
		{pattern: "internal/house", modules: []string{}},
	}
}

// reserved is an import that only some rooms may have, whatever else they may.
type reserved struct {
	imported string
	only     []string
}

func reservations() []reserved {
	return []reserved{
		{"github.com/go-resty/resty", []string{"internal/concur"}},
		{
			"github.com/modelcontextprotocol/go-sdk",
			// The demo command, the test wiring and the benchmarks are MCP clients.
			[]string{"internal/mcpserver/...", "internal/app", "internal/testkit/...", "internal/bench/...", "internal/conformance"},
		},
		{"golang.org/x/oauth2", []string{"internal/auth/..."}},
		{"github.com/alecthomas/kong", []string{"internal/app", "internal/config"}},
		{"github.com/prometheus", []string{"internal/telemetry"}},
		{"go.opentelemetry.io", []string{"internal/telemetry"}},
		{"net/http", []string{"internal/..."}},
		{module + "/internal/app", []string{"cmd/concur-mcp", "internal/app/...", "internal/testkit/..."}},
		{module + "/internal/testkit", []string{"internal/testkit/..."}},
	}
}

// breaches says, in sentences, which imports of a package leave its room.
func breaches(pkg string, imports []string) []string {
	all := rooms()
	at := slices.IndexFunc(all, func(r room) bool { return matches(r.pattern, pkg) })
	if at < 0 {
		return []string{pkg + " belongs to no room; add it to the tables in CONTRIBUTING.md and internal/house"}
	}
	var found []string
	for _, imported := range imports {
		if why := all[at].refuses(imported); why != "" {
			found = append(found, fmt.Sprintf("%s imports %s: %s", pkg, imported, why))
		}
		for _, r := range reservations() {
			if within(imported, r.imported) && !matchesAny(r.only, pkg) {
				found = append(found, fmt.Sprintf("%s imports %s: only %s may", pkg, imported, strings.Join(r.only, ", ")))
			}
		}
	}
	return found
}

// refuses says why a room may not have an import, or nothing where it may.
func (r room) refuses(imported string) string {
	if own, ok := strings.CutPrefix(imported, module+"/"); ok {
		// A room over several packages is one room.
		if matchesAny(r.ours, own) || strings.HasSuffix(r.pattern, "/...") && matches(r.pattern, own) {
			return ""
		}
		return "of our own it may import " + list(r.ours)
	}
	standard := !strings.Contains(strings.Split(imported, "/")[0], ".")
	if standard || r.modules == nil || slices.ContainsFunc(r.modules, func(m string) bool { return within(imported, m) }) {
		return ""
	}
	return "of third parties it may import " + list(r.modules)
}

func matchesAny(patterns []string, pkg string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return matches(p, pkg) })
}

// matches knows only patterns that are written in this file, all well-formed.
func matches(pattern, pkg string) bool {
	if root, ok := strings.CutSuffix(pattern, "/..."); ok {
		return within(pkg, root)
	}
	fits, err := path.Match(pattern, pkg)
	return err == nil && fits
}

// within reports whether a path is the root or lies below it.
func within(name, root string) bool { return name == root || strings.HasPrefix(name, root+"/") }

func list(names []string) string {
	if len(names) == 0 {
		return "nothing"
	}
	return strings.Join(names, ", ")
}
