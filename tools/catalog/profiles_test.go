package catalog_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/tools/catalog"
)

// What a profile has and has not are the tools that its people would miss, and those
// that Concur refuses them.
func TestAProfileFitsTheWork(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		profile      string
		has, without []string
	}{
		{
			"traveler",
			[]string{
				"create_report", "submit_report", "recall_report", "attach_receipt_to_expense", "create_expense_itemization",
				"list_card_transactions", "create_cash_advance", "get_cash_advance", "search_list_items", "summarize_spend",
			},
			[]string{"approve_report", "issue_cash_advance", "add_exception", "update_submitted_report", "list_users", "close_payment_batch"},
		},
		{
			"approver",
			[]string{
				"list_reports_to_approve", "approve_report", "send_back_report", "list_report_expenses", "get_expense_receipt_image",
				"list_comments", "add_comment", "list_expense_attendees", "list_expense_allocations", "list_delegators",
			},
			// Single allocations and receipt libraries are shown to the owner alone.
			[]string{"create_report", "get_expense_allocation", "list_e_receipts", "get_receipt_status", "get_expense_form_fields", "add_exception"},
		},
		{
			"finance",
			[]string{
				"list_reports", "update_submitted_report", "close_payment_batch", "update_expense_tax", "issue_cash_advance", "list_users",
				"summarize_spend",
			},
			// Card transactions are those of the connected person.
			[]string{"create_report", "submit_report", "attach_receipt_to_expense", "list_card_transactions"},
		},
	} {
		t.Run(c.profile, func(t *testing.T) {
			t.Parallel()
			selected, err := catalog.Select(catalog.Tools(catalog.Deps{}), catalog.Selection{Profile: c.profile})
			require.NoError(t, err)
			names := map[string]bool{}
			for _, tool := range selected {
				names[tool.Name] = true
				assert.NotEqual(t, "v3", tool.Toolset)
			}
			for _, name := range c.has {
				assert.True(t, names[name], "%s belongs to it", name)
			}
			for _, name := range c.without {
				assert.False(t, names[name], "%s does not belong to it", name)
			}
		})
	}
}
