package simulator

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// describedBy reads the link header of a posted e-receipt.
var describedBy = regexp.MustCompile(`^\s*<` + regexp.QuoteMeta(schemaHost) + `([a-z-]+-receipt)` + regexp.QuoteMeta(schemaSuffix) +
	`>\s*;\s*rel="?describedBy"?\s*$`)

// createEReceipt answers Receipts v4 > Post an e-receipt. The order in which it looks at
// things is inferred.
func createEReceipt(st *state, c *call) reply {
	owner, refusal := st.receiptOwner(c)
	if refusal != nil {
		return *refusal
	}
	schema, refusal := st.postedSchema(c)
	if refusal != nil {
		return *refusal
	}
	posted, refusal := postedParts(c, "receipt")
	if refusal != nil {
		return *refusal
	}
	var document any
	if json.Unmarshal(posted.parts["receipt"], &document) != nil {
		return refuseReceipt(http.StatusBadRequest, "Request body could not be parsed")
	}
	if posted.hasImage {
		if refusal := posted.checkImage(); refusal != nil {
			return *refusal
		}
	}
	if findings := st.library.schemas.check(schema, document); len(findings) > 0 {
		return reply{status: http.StatusBadRequest, body: map[string][]receiptFinding{"validationErrors": findings}}
	}
	r := st.keepReceipt(c, owner, posted)
	r.schema, r.document = schema, slices.Clone(json.RawMessage(posted.parts["receipt"]))
	answer := empty(http.StatusCreated)
	answer.header = http.Header{
		"Location": {c.base + receiptsPath + "/" + r.id},
		"Link":     {"<" + schemaHost + schema + schemaSuffix + `>; rel="describedBy", ` + processingLink(c, r)},
	}
	return answer
}

// postedSchema is the schema that the link header of an e-receipt names.
func (st *state) postedSchema(c *call) (string, *reply) {
	link := c.header.Get("Link")
	if strings.TrimSpace(link) == "" {
		refusal := refuseReceipt(http.StatusBadRequest, "Link header must be provided and include a URL to a known receipt schema")
		return "", &refusal
	}
	if named := describedBy.FindStringSubmatch(link); len(named) > 1 && st.library.schemas[named[1]] != nil {
		return named[1], nil
	}
	refusal := refuseReceipt(http.StatusBadRequest, "The specified receipt schema is not valid")
	return "", &refusal
}

// createImageOnlyReceipt answers Receipts v4 > Post an image-only receipt. The Location
// is the one of the page, which nothing answers at; a repeated forwardId changes nothing
// and is answered with 304.
func createImageOnlyReceipt(st *state, c *call) reply {
	owner, refusal := st.receiptOwner(c)
	if refusal != nil {
		return *refusal
	}
	posted, refusal := postedParts(c, "")
	if refusal != nil {
		return *refusal
	}
	if !posted.hasImage {
		return refuseReceipt(http.StatusBadRequest, "Request body could not be parsed")
	}
	if refusal := posted.checkImage(); refusal != nil {
		return *refusal
	}
	forwardID, digitization := string(posted.parts["forwardId"]), posted.parts["clientData"]
	if len(forwardID) > forwardIDLimit || (digitization != nil && !json.Valid(digitization)) {
		return refuseReceipt(http.StatusBadRequest, "Request body could not be parsed")
	}
	if forwardID != "" && st.forwarded(c, forwardID) != nil {
		return empty(http.StatusNotModified)
	}
	r := st.keepReceipt(c, owner, posted)
	r.forwardID, r.digitization = forwardID, slices.Clone(json.RawMessage(digitization))
	answer := empty(http.StatusAccepted)
	answer.header = http.Header{
		"Location": {c.base + receiptsPath + "/images/" + r.id},
		"Link":     {processingLink(c, r)},
	}
	return answer
}

// keepReceipt puts what was posted into somebody's library. A TIFF becomes a PDF, here
// an empty page; an encrypted PDF cannot be drawn, so that its processing fails
// (inferred).
func (st *state) keepReceipt(c *call, owner *person, posted postedReceipt) *storedReceipt {
	r := &storedReceipt{id: receiptID(c.ids), ownerID: owner.id, received: c.now.UTC()}
	if posted.hasImage {
		r.media, r.content = posted.media, slices.Clone(posted.parts["image"])
		r.fails = r.media == mediaPDF && strings.Contains(string(r.content), "/Encrypt")
	}
	if r.media == mediaTIFF {
		r.media, r.content = mediaPDF, []byte(seededReceipt)
	}
	st.library.receipts = append(st.library.receipts, r)
	return r
}

func receiptID(ids *idSource) string { return ids.pick(lowerHex, 32) }

func processingLink(c *call, r *storedReceipt) string {
	return "<" + c.base + receiptsPath + "/status/" + r.id + `>; rel="processing-status"`
}
