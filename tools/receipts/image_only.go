package receipts

import (
	"context"
	"fmt"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/images"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
)

type uploadImageOnlyReceiptIn struct {
	images.In
	User concur.Ref `json:"user,omitempty" jsonschema:"owner"`
}

func (k kit) uploadImageOnlyReceipt() tools.Tool {
	def := define("upload_image_only_receipt", "Upload a receipt image", tools.Create)
	def.Description = "Adds a scan or photo (PDF, PNG, JPEG, GIF or TIFF, at most 25 MB) to the receipt library, and to no expense: " +
		"attach_receipt_to_expense does that."
	def.Operations = []string{"image_only_receipt_create"}
	def.Supporting = []string{"receipt_get_status", "receipt_bulk_status", "identity_search_users"}
	return tools.NewWrite(def, k.addImageOnly, k.lookForImageOnly)
}

func (k kit) addImageOnly(ctx context.Context, call *tools.Call, in uploadImageOnlyReceiptIn) (uploadedReceiptOut, error) {
	purpose := images.Purpose{
		About: "a receipt for the receipt library" + of(in.User), Exactly: []string{"upload_image_only_receipt", string(in.User)},
	}
	image, err := k.images.Open(ctx, call, purpose, in.In, ofReceiptsV4())
	if err != nil {
		return uploadedReceiptOut{}, err
	}
	session := k.concur.As(call.Caller)
	owner, err := session.LibraryOf(ctx, in.User, "image_only_receipt_create")
	if err != nil {
		return uploadedReceiptOut{}, err
	}
	call.NoUndo(stays)
	// The receipt has an id of ours, by which one is found whose answer was lost.
	forwardID := call.IdempotencyID()
	id, err := session.CreateImageOnlyReceipt(ctx, owner, image, forwardID)
	found, err := tools.Resolve(ctx, err, func(ctx context.Context) (seen tools.Seen, err error) {
		id, seen, err = forwarded(ctx, session, owner, forwardID)
		return seen, err
	})
	if err != nil {
		return uploadedReceiptOut{}, outcome.LookWith(err, "list_image_only_receipts")
	}
	out := accepted(ctx, session, owner, id, "get_image_only_receipt")
	out.Noted(found)
	return out, nil
}

// forwarded looks for the receipt that was posted with a forward id. That none is found
// proves nothing: Concur may not have got to it yet.
func forwarded(
	ctx context.Context, session *concur.Session, owner concur.UserID, forwardID string,
) (concur.ReceiptID, tools.Seen, error) {
	id, err := session.ForwardedReceipt(ctx, owner, forwardID)
	if err != nil || id == "" {
		return "", tools.Seen{Verdict: tools.Unknown, Found: notYet("list_image_only_receipts")}, err
	}
	return id, tools.Seen{Verdict: tools.Done, Found: fmt.Sprintf("A look found it: the receipt %s.", id)}, nil
}

// notYet says what it means that a receipt is not there.
func notYet(list string) string {
	return "Concur does not show it so far, and may still be processing it. Look with " + list + " in some minutes."
}

// lookForImageOnly looks for an image by the id that its key gave it.
func (k kit) lookForImageOnly(ctx context.Context, call *tools.Call, in uploadImageOnlyReceiptIn, _ tools.Sent) (tools.Seen, error) {
	session := k.concur.As(call.Caller)
	owner, err := session.LibraryOf(ctx, in.User, "image_only_receipt_create")
	if err != nil {
		return tools.Seen{Verdict: tools.Unknown}, err
	}
	_, seen, err := forwarded(ctx, session, owner, call.IdempotencyID())
	return seen, err
}

// of names the owner to a person, if the call does.
func of(owner concur.Ref) string {
	if owner == "" {
		return ""
	}
	return " of " + string(owner)
}

// imageOnlyRow is an image-only receipt.
type imageOnlyRow struct {
	ReceiptID    concur.ReceiptID `json:"receipt_id"`
	Received     string           `json:"received,omitempty"`
	Digitization string           `json:"digitization,omitempty"`
	ForwardID    render.Text      `json:"forward_id,omitempty"`
	OwnerID      concur.UserID    `json:"owner_id,omitempty"`
}

func imageRow(r concur.ImageOnlyReceipt) imageOnlyRow {
	return imageOnlyRow{
		ReceiptID: r.ID, Received: r.Received, Digitization: digitizing(r.Digitization), ForwardID: render.Text(r.ForwardID), OwnerID: r.UserID,
	}
}

func (k kit) listImageOnlyReceipts() tools.Tool {
	def := define("list_image_only_receipts", "List receipt images without data", tools.Read)
	def.Description = "Lists the scans and photos of a receipt library that have no data. get_image_only_receipt shows one. " +
		"Somebody else's need a company connection."
	def.Operations = []string{"image_only_receipt_list_by_user", "image_only_receipt_list_page"}
	def.Supporting = []string{"identity_search_users"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in listReceiptsIn) (listReceiptsOut, error) {
		session := k.concur.As(call.Caller)
		return listed(ctx, session, def, in, []string{"receipt_id", "received", "digitization"}, session.ListImageOnlyReceipts, imageRow,
			"There are no images that came over this interface. Images attached to expenses are not among them, and new ones appear "+
				"when they are processed.")
	})
}

type imageOnlyOut struct {
	imageOnlyRow
	shownImage
}

func (k kit) getImageOnlyReceipt() tools.Tool {
	def := define("get_image_only_receipt", "Get a receipt image", tools.Read)
	def.Description = "Reads an image-only receipt; its image with include_image or save_to. list_image_only_receipts gives receipt_id."
	def.Operations = []string{"image_only_receipt_get", "image_only_receipt_get_image"}
	def.Supporting = []string{"identity_search_users"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in getReceiptIn) (imageOnlyOut, error) {
		session := k.concur.As(call.Caller)
		owner, err := k.readable(ctx, session, in, "image_only_receipt_get")
		if err != nil {
			return imageOnlyOut{}, err
		}
		receipt, err := session.GetImageOnlyReceipt(ctx, owner, in.ReceiptID)
		if err != nil {
			return imageOnlyOut{}, missing(err, "list_image_only_receipts")
		}
		out := imageOnlyOut{imageOnlyRow: imageRow(receipt)}
		out.shownImage, err = k.picture(ctx, in, func() (concur.Download, error) {
			return session.ImageOnlyReceiptImage(ctx, owner, in.ReceiptID)
		})
		return out, err
	})
}
