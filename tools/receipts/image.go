package receipts

import (
	"context"
	"errors"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/images"
)

type receiptImageIn struct {
	ReportID  concur.ReportID   `json:"report_id"`
	ExpenseID concur.ExpenseRef `json:"expense_id,omitzero" jsonschema:"left out: all of the report"`
	SaveTo    string            `json:"save_to,omitempty" jsonschema:"new file below an allowed folder"`
	User      concur.Ref        `json:"user,omitempty"`
}

type receiptImageOut struct {
	ReportID  concur.ReportID  `json:"report_id"`
	ExpenseID concur.ExpenseID `json:"expense_id,omitempty"`
	images.Given
}

func (k kit) getExpenseReceiptImage() tools.Tool {
	def := define("get_expense_receipt_image", "Look at a receipt", tools.Read)
	def.Description = "Shows the receipt image of an expense, or without expense_id all those of the report in one PDF; up to 5 MB, " +
		"or with save_to saves it. Needs a user connection. list_report_expenses gives expense_id."
	def.Operations = []string{"get_entry_image_url_v1", "get_report_image_url_v1"}
	def.Supporting = []string{"list_entries", "get_entry", "identity_search_users", "identity_get_user"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in receiptImageIn) (receiptImageOut, error) {
		out := receiptImageOut{ReportID: in.ReportID, ExpenseID: in.ExpenseID.V4}
		if err := k.images.MaySave(in.SaveTo); err != nil {
			return out, err
		}
		download, name, err := openReceipt(ctx, k.concur.As(call.Caller), in)
		if err != nil {
			return out, noReceipt(err, in.User)
		}
		out.Given, err = k.images.Give(ctx, download, name, in.SaveTo)
		return out, err
	})
}

// openReceipt opens an image and gives it a name.
func openReceipt(ctx context.Context, session *concur.Session, in receiptImageIn) (concur.Download, string, error) {
	if in.ExpenseID.IsZero() {
		download, err := session.DownloadReportImage(ctx, in.ReportID)
		return download, "receipts-" + string(in.ReportID), err
	}
	on, err := session.On(ctx, in.User, concur.RoleTraveler)
	if err != nil {
		return concur.Download{}, "", err
	}
	id, err := session.EntryOf(ctx, on.User, in.ReportID, in.ExpenseID)
	if err != nil {
		return concur.Download{}, "", err
	}
	download, err := session.DownloadEntryImage(ctx, id)
	return download, "receipt-" + in.ExpenseID.String(), err
}

// noReceipt says what it mostly means that Concur does not find an image, or does not
// let somebody see one: there is none, or an approver named the owner, which only
// administrators may (Expense Entries v3 > user).
func noReceipt(err error, owner concur.Ref) error {
	refused, ok := errors.AsType[*concur.Error](err)
	switch {
	case ok && concur.IsNotFound(err) && refused.Operation.API == "Image v1":
		return &noReceiptError{refused, "There is no receipt image, unless an id is wrong; list_report_expenses says which expenses have one. " +
			"An approver leaves out expense_id and gets those of the whole report."}
	case ok && concur.IsForbidden(err) && owner != "":
		return &noReceiptError{refused, "Naming the owner takes an administrator. An approver leaves out user, and expense_id too if that " +
			"is refused: then those of the whole report are shown."}
	default:
		return err
	}
}

// noReceiptError is a receipt that is not there, or not for the caller.
type noReceiptError struct {
	tools.Problem
	next string
}

// Unwrap gives what Concur said.
func (e *noReceiptError) Unwrap() error { return e.Problem }

// NextStep implements tools.Problem.
func (e *noReceiptError) NextStep() string { return e.next }
