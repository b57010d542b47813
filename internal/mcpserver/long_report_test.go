package mcpserver_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

// manyExpenses is more than people put on a report: a year of a card has as many.
const manyExpenses = 500

// longReport opens a report with many expenses, whose texts are as long as they may be.
func longReport(t *testing.T, kit *testkit.Kit) string {
	t.Helper()
	var made struct {
		ReportID concur.ReportID `json:"report_id"`
	}
	kit.Call("create_report", map[string]any{"name": "A year on the road"}).Into(&made)
	cash, err := kit.Session.FindEntryPaymentType(t.Context(), "", "")
	require.NoError(t, err)
	for i := range manyExpenses {
		amount, err := concur.ParseAmount(json.Number(fmt.Sprintf("%d.%02d", 10+i, i%100)), "EUR")
		require.NoError(t, err)
		vendor, purpose := fmt.Sprintf("%064d", i), fmt.Sprintf("%-63d.", i)
		_, err = kit.Session.CreateEntry(t.Context(), "", concur.EntryWrite{
			ReportID: made.ReportID, ExpenseTypeCode: "TAXIX", TransactionDate: "2026-11-02", PaymentTypeID: cash.ID,
			TransactionAmount: &amount, TransactionCurrencyCode: "EUR", VendorDescription: &vendor, Description: &purpose,
		})
		require.NoError(t, err)
	}
	return string(made.ReportID)
}

func TestAReportWithManyExpensesIsReadPageByPage(t *testing.T) {
	t.Parallel()
	kit := testkit.ExampleOf(t, "list_report_expenses").Kit(t, testkit.WithCompany())
	id := longReport(t, kit)
	for _, c := range []struct {
		tool, member string
		fields       []string
	}{
		{"list_report_expenses", "expenses", nil},
		{"list_report_expenses", "expenses", []string{"all"}},
		{"v3_list_entries", "entries", []string{"all"}},
	} {
		l := listTool{kit: kit, name: c.tool, arguments: map[string]any{"report_id": id}}
		pages := l.walk(t, 200, c.fields...)
		assert.Greater(t, len(pages), 1, c.tool)
		different := map[string]bool{}
		for _, row := range rowsOf(pages, c.member) {
			different[row] = true
		}
		assert.Len(t, different, manyExpenses, "%s: each once", c.tool)
	}
	// Of what is long to print, one page is enough.
	for tool, as := range map[string]string{"list_report_exceptions": testkit.Rita, "v2_get_report_details": testkit.Ada} {
		l := listTool{kit: kit.As(as), name: tool, arguments: map[string]any{"report_id": id}}
		p := pageOf(t, l.call(map[string]any{"limit": 200, "fields": []string{"all"}}))
		require.NotNil(t, p.total, tool)
		assert.Greater(t, *p.total, manyExpenses*9/10, "%s: most have no receipt", tool)
		assert.NotEmpty(t, p.next, tool)
	}
}
