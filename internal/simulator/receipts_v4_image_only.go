package simulator

import (
	"fmt"
	"net/http"
)

// listImageOnlyReceipts answers Receipts v4 > Get image-only receipts of a user, and the
// further pages, whose path is known from a sample only. The member has the name of the
// reference page; the API explorer calls it imageOnlyReceipts.
func listImageOnlyReceipts(st *state, c *call) reply {
	owner, refusal := st.receiptOwner(c)
	if refusal != nil {
		return *refusal
	}
	token := c.path["pageToken"]
	page, rest := receiptsFrom(st.receiptsOf(owner, true, c.now), token)
	if token != "" && len(page) == 0 {
		return empty(http.StatusNotFound)
	}
	body := struct {
		Receipts []imageOnlyReceipt `json:"receiptsImages"`
		Next     string             `json:"next,omitempty"`
	}{Receipts: []imageOnlyReceipt{}}
	for _, r := range page {
		body.Receipts = append(body.Receipts, printImageOnly(c, r))
	}
	if rest != "" {
		body.Next = c.base + receiptsPath + "/users/" + owner.id + "/image-only-receipts/page/" + rest
	}
	return ok(body)
}

// pageToken says at which receipt a page begins: {epoch ms}_{receiptId}.
func pageToken(r *storedReceipt) string { return fmt.Sprintf("%d_%s", r.received.UnixMilli(), r.id) }

// getImageOnlyReceipt answers Receipts v4 > Get an image-only receipt.
func getImageOnlyReceipt(st *state, c *call) reply {
	r := st.processedAt(c, true)
	if r == nil {
		return empty(http.StatusNotFound)
	}
	return ok(printImageOnly(c, r))
}

// getImageOnlyReceiptImage answers Receipts v4 > Get an image-only receipt's image.
func getImageOnlyReceiptImage(st *state, c *call) reply {
	return receiptPicture(st.processedAt(c, true))
}
