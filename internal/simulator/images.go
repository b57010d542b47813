package simulator

import (
	"cmp"
	"encoding/xml"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

const (
	imageLimit   = 10 << 20 // bytes; Image v1
	imageURLLife = 15 * time.Minute
	// imagePath is where the simulator serves images. Concur's are on another host,
	// and need no token either.
	imagePath = ownPath + "/image"
)

type imageAnswer struct {
	XMLName xml.Name `xml:"http://www.concursolutions.com/api/image/2011/02 Image"`
	ID      string   `xml:"Id"`
	URL     string   `xml:"Url"`
}

// uploadEntryImage is POST /api/image/v1.0/expenseentry/{entryId}. An entry has one
// image, and a second upload does not append to it (Image v1). That it is refused, with
// 400, and that the state of the report does not matter, is inferred.
func uploadEntryImage(st *state, c *call) reply {
	r, e := st.entry(c.path["entryId"])
	if e == nil {
		return refuseV3(c, http.StatusNotFound, "The expense entry is not found")
	}
	if !st.mayAddImage(c, r) {
		return refuseImageAccess(c)
	}
	media, refusal, refused := imageOf(c)
	if refused {
		return refusal
	}
	if e.imageID != "" {
		return refuseV3(c, http.StatusBadRequest, "The expense entry already has an image")
	}
	e.imageID, e.modified = st.keepImage(c, "", r.ownerID, media), c.now
	return inXML(http.StatusCreated, imageAnswer{ID: e.imageID})
}

// uploadReportImage is POST /api/image/v1.0/report/{reportId}. Further uploads
// append to the image.
func uploadReportImage(st *state, c *call) reply {
	r := st.report(c.path["reportId"])
	if r == nil {
		return refuseV3(c, http.StatusNotFound, "The report is not found")
	}
	if !st.mayAddImage(c, r) {
		return refuseImageAccess(c)
	}
	media, refusal, refused := imageOf(c)
	if refused {
		return refusal
	}
	r.imageID = st.keepImage(c, r.imageID, r.ownerID, media)
	return inXML(http.StatusCreated, imageAnswer{ID: r.imageID})
}

// getEntryImage is GET /api/image/v1.0/expenseentry/{entryId}.
func getEntryImage(st *state, c *call) reply {
	r, e := st.entry(c.path["entryId"])
	if e == nil || e.imageID == "" {
		return refuseV3(c, http.StatusNotFound, "There is no image of this expense entry")
	}
	return st.imageAddress(c, r, e.imageID)
}

// getReportImage is GET /api/image/v1.0/report/{reportId}: the images of the report and
// of its expenses in one PDF. Here the last that was added to the report stands for
// all, or that of its first expense with one.
func getReportImage(st *state, c *call) reply {
	r := st.report(c.path["reportId"])
	if r == nil {
		return refuseV3(c, http.StatusNotFound, "The report is not found")
	}
	images := []string{r.imageID}
	for _, e := range r.expenses {
		images = append(images, e.imageID)
	}
	shown := cmp.Or(images...)
	if shown == "" {
		return refuseV3(c, http.StatusNotFound, "There is no image of this report")
	}
	return st.imageAddress(c, r, shown)
}

// imageAddress answers with an address that is good for 15 minutes.
func (st *state) imageAddress(c *call, r *report, imageID string) reply {
	caller := st.caller(c)
	reviews := caller.isProcessor || st.approvesOrDid(caller, r) // inferred: who reviews a report sees its receipts
	if !reviews && !st.mayAddImage(c, r) {
		return refuseImageAccess(c)
	}
	query := url.Values{"id": {imageID}, "expires": {strconv.FormatInt(c.now.Add(imageURLLife).Unix(), 10)}}
	return inXML(http.StatusOK, imageAnswer{ID: imageID, URL: c.base + imagePath + "?" + query.Encode()})
}

// mayAddImage is true for the owner of a report and for administrators.
func (st *state) mayAddImage(c *call, r *report) bool {
	caller := st.caller(c)
	return caller.id == r.ownerID || caller.isAdmin
}

func refuseImageAccess(c *call) reply {
	return refuseV3(c, http.StatusForbidden, "The user has no access to this image")
}

// imageOf checks an uploaded image: its type is one that Image v1 takes, its content
// is of that type and within the limit.
func imageOf(c *call) (media string, refusal reply, refused bool) {
	media, _, err := mime.ParseMediaType(c.header.Get("Content-Type"))
	if media == "image/jpg" {
		media = "image/jpeg"
	}
	switch {
	case err != nil || !slices.Contains([]string{"application/pdf", "image/jpeg", "image/png"}, media):
		return "", refuseV3(c, http.StatusBadRequest, "The content type is not supported"), true
	case len(c.body) > imageLimit:
		return "", refuseV3(c, http.StatusBadRequest, "The image is larger than 10 MB"), true
	case http.DetectContentType(c.body) != media:
		return "", refuseV3(c, http.StatusBadRequest, "The image is not of the type that its content type names"), true
	}
	return media, reply{}, false
}

// keepImage stores an upload as a new image or adds it to an old one. Concur would
// merge the pages into a PDF; here the last upload is what is shown.
func (st *state) keepImage(c *call, imageID, ownerID, media string) string {
	kept := st.imageByID(imageID)
	if kept == nil {
		kept = &image{id: c.ids.hex20(), ownerID: ownerID}
		st.images = append(st.images, kept)
	}
	kept.media, kept.content = media, slices.Clone(c.body)
	kept.bytes += len(c.body)
	return kept.id
}

// serveImage answers at the address that imageAddress gave out.
func serveImage(st *state, c *call) reply {
	shown := st.imageByID(c.query.Get("id"))
	expires, err := strconv.ParseInt(c.query.Get("expires"), 10, 64)
	if shown == nil || err != nil {
		return empty(http.StatusNotFound)
	}
	if c.now.Unix() >= expires {
		return empty(http.StatusForbidden)
	}
	if shown.content == nil {
		return reply{status: http.StatusOK, body: raw{mediaType: "application/pdf", bytes: []byte(seededReceipt)}}
	}
	return reply{status: http.StatusOK, body: raw{mediaType: shown.media, bytes: shown.content}}
}

// seededReceipt stands for the images that the sample company begins with: a PDF
// with one empty page.
const seededReceipt = "%PDF-1.4\n" +
	"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n" +
	"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
	"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 298 420]>>endobj\n" +
	"trailer<</Root 1 0 R>>\n%%EOF\n"

func (st *state) imageByID(id string) *image {
	for _, kept := range st.images {
		if kept.id == id {
			return kept
		}
	}
	return nil
}
