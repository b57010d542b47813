package itemizations

import (
	"encoding/json"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
)

// undo says how the fields that are sent get their former values back.
func (in updateExpenseItemizationIn) undo(call *tools.Call, sent concur.ItemizationWrite, former concur.Itemization) {
	back := updateExpenseItemizationIn{
		ReportID: in.ReportID, ExpenseID: in.ExpenseID, ItemizationID: in.ItemizationID, User: in.User,
		CustomFields: outcome.FormerCustom(sent.Custom, former.Custom),
	}
	if sent.ExpenseTypeCode != "" {
		back.ExpenseType = concur.Ref(former.ExpenseTypeCode)
	}
	if sent.TransactionDate != "" {
		back.TransactionDate, _ = tools.ParseDate(former.Date()) // Not given where it is none.
	}
	if sent.TransactionAmount != nil {
		back.Amount = json.Number(former.TransactionAmount.String())
	}
	if sent.Description != nil {
		back.Description = &former.Description
	}
	if sent.IsPersonal != nil {
		back.IsPersonal = &former.IsPersonal
	}
	if sent.IsBillable != nil {
		back.IsBillable = &former.IsBillable
	}
	switch {
	case sent.Comment == "":
		call.Undo("update_expense_itemization", back, "")
	case fieldsOf(sent) == 1:
		call.NoUndo("delete_latest_comment takes the comment back, with the v4 id of the itemization as expense_id.")
	default:
		call.Undo("update_expense_itemization", back, "The comment stays.")
	}
}
