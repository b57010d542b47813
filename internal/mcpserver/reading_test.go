package mcpserver_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/tools"
)

// readings gives arguments to every reading tool. A new one has to be added.
func readings(t *testing.T, kit *testkit.Kit) map[string]string {
	t.Helper()
	var reports struct {
		Reports []struct {
			ID string `json:"report_id"`
		}
	}
	kit.Call("list_reports", `{"approval_status": "not submitted"}`).Into(&reports)
	require.NotEmpty(t, reports.Reports)
	report := fmt.Sprintf(`{"report_id": %q}`, reports.Reports[0].ID)
	var expenses struct {
		Expenses []struct {
			ID string `json:"expense_id"`
		}
	}
	kit.Call("list_report_expenses", report).Into(&expenses)
	require.NotEmpty(t, expenses.Expenses)
	expense := fmt.Sprintf(`{"report_id": %q, "expense_id": %q}`, reports.Reports[0].ID, expenses.Expenses[0].ID)
	return map[string]string{
		"list_reports":            `{"approval_status": "submitted", "submitted_before": "2030-01-01"}`,
		"get_report":              report,
		"list_report_exceptions":  report,
		"list_report_expenses":    report,
		"get_report_expense":      expense,
		"list_policies":           `{}`,
		"list_expense_types":      `{}`,
		"list_payment_types":      `{}`,
		"get_current_user":        `{}`,
		"list_reports_to_approve": `{}`,
	}
}

// TestReadingToolsOnlyRead proves the hint: whatever a reading tool sends changes
// nothing, and is what its definition says that it uses.
func TestReadingToolsOnlyRead(t *testing.T) {
	t.Parallel()
	for name, options := range map[string][]testkit.Option{
		"as a person":                   nil,
		"as a person, with the company": {testkit.WithCompany()},
		"before 2026-07-28":             {testkit.Era(testkit.Legacy)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t, options...)
			given := readings(t, kit)
			for _, tool := range kit.Tools {
				if tool.Effect != tools.Read {
					continue
				}
				require.Contains(t, given, tool.Name, "give it arguments in this test")
				kit.Sim.ResetJournal()
				result := kit.Call(tool.Name, given[tool.Name])
				assert.False(t, result.Failed, "%s: %s", tool.Name, result.Text)
				assert.Empty(t, kit.Sim.Writes(), tool.Name)
				for _, entry := range kit.Sim.Journal() {
					reads := entry.Method == http.MethodGet || slices.Contains([]string{"identity_search_users", "oauth_token"}, entry.Operation)
					assert.True(t, reads, "%s sent %s %s", tool.Name, entry.Method, entry.Path)
				}
				for _, operation := range kit.Operations() {
					assert.Contains(t, tool.UsesOperations(), operation, "%s does not say that it uses it", tool.Name)
				}
			}
		})
	}
}

// TestAWarmReadingToolSendsOneRequest holds the budget: once the look-ups are
// known, a tool asks Concur once, or not at all.
func TestAWarmReadingToolSendsOneRequest(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	given := readings(t, kit)
	for _, tool := range kit.Tools {
		if tool.Effect != tools.Read {
			continue
		}
		kit.Call(tool.Name, given[tool.Name])
		kit.Sim.ResetJournal()
		kit.Call(tool.Name, given[tool.Name])
		assert.LessOrEqual(t, len(kit.Operations()), 1, "%s sent %v", tool.Name, kit.Operations())
	}
}
