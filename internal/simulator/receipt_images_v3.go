package simulator

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// receiptImageV3 is Receipt Image v3 > ReceiptImage.
type receiptImageV3 struct {
	ID  string `json:"ID"`
	URI string `json:"URI"`
}

func receiptImagesHandlers() map[string]handler {
	return map[string]handler{
		"list_receipt_images":  listReceiptImages,
		"get_receipt_image":    getReceiptImage,
		"create_receipt_image": createReceiptImage,
		"append_receipt_image": appendReceiptImage,
		"delete_receipt_image": deleteReceiptImage,
	}
}

// listReceiptImages answers Receipt Image v3 > List: the receipt store of a person, or
// with entryID the image of an entry (inferred from an OpenAPI description of Concur).
func listReceiptImages(st *state, c *call) reply {
	whose, refusal := st.ownersV3(c, false)
	if refusal != nil {
		return *refusal
	}
	found := []*image{}
	if entryID := c.query.Get("entryID"); entryID != "" {
		r, e := st.entry(entryID)
		if e == nil || !whose.include(r.ownerID) {
			return refuseV3(c, http.StatusBadRequest, "entryID is not the id of an entry of the user")
		}
		if kept := st.imageByID(e.imageID); kept != nil {
			found = append(found, kept)
		}
	} else {
		for _, kept := range st.images {
			if kept.inStore && whose.include(kept.ownerID) {
				found = append(found, kept)
			}
		}
	}
	return pageV3(c, found, func(kept *image) any {
		return receiptImageV3{kept.id, c.base + c.uri + "/" + kept.id}
	})
}

// storedImage finds the image of a path in the receipt store of its owner.
func (st *state) storedImage(c *call) (*image, *reply) {
	whose, refusal := st.ownersV3(c, false)
	if refusal != nil {
		return nil, refusal
	}
	kept := st.imageByID(c.path["id"])
	if kept == nil || !kept.inStore {
		refusal := refuseV3(c, http.StatusNotFound, "The receipt image was not found")
		return nil, &refusal
	}
	if !whose.include(kept.ownerID) {
		refusal := refuseV3(c, http.StatusForbidden, "The receipt image belongs to another user")
		return nil, &refusal
	}
	return kept, nil
}

// getReceiptImage answers Receipt Image v3 > Get: an address that is good for minutes.
func getReceiptImage(st *state, c *call) reply {
	kept, refusal := st.storedImage(c)
	if refusal != nil {
		return *refusal
	}
	query := url.Values{"id": {kept.id}, "expires": {strconv.FormatInt(c.now.Add(imageURLLife).Unix(), 10)}}
	address := c.base + imagePath + "?" + query.Encode()
	if acceptsJSON(c) {
		return ok(receiptImageV3{kept.id, address})
	}
	return inXML(http.StatusOK, imageAnswer{ID: kept.id, URL: address})
}

// createReceiptImage answers Receipt Image v3 > Create.
func createReceiptImage(st *state, c *call) reply {
	whose, refusal := st.ownersV3(c, false)
	if refusal != nil {
		return *refusal
	}
	media, refusedImage, refused := imageOf(c)
	if refused {
		return refusedImage
	}
	id := st.keepImage(c, "", whose.one.id, media)
	st.imageByID(id).inStore = true
	return ok(receiptImageV3{id, c.base + c.uri + "/" + id})
}

// appendReceiptImage answers Receipt Image v3 > Append.
func appendReceiptImage(st *state, c *call) reply {
	kept, refusal := st.storedImage(c)
	if refusal != nil {
		return *refusal
	}
	media, refusedImage, refused := imageOf(c)
	if refused {
		return refusedImage
	}
	st.keepImage(c, kept.id, kept.ownerID, media)
	return empty(http.StatusOK)
}

// deleteReceiptImage answers Receipt Image v3 > Delete.
func deleteReceiptImage(st *state, c *call) reply {
	kept, refusal := st.storedImage(c)
	if refusal != nil {
		return *refusal
	}
	st.images = slices.DeleteFunc(st.images, func(other *image) bool { return other == kept })
	return noContent()
}

// receiptStore puts two receipts into Rita's store that are on no expense yet.
func (s *seeder) receiptStore() error {
	ids := s.idsFor("receipt store")
	for _, key := range []string{"rita", "rita", "luca"} {
		s.st.images = append(s.st.images, &image{
			id: ids.hex20(), ownerID: s.people[key].id, media: "application/pdf", bytes: len(seededReceipt), inStore: true,
		})
	}
	return nil
}
