package testkit

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
)

// Example is how a tool is called on the sample company as it stands: a file of
// testdata/examples, named like the tool. The docs show it, with its result.
type Example struct {
	// As is the login of who calls; Rita if empty.
	As        string          `json:"as"`
	Arguments json.RawMessage `json:"arguments"`
	// QuickExpensesV3 gives the company Quick Expense v3, which Concur has retired.
	QuickExpensesV3 bool `json:"quick_expenses_v3"`
}

// ExampleOf reads the example of a tool.
func ExampleOf(tb testing.TB, tool string) Example {
	tb.Helper()
	_, here, _, _ := runtime.Caller(0)
	folder := filepath.Join(filepath.Dir(here), "..", "..", "testdata", "examples")
	text, err := os.ReadFile(filepath.Join(folder, tool+".json")) //nolint:gosec // The tool is one of ours.
	require.NoError(tb, err, "each tool has an example")
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	example := Example{As: Rita}
	require.NoError(tb, decoder.Decode(&example), tool)
	return example
}

// Kit is a session of who calls the example, on a day that stays the same.
func (e Example) Kit(tb testing.TB, options ...Option) *Kit {
	tb.Helper()
	day := time.Date(2026, time.November, 20, 9, 0, 0, 0, time.UTC)
	clock := WithSimulator(simulator.Options{Now: func() time.Time { return day }, QuickExpensesV3: e.QuickExpensesV3})
	return New(tb, append([]Option{As(e.As), clock}, options...)...)
}
