package expenses

import (
	"context"
	"fmt"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// put changes an expense through v3, with the person's connection.
func (in updateReportExpenseIn) put(
	ctx context.Context, call *tools.Call, session *concur.Session, on concur.Subject, c change,
) (writtenExpenseOut, error) {
	id, err := in.forV3(ctx, session, on, &c.entry, c.custom)
	if err != nil {
		return writtenExpenseOut{}, err
	}
	former, err := session.GetEntry(ctx, on.User, id)
	if err != nil {
		return writtenExpenseOut{}, err
	}
	in.undoPut(call, c.entry, former)
	toChange := len(ignored(c.entry, former))
	var out writtenExpenseOut
	read := func(ctx context.Context) (tools.Seen, error) {
		entry, err := session.GetEntry(ctx, on.User, id)
		if err != nil {
			return tools.Seen{}, err
		}
		entry.ID = id
		names := ignored(c.entry, entry)
		out = writtenExpenseOut{ExpenseDetail: view.OfEntryDetail(entry), Written: outcome.Shown("expense", names)}
		if c.entry.TransactionCurrencyCode != "" && c.entry.ExchangeRate == nil {
			out.Note = strings.TrimSpace(fmt.Sprintf("%s The exchange rate is %s: Concur computes none anew for another currency.",
				out.Note, entry.ExchangeRate))
		}
		return outcome.SeenChanged("expense", names, toChange), nil
	}
	return in.settled(ctx, session.UpdateEntry(ctx, on.User, id, c.entry), read, &out)
}

// settled is the result of a change, whose error is err. read fills out.
func (in updateReportExpenseIn) settled(
	ctx context.Context, err error, read func(context.Context) (tools.Seen, error), out *writtenExpenseOut,
) (writtenExpenseOut, error) {
	if err != nil {
		found, err := tools.Resolve(ctx, err, read)
		out.Noted(found)
		return *out, outcome.LookWith(view.Advise(err, "Correct what Concur names. "+takenBackFirst), "get_report_expense")
	}
	if _, err := read(ctx); err != nil {
		return in.unread(err), nil
	}
	return *out, nil
}

// forV3 turns names into ids, those of custom fields by the form that the expense will
// have, and gives the v3 id of the expense.
func (in updateReportExpenseIn) forV3(
	ctx context.Context, session *concur.Session, on concur.Subject, entry *concur.EntryWrite, custom concur.CustomFields,
) (concur.EntryID, error) {
	if err := in.look(ctx, session, on, entry); err != nil {
		return "", err
	}
	id, err := session.EntryOf(ctx, on.User, in.ReportID, in.ExpenseID)
	if err != nil || len(custom) == 0 {
		return id, err
	}
	expense, err := session.ExpenseOf(ctx, on.User, in.ExpenseID)
	if err != nil {
		return id, err
	}
	entry.Custom, err = session.CustomForV3(ctx, custom, session.FormOfExpense(in.ReportID, expense, entry.ExpenseTypeCode))
	return id, view.CustomError(err)
}

// takenBackFirst is what to do about a report that is submitted.
const takenBackFirst = "If the report is submitted, recall_report takes it back first; get_report shows whether that is possible."

// look turns names into the ids that v3 wants.
func (in updateReportExpenseIn) look(ctx context.Context, session *concur.Session, on concur.Subject, entry *concur.EntryWrite) error {
	if in.ExpenseType != "" {
		found, err := session.FindEntryType(ctx, on, in.ReportID, in.ExpenseType)
		if err != nil {
			return err
		}
		if found.IsMileage() {
			return tools.Argumentf("expense_type", "%s is mileage, which an expense cannot be turned into", render.Quote(found.Name)).
				WithHint("Make a new expense with create_report_expense and its journey, and delete this one.")
		}
		entry.ExpenseTypeCode = found.Code
	}
	if in.PaymentType != "" {
		found, err := session.FindEntryPaymentType(ctx, on.User, in.PaymentType)
		if err != nil {
			return err
		}
		entry.PaymentTypeID = found.ID
	}
	found, err := locate(ctx, session, in.Location)
	entry.LocationID = found
	return err
}

// patch changes an expense through v4, with the company's connection.
func (in updateReportExpenseIn) patch(
	ctx context.Context, call *tools.Call, session *concur.Session, on concur.Subject, c change,
) (writtenExpenseOut, error) {
	id, custom, err := in.forV4(ctx, session, on, c)
	if err != nil {
		return writtenExpenseOut{}, err
	}
	patch := c.patch(custom)
	former, err := expenseOf(ctx, session, in.named(id))
	if err != nil {
		return writtenExpenseOut{}, err
	}
	in.undoPatch(call, patch, former)
	toChange := len(unpatched(patch, former))
	var out writtenExpenseOut
	read := func(ctx context.Context) (tools.Seen, error) {
		expense, err := expenseOf(ctx, session, in.named(id))
		if err != nil {
			return tools.Seen{}, err
		}
		names := unpatched(patch, expense)
		out = writtenExpenseOut{ExpenseDetail: view.OfExpenseDetail(expense), Written: outcome.Shown("expense", names)}
		return outcome.SeenChanged("expense", names, toChange), nil
	}
	return in.settled(ctx, session.UpdateSubmittedExpense(ctx, in.ReportID, id, patch), read, &out)
}

// named asks for the expense of a v4 id, as its owner or approver.
func (in updateReportExpenseIn) named(id concur.ExpenseID) getReportExpenseIn {
	return getReportExpenseIn{ReportID: in.ReportID, ExpenseID: concur.ExpenseRef{V4: id}, User: in.User}
}

// forV4 gives the v4 id of the expense and the ids of its custom fields.
func (in updateReportExpenseIn) forV4(
	ctx context.Context, session *concur.Session, on concur.Subject, c change,
) (concur.ExpenseID, []concur.CustomDatum, error) {
	id, err := session.ExpenseOf(ctx, on.User, in.ExpenseID)
	if err != nil {
		return "", nil, err
	}
	custom, err := session.CustomForV4(ctx, c.custom, session.FormOfExpense(in.ReportID, id, ""))
	return id, custom, view.CustomError(err)
}

// patch are the changes as v4 takes them.
func (c change) patch(custom []concur.CustomDatum) concur.SubmittedExpensePatch {
	return concur.SubmittedExpensePatch{
		BusinessPurpose: c.entry.Description, CustomData: custom,
		IsExpenseRejected: c.rejected, IsPaperReceiptReceived: c.paperReceived,
	}
}

// unpatched names the arguments of which an expense does not show what was sent.
// The value of a list field may come back as another form of its id.
func unpatched(sent concur.SubmittedExpensePatch, got concur.Expense) []string {
	var names []string
	if sent.BusinessPurpose != nil && !sameText(sent.BusinessPurpose, got.BusinessPurpose) {
		names = append(names, "business_purpose")
	}
	if sent.IsExpenseRejected != nil && *sent.IsExpenseRejected != got.IsExpenseRejected {
		names = append(names, "is_rejected")
	}
	if sent.IsPaperReceiptReceived != nil && *sent.IsPaperReceiptReceived != got.IsPaperReceiptReceived {
		names = append(names, "is_paper_receipt_received")
	}
	plain := func(value string) string { return strings.ToUpper(strings.ReplaceAll(value, "-", "")) }
	shown := map[string]string{}
	for _, datum := range got.CustomData {
		shown[datum.ID] = plain(datum.Value)
	}
	for _, datum := range sent.CustomData {
		if shown[datum.ID] != plain(datum.Value) {
			names = append(names, datum.ID)
		}
	}
	return names
}

// unread is the result of a change that was taken and could not be read back.
func (in updateReportExpenseIn) unread(err error) writtenExpenseOut {
	out := writtenExpenseOut{Written: outcome.Unread(err)}
	out.ExpenseID, out.V3ID, out.ReportID = in.ExpenseID.V4, in.ExpenseID.V3, in.ReportID
	return out
}
