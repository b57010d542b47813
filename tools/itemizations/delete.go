package itemizations

import (
	"context"
	"slices"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type deleteExpenseItemizationIn struct {
	ReportID      concur.ReportID   `json:"report_id"`
	ExpenseID     concur.ExpenseRef `json:"expense_id"`
	ItemizationID concur.ExpenseRef `json:"itemization_id"`
	User          concur.Ref        `json:"user,omitempty"`
}

type deletedPartOut struct {
	ReportID        concur.ReportID   `json:"report_id"`
	ParentExpenseID concur.ExpenseID  `json:"parent_expense_id,omitempty"`
	Deleted         concur.ExpenseRef `json:"deleted_itemization_id"`
	balance
	view.Written
}

func (k kit) deleteExpenseItemization() tools.Tool {
	def := define("delete_expense_itemization", "Delete an itemization of an expense", tools.Delete)
	def.Description = "Deletes a part of an unsubmitted expense; the expense stays. list_expense_itemizations gives itemization_id. " +
		"User connection."
	def.Operations = []string{"delete_itemization"}
	def.Supporting = []string{
		"get_entry", "list_entries", "list_itemizations", "get_itemizations", "identity_search_users", "identity_get_user",
	}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in deleteExpenseItemizationIn) (deletedPartOut, error) {
		session := k.concur.As(call.Caller)
		p, err := parentOf(ctx, session, in.User, in.ReportID, in.ExpenseID)
		if err != nil {
			return deletedPartOut{}, err
		}
		id, err := session.FindItemization(ctx, p.on, p.entry, in.ItemizationID)
		if err != nil {
			return deletedPartOut{}, err
		}
		out := deletedPartOut{ReportID: in.ReportID, ParentExpenseID: p.entry.ExpenseID, Deleted: in.ItemizationID}
		gone := func(ctx context.Context) (bool, error) {
			parts, err := p.parts(ctx)
			if err != nil {
				return false, err
			}
			out.balance = p.balance(parts)
			out.Verified = !slices.ContainsFunc(parts, func(i concur.Itemization) bool { return i.ID == id })
			out.Note = out.note(parts)
			return out.Verified, nil
		}
		if err := session.DeleteItemization(ctx, p.on.User, id); err != nil {
			err = tools.Settle(ctx, err, gone) // it fills out
			return out, view.Advise(err, takenBackFirst)
		}
		switch done, err := gone(ctx); {
		case err != nil:
			out.Written = view.Unread(err)
		case !done:
			out.Note = "Concur took it, but still shows the itemization. Look again with list_expense_itemizations in a moment."
		}
		return out, nil
	})
}
