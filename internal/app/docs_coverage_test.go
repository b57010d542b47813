package app_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/tools/catalog"
)

const coverageIntro = `# Coverage

<!-- Written by make docs. -->

Every operation of Concur that this server knows: the tools that use it, whether the built-in simulator answers it, and the
exchanges that hold the client to it (answers that say yes, answers that say no). An exchange is *composed* from Concur's
documentation until somebody with an account replaces it with a *recorded* one (CONTRIBUTING.md says how). **Inferred** is
what the documentation does not say.

`

// TestDocsOfCoverage holds docs/coverage.md to the code; UPDATE_DOCS=1 rewrites it.
func TestDocsOfCoverage(t *testing.T) {
	t.Parallel()
	simulated, err := simulator.New(simulator.Options{})
	require.NoError(t, err)
	users := usersOfOperations()
	var page strings.Builder
	page.WriteString(coverageIntro)
	api := ""
	for _, operation := range catalogue.All() {
		if operation.API != api {
			api = operation.API
			fmt.Fprintf(&page, "\n## %s\n\n| Operation | Tools | Simulator | Exchanges | State, and what is inferred |\n", api)
			page.WriteString("|---|---|---|---|---|\n")
		}
		answers := "no"
		if simulated.Answers(operation.Name) {
			answers = "yes"
		}
		fmt.Fprintf(&page, "| `%s`<br>`%s %s` | %s | %s | %s | %s |\n", operation.Name, operation.Method, operation.Path,
			strings.Join(users[operation.Name], ", "), answers, exchangesOf(t, operation.Name), cell(stateOf(operation)))
	}
	holdPage(t, "../../docs/coverage.md", page.String())
}

// holdPage compares a generated page with the file, or rewrites it.
func holdPage(t *testing.T, path, text string) {
	t.Helper()
	if os.Getenv("UPDATE_DOCS") != "" {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
		return
	}
	committed, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, text, string(committed), "run: make docs")
}

// usersOfOperations lists the tools that stand for each operation, by its name, or
// where there are none the number of those that use it besides.
func usersOfOperations() map[string][]string {
	users := map[string][]string{}
	for _, tool := range catalog.Tools(catalog.Deps{}) {
		for _, name := range tool.Operations {
			users[name] = append(users[name], tool.Name)
		}
	}
	besides := map[string]int{}
	for _, tool := range catalog.Tools(catalog.Deps{}) {
		for _, name := range tool.Supporting {
			besides[name]++
		}
	}
	for name, count := range besides {
		if users[name] == nil {
			users[name] = []string{fmt.Sprintf("%d tools, to find or to read back", count)}
		}
	}
	return users
}

func stateOf(operation catalogue.Operation) string {
	text := string(operation.State)
	if operation.Note != "" {
		text += ": " + operation.Note
	}
	return text
}

// exchangesOf counts the recorded exchanges of an operation.
func exchangesOf(t *testing.T, operation string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "testdata", "exchanges", operation, "*.json"))
	require.NoError(t, err)
	good, bad, origins := 0, 0, map[string]bool{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		var exchange struct {
			Origin   string
			Response struct{ Status int }
		}
		require.NoError(t, json.Unmarshal(text, &exchange), file)
		word, _, _ := strings.Cut(exchange.Origin, " ")
		origins[word] = true
		if exchange.Response.Status < 400 {
			good++
		} else {
			bad++
		}
	}
	var kinds []string
	for _, kind := range []string{"composed", "recorded"} {
		if origins[kind] {
			kinds = append(kinds, kind)
		}
	}
	return fmt.Sprintf("%d + %d, %s", good, bad, strings.Join(kinds, " and "))
}
