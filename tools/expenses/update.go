package expenses

import (
	"context"
	"encoding/json"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type updateReportExpenseIn struct {
	ReportID               concur.ReportID     `json:"report_id"`
	ExpenseID              concur.ExpenseRef   `json:"expense_id"`
	ExpenseType            concur.Ref          `json:"expense_type,omitempty"`
	TransactionDate        tools.Date          `json:"transaction_date,omitzero"`
	Amount                 json.Number         `json:"amount,omitempty"`
	Currency               concur.Currency     `json:"currency,omitempty"`
	ExchangeRate           json.Number         `json:"exchange_rate,omitempty"`
	Vendor                 *string             `json:"vendor,omitempty" max:"64"`
	BusinessPurpose        *string             `json:"business_purpose,omitempty" max:"64"`
	Description            *string             `json:"description,omitempty" max:"64" jsonschema:"same as business_purpose"`
	Location               concur.Ref          `json:"location,omitempty"`
	PaymentType            concur.Ref          `json:"payment_type,omitempty"`
	IsPersonal             *bool               `json:"is_personal,omitempty"`
	IsBillable             *bool               `json:"is_billable,omitempty"`
	IsRejected             *bool               `json:"is_rejected,omitempty"`
	IsPaperReceiptReceived *bool               `json:"is_paper_receipt_received,omitempty"`
	CustomFields           concur.CustomFields `json:"custom_fields,omitempty" jsonschema:"id or label to value"`
	OrgUnits               concur.CustomFields `json:"org_units,omitempty"`
	User                   concur.Ref          `json:"user,omitempty"`
}

func (k kit) updateReportExpense() tools.Tool {
	def := define("update_report_expense", "Change an expense of a report", tools.Change)
	def.Description = "Changes fields of an unsubmitted expense. is_rejected and is_paper_receipt_received need a " +
		"company connection, taking only them, business_purpose and custom_fields, submitted or not."
	def.Operations = []string{"update_expense_submitted", "update_entry"}
	def.Supporting = append([]string{
		"get_entry", "get_expense", "list_entries", "list_expense_group_configurations", "location_v3_list", "get_report",
		"expense_config_list_payment_types", "identity_search_users", "identity_get_user", "get_expense_form_fields",
	}, view.ListOperations()...)
	return tools.NewWrite(def, k.changeExpense, k.lookForChange)
}

func (k kit) changeExpense(ctx context.Context, call *tools.Call, in updateReportExpenseIn) (writtenExpenseOut, error) {
	session := k.concur.As(call.Caller)
	change, on, byCompany, err := in.resolved(ctx, session)
	if err != nil {
		return writtenExpenseOut{}, err
	}
	if byCompany {
		return in.patch(ctx, call, session, on, change)
	}
	return in.put(ctx, call, session, on, change)
}

// resolved checks the arguments, and finds out whose the expense is and through which
// connection the change goes.
func (in updateReportExpenseIn) resolved(
	ctx context.Context, session *concur.Session,
) (c change, on concur.Subject, byCompany bool, err error) {
	if c, err = in.checked(); err != nil {
		return c, on, false, err
	}
	if err := c.fits(ctx, session); err != nil {
		return c, on, false, err
	}
	if on, err = session.OnOwner(ctx, in.User, "get_expense"); err != nil {
		return c, on, false, err
	}
	byCompany, err = c.byCompany(ctx, session, on)
	return c, on, byCompany, err
}

// checked is what can be said about the arguments without asking Concur.
func (in updateReportExpenseIn) checked() (change, error) {
	c := change{rejected: in.IsRejected, paperReceived: in.IsPaperReceiptReceived}
	c.entry = concur.EntryWrite{
		TransactionDate: in.TransactionDate.String(), VendorDescription: in.Vendor, Description: in.BusinessPurpose,
		IsPersonal: in.IsPersonal, IsBillable: in.IsBillable,
	}
	if in.Description != nil {
		if in.BusinessPurpose != nil && *in.BusinessPurpose != *in.Description {
			return c, tools.Argumentf("description", "is the same field as business_purpose, and they differ").
				WithHint("Give one of them.")
		}
		c.entry.Description = in.Description
	}
	err := money(&c.entry, in.Amount, in.Currency, in.ExchangeRate)
	if err == nil {
		c.custom, err = joined(in.CustomFields, in.OrgUnits)
	}
	if err != nil {
		return c, err
	}
	in.sort(&c)
	if len(c.forPerson)+len(c.forCompany)+len(c.forEither) == 0 {
		return c, tools.Argumentf("", "there is nothing to change").WithHint("Give at least one field besides the ids.")
	}
	return c, nil
}

// sort tells the fields that only a person's connection changes, through v3, from
// those that only the company's does, through v4 (Expenses v4 >
// UpdateExpenseCompact), and from those that either does.
func (in updateReportExpenseIn) sort(c *change) {
	add := func(list *[]string, name string, given bool) {
		if given {
			*list = append(*list, name)
		}
	}
	add(&c.forPerson, "expense_type", in.ExpenseType != "")
	add(&c.forPerson, "transaction_date", c.entry.TransactionDate != "")
	add(&c.forPerson, "amount", c.entry.TransactionAmount != nil)
	add(&c.forPerson, "currency", c.entry.TransactionCurrencyCode != "")
	add(&c.forPerson, "exchange_rate", c.entry.ExchangeRate != nil)
	add(&c.forPerson, "vendor", c.entry.VendorDescription != nil)
	add(&c.forPerson, "location", in.Location != "")
	add(&c.forPerson, "payment_type", in.PaymentType != "")
	add(&c.forPerson, "is_personal", c.entry.IsPersonal != nil)
	add(&c.forPerson, "is_billable", c.entry.IsBillable != nil)
	add(&c.forCompany, "is_rejected", c.rejected != nil)
	add(&c.forCompany, "is_paper_receipt_received", c.paperReceived != nil)
	add(&c.forEither, "business_purpose", c.entry.Description != nil)
	add(&c.forEither, "custom_fields", len(c.custom) > 0)
}
