package itemizations

import (
	"context"
	"encoding/json"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type createExpenseItemizationIn struct {
	ReportID        concur.ReportID     `json:"report_id"`
	ExpenseID       concur.ExpenseRef   `json:"expense_id"`
	ExpenseType     concur.Ref          `json:"expense_type"`
	Amount          json.Number         `json:"amount"`
	TransactionDate tools.Date          `json:"transaction_date,omitzero"`
	Description     string              `json:"description,omitempty" max:"64" jsonschema:"business purpose"`
	Comment         string              `json:"comment,omitempty" max:"500"`
	IsPersonal      *bool               `json:"is_personal,omitempty"`
	IsBillable      *bool               `json:"is_billable,omitempty"`
	CustomFields    concur.CustomFields `json:"custom_fields,omitempty" jsonschema:"id or label to value"`
	User            concur.Ref          `json:"user,omitempty"`
}

func (k kit) createExpenseItemization() tools.Tool {
	def := define("create_expense_itemization", "Itemize an expense", tools.Create)
	def.Description = "Adds a part to an unsubmitted expense, in its currency and by default on its date. The parts must add up: remaining " +
		"tells what is left. User connection."
	def.Operations = []string{"create_itemization"}
	def.Supporting = append([]string{
		"get_entry", "list_entries", "list_itemizations", "list_expense_group_configurations", "get_report", "identity_search_users",
		"identity_get_user", "get_expense_form_fields",
	}, view.ListOperations()...)
	return tools.NewWrite(def, k.addPart, k.lookForPart)
}

func (k kit) addPart(ctx context.Context, call *tools.Call, in createExpenseItemizationIn) (partOut, error) {
	session := k.concur.As(call.Caller)
	p, write, err := in.resolved(ctx, session)
	if err != nil {
		return partOut{}, err
	}
	if write.Custom, err = p.custom(ctx, in.CustomFields, "", write.ExpenseTypeCode); err != nil {
		return partOut{}, err
	}
	leave, err := k.creations.Take(ctx, call.Caller, likenessOf(write))
	if err != nil {
		return partOut{}, err
	}
	defer leave()
	sent := tools.Sent{At: session.Now()}
	id, err := session.CreateItemization(ctx, p.on.User, write)
	found, err := tools.Resolve(ctx, err, func(ctx context.Context) (seen tools.Seen, err error) {
		id, seen, err = k.findPart(ctx, p, write, sent)
		return seen, err
	})
	if err != nil {
		return partOut{}, outcome.LookWith(
			view.Advise(outcome.Undecided(err), "Correct what Concur names. "+takenBackFirst), "list_expense_itemizations")
	}
	k.creations.Keep(string(id), call, sent.At)
	call.Undo("delete_expense_itemization", deleteExpenseItemizationIn{
		ReportID: in.ReportID, ExpenseID: in.ExpenseID, ItemizationID: concur.ExpenseRef{V3: id}, User: in.User,
	}, "")
	var out partOut
	if parts, err := p.parts(ctx); err != nil {
		out = p.unread(id, err)
	} else {
		out, _ = p.shown(parts, id, write)
	}
	out.Noted(found)
	return out, nil
}

// resolved checks the arguments, and reads what they are about: all but custom fields.
func (in createExpenseItemizationIn) resolved(ctx context.Context, session *concur.Session) (parent, concur.ItemizationWrite, error) {
	write, err := in.checked()
	if err != nil {
		return parent{}, write, err
	}
	if write.ExpenseTypeCode, err = typeCode(ctx, session, in.User, in.ReportID, in.ExpenseType); err != nil {
		return parent{}, write, err
	}
	p, err := parentOf(ctx, session, in.User, in.ReportID, in.ExpenseID)
	if err != nil {
		return p, write, err
	}
	if write.EntryID = p.entry.ID; write.TransactionDate == "" {
		write.TransactionDate = p.entry.Date()
	}
	err = setAmount(&write, in.Amount, p.currency())
	return p, write, err
}

// checked is what can be said about the arguments without asking Concur.
func (in createExpenseItemizationIn) checked() (concur.ItemizationWrite, error) {
	write := concur.ItemizationWrite{
		TransactionDate: in.TransactionDate.String(), Comment: in.Comment, IsPersonal: in.IsPersonal, IsBillable: in.IsBillable,
	}
	if in.Description != "" {
		write.Description = &in.Description
	}
	err := plausible(in.Amount)
	if err == nil {
		err = view.CheckCustom(in.CustomFields)
	}
	return write, err
}
