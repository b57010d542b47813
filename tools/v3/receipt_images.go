package v3

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/files"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/images"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

func (k kit) receiptImageTools() []tools.Tool {
	return []tools.Tool{
		k.listReceiptImages(),
		k.getReceiptImage(),
		k.createReceiptImage(),
		k.deleteReceiptImage(),
	}
}

type listReceiptImagesIn struct {
	receiptImageFilter
	tools.Page
}

type receiptImageFilter struct {
	EntryID concur.ExpenseRef `json:"entry_id,omitzero" jsonschema:"v3_id of an expense"`
	User    concur.Ref        `json:"user,omitempty"    jsonschema:"owner"`
}

type listReceiptImagesOut struct {
	Images render.Rows `json:"receipt_images"`
	render.Listing
}

type receiptImage struct {
	ID      string `json:"id"`
	EntryID string `json:"entry_id,omitempty"`
}

func (k kit) listReceiptImages() tools.Tool {
	def := define("v3_list_receipt_images", "List receipt images (v3)", tools.Read)
	def.Description = "Lists the ids of images in the receipt store, or of those on one expense. " +
		"get_expense_receipt_image shows what is attached to reports."
	def.Operations = []string{"list_receipt_images"}
	def.Supporting = people()
	return tools.New(def, func(ctx context.Context, call *tools.Call, in listReceiptImagesIn) (listReceiptImagesOut, error) {
		ask, err := view.Ask(def.Name, in.Page, in.receiptImageFilter)
		if err != nil {
			return listReceiptImagesOut{}, err
		}
		session := k.concur.As(call.Caller)
		entry, err := in.entry(session)
		if err != nil {
			return listReceiptImagesOut{}, err
		}
		rows, listing, err := render.Paged(ctx, ask, []string{"id", "entry_id"},
			func(ctx context.Context, offset string, _ int) (render.Batch[receiptImage], error) {
				page, err := session.ReceiptImages(ctx, in.User, entry, offset)
				batch := render.Batch[receiptImage]{Next: page.Next}
				for _, image := range page.Images {
					batch.Rows = append(batch.Rows, receiptImage{image.ID, image.EntryID})
				}
				return batch, err
			})
		if err != nil {
			return listReceiptImagesOut{}, view.ListError(err)
		}
		if rows.Len() == 0 && listing.NextCursor == "" {
			listing.Note = "There are none here. The receipt store holds images that were uploaded and are on no report yet; " +
				"v3_create_receipt_image adds one."
		}
		return listReceiptImagesOut{Images: rows, Listing: listing}, nil
	})
}

// entry is the v3 id of the expense that is named, if one is.
func (f receiptImageFilter) entry(session *concur.Session) (concur.EntryID, error) {
	if f.EntryID.IsZero() {
		return "", nil
	}
	entry, err := session.KnownEntry(f.EntryID)
	if err != nil {
		return "", tools.Argumentf("entry_id", "%s is an id of v4, and Concur takes that of v3 here", f.EntryID).
			WithHint("v3_list_entries gives it.")
	}
	return entry, nil
}

type receiptImageIn struct {
	ID   concur.ReceiptImageID `json:"id"`
	User concur.Ref            `json:"user,omitempty" jsonschema:"owner"`
}

type receiptImageOut struct {
	ID concur.ReceiptImageID `json:"id"`
	images.Given
}

func (k kit) getReceiptImage() tools.Tool {
	def := define("v3_get_receipt_image", "Get a receipt image (v3)", tools.Read)
	def.Description = "Shows an image of the receipt store. v3_list_receipt_images gives the id."
	def.Operations = []string{"get_receipt_image"}
	def.Supporting = people()
	return tools.New(def, func(ctx context.Context, call *tools.Call, in receiptImageIn) (receiptImageOut, error) {
		download, err := k.concur.As(call.Caller).DownloadReceiptImage(ctx, in.User, in.ID)
		if err != nil {
			return receiptImageOut{}, err
		}
		given, err := k.images.Give(ctx, download, "receipt", "")
		return receiptImageOut{ID: in.ID, Given: given}, err
	})
}

type createReceiptImageIn struct {
	images.In
	AppendTo concur.ReceiptImageID `json:"append_to,omitempty" jsonschema:"id of an image to add pages to"`
	User     concur.Ref            `json:"user,omitempty"      jsonschema:"owner"`
}

// purpose is what an image is for that somebody is asked for.
func (in createReceiptImageIn) purpose() images.Purpose {
	about := "a receipt for the receipt store"
	if in.AppendTo != "" {
		about = "pages for the receipt image " + string(in.AppendTo)
	}
	if in.User != "" {
		about += " of " + string(in.User)
	}
	return images.Purpose{About: about, Exactly: []string{"v3_create_receipt_image", string(in.User), string(in.AppendTo)}}
}

type createdReceiptImageOut struct {
	ID concur.ReceiptImageID `json:"id"`
	outcome.Written
}

func (k kit) createReceiptImage() tools.Tool {
	def := define("v3_create_receipt_image", "Upload a receipt image (v3)", tools.Create)
	def.Description = "Puts an image (PDF, PNG or JPEG, at most 10 MB) into the receipt store."
	def.Operations = []string{"create_receipt_image", "append_receipt_image"}
	def.Supporting = append(people(), "get_receipt_image", "list_receipt_images")
	return tools.NewWrite(def, k.addReceiptImage, lookForReceiptImage)
}

func (k kit) addReceiptImage(ctx context.Context, call *tools.Call, in createReceiptImageIn) (createdReceiptImageOut, error) {
	image, err := k.images.Open(ctx, call, in.purpose(), in.In, images.Limits{
		MediaTypes: []string{files.PDF, files.PNG, files.JPEG}, Bytes: concur.LargestImage, // inferred: those of Image v1
	})
	if err != nil {
		return createdReceiptImageOut{}, err
	}
	session := k.concur.As(call.Caller)
	if in.AppendTo != "" {
		return appended(ctx, call, session, in, image)
	}
	leave, err := k.creations.Take(ctx, call.Caller, "receipt image", string(in.User))
	if err != nil {
		return createdReceiptImageOut{}, err
	}
	defer leave()
	before, err := imagesOf(ctx, session, in.User)
	if err != nil {
		return createdReceiptImageOut{}, err
	}
	at := session.Now()
	id, err := session.CreateReceiptImage(ctx, in.User, image)
	found, err := tools.Resolve(ctx, err, func(ctx context.Context) (seen tools.Seen, err error) {
		id, seen, err = k.findImage(ctx, session, in.User, at, before)
		return seen, err
	})
	if err != nil {
		return createdReceiptImageOut{}, outcome.LookWith(outcome.Undecided(err), "v3_list_receipt_images")
	}
	k.creations.Keep(string(id), call, at)
	call.Undo("v3_delete_receipt_image", receiptImageIn{ID: id, User: in.User}, "")
	out := createdReceiptImageOut{ID: id, Written: outcome.Written{Verified: true}}
	if err := session.HasReceiptImage(ctx, in.User, id); err != nil {
		out.Written = outcome.Unread(err)
	}
	out.Noted(found)
	return out, nil
}

// appended adds pages to an image. What it has then only a person can see.
func appended(
	ctx context.Context, call *tools.Call, session *concur.Session, in createReceiptImageIn, image *concur.Upload,
) (createdReceiptImageOut, error) {
	call.NoUndo("Concur takes no pages out of an image again. v3_delete_receipt_image deletes the whole.")
	out := createdReceiptImageOut{ID: in.AppendTo}
	if err := session.AppendReceiptImage(ctx, in.User, in.AppendTo, image); err != nil {
		return out, outcome.LookWith(err, "v3_get_receipt_image")
	}
	if err := session.HasReceiptImage(ctx, in.User, in.AppendTo); err != nil {
		out.Written = outcome.Unread(err)
		return out, nil
	}
	out.Note = "Concur took it. How many pages there are now is not told: v3_get_receipt_image shows them."
	return out, nil
}

type deletedReceiptImageOut struct {
	ID concur.ReceiptImageID `json:"deleted_id"`
	outcome.Written
}

func (k kit) deleteReceiptImage() tools.Tool {
	def := define("v3_delete_receipt_image", "Delete a receipt image (v3)", tools.Delete)
	def.Description = "Deletes an image from the receipt store. v3_list_receipt_images gives the id."
	def.Operations = []string{"delete_receipt_image"}
	def.Supporting = append(people(), "get_receipt_image")
	look := func(ctx context.Context, call *tools.Call, in receiptImageIn, _ tools.Sent) (tools.Seen, error) {
		return outcome.SeenGone("receipt image", k.concur.As(call.Caller).HasReceiptImage(ctx, in.User, in.ID))
	}
	return tools.NewWrite(def, k.removeReceiptImage, look)
}

func (k kit) removeReceiptImage(ctx context.Context, call *tools.Call, in receiptImageIn) (deletedReceiptImageOut, error) {
	session := k.concur.As(call.Caller)
	if err := session.HasReceiptImage(ctx, in.User, in.ID); concur.IsNotFound(err) {
		return deletedReceiptImageOut{}, err // Nobody must take that for a deletion whose answer was lost.
	}
	call.NoUndo("The image is gone; who still has the file puts it there again with v3_create_receipt_image.")
	err := session.DeleteReceiptImage(ctx, in.User, in.ID)
	written, err := deleted(ctx, err, "receipt image", func(ctx context.Context) error {
		return session.HasReceiptImage(ctx, in.User, in.ID)
	}, "v3_list_receipt_images")
	return deletedReceiptImageOut{ID: in.ID, Written: written}, err
}
