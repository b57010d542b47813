package v3

import (
	"context"
	"slices"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
)

// Receipt Image v3 shows of an image nothing but its id. So those that are there are
// listed before one is added: the one that was not among them is the new one.

// imagesOf lists the ids of the images in a receipt store.
func imagesOf(ctx context.Context, session *concur.Session, user concur.Ref) ([]string, error) {
	var ids []string
	for offset := ""; ; {
		page, err := session.ReceiptImages(ctx, user, "", offset)
		if err != nil {
			return nil, err
		}
		for _, image := range page.Images {
			ids = append(ids, image.ID)
		}
		if offset = page.Next; offset == "" {
			return ids, nil
		}
	}
}

// findImage looks for the image that was not there before.
func (k kit) findImage(
	ctx context.Context, session *concur.Session, user concur.Ref, at time.Time, before []string,
) (concur.ReceiptImageID, tools.Seen, error) {
	now, err := imagesOf(ctx, session, user)
	if err != nil {
		return "", tools.Seen{Verdict: tools.Unknown}, err
	}
	var added []outcome.Alike
	for _, id := range now {
		if !slices.Contains(before, id) {
			added = append(added, outcome.Alike{ID: id, Written: at})
		}
	}
	id, seen := k.creations.Find(added, tools.Sent{At: at}, "receipt image", "v3_list_receipt_images")
	return concur.ReceiptImageID(id), seen, nil
}

// lookForReceiptImage cannot tell afterwards which images or pages were there before.
func lookForReceiptImage(_ context.Context, _ *tools.Call, in createReceiptImageIn, _ tools.Sent) (tools.Seen, error) {
	if in.AppendTo != "" {
		return tools.Seen{
			Verdict: tools.Unknown, Found: "Which pages the image has, only looking at it tells: v3_get_receipt_image shows it.",
		}, nil
	}
	return tools.Seen{
		Verdict: tools.Unknown, Found: "Concur tells of the images in the receipt store neither when they came nor what they are: " +
			"v3_list_receipt_images lists them, and v3_get_receipt_image shows each.",
	}, nil
}
