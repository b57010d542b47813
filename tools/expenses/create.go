package expenses

import (
	"context"
	"encoding/json"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type createReportExpenseIn struct {
	ReportID        concur.ReportID     `json:"report_id"`
	ExpenseType     concur.Ref          `json:"expense_type"`
	TransactionDate tools.Date          `json:"transaction_date"`
	Amount          json.Number         `json:"amount,omitempty"`
	Currency        concur.Currency     `json:"currency,omitempty"`
	PaymentType     concur.Ref          `json:"payment_type,omitempty"`
	Vendor          string              `json:"vendor,omitempty" max:"64"`
	Description     string              `json:"description,omitempty" max:"64"`
	Comment         string              `json:"comment,omitempty" max:"500"`
	Location        concur.Ref          `json:"location,omitempty"`
	ExchangeRate    json.Number         `json:"exchange_rate,omitempty"`
	IsPersonal      *bool               `json:"is_personal,omitempty"`
	IsBillable      *bool               `json:"is_billable,omitempty"`
	TaxReceiptType  receiptType         `json:"tax_receipt_type,omitempty"`
	CustomFields    concur.CustomFields `json:"custom_fields,omitempty"`
	OrgUnits        concur.CustomFields `json:"org_units,omitempty"`
	Journey         *journeyIn          `json:"journey,omitempty" jsonschema:"mileage: from, to, distance, unit M or K" members:"described"`
	User            concur.Ref          `json:"user,omitempty"`
}

type writtenExpenseOut struct {
	view.ExpenseDetail
	outcome.Written
}

func (k kit) createReportExpense() tools.Tool {
	def := define("create_report_expense", "Add an expense to a report", tools.Create)
	def.Description = "Adds an expense to a never submitted report; description is its business purpose. User connection."
	def.Operations = []string{"create_entry", "get_entry", "list_expense_group_configurations", "location_v3_list"}
	def.Supporting = append([]string{
		"get_report", "expense_config_list_payment_types", "identity_search_users", "identity_get_user",
		"list_entries", "list_reports", "get_expense_form_fields",
	}, view.ListOperations()...)
	return tools.NewWrite(def, k.addExpense, k.lookForExpense)
}

func (k kit) addExpense(ctx context.Context, call *tools.Call, in createReportExpenseIn) (writtenExpenseOut, error) {
	session := k.concur.As(call.Caller)
	on, entry, err := in.resolved(ctx, session)
	if err != nil {
		return writtenExpenseOut{}, err
	}
	leave, err := k.creations.Take(ctx, call.Caller, likenessOf(entry))
	if err != nil {
		return writtenExpenseOut{}, err
	}
	defer leave()
	sent := tools.Sent{At: session.Now()}
	id, err := session.CreateEntry(ctx, on.User, entry)
	found, err := tools.Resolve(ctx, err, func(ctx context.Context) (seen tools.Seen, err error) {
		id, seen, err = k.findExpense(ctx, session, on.User, entry, sent)
		return seen, err
	})
	if err != nil {
		err = view.Advise(outcome.Undecided(err), "Correct what Concur names. If the report was submitted before, no expense can be added to "+
			"it: open another with create_report.")
		return writtenExpenseOut{}, outcome.LookWith(err, "list_report_expenses")
	}
	k.creations.Keep(string(id), call, sent.At)
	out := readBack(ctx, session, on.User, id, entry)
	out.Noted(found)
	call.Undo("delete_report_expense", deleteReportExpenseIn{
		ReportID: in.ReportID, ExpenseID: concur.ExpenseRef{V4: out.ExpenseID, V3: id}, User: in.User,
	}, "")
	return out, nil
}

// resolved checks the arguments and turns their names into ids.
func (in createReportExpenseIn) resolved(ctx context.Context, session *concur.Session) (concur.Subject, concur.EntryWrite, error) {
	entry, err := in.checked()
	if err != nil {
		return concur.Subject{}, entry, err
	}
	on, err := session.OnOwner(ctx, in.User, "get_report")
	if err != nil {
		return on, entry, err
	}
	err = in.look(ctx, session, on, &entry)
	return on, entry, err
}

// checked is what can be said about the arguments without asking Concur.
func (in createReportExpenseIn) checked() (concur.EntryWrite, error) {
	entry := concur.EntryWrite{
		ReportID: in.ReportID, TransactionDate: in.TransactionDate.String(),
		Description: given(in.Description), VendorDescription: given(in.Vendor), Comment: in.Comment,
		TaxReceiptType: string(in.TaxReceiptType), IsPersonal: in.IsPersonal, IsBillable: in.IsBillable,
	}
	switch {
	case in.Journey != nil && (in.Amount != "" || in.Currency != "" || in.ExchangeRate != "" || in.PaymentType != ""):
		return entry, tools.Argumentf("journey", "takes the place of amount, currency, exchange_rate and payment_type").
			WithHint("Give journey alone for mileage, and the others for everything else.")
	case in.Journey == nil && (in.Amount == "" || in.Currency == ""):
		return entry, tools.Argumentf("amount", "amount and currency are required").
			WithHint("Give both, or journey for mileage.")
	}
	err := money(&entry, in.Amount, in.Currency, in.ExchangeRate)
	if err == nil {
		entry.Journey, err = in.Journey.entry()
	}
	if err == nil {
		_, err = joined(in.CustomFields, in.OrgUnits)
	}
	return entry, err
}

// look turns names into the ids that v3 wants.
func (in createReportExpenseIn) look(ctx context.Context, session *concur.Session, on concur.Subject, entry *concur.EntryWrite) error {
	found, err := session.FindEntryType(ctx, on, in.ReportID, in.ExpenseType)
	if err != nil {
		return err
	}
	entry.ExpenseTypeCode = found.Code
	switch {
	case found.IsMileage() && in.Journey == nil:
		return tools.Argumentf("journey", "is required for %s", render.Quote(found.Name)).
			WithHint("Give journey, and leave out amount, currency and payment_type.")
	case !found.IsMileage() && in.Journey != nil:
		return tools.Argumentf("journey", "%s is not mileage and has none", render.Quote(found.Name)).
			WithHint("Give amount and currency instead.")
	case !found.IsMileage():
		payment, err := session.FindEntryPaymentType(ctx, on.User, in.PaymentType)
		if err != nil {
			return err
		}
		entry.PaymentTypeID = payment.ID
	}
	if entry.LocationID, err = locate(ctx, session, in.Location); err != nil {
		return err
	}
	fields, err := joined(in.CustomFields, in.OrgUnits)
	if err != nil {
		return err
	}
	entry.Custom, err = session.CustomForV3(ctx, fields, session.FormOfNewExpense(on.User, in.ReportID, entry.ExpenseTypeCode))
	return view.CustomError(err)
}

// readBack reads what was made. The expense exists whatever becomes of that.
func readBack(
	ctx context.Context, session *concur.Session, owner concur.UserID, id concur.EntryID, sent concur.EntryWrite,
) writtenExpenseOut {
	entry, err := session.GetEntry(ctx, owner, id)
	if err != nil {
		out := writtenExpenseOut{Written: outcome.Unread(err)}
		out.V3ID, out.ReportID = id, sent.ReportID
		return out
	}
	entry.ID = id
	return writtenExpenseOut{ExpenseDetail: view.OfEntryDetail(entry), Written: outcome.Shown("new expense", ignored(sent, entry))}
}

// given is a text that is sent unless it is empty.
func given(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
