package simulator

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const receiptsV3 = "/api/v3.0/expense/receiptimages"

func (s *scene) storeOf(login, query string) []string {
	s.t.Helper()
	answer := s.get(login, receiptsV3+"?"+query)
	require.Equal(s.t, http.StatusOK, answer.status, answer.body)
	var page struct{ Items []receiptImageV3 }
	answer.into(s.t, &page)
	ids := []string{}
	for _, row := range page.Items {
		ids = append(ids, row.ID)
	}
	return ids
}

func TestAReceiptIsStoredExtendedAndDeleted(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	require.Len(t, s.storeOf(rita, ""), 2)
	answer := s.do(rita, http.MethodPost, receiptsV3, aPNG, "Content-Type", "image/png")
	require.Equal(t, http.StatusOK, answer.status, answer.body)
	var made receiptImageV3
	answer.into(t, &made)
	assert.Equal(t, InProcessURL+receiptsV3+"/"+made.ID, made.URI)
	assert.Contains(t, s.storeOf(rita, ""), made.ID)

	more := s.do(rita, http.MethodPut, receiptsV3+"/"+made.ID, aPDF, "Content-Type", "application/pdf")
	assert.Equal(t, http.StatusOK, more.status)
	assert.Empty(t, more.body)
	var shown receiptImageV3
	s.get(rita, receiptsV3+"/"+made.ID).into(t, &shown)
	file := get(t, s.Simulator, strings.TrimPrefix(shown.URI, InProcessURL), "")
	assert.Equal(t, aPDF, file.body, "the last upload is what is shown")
	asXML := readImage(t, s.do(rita, http.MethodGet, receiptsV3+"/"+made.ID, "", "Accept", "application/xml"), http.StatusOK)
	assert.Equal(t, []string{shown.ID, shown.URI}, []string{asXML.ID, asXML.URL}, "the page shows XML")

	assert.Equal(t, http.StatusNoContent, s.do(rita, http.MethodDelete, receiptsV3+"/"+made.ID, "").status)
	assert.Equal(t, http.StatusNotFound, s.get(rita, receiptsV3+"/"+made.ID).status)
}

func TestImagesOfAnEntryAreListed(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	for _, e := range s.report("Munich calibration audit").expenses {
		want := []string{}
		if e.imageID != "" {
			want = append(want, e.imageID)
		}
		assert.Equal(t, want, s.storeOf(rita, "entryID="+url.QueryEscape(e.v3ID)))
	}
	assert.Equal(t, http.StatusBadRequest, s.get(rita, receiptsV3+"?entryID=none").status)
}

func TestRefusedReceipts(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	lucas := receiptsV3 + "/" + s.storeOf(luca, "")[0]
	attached := ""
	for _, e := range s.report("Munich calibration audit").expenses {
		if e.imageID != "" {
			attached = receiptsV3 + "/" + e.imageID
		}
	}
	for name, c := range map[string]struct {
		method, path, media, body string
		status                    int
	}{
		"of another user":        {http.MethodGet, lucas, "", "", 403},
		"extended by another":    {http.MethodPut, lucas, "image/png", aPNG, 403},
		"deleted by another":     {http.MethodDelete, lucas, "", "", 403},
		"listed by another":      {http.MethodGet, receiptsV3 + "?user=" + luca, "", "", 403},
		"that is none":           {http.MethodGet, receiptsV3 + "/none", "", "", 404},
		"attached to an expense": {http.MethodDelete, attached, "", "", 404},
		"of a type that is not":  {http.MethodPost, receiptsV3, "image/gif", "GIF89a", 400},
		"of another type":        {http.MethodPut, receiptsV3 + "/" + s.storeOf(rita, "")[0], "image/png", aPDF, 400},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answer := newScene(t).do(rita, c.method, c.path, c.body, "Content-Type", c.media)
			assert.Equal(t, c.status, answer.status, answer.body)
		})
	}
	assert.Equal(t, s.storeOf(luca, ""), s.storeOf(administrator, "user="+luca))
}
