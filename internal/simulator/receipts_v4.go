package simulator

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

const (
	receiptsPath = "/receipts/v4"
	// receiptPage is how many receipts a list gives at once.
	receiptPage = 50
	// statusLife is how long the status of a receipt is kept after it was posted.
	statusLife = 14 * 24 * time.Hour
)

func receiptsHandlers() map[string]handler {
	return map[string]handler{
		"receipts_schema_get":             getReceiptSchema,
		"ereceipt_create":                 createEReceipt,
		"ereceipt_list_by_user":           listEReceipts,
		"ereceipt_get":                    getEReceipt,
		"ereceipt_get_image":              getEReceiptImage,
		"receipt_get_status":              getReceiptStatus,
		"receipt_bulk_status":             getReceiptStatuses,
		"image_only_receipt_create":       createImageOnlyReceipt,
		"image_only_receipt_list_by_user": listImageOnlyReceipts,
		"image_only_receipt_list_page":    listImageOnlyReceipts,
		"image_only_receipt_get":          getImageOnlyReceipt,
		"image_only_receipt_get_image":    getImageOnlyReceiptImage,
	}
}

// receiptLibrary is what everybody has in their receipt library.
type receiptLibrary struct {
	receipts []*storedReceipt // oldest first
	schemas  receiptSchemas
	// processing is how long Concur works on a posted receipt.
	processing time.Duration
}

// storedReceipt is a receipt in somebody's library: an e-receipt, which has a document,
// or an image alone.
type storedReceipt struct {
	id       string // 32 lower-case hex
	ownerID  string
	received time.Time
	// schema is the name of an e-receipt's schema, without the suffix; empty for an
	// image-only receipt.
	schema   string
	document json.RawMessage
	media    string
	content  []byte
	// fails says that Concur cannot process it.
	fails bool
	// forwardID is the sender's own id, and digitization the clientData, of an
	// image-only receipt.
	forwardID    string
	digitization json.RawMessage
}

func (r *storedReceipt) isImageOnly() bool { return r.schema == "" }

// refuseReceipt answers with the error of Receipts v4: a plain text, or nothing.
func refuseReceipt(status int, message string) reply {
	switch status {
	case http.StatusForbidden, http.StatusNotFound, http.StatusRequestEntityTooLarge:
		return empty(status)
	default:
		return reply{status: status, body: raw{mediaType: "text/plain", bytes: []byte(message)}}
	}
}

// receiptOwner finds the person of a path. A person's token is good for its own paths
// only. That the company's is answered with 404 for somebody unknown is inferred.
func (st *state) receiptOwner(c *call) (*person, *reply) {
	owner := st.person(c.path["userId"])
	if c.token.kind != catalogue.Company && !strings.EqualFold(c.path["userId"], c.token.subject) {
		refusal := refuseReceipt(http.StatusUnauthorized, "User ID in the URL must match the ID in the sub claim of the JWT")
		return nil, &refusal
	}
	if owner == nil {
		refusal := empty(http.StatusNotFound)
		return nil, &refusal
	}
	return owner, nil
}

// receiptAt finds a receipt for a caller who may see it. What is somebody else's is not
// found by a person (inferred).
func (st *state) receiptAt(c *call, id string) *storedReceipt {
	for _, r := range st.library.receipts {
		if r.id == id && (c.token.kind == catalogue.Company || strings.EqualFold(r.ownerID, c.token.subject)) {
			return r
		}
	}
	return nil
}

// processedAt is receiptAt for a receipt of one kind that is through the processing:
// before, its address answers 404, and if that failed, for good (inferred).
func (st *state) processedAt(c *call, imageOnly bool) *storedReceipt {
	r := st.receiptAt(c, c.path["receiptId"])
	if r == nil || r.isImageOnly() != imageOnly || st.statusOf(r, c.now) != statusProcessed {
		return nil
	}
	return r
}

// receiptsOf lists the processed receipts of a person of one kind, the newest first
// (inferred).
func (st *state) receiptsOf(owner *person, imageOnly bool, now time.Time) []*storedReceipt {
	var found []*storedReceipt
	for _, r := range slices.Backward(st.library.receipts) {
		if r.ownerID == owner.id && r.isImageOnly() == imageOnly && st.statusOf(r, now) == statusProcessed {
			found = append(found, r)
		}
	}
	return found
}

// listEReceipts answers Receipts v4 > Get e-receipts of a user. The API explorer has
// pages of 50 and a next link; that it is the same path with a query is inferred.
func listEReceipts(st *state, c *call) reply {
	owner, refusal := st.receiptOwner(c)
	if refusal != nil {
		return *refusal
	}
	page, rest := receiptsFrom(st.receiptsOf(owner, false, c.now), c.query.Get("page"))
	body := struct {
		Receipts []eReceipt `json:"receipts"`
		Next     string     `json:"next,omitempty"`
	}{Receipts: []eReceipt{}}
	for _, r := range page {
		body.Receipts = append(body.Receipts, printEReceipt(c, r))
	}
	if rest != "" {
		body.Next = c.base + receiptsPath + "/users/" + owner.id + "?page=" + rest
	}
	return ok(body)
}

// receiptsFrom is a page of a list that begins at a token, and the token of the page
// after it; empty for none.
func receiptsFrom(all []*storedReceipt, token string) (page []*storedReceipt, next string) {
	for i, r := range all {
		if token == "" || token == pageToken(r) {
			page = all[i:]
			break
		}
	}
	if len(page) > receiptPage {
		return page[:receiptPage], pageToken(page[receiptPage])
	}
	return page, ""
}

// getEReceipt answers Receipts v4 > Get an e-receipt.
func getEReceipt(st *state, c *call) reply {
	r := st.processedAt(c, false)
	if r == nil {
		return empty(http.StatusNotFound)
	}
	return ok(printEReceipt(c, r))
}

// getEReceiptImage answers Receipts v4 > Get an e-receipt's image.
func getEReceiptImage(st *state, c *call) reply { return receiptPicture(st.processedAt(c, false)) }

// receiptPicture gives the image of a receipt. One that was sent without an image has
// one that Concur drew, here an empty page.
func receiptPicture(r *storedReceipt) reply {
	switch {
	case r == nil:
		return empty(http.StatusNotFound)
	case r.content == nil:
		return reply{status: http.StatusOK, body: raw{mediaType: "application/pdf", bytes: []byte(seededReceipt)}}
	default:
		return reply{status: http.StatusOK, body: raw{mediaType: r.media, bytes: r.content}}
	}
}
