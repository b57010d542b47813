package itemizations

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
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
	outcome.Written
}

func (k kit) deleteExpenseItemization() tools.Tool {
	def := define("delete_expense_itemization", "Delete an itemization of an expense", tools.Delete)
	def.Description = "Deletes a part of an unsubmitted expense; the expense stays. list_expense_itemizations gives itemization_id. " +
		"User connection."
	def.Operations = []string{"delete_itemization"}
	def.Supporting = []string{
		"get_entry", "list_entries", "list_itemizations", "get_itemizations", "identity_search_users", "identity_get_user",
	}
	return tools.NewWrite(def, k.removePart, k.lookForRemoval)
}

func (k kit) removePart(ctx context.Context, call *tools.Call, in deleteExpenseItemizationIn) (deletedPartOut, error) {
	session := k.concur.As(call.Caller)
	p, err := parentOf(ctx, session, in.User, in.ReportID, in.ExpenseID)
	if err != nil {
		return deletedPartOut{}, err
	}
	former, err := p.part(ctx, in.ItemizationID)
	if err != nil {
		return deletedPartOut{}, err
	}
	in.undo(call, former)
	out := deletedPartOut{ReportID: in.ReportID, ParentExpenseID: p.entry.ExpenseID, Deleted: in.ItemizationID}
	gone := func(ctx context.Context) (tools.Seen, error) {
		parts, err := p.parts(ctx)
		if err != nil {
			return tools.Seen{Verdict: tools.Unknown}, err
		}
		out.balance = p.balance(parts)
		out.Written = outcome.Written{Verified: !has(parts, former.ID), Note: out.note(parts)}
		return seenGone(out.Verified), nil
	}
	if err := session.DeleteItemization(ctx, p.on.User, former.ID); err != nil {
		found, err := tools.Resolve(ctx, err, gone)
		out.Noted(found)
		return out, view.Advise(err, takenBackFirst)
	}
	switch _, err := gone(ctx); {
	case err != nil:
		out.Written = outcome.Unread(err)
	case !out.Verified:
		out.Note = "Concur took it, but still shows the itemization. Look again with list_expense_itemizations in a moment."
	}
	return out, nil
}

// lookForRemoval looks whether a part is gone from its expense.
func (k kit) lookForRemoval(ctx context.Context, call *tools.Call, in deleteExpenseItemizationIn, _ tools.Sent) (tools.Seen, error) {
	session := k.concur.As(call.Caller)
	p, err := parentOf(ctx, session, in.User, in.ReportID, in.ExpenseID)
	if err != nil {
		return tools.Seen{Verdict: tools.Unknown}, err
	}
	if in.ItemizationID.V4 == "" {
		parts, err := p.parts(ctx)
		return seenGone(err == nil && !has(parts, in.ItemizationID.V3)), err
	}
	parts, err := session.Itemizations(ctx, p.on, in.ReportID, p.entry.ExpenseID)
	still := slices.ContainsFunc(parts, func(e concur.Expense) bool { return e.ID == in.ItemizationID.V4 })
	return seenGone(err == nil && !still), err
}

func seenGone(is bool) tools.Seen {
	if is {
		return tools.Seen{Verdict: tools.Done, Found: "The expense does not have the itemization any more."}
	}
	return tools.Seen{Verdict: tools.NotDone, Found: "The expense still has the itemization."}
}

func has(parts []concur.Itemization, id concur.EntryID) bool {
	return slices.ContainsFunc(parts, func(i concur.Itemization) bool { return i.ID == id })
}

// undo says how the part is made again as it was.
func (in deleteExpenseItemizationIn) undo(call *tools.Call, former concur.Itemization) {
	lost := []string{"its ids"}
	if former.HasComments {
		lost = append(lost, "the comments")
	}
	if former.AllocationType == "F" || former.AllocationType == "P" {
		lost = append(lost, "the allocations")
	}
	again := createExpenseItemizationIn{
		ReportID: in.ReportID, ExpenseID: in.ExpenseID, User: in.User,
		ExpenseType: concur.Ref(former.ExpenseTypeCode), Amount: json.Number(former.TransactionAmount.String()),
		Description: former.Description, IsPersonal: &former.IsPersonal, IsBillable: &former.IsBillable,
		CustomFields: outcome.AllCustom(former.Custom),
	}
	again.TransactionDate, _ = tools.ParseDate(former.Date()) // That of the expense, if it is none.
	call.Undo("create_expense_itemization", again, outcome.NotBroughtBack(lost))
}
