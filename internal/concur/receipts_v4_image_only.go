package concur

import (
	"context"
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
)

// ImageOnlyReceipt is a receipt of which Concur has an image and no data.
type ImageOnlyReceipt struct {
	ID     ReceiptID
	UserID UserID
	// Received is when it came, in RFC 3339 and UTC.
	Received string
	// Digitization is the state of the legal digitization; empty where Concur says none.
	Digitization string
	// ForwardID is the sender's own id.
	ForwardID string
}

// UnmarshalJSON implements json.Unmarshaler.
func (r *ImageOnlyReceipt) UnmarshalJSON(text []byte) error {
	var wire struct {
		ID           string `json:"id"`
		UserID       UserID `json:"userId"`
		Received     string `json:"dateTimeReceived"`
		Digitization string `json:"digitizationStatus"`
		ForwardID    string `json:"forwardId"`
	}
	if err := json.Unmarshal(text, &wire); err != nil {
		return err
	}
	id, err := ParseReceiptID(wire.ID)
	*r = ImageOnlyReceipt{
		ID: id, UserID: wire.UserID, Received: receiptTime(wire.Received), Digitization: wire.Digitization, ForwardID: wire.ForwardID,
	}
	return err
}

// pageTokenForm is the form of the token of a page, {epoch ms}_{receiptId} in the sample.
var pageTokenForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,200}$`)

// ListImageOnlyReceipts reads a page of somebody's image-only receipts; from is Next of
// the page before. The array has two names in Concur's documents.
func (s *Session) ListImageOnlyReceipts(ctx context.Context, owner UserID, from string) (ReceiptPage[ImageOnlyReceipt], error) {
	r := request{operation: "image_only_receipt_list_by_user", about: owner}
	if from != "" {
		r.operation, r.path = "image_only_receipt_list_page", map[string]string{"pageToken": from}
	}
	var answer struct {
		ReceiptsImages    []ImageOnlyReceipt `json:"receiptsImages"`
		ImageOnlyReceipts []ImageOnlyReceipt `json:"imageOnlyReceipts"`
		Next              string             `json:"next"`
	}
	if err := s.do(ctx, r, &answer); err != nil {
		return ReceiptPage[ImageOnlyReceipt]{}, err
	}
	page := ReceiptPage[ImageOnlyReceipt]{Receipts: answer.ReceiptsImages}
	if page.Receipts == nil {
		page.Receipts = answer.ImageOnlyReceipts
	}
	if next, err := url.Parse(answer.Next); err == nil {
		_, token, _ := strings.Cut(next.Path, "/image-only-receipts/page/")
		if pageTokenForm.MatchString(token) {
			page.Next = token
		}
	}
	page.Elsewhere = page.Next == "" && answer.Next != ""
	return page, nil
}

// GetImageOnlyReceipt reads what Concur says of an image-only receipt. One that is still
// being processed is not found.
func (s *Session) GetImageOnlyReceipt(ctx context.Context, owner UserID, id ReceiptID) (ImageOnlyReceipt, error) {
	var receipt ImageOnlyReceipt
	err := s.do(ctx, ofReceipt("image_only_receipt_get", owner, id), &receipt)
	return receipt, err
}

// ImageOnlyReceiptImage reads the image.
func (s *Session) ImageOnlyReceiptImage(ctx context.Context, owner UserID, id ReceiptID) (Download, error) {
	return s.picture(ctx, ofReceipt("image_only_receipt_get_image", owner, id))
}

// CreateImageOnlyReceipt puts an image into somebody's library. The forward id belongs
// to this one call: Concur takes each once, and ForwardedReceipt finds the receipt by it.
// As with e-receipts, an answer without an id fails as unreadable.
func (s *Session) CreateImageOnlyReceipt(ctx context.Context, owner UserID, image *Upload, forwardID string) (ReceiptID, error) {
	form, err := multipartUpload(formPart{name: "image", file: image}, formPart{name: "forwardId", text: []byte(forwardID)})
	if err != nil {
		return "", err
	}
	return s.postReceipt(ctx, request{operation: "image_only_receipt_create", about: owner, upload: form})
}
