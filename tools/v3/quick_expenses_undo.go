package v3

import (
	"encoding/json"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// former are the fields of a quick expense as they were. A type and an image can be set,
// and that there was none cannot.
func former(q concur.V3QuickExpense) quickExpenseFields {
	fields := quickExpenseFields{Vendor: &q.VendorDescription, Location: &q.LocationName, Comment: &q.Comment}
	if q.ExpenseTypeCode != "" {
		fields.ExpenseType = &q.ExpenseTypeCode
	}
	if q.PaymentTypeCode != "" {
		fields.PaymentType = new(quickPayment(q.PaymentTypeCode))
	}
	fields.ReceiptImageID = concur.ReceiptImageID(q.ReceiptImageID)
	return fields
}

// undo says how the fields that are sent get their former values back.
func (in updateQuickExpenseIn) undo(call *tools.Call, sent concur.V3QuickExpenseWrite, q concur.V3QuickExpense) {
	back := updateQuickExpenseIn{ID: in.ID, User: in.User, quickExpenseFields: former(q)}
	var lost []string
	if sent.ExpenseTypeCode == nil {
		back.ExpenseType = nil
	} else if back.ExpenseType == nil {
		lost = append(lost, "that there was no expense type")
	}
	if sent.ReceiptImageID == nil {
		back.ReceiptImageID = ""
	} else if back.ReceiptImageID == "" {
		lost = append(lost, "that there was no receipt image")
	}
	if sent.PaymentTypeCode == nil {
		back.PaymentType = nil
	}
	if sent.VendorDescription == nil {
		back.Vendor = nil
	}
	if sent.LocationName == nil {
		back.Location = nil
	}
	if sent.Comment == nil {
		back.Comment = nil
	}
	if sent.TransactionAmount != nil || sent.CurrencyCode != nil {
		back.Amount, back.Currency = json.Number(q.TransactionAmount.String()), concur.Currency(q.CurrencyCode)
	}
	if day, err := tools.ParseDate(view.Day(q.TransactionDate)); err == nil && sent.TransactionDate != nil {
		back.Date = &day
	}
	call.Undo("v3_update_quick_expense", back, outcome.NotBroughtBack(lost))
}

// undoDeleted says how a quick expense is made again as it was.
func undoDeleted(call *tools.Call, q concur.V3QuickExpense, user concur.Ref) {
	day, err := tools.ParseDate(view.Day(q.TransactionDate))
	if err != nil {
		call.NoUndo("The quick expense had no date, without which none is made.")
		return
	}
	call.Undo("v3_create_quick_expense", createQuickExpenseIn{
		Date: day, Amount: json.Number(q.TransactionAmount.String()), Currency: concur.Currency(q.CurrencyCode),
		quickExpenseFields: former(q), User: user,
	}, outcome.NotBroughtBack([]string{"its id"}))
}
