package concur

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/concur/catalogue"
)

// Receipt Image v3: the receipt store of a person.

// ReceiptImageID names an image in a receipt store.
type ReceiptImageID string

// UnmarshalText implements encoding.TextUnmarshaler.
func (id *ReceiptImageID) UnmarshalText(text []byte) error {
	trimmed := strings.TrimSpace(string(text))
	if !protectedForm.MatchString(trimmed) {
		return fmt.Errorf("%s is not the id of a receipt image; v3_list_receipt_images gives it", quote(string(text)))
	}
	*id = ReceiptImageID(trimmed)
	return nil
}

// ReceiptImage is an image in a receipt store.
type ReceiptImage struct {
	ID string `json:"ID"`
	// EntryID is the entry that it is on, where a tenant tells it.
	EntryID string `json:"EntryID"`
}

// ReceiptImagePage is a page of receipt images.
type ReceiptImagePage struct {
	Images []ReceiptImage
	// Next is the offset of the page after it; empty on the last one.
	Next string
}

// ReceiptImages gives a page of the images in the receipt store of a person, or of those
// of an entry.
func (s *Session) ReceiptImages(ctx context.Context, user Ref, entry EntryID, offset string) (ReceiptImagePage, error) {
	login, err := s.OwnerLogin(ctx, user)
	if err != nil {
		return ReceiptImagePage{}, err
	}
	const limit = "100"
	var page v3Page[ReceiptImage]
	err = s.do(ctx, request{
		operation: "list_receipt_images", query: query("user", login, "entryID", string(entry), "limit", limit, "offset", offset),
	}, &page)
	if err != nil {
		return ReceiptImagePage{}, err
	}
	next, err := s.following("list_receipt_images", page.offset(), offset)
	return ReceiptImagePage{Images: page.Items, Next: next}, err
}

// HasReceiptImage looks whether an image is in the store, without opening it.
func (s *Session) HasReceiptImage(ctx context.Context, user Ref, id ReceiptImageID) error {
	_, err := s.receiptImage(ctx, user, id)
	return err
}

// DownloadReceiptImage opens an image.
func (s *Session) DownloadReceiptImage(ctx context.Context, user Ref, id ReceiptImageID) (Download, error) {
	image, err := s.receiptImage(ctx, user, id)
	if err != nil {
		return Download{}, err
	}
	return s.downloadFrom(ctx, s.client.operations["get_receipt_image"], auth.User, image.address(), LargestDownload)
}

func (s *Session) receiptImage(ctx context.Context, user Ref, id ReceiptImageID) (receiptImageAnswer, error) {
	r, err := s.inStore(ctx, "get_receipt_image", user, id)
	if err != nil {
		return receiptImageAnswer{}, err
	}
	operation := s.client.operations[r.operation]
	answer, err := s.send(ctx, operation, r)
	if err != nil {
		return receiptImageAnswer{}, err
	}
	return readReceiptImage(operation, answer)
}

// CreateReceiptImage puts an image into the receipt store and gives its id.
func (s *Session) CreateReceiptImage(ctx context.Context, user Ref, image *Upload) (ReceiptImageID, error) {
	login, err := s.OwnerLogin(ctx, user)
	if err != nil {
		return "", err
	}
	operation := s.client.operations["create_receipt_image"]
	answer, err := s.send(ctx, operation, request{operation: operation.Name, query: query("user", login), upload: image})
	if err != nil {
		return "", err
	}
	made, err := readReceiptImage(operation, answer)
	return ReceiptImageID(made.ID), err
}

// AppendReceiptImage adds pages to an image.
func (s *Session) AppendReceiptImage(ctx context.Context, user Ref, id ReceiptImageID, image *Upload) error {
	r, err := s.inStore(ctx, "append_receipt_image", user, id)
	if err != nil {
		return err
	}
	r.upload = image
	return s.do(ctx, r, nil)
}

// DeleteReceiptImage removes an image from the store.
func (s *Session) DeleteReceiptImage(ctx context.Context, user Ref, id ReceiptImageID) error {
	r, err := s.inStore(ctx, "delete_receipt_image", user, id)
	if err != nil {
		return err
	}
	return s.do(ctx, r, nil)
}

func (s *Session) inStore(ctx context.Context, operation string, user Ref, id ReceiptImageID) (request, error) {
	login, err := s.OwnerLogin(ctx, user)
	return request{operation: operation, path: map[string]string{"id": string(id)}, query: query("user", login)}, err
}

// receiptImageAnswer is an image in the form of the page, an XML Image with Id and Url, or
// of the explorer, JSON with ID and URI. The address is good for anybody for minutes, so
// it is kept nowhere.
type receiptImageAnswer struct {
	ID  string `json:"ID"              xml:"Id"`
	URL string `json:"ReceiptImageURL" xml:"Url"`
	URI string `json:"URI"             xml:"-"`
}

func (a receiptImageAnswer) address() string { return firstOf(a.URL, a.URI) }

func readReceiptImage(operation catalogue.Operation, answer response) (receiptImageAnswer, error) {
	var image receiptImageAnswer
	decode := json.Unmarshal
	if bytes.HasPrefix(bytes.TrimSpace(answer.body), []byte("<")) {
		decode = xml.Unmarshal
	}
	if err := decode(answer.body, &image); err != nil {
		return image, unreadable(operation, answer, err)
	}
	if !protectedForm.MatchString(image.ID) {
		return image, unreadable(operation, answer, errNoID)
	}
	return image, nil
}
