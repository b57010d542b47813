package itemizations

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
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
	return tools.New(def, func(ctx context.Context, call *tools.Call, in updateExpenseItemizationIn) (partOut, error) {
		write, err := in.checked()
		if err != nil {
			return partOut{}, err
		}
		session := k.concur.As(call.Caller)
		if write.ExpenseTypeCode, err = typeCode(ctx, session, in.User, in.ReportID, in.ExpenseType); err != nil {
			return partOut{}, err
		}
		p, err := parentOf(ctx, session, in.User, in.ReportID, in.ExpenseID)
		if err != nil {
			return partOut{}, err
		}
		if err := setAmount(&write, in.Amount, p.currency()); err != nil {
			return partOut{}, err
		}
		id, err := session.FindItemization(ctx, p.on, p.entry, in.ItemizationID)
		if err != nil {
			return partOut{}, err
		}
		if write.Custom, err = in.custom(ctx, p, id, write.ExpenseTypeCode); err != nil {
			return partOut{}, err
		}
		return p.change(ctx, id, in.ItemizationID.V4, write)
	})
}

// custom finds out what the custom fields are by the form that the part will have. A
// part that v4 was not asked about has that of the expense, with its own type.
func (in updateExpenseItemizationIn) custom(
	ctx context.Context, p parent, id concur.EntryID, typeCode string,
) ([]concur.CustomDatum, error) {
	if len(in.CustomFields) == 0 || in.ItemizationID.V4 != "" || typeCode != "" {
		return p.custom(ctx, in.CustomFields, in.ItemizationID.V4, typeCode)
	}
	parts, err := p.parts(ctx)
	if err != nil {
		return nil, err
	}
	if at := slices.IndexFunc(parts, func(i concur.Itemization) bool { return i.ID == id }); at >= 0 {
		typeCode = parts[at].ExpenseTypeCode
	}
	return p.custom(ctx, in.CustomFields, "", typeCode)
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

// errPartly says that a part shows some of the changes. After a lost answer that
// proves nothing: those may have been its values before.
var errPartly = errors.New("some fields are as they should be, and some are not")

// change sends the changes and reads the part back. v4 is its id there, if it is known.
func (p parent) change(ctx context.Context, id concur.EntryID, v4 concur.ExpenseID, write concur.ItemizationWrite) (partOut, error) {
	var out partOut
	read := func(ctx context.Context) (bool, error) {
		parts, err := p.parts(ctx)
		if err != nil {
			return false, err
		}
		var missing []string
		out, missing = p.shown(parts, id, write)
		out.ExpenseID = v4
		if len(missing) > 0 && len(missing) < fieldsOf(write) {
			return false, errPartly
		}
		return len(missing) == 0, nil
	}
	if err := p.session.UpdateItemization(ctx, p.on.User, id, write); err != nil {
		err = tools.Settle(ctx, err, func(ctx context.Context) (bool, error) { // it fills out
			done, err := read(ctx)
			if done && write.Comment != "" {
				return false, errPartly // whether it is this comment, nobody tells
			}
			return done, err
		})
		return out, view.Advise(err, "Correct what Concur names. "+takenBackFirst)
	}
	if _, err := read(ctx); err != nil && !errors.Is(err, errPartly) {
		out = p.unread(id, err)
		out.ExpenseID = v4
	}
	return out, nil
}
