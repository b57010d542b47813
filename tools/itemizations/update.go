package itemizations

import (
	"context"
	"encoding/json"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type updateExpenseItemizationIn struct {
	ReportID        concur.ReportID     `json:"report_id"`
	ExpenseID       concur.ExpenseRef   `json:"expense_id"`
	ItemizationID   concur.ExpenseRef   `json:"itemization_id"`
	ExpenseType     concur.Ref          `json:"expense_type,omitempty"`
	TransactionDate tools.Date          `json:"transaction_date,omitzero"`
	Amount          json.Number         `json:"amount,omitempty"`
	Description     *string             `json:"description,omitempty" max:"64" jsonschema:"business purpose"`
	Comment         string              `json:"comment,omitempty" max:"500"`
	IsPersonal      *bool               `json:"is_personal,omitempty"`
	IsBillable      *bool               `json:"is_billable,omitempty"`
	CustomFields    concur.CustomFields `json:"custom_fields,omitempty" jsonschema:"id or label to value"`
	User            concur.Ref          `json:"user,omitempty"`
}

func (k kit) updateExpenseItemization() tools.Tool {
	def := define("update_expense_itemization", "Change an itemization of an expense", tools.Change)
	def.Description = "Changes the given fields of a part of an unsubmitted expense. list_expense_itemizations gives itemization_id " +
		"(its expense_id or v3_id). User connection."
	def.Operations = []string{"update_itemization"}
	def.Supporting = append([]string{
		"get_entry", "list_entries", "list_itemizations", "get_itemizations", "list_expense_group_configurations", "get_report",
		"identity_search_users", "identity_get_user", "get_expense_form_fields",
	}, view.ListOperations()...)
	return tools.NewWrite(def, k.changePart, k.lookForChange)
}

func (k kit) changePart(ctx context.Context, call *tools.Call, in updateExpenseItemizationIn) (partOut, error) {
	session := k.concur.As(call.Caller)
	p, former, write, err := in.resolved(ctx, session)
	if err != nil {
		return partOut{}, err
	}
	in.undo(call, write, former)
	var out partOut
	read := func(ctx context.Context) (tools.Seen, error) {
		parts, err := p.parts(ctx)
		if err != nil {
			return tools.Seen{Verdict: tools.Unknown}, err
		}
		var missing []string
		out, missing = p.shown(parts, former.ID, write)
		out.ExpenseID = in.ItemizationID.V4
		out.without(write, former)
		return seenChanged(write, missing, former), nil
	}
	if err := session.UpdateItemization(ctx, p.on.User, former.ID, write); err != nil {
		found, err := tools.Resolve(ctx, err, read) // it fills out
		out.Noted(found)
		return out, outcome.LookWith(view.Advise(err, "Correct what Concur names. "+takenBackFirst), "list_expense_itemizations")
	}
	if _, err := read(ctx); err != nil {
		out = p.unread(former.ID, err)
		out.ExpenseID = in.ItemizationID.V4
	}
	return out, nil
}

// resolved checks the arguments, and reads what they are about.
func (in updateExpenseItemizationIn) resolved(
	ctx context.Context, session *concur.Session,
) (p parent, former concur.Itemization, write concur.ItemizationWrite, err error) {
	if write, err = in.checked(); err != nil {
		return p, former, write, err
	}
	if write.ExpenseTypeCode, err = typeCode(ctx, session, in.User, in.ReportID, in.ExpenseType); err != nil {
		return p, former, write, err
	}
	if p, err = parentOf(ctx, session, in.User, in.ReportID, in.ExpenseID); err != nil {
		return p, former, write, err
	}
	if err := setAmount(&write, in.Amount, p.currency()); err != nil {
		return p, former, write, err
	}
	if former, err = p.part(ctx, in.ItemizationID); err != nil {
		return p, former, write, err
	}
	// A part that v4 was not asked about has the form of the expense, with its own type.
	typeCode := write.ExpenseTypeCode
	if in.ItemizationID.V4 == "" && typeCode == "" {
		typeCode = former.ExpenseTypeCode
	}
	write.Custom, err = p.custom(ctx, in.CustomFields, in.ItemizationID.V4, typeCode)
	return p, former, write, err
}

// checked is what can be said about the arguments without asking Concur.
func (in updateExpenseItemizationIn) checked() (concur.ItemizationWrite, error) {
	write := concur.ItemizationWrite{
		TransactionDate: in.TransactionDate.String(), Description: in.Description, Comment: in.Comment,
		IsPersonal: in.IsPersonal, IsBillable: in.IsBillable,
	}
	err := plausible(in.Amount)
	if err == nil {
		err = view.CheckCustom(in.CustomFields)
	}
	if err == nil && in.ExpenseType == "" && in.Amount == "" && len(in.CustomFields)+fieldsOf(write) == 0 {
		err = tools.Argumentf("", "there is nothing to change").WithHint("Give at least one field besides the ids.")
	}
	return write, err
}

// fieldsOf counts the fields that are changed.
func fieldsOf(write concur.ItemizationWrite) int {
	n := len(write.Custom)
	for _, given := range []bool{
		write.ExpenseTypeCode != "", write.TransactionDate != "", write.TransactionAmount != nil, write.Description != nil,
		write.Comment != "", write.IsPersonal != nil, write.IsBillable != nil,
	} {
		if given {
			n++
		}
	}
	return n
}
