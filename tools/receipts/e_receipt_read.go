package receipts

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/images"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type listReceiptsIn struct {
	User concur.Ref `json:"user,omitempty" jsonschema:"owner: UUID, login, e-mail or name"`
	tools.Page
}

type listReceiptsOut struct {
	Receipts render.Rows `json:"receipts"`
	render.Listing
}

const elsewhere = "Concur has more, at an address that is not followed."

func (k kit) listEReceipts() tools.Tool {
	def := define("list_e_receipts", "List e-receipts", tools.Read)
	def.Description = "Lists the e-receipts of a receipt library that came as data: merchant, time, total, reference. " +
		"Images without data: list_image_only_receipts. Somebody else's need a company connection."
	def.Operations = []string{"ereceipt_list_by_user"}
	def.Supporting = []string{"identity_search_users"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in listReceiptsIn) (listReceiptsOut, error) {
		session := k.concur.As(call.Caller)
		return listed(ctx, session, def, in, eReceiptSummary(), session.ListEReceipts, rowOf, "There are no e-receipts that came as data. "+
			"Images attached to expenses are not among them, and new ones appear when they are processed; see list_image_only_receipts too.")
	})
}

// listed makes a page of a library, of which what was posted a moment ago is no part yet.
func listed[T, Row any](
	ctx context.Context, session *concur.Session, def tools.Definition, in listReceiptsIn, summary []string,
	read func(context.Context, concur.UserID, string) (concur.ReceiptPage[T], error), shown func(T) Row, nothing string,
) (listReceiptsOut, error) {
	var out listReceiptsOut
	ask, err := view.Ask(def.Name, in.Page, []string{string(in.User)})
	if err != nil {
		return out, err
	}
	owner, err := session.LibraryOf(ctx, in.User, def.Operations[0])
	if err != nil {
		return out, err
	}
	more := false
	out.Receipts, out.Listing, err = render.Paged(ctx, ask, summary,
		func(ctx context.Context, offset string, _ int) (render.Batch[Row], error) {
			page, err := read(ctx, owner, offset)
			batch := render.Batch[Row]{Next: page.Next}
			for _, receipt := range page.Receipts {
				batch.Rows = append(batch.Rows, shown(receipt))
			}
			more = page.Elsewhere
			return batch, err
		})
	switch {
	case err != nil:
		return out, view.ListError(err)
	case more && out.NextCursor == "":
		out.Note, out.Total = elsewhere, nil
	case out.Receipts.Len() == 0 && in.Cursor == "":
		out.Note = nothing
	}
	return out, nil
}

type getReceiptIn struct {
	ReceiptID    concur.ReceiptID `json:"receipt_id"`
	IncludeImage bool             `json:"include_image,omitempty"`
	SaveTo       string           `json:"save_to,omitempty" jsonschema:"new file for the image, below an allowed folder"`
	User         concur.Ref       `json:"user,omitempty" jsonschema:"owner: UUID, login, e-mail or name"`
}

type eReceiptOut struct {
	eReceiptDetail
	shownImage
}

// shownImage is the image of a receipt, if it was asked for.
type shownImage struct {
	Image *images.Given `json:"image,omitempty"`
	// ImageNote says why there is none although it was asked for.
	ImageNote string `json:"image_note,omitempty"`
}

// Attachments implements tools.Attached.
func (s shownImage) Attachments() []tools.Attachment {
	if s.Image == nil {
		return nil
	}
	return s.Image.Attachments()
}

func (k kit) getEReceipt() tools.Tool {
	def := define("get_e_receipt", "Get an e-receipt", tools.Read)
	def.Description = "Reads an e-receipt with line items, taxes, payment and the details of its type; its image with include_image " +
		"or save_to. list_e_receipts gives receipt_id."
	def.Operations = []string{"ereceipt_get", "ereceipt_get_image"}
	def.Supporting = []string{"identity_search_users"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in getReceiptIn) (eReceiptOut, error) {
		session := k.concur.As(call.Caller)
		owner, err := k.readable(ctx, session, in, "ereceipt_get")
		if err != nil {
			return eReceiptOut{}, err
		}
		receipt, err := session.GetEReceipt(ctx, owner, in.ReceiptID)
		if err != nil {
			return eReceiptOut{}, missing(err, "list_e_receipts")
		}
		out := eReceiptOut{eReceiptDetail: detailOf(receipt)}
		out.shownImage, err = k.picture(ctx, in, func() (concur.Download, error) { return session.EReceiptImage(ctx, owner, in.ReceiptID) })
		return out, err
	})
}

// readable checks where an image is to go before anything is asked of Concur, and finds
// whose receipt it is.
func (k kit) readable(ctx context.Context, session *concur.Session, in getReceiptIn, operation string) (concur.UserID, error) {
	if err := k.images.MaySave(in.SaveTo); err != nil {
		return "", err
	}
	return session.LibraryOf(ctx, in.User, operation)
}

// picture gives the image if it was asked for. That Concur has none is no failure: the
// receipt itself has been read.
func (k kit) picture(ctx context.Context, in getReceiptIn, read func() (concur.Download, error)) (shownImage, error) {
	if !in.IncludeImage && in.SaveTo == "" {
		return shownImage{}, nil
	}
	download, err := read()
	if concur.IsNotFound(err) {
		return shownImage{ImageNote: "Concur has no image of it."}, nil
	}
	if err != nil {
		return shownImage{}, err
	}
	given, err := k.images.Give(ctx, download, "receipt-"+string(in.ReceiptID), in.SaveTo)
	return shownImage{Image: &given}, err
}
