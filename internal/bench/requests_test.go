package bench

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// BenchmarkRequests counts what a call sends to Concur once the look-ups are
// known. A write is followed by a read of what it wrote.
func BenchmarkRequests(b *testing.B) {
	kit := testkit.New(b)
	var report struct {
		ID string `json:"report_id"`
	}
	var expense struct {
		ID string `json:"expense_id"`
	}
	dinner := func() map[string]any {
		return map[string]any{
			"report_id": report.ID, "expense_type": "Dinner", "transaction_date": "2026-01-15",
			"amount": json.Number("12.50"), "currency": "EUR",
		}
	}
	kit.Call("create_report", map[string]any{"name": "Warm"}).Into(&report)
	kit.Call("create_report_expense", dinner()).Into(&expense)
	calls := []struct {
		tool string
		args map[string]any
	}{
		{"list_reports", nil},
		{"get_report", map[string]any{"report_id": report.ID}},
		{"list_report_expenses", map[string]any{"report_id": report.ID}},
		{"get_report_expense", map[string]any{"report_id": report.ID, "expense_id": expense.ID}},
		{"list_report_exceptions", map[string]any{"report_id": report.ID}},
		{"list_reports_to_approve", nil},
		{"list_policies", nil},
		{"get_current_user", nil},
		{"create_report", map[string]any{"name": "Warm"}},
		{"update_report", map[string]any{"report_id": report.ID, "business_purpose": "Warm"}},
		{"create_report_expense", dinner()},
		{"update_report_expense", map[string]any{"report_id": report.ID, "expense_id": expense.ID, "vendor": "Casa do Rio"}},
	}
	for _, call := range calls {
		b.Run(call.tool, func(b *testing.B) {
			kit.Sim.ResetJournal()
			for n := 0; b.Loop(); n++ {
				// A key makes each creation one of its own: the same again would be a question.
				if strings.HasPrefix(call.tool, "create_") {
					call.args["idempotency_key"] = fmt.Sprint(b.Name(), b.N, n)
				}
				if result := kit.Call(call.tool, call.args); result.Failed {
					b.Fatal(result.Text)
				}
			}
			b.ReportMetric(float64(len(kit.Operations()))/float64(b.N), "requests/call")
		})
	}
}
