package mcpserver_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/catalog"
)

const (
	schemas = "../../testdata/schemas"
	budgets = "../../testdata/budget.json"
)

func updating() bool { return os.Getenv("UPDATE_GOLDEN") != "" }

// TestWhatClientsGetIsCommitted compares each tool with its golden file, so that
// nobody changes by accident what agents see. UPDATE_GOLDEN=1 rewrites them.
func TestWhatClientsGetIsCommitted(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, testkit.WithCompany())
	var listing struct{ Tools []json.RawMessage }
	require.NoError(t, json.Unmarshal(kit.List(), &listing))
	known := map[string]bool{}
	for _, raw := range listing.Tools {
		var tool listed
		require.NoError(t, json.Unmarshal(raw, &tool))
		var shown bytes.Buffer
		require.NoError(t, json.Indent(&shown, raw, "", "  "))
		known[tool.Name+".json"] = true
		golden(t, filepath.Join(schemas, tool.Name+".json"), shown.String()+"\n")
	}
	files, err := os.ReadDir(schemas)
	require.NoError(t, err)
	for _, file := range files {
		assert.True(t, known[file.Name()], "%s belongs to no tool; delete it", file.Name())
	}
}

func golden(t *testing.T, path, shown string) {
	t.Helper()
	if updating() {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o750))
		require.NoError(t, os.WriteFile(path, []byte(shown), 0o600))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "run: make golden")
	assert.Equal(t, string(want), shown, "%s differs; run make golden and read what changed", path)
}

// budget is what the tools cost an agent that gets them all, in tokens.
type budget struct {
	Total int            `json:"total"`
	Tools map[string]int `json:"tools"`
}

// tokens is about what a tool costs: four characters make one.
func tokens(tool tools.Tool) int {
	return (len(tool.Name) + len(tool.Description) + len(tool.InputSchema())) / 4
}

func TestNoToolIsTooLarge(t *testing.T) {
	t.Parallel()
	const mostOfOne, mostOnAverage, mostByDefault, mostOfAll = 300, 175, 7_500, 17_000
	all, total, count := 0, 0, 0
	for _, tool := range catalog.Tools(catalog.Deps{}) {
		assert.LessOrEqual(t, tokens(tool), mostOfOne, tool.Name)
		all += tokens(tool)
		if !tool.Optional {
			total, count = total+tokens(tool), count+1
		}
	}
	assert.LessOrEqual(t, total, mostOnAverage*count, "the default tools have %d tokens, %d on average", total, total/count)
	assert.LessOrEqual(t, total, mostByDefault, "the default tools")
	assert.LessOrEqual(t, all, mostOfAll, "all tools")
}

// TestTheBudgetIsKept fails when a tool or all default tools grow by more than a
// twentieth. UPDATE_GOLDEN=1 takes the growth for granted.
func TestTheBudgetIsKept(t *testing.T) {
	t.Parallel()
	now := budget{Tools: map[string]int{}}
	for _, tool := range catalog.Tools(catalog.Deps{}) {
		now.Tools[tool.Name] = tokens(tool)
		if !tool.Optional {
			now.Total += tokens(tool)
		}
	}
	if updating() {
		encoded, err := json.MarshalIndent(now, "", "  ")
		require.NoError(t, err)
		golden(t, budgets, string(encoded)+"\n")
		return
	}
	raw, err := os.ReadFile(budgets)
	require.NoError(t, err, "run: make golden")
	var committed budget
	require.NoError(t, json.NewDecoder(strings.NewReader(string(raw))).Decode(&committed))
	assert.LessOrEqual(t, now.Total*100, committed.Total*105, "all default tools: %d tokens, %d committed", now.Total, committed.Total)
	for name, spent := range now.Tools {
		assert.LessOrEqual(t, spent*100, committed.Tools[name]*105, "%s: %d tokens, %d committed", name, spent, committed.Tools[name])
	}
}
