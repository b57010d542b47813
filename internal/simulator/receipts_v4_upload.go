package simulator

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
)

const (
	mediaPDF  = "application/pdf"
	mediaTIFF = "image/tiff"
	// receiptImageLimit in bytes. One page of Receipts v4 has 25 MB, an older one 5 MB.
	receiptImageLimit = 25 << 20
	forwardIDLimit    = 40
)

// postedReceipt is what a request of Receipts v4 carries, by the names of its parts.
type postedReceipt struct {
	parts    map[string][]byte
	hasImage bool
	media    string // of the image, as its part names it
}

// postedParts takes a request apart: one with parts, or JSON, which then counts as the
// part of that name. An empty name takes no JSON.
func postedParts(c *call, document string) (postedReceipt, *reply) {
	posted := postedReceipt{parts: map[string][]byte{}}
	media, parameters, err := mime.ParseMediaType(c.header.Get("Content-Type"))
	switch {
	case err == nil && media == "application/json" && document != "":
		posted.parts[document] = c.body
		return posted, nil
	case err != nil || media != "multipart/form-data":
		refusal := refuseReceipt(http.StatusUnsupportedMediaType, "Specified Content-Type is not supported")
		return posted, &refusal
	}
	if !posted.read(multipart.NewReader(bytes.NewReader(c.body), parameters["boundary"])) {
		refusal := refuseReceipt(http.StatusBadRequest, "Request body could not be parsed")
		return posted, &refusal
	}
	return posted, nil
}

func (p *postedReceipt) read(form *multipart.Reader) bool {
	for {
		part, err := form.NextPart()
		if err != nil {
			return errors.Is(err, io.EOF)
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return false
		}
		p.parts[part.FormName()] = content
		if part.FormName() == "image" {
			p.hasImage, p.media = true, imageType(part.Header.Get("Content-Type"))
		}
	}
}

// imageType is a media type by its usual name.
func imageType(contentType string) string {
	media, _, _ := mime.ParseMediaType(contentType)
	switch media {
	case "image/jpg":
		return "image/jpeg"
	case "image/tif":
		return mediaTIFF
	default:
		return media
	}
}

// checkImage holds an image to the limits. That its content has to be of the type that
// it names is inferred.
func (p *postedReceipt) checkImage() *reply {
	content := p.parts["image"]
	taken := []string{mediaPDF, "image/png", "image/jpeg", "image/gif", mediaTIFF}
	var refusal reply
	switch {
	case len(content) > receiptImageLimit:
		refusal = empty(http.StatusRequestEntityTooLarge)
	case !slices.Contains(taken, p.media) || p.media != typeOfImage(content):
		refusal = refuseReceipt(http.StatusUnsupportedMediaType, "Invalid image type")
	default:
		return nil
	}
	return &refusal
}

// typeOfImage is the type of an image by how it begins.
func typeOfImage(content []byte) string {
	head := string(content[:min(len(content), 4)])
	if strings.HasPrefix(head, "II*\x00") || strings.HasPrefix(head, "MM\x00*") {
		return mediaTIFF
	}
	return http.DetectContentType(content)
}
