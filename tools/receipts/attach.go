package receipts

import (
	"context"
	"fmt"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/files"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/images"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
)

// ofImageV1 is what Image v1 takes.
func ofImageV1() images.Limits {
	return images.Limits{MediaTypes: []string{files.PDF, files.PNG, files.JPEG}, Bytes: concur.LargestImage}
}

type attachReceiptIn struct {
	ReportID  concur.ReportID   `json:"report_id"`
	ExpenseID concur.ExpenseRef `json:"expense_id,omitzero" jsonschema:"left out: on the report"`
	images.In
	User concur.Ref `json:"user,omitempty" jsonschema:"owner: UUID, login, e-mail or name"`
}

type attachedReceiptOut struct {
	ReportID       concur.ReportID  `json:"report_id"`
	ExpenseID      concur.ExpenseID `json:"expense_id,omitempty"`
	ReceiptImageID string           `json:"receipt_image_id,omitempty"`
	outcome.Written
}

func (k kit) attachReceiptToExpense() tools.Tool {
	def := define("attach_receipt_to_expense", "Attach a receipt", tools.Create)
	def.Description = "Attaches a receipt (PDF, PNG or JPEG, at most 10 MB) to an expense that has none, or without expense_id to " +
		"the report. Needs a user connection. list_report_expenses gives expense_id."
	def.Operations = []string{"upload_entry_image_v1", "upload_report_image_v1"}
	def.Supporting = []string{"get_entry", "list_entries", "get_report_image_url_v1", "identity_search_users", "identity_get_user"}
	return tools.NewWrite(def, k.attach, k.lookForAttached)
}

func (k kit) attach(ctx context.Context, call *tools.Call, in attachReceiptIn) (attachedReceiptOut, error) {
	session := k.concur.As(call.Caller)
	purpose, err := in.purpose(ctx, session)
	if err != nil {
		return attachedReceiptOut{}, err
	}
	image, err := k.images.Open(ctx, call, purpose, in.In, ofImageV1())
	if err != nil {
		return attachedReceiptOut{}, err
	}
	call.NoUndo("Image v1 has nothing that takes a receipt off again: the person removes it in Concur.")
	if in.ExpenseID.IsZero() {
		return toReport(ctx, session, in, image)
	}
	on, err := session.On(ctx, in.User, concur.RoleTraveler)
	if err != nil {
		return attachedReceiptOut{}, err
	}
	return toExpense(ctx, session, on.User, in, image)
}

// purpose is what the receipt is for. Concur is read for it only where somebody is asked
// for the file: nobody shall look for a receipt that is there already. Two expenses of a
// report may look the same to a person, and one may be changed meanwhile: the file is
// bound to the entry.
func (in attachReceiptIn) purpose(ctx context.Context, session *concur.Session) (images.Purpose, error) {
	exactly := []string{"attach_receipt_to_expense", string(in.ReportID)}
	switch {
	case in.File == "":
		return images.Purpose{}, nil
	case in.ExpenseID.IsZero():
		return images.Purpose{About: "a receipt for the report " + string(in.ReportID), Exactly: exactly}, nil
	}
	on, err := session.On(ctx, in.User, concur.RoleTraveler)
	if err != nil {
		return images.Purpose{}, err
	}
	id, entry, err := withoutReceipt(ctx, session, on.User, in)
	if err != nil {
		return images.Purpose{}, err
	}
	about := fmt.Sprintf("the receipt of %s, %s %s on %.10s", render.Quote(entry.ExpenseTypeName),
		entry.TransactionAmount, entry.TransactionCurrencyCode, entry.TransactionDate)
	if entry.VendorDescription != "" {
		about += " at " + render.Quote(entry.VendorDescription)
	}
	return images.Purpose{About: about, Exactly: append(exactly, string(id))}, nil
}

// withoutReceipt finds the v3 entry of the expense, which must have no receipt yet.
func withoutReceipt(
	ctx context.Context, session *concur.Session, owner concur.UserID, in attachReceiptIn,
) (concur.EntryID, concur.Entry, error) {
	id, err := session.EntryOf(ctx, owner, in.ReportID, in.ExpenseID)
	if err != nil {
		return "", concur.Entry{}, err
	}
	entry, err := session.GetEntry(ctx, owner, id)
	if err != nil {
		return "", concur.Entry{}, err
	}
	if entry.HasImage {
		return "", entry, tools.Argumentf("expense_id", "the expense already has a receipt, and Concur keeps one for each").
			WithHint("Leave out expense_id to add the file to the report; or put both pages into one PDF and remove the old receipt in " +
				"Concur first. get_expense_receipt_image shows it.")
	}
	return id, entry, nil
}

// toExpense attaches the receipt to the v3 entry of the expense, which is what Image v1
// wants. An entry has one image, and a second is not appended; that it is refused is not
// documented, so it is not tried. Then a receipt that the expense shows afterwards is
// this one, whatever became of the answer.
func toExpense(
	ctx context.Context, session *concur.Session, owner concur.UserID, in attachReceiptIn, image *concur.Upload,
) (attachedReceiptOut, error) {
	out := attachedReceiptOut{ReportID: in.ReportID, ExpenseID: in.ExpenseID.V4}
	id, _, err := withoutReceipt(ctx, session, owner, in)
	if err != nil {
		return out, err
	}
	out.ReceiptImageID, err = session.UploadEntryImage(ctx, id, image)
	found, err := tools.Resolve(ctx, err, func(ctx context.Context) (tools.Seen, error) {
		entry, err := session.GetEntry(ctx, owner, id)
		return seenOn(entry), err
	})
	if err != nil {
		return out, outcome.LookWith(err, "get_report_expense")
	}
	entry, err := session.GetEntry(ctx, owner, id)
	switch {
	case err != nil:
		out.Written = outcome.Unread(err)
	case !entry.HasImage:
		out.Note = "Concur took it, but the expense does not show it yet. Look again with get_report_expense in a moment."
	default:
		out.Verified, out.ExpenseID = true, entry.ExpenseID
	}
	out.Noted(found)
	return out, nil
}

// toReport attaches the receipt to the report. Concur adds it to the image that is there,
// so that image is asked for first: after a lost answer another one is the proof.
func toReport(ctx context.Context, session *concur.Session, in attachReceiptIn, image *concur.Upload) (attachedReceiptOut, error) {
	out := attachedReceiptOut{ReportID: in.ReportID}
	former, formerErr := session.ReportImage(ctx, in.ReportID)
	imageID, err := session.UploadReportImage(ctx, in.ReportID, image)
	found, err := tools.Resolve(ctx, err, func(ctx context.Context) (tools.Seen, error) {
		var err error
		imageID, err = session.ReportImage(ctx, in.ReportID)
		known := formerErr == nil || concur.IsNotFound(formerErr)
		return seenOnReport(known && err == nil && imageID != former), err
	})
	if err != nil {
		return out, outcome.LookWith(err, "get_expense_receipt_image")
	}
	out.ReceiptImageID = imageID
	shown, err := session.ReportImage(ctx, in.ReportID)
	switch {
	case err != nil:
		out.Written = outcome.Unread(err)
	case shown != imageID:
		out.Note = "Concur took it, and shows another id for the image of the report."
	default:
		out.Verified = true
	}
	out.Noted(found)
	return out, nil
}
