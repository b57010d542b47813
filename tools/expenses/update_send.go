package expenses

import (
	"context"
	"errors"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// put changes an expense through v3, with the person's connection.
func (in updateReportExpenseIn) put(ctx context.Context, session *concur.Session, on concur.Subject, c change) (writtenExpenseOut, error) {
	if err := in.look(ctx, session, on, &c.entry); err != nil {
		return writtenExpenseOut{}, err
	}
	id, err := session.EntryOf(ctx, on.User, in.ReportID, in.ExpenseID)
	if err != nil {
		return writtenExpenseOut{}, err
	}
	if c.entry.Custom, err = in.customForV3(ctx, session, on, c); err != nil {
		return writtenExpenseOut{}, err
	}
	var out writtenExpenseOut
	read := func(ctx context.Context) (bool, error) {
		entry, err := session.GetEntry(ctx, on.User, id)
		if err != nil {
			return false, err
		}
		entry.ID = id
		names := ignored(c.entry, entry)
		out = writtenExpenseOut{ExpenseDetail: view.OfEntryDetail(entry), Written: view.Shown("expense", names)}
		if c.entry.TransactionCurrencyCode != "" && c.entry.ExchangeRate == nil {
			out.Note = strings.TrimSpace(out.Note + " Concur does not compute the exchange rate anew for another currency: check it.")
		}
		if c.partly(names) {
			return false, errPartly
		}
		return len(names) == 0, nil
	}
	if err := session.UpdateEntry(ctx, on.User, id, c.entry); err != nil {
		err = tools.Settle(ctx, err, read) // it fills out
		return out, view.Advise(err, "Correct what Concur names. "+takenBackFirst)
	}
	if _, err := read(ctx); err != nil && !errors.Is(err, errPartly) {
		out = in.unread(err)
	}
	return out, nil
}

// customForV3 finds out what the custom fields are, by the form that the expense will
// have.
func (in updateReportExpenseIn) customForV3(
	ctx context.Context, session *concur.Session, on concur.Subject, c change,
) ([]concur.CustomDatum, error) {
	if len(c.custom) == 0 {
		return nil, nil
	}
	id, err := session.ExpenseOf(ctx, on.User, in.ExpenseID)
	if err != nil {
		return nil, err
	}
	data, err := session.CustomForV3(ctx, c.custom, session.FormOfExpense(in.ReportID, id, c.entry.ExpenseTypeCode))
	return data, view.CustomError(err)
}

// takenBackFirst is what to do about a report that is submitted.
const takenBackFirst = "If the report is submitted, recall_report takes it back first; get_report shows whether that is possible."

// errPartly says that an expense shows some of the changes. After a lost answer
// that proves nothing: those may have been its values before.
var errPartly = errors.New("some fields are as they should be, and some are not")

// partly reports whether some of the changes show, and some do not.
func (c change) partly(missing []string) bool {
	n := len(c.forPerson) + len(c.forCompany) + len(c.forEither)
	if len(c.custom) > 0 {
		n += len(c.custom) - 1 // they count one by one
	}
	return len(missing) > 0 && len(missing) < n
}

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
	ctx context.Context, session *concur.Session, on concur.Subject, c change,
) (writtenExpenseOut, error) {
	id, err := session.ExpenseOf(ctx, on.User, in.ExpenseID)
	if err != nil {
		return writtenExpenseOut{}, err
	}
	custom, err := session.CustomForV4(ctx, c.custom, session.FormOfExpense(in.ReportID, id, ""))
	if err != nil {
		return writtenExpenseOut{}, view.CustomError(err)
	}
	patch := concur.SubmittedExpensePatch{
		BusinessPurpose: c.entry.Description, CustomData: custom,
		IsExpenseRejected: c.rejected, IsPaperReceiptReceived: c.paperReceived,
	}
	var out writtenExpenseOut
	read := func(ctx context.Context) (bool, error) {
		expense, err := expenseOf(ctx, session, getReportExpenseIn{
			ReportID: in.ReportID, ExpenseID: concur.ExpenseRef{V4: id}, User: in.User,
		})
		if err != nil {
			return false, err
		}
		names := unpatched(patch, expense)
		out = writtenExpenseOut{ExpenseDetail: view.OfExpenseDetail(expense), Written: view.Shown("expense", names)}
		if c.partly(names) {
			return false, errPartly
		}
		return len(names) == 0, nil
	}
	if err := session.UpdateSubmittedExpense(ctx, in.ReportID, id, patch); err != nil {
		err = tools.Settle(ctx, err, read) // it fills out
		return out, err
	}
	if _, err := read(ctx); err != nil && !errors.Is(err, errPartly) {
		out = in.unread(err)
	}
	return out, nil
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
	out := writtenExpenseOut{Written: view.Unread(err)}
	out.ExpenseID, out.V3ID, out.ReportID = in.ExpenseID.V4, in.ExpenseID.V3, in.ReportID
	return out
}
