package v3_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestADryRunSendsNothing(t *testing.T) {
	t.Parallel()
	kit := oldKit(t)
	entry := list(kit, args{"report_id": testkit.ReportID(t, openReport), "limit": 1}).Entries[0].ID
	for tool, arguments := range map[string]args{
		"v3_create_quick_expense": {"transaction_date": "2026-03-01", "transaction_amount": 1, "currency_code": "EUR"},
		"v3_update_quick_expense": {"id": oneQuick, "comment": "x"},
		"v3_delete_quick_expense": {"id": oneQuick},
		"v3_create_receipt_image": receipt(onePage),
		"v3_delete_receipt_image": {"id": storedReceipt},
		"v3_delete_entry":         {"id": entry},
	} {
		var shown struct {
			DryRun bool `json:"dry_run"`
		}
		kit.Call(tool, testkit.With(arguments, args{"dry_run": true})).Into(&shown)
		assert.True(t, shown.DryRun, tool)
	}
	more := testkit.With(receipt(onePage), args{"append_to": storedReceipt, "dry_run": true})
	kit.Call("v3_create_receipt_image", more).Into(&struct{}{})
	assert.Empty(t, kit.Writes())
}
