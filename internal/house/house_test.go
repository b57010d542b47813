package house

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	root     = "../.." // a test runs in the folder of its package
	maxLines = 400
)

// listed is what this test wants of `go list -json`.
type listed struct {
	ImportPath     string
	Name           string
	Dir            string
	GoFiles        []string
	IgnoredGoFiles []string
	Imports        []string
}

func TestImportsStayInTheirRooms(t *testing.T) {
	t.Parallel()
	for _, pkg := range packages(t) {
		t.Run(pkg.ImportPath, func(t *testing.T) {
			t.Parallel()
			below := strings.TrimPrefix(pkg.ImportPath, module+"/")
			for _, breach := range breaches(below, pkg.Imports) {
				t.Error(breach)
			}
		})
	}
}

func TestPackagesAreNamedForWhatTheyOwn(t *testing.T) {
	t.Parallel()
	banned := []string{"util", "utils", "common", "helper", "helpers", "misc"}
	for _, pkg := range packages(t) {
		assert.NotContains(t, banned, pkg.Name, "%s: name it for its subject", pkg.ImportPath)
	}
}

func TestEveryPackageSaysWhatItOwns(t *testing.T) {
	t.Parallel()
	documented := map[string]bool{}
	for _, file := range sources(t) {
		folder := filepath.Dir(file)
		documented[folder] = documented[folder] || parse(t, file).Doc != nil
	}
	for folder, ok := range documented {
		assert.True(t, ok, "%s has no package comment", folder)
	}
}

func TestNothingHappensInInit(t *testing.T) {
	t.Parallel()
	for _, file := range sources(t) {
		for _, decl := range parse(t, file).Decls {
			fn, ok := decl.(*ast.FuncDecl)
			atStart := ok && fn.Recv == nil && fn.Name.Name == "init"
			assert.False(t, atStart, "%s has an init function; call it from where it is needed", file)
		}
	}
}

func TestFilesFitOneSubject(t *testing.T) {
	t.Parallel()
	for _, file := range sources(t) {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		lines := bytes.Count(text, []byte("\n"))
		assert.LessOrEqual(t, lines, maxLines, "%s has %d lines; split it by subject", file, lines)
	}
}

func TestTopLevelHoldsOnlyWhatIsKnown(t *testing.T) {
	t.Parallel()
	known := []string{
		"cmd", "internal", "tools", "testdata", "docs", "bin", "dist", "go.mod", "go.sum", "Makefile",
		"README.md", "CONTRIBUTING.md", "SECURITY.md", "AGENTS.md", "LICENSE",
	}
	entries, err := os.ReadDir(root)
	require.NoError(t, err)
	for _, entry := range entries {
		ok := strings.HasPrefix(entry.Name(), ".") || slices.Contains(known, entry.Name())
		assert.True(t, ok, "%s does not belong at the top level", entry.Name())
	}
}

// TestBreachesAreFound keeps the rules honest: a test that lets everything
// through would pass on any tree.
func TestBreachesAreFound(t *testing.T) {
	t.Parallel()
	const resty, sdk = "github.com/go-resty/resty/v2", "github.com/modelcontextprotocol/go-sdk/mcp"
	for _, c := range []struct {
		name, pkg, imported string
		allowed             bool
	}{
		{"a toolset uses the client", "tools/reports", module + "/internal/concur", true},
		{"a toolset does not use another toolset", "tools/reports", module + "/tools/expenses", false},
		{"a toolset does not see the MCP SDK", "tools/reports", sdk, false},
		{"a toolset makes no HTTP requests", "tools/reports", "net/http", false},
		{"the catalog lists the toolsets", "tools/catalog", module + "/tools/reports", true},
		{"the tool definition knows nothing of the client", "tools", module + "/internal/concur", false},
		{"main starts the app", "cmd/concur-mcp", module + "/internal/app", true},
		{"main does nothing else", "cmd/concur-mcp", module + "/internal/config", false},
		{"the client speaks HTTP", "internal/concur", resty, true},
		{"nobody else uses resty", "internal/app", resty, false},
		{"the client does not know the server", "internal/concur", module + "/internal/mcpserver", false},
		{"the server adapts the SDK", "internal/mcpserver", sdk, true},
		{"the simulator has the operation table", "internal/simulator", module + "/internal/concur/catalogue", true},
		{"the simulator does not know the client", "internal/simulator", module + "/internal/concur", false},
		{"the simulator needs no third party but decimals", "internal/simulator", "golang.org/x/sync/errgroup", false},
		{"a room over several packages is one room", "internal/tokenstore/storetest", module + "/internal/tokenstore", true},
		{"nothing imports the app", "internal/mcpserver", module + "/internal/app", false},
		{"the app does not ship the test wiring", "internal/app", module + "/internal/testkit", false},
		{"a package without a room is reported", "internal/extras", "fmt", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.allowed, len(breaches(c.pkg, []string{c.imported})) == 0)
		})
	}
}

// packages asks the go command for every package of the module.
func packages(t *testing.T) []listed {
	t.Helper()
	// -e lists a package that does not build, too: this test is about its imports.
	cmd := exec.CommandContext(t.Context(), "go", "list", "-e", "-json=ImportPath,Name,Dir,GoFiles,IgnoredGoFiles,Imports", "./...")
	cmd.Dir = root
	out, err := cmd.Output()
	require.NoError(t, err)
	var all []listed
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var pkg listed
		err := decoder.Decode(&pkg)
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
		all = append(all, pkg)
	}
	require.NotEmpty(t, all)
	return all
}

// sources lists the Go files that are not tests, those of other platforms included.
func sources(t *testing.T) []string {
	t.Helper()
	var files []string
	for _, pkg := range packages(t) {
		for _, name := range slices.Concat(pkg.GoFiles, pkg.IgnoredGoFiles) {
			if !strings.HasSuffix(name, "_test.go") {
				files = append(files, filepath.Join(pkg.Dir, name))
			}
		}
	}
	require.NotEmpty(t, files)
	return files
}

func parse(t *testing.T, file string) *ast.File {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments|parser.SkipObjectResolution)
	require.NoError(t, err)
	return parsed
}
