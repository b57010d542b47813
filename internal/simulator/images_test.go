package simulator

import (
	"cmp"
	"encoding/xml"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	aPDF = "%PDF-1.7\nreceipt"
	aPNG = "\x89PNG\x0d\x0a\x1a\x0areceipt"
	aJPG = "\xff\xd8\xff\xe0receipt"
)

// anEntry is the escaped v3 id of an entry of the traveller without an image.
func anEntry(t *testing.T, s *Simulator) string {
	t.Helper()
	owner := userID(t, s, traveller)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.state.reports {
		for _, e := range r.expenses {
			if r.ownerID == owner && e.imageID == "" {
				return strings.ReplaceAll(e.v3ID, "$", "%24")
			}
		}
	}
	require.Fail(t, "the traveller has no entry without an image")
	return ""
}

func readImage(t *testing.T, answer received, status int) imageAnswer {
	t.Helper()
	require.Equal(t, status, answer.status, answer.body)
	assert.Equal(t, "application/xml", answer.header.Get("Content-Type"))
	var got imageAnswer
	require.NoError(t, xml.Unmarshal([]byte(answer.body), &got))
	assert.Equal(t, "http://www.concursolutions.com/api/image/2011/02", got.XMLName.Space)
	return got
}

func TestAnEntryTakesOneImage(t *testing.T) {
	t.Parallel()
	c := newClock()
	s := newSimulator(t, c.options(Options{}))
	bearer, path := access(t, s, traveller), "/api/image/v1.0/expenseentry/"+anEntry(t, s)
	assert.Equal(t, http.StatusNotFound, get(t, s, path, bearer).status)

	uploaded := readImage(t, send(t, s, http.MethodPost, path, bearer, aPNG, "Content-Type", "image/png"), http.StatusCreated)
	assert.NotEmpty(t, uploaded.ID)
	assert.Empty(t, uploaded.URL)

	shown := readImage(t, get(t, s, path, bearer), http.StatusOK)
	assert.Equal(t, uploaded.ID, shown.ID)
	address, found := strings.CutPrefix(shown.URL, InProcessURL)
	require.True(t, found, shown.URL)
	file := get(t, s, address, "")
	assert.Equal(t, http.StatusOK, file.status)
	assert.Equal(t, "image/png", file.header.Get("Content-Type"))
	assert.Equal(t, aPNG, file.body)

	c.forward(15 * time.Minute)
	assert.Equal(t, http.StatusForbidden, get(t, s, address, "").status, "the address is good for 15 minutes")

	second := send(t, s, http.MethodPost, path, bearer, aPNG, "Content-Type", "image/png", "Accept", "application/json")
	assert.Equal(t, http.StatusBadRequest, second.status)
	assert.Contains(t, second.body, "<Error><Message>", "XML whatever is accepted")
}

func TestImagesOfAReportAreAppended(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	bearer, path := access(t, s, traveller), uploadPath+aReport(t, s)
	ofAnExpense := ""
	for _, e := range s.state.report(aReport(t, s)).expenses {
		ofAnExpense = cmp.Or(ofAnExpense, e.imageID)
	}
	require.NotEmpty(t, ofAnExpense)
	assert.Equal(t, ofAnExpense, readImage(t, get(t, s, path, bearer), http.StatusOK).ID, "it has those of its expenses")
	first := readImage(t, send(t, s, http.MethodPost, path, bearer, aPDF, "Content-Type", "application/pdf"), http.StatusCreated)
	second := readImage(t, send(t, s, http.MethodPost, path, bearer, aJPG, "Content-Type", "image/jpg"), http.StatusCreated)
	assert.Equal(t, first.ID, second.ID)
	assert.Equal(t, len(aPDF)+len(aJPG), s.state.imageByID(first.ID).bytes)
	assert.Equal(t, first.ID, readImage(t, get(t, s, path, bearer), http.StatusOK).ID)
}

func TestAReportWithoutAnyReceiptHasNoImage(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	id := aReport(t, s)
	for _, e := range s.state.report(id).expenses {
		e.imageID = ""
	}
	assert.Equal(t, http.StatusNotFound, get(t, s, uploadPath+id, access(t, s, traveller)).status)
}

func TestImagesAreChecked(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	bearer, path := access(t, s, traveller), uploadPath+aReport(t, s)
	large := aPDF + strings.Repeat(" ", imageLimit-len(aPDF))
	for name, test := range map[string]struct{ media, body, says string }{
		"over 10 MB":           {"application/pdf", large + " ", "10 MB"},
		"no content":           {"application/pdf", "", "not of the type"},
		"content of another":   {"image/png", aJPG, "not of the type"},
		"no image":             {"image/png", "hello", "not of the type"},
		"type that is refused": {"image/gif", "GIF89a", "not supported"},
		"type that is no type": {"png", aPNG, "not supported"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answer := send(t, s, http.MethodPost, path, bearer, test.body, "Content-Type", test.media)
			assert.Equal(t, http.StatusBadRequest, answer.status)
			assert.Contains(t, answer.body, test.says)
		})
	}
	t.Run("just 10 MB", func(t *testing.T) {
		t.Parallel()
		s := newSimulator(t, Options{})
		answer := send(t, s, http.MethodPost, uploadPath+aReport(t, s), access(t, s, traveller), large, "Content-Type", "application/pdf")
		assert.Equal(t, http.StatusCreated, answer.status)
	})
}

func TestWhoMaySeeAndAddImages(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	report := aReport(t, s)
	s.state.report(report).approverIDs = []string{userID(t, s, manager)}
	add := func(login, report string) int {
		return send(t, s, http.MethodPost, uploadPath+report, access(t, s, login), aPDF, "Content-Type", "application/pdf").status
	}
	see := func(login string) int { return get(t, s, uploadPath+report, access(t, s, login)).status }
	const stranger = "sofie.janssen@haldenreyes.example"
	assert.Equal(t, http.StatusForbidden, add(stranger, report))
	assert.Equal(t, http.StatusForbidden, add(manager, report))
	assert.Equal(t, http.StatusCreated, add(administrator, report))
	assert.Equal(t, http.StatusNotFound, add(traveller, "00000000000000000000"))
	assert.Equal(t, http.StatusOK, see(traveller))
	assert.Equal(t, http.StatusOK, see(administrator))
	assert.Equal(t, http.StatusOK, see(manager), "the approver")
	assert.Equal(t, http.StatusForbidden, see(stranger))
}

func TestSeededImagesCanBeFetched(t *testing.T) {
	t.Parallel()
	s := newSimulator(t, Options{})
	id := aReport(t, s)
	s.state.images = append(s.state.images, &image{id: "SEEDED"})
	s.state.report(id).imageID = "SEEDED"
	shown := readImage(t, get(t, s, uploadPath+id, access(t, s, traveller)), http.StatusOK)
	file := get(t, s, strings.TrimPrefix(shown.URL, InProcessURL), "")
	assert.Equal(t, "application/pdf", file.header.Get("Content-Type"))
	assert.Equal(t, "application/pdf", http.DetectContentType([]byte(file.body)))
	assert.Equal(t, http.StatusNotFound, get(t, s, imagePath+"?id=NONE&expires=99999999999", "").status)
}
