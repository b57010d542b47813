package simulator

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	aGIF  = "GIF89a receipt"
	aTIFF = "II*\x00receipt"
)

func TestAnImageOnlyReceiptIsThereOnceItIsProcessed(t *testing.T) {
	t.Parallel()
	for media, content := range map[string]string{
		"application/pdf": aPDF, "image/png": aPNG, "image/jpeg": aJPG, "image/jpg": aJPG, "image/gif": aGIF,
		"image/tiff": aTIFF, "image/tif": "MM\x00*receipt",
	} {
		t.Run(media, func(t *testing.T) {
			t.Parallel()
			l := newLibrary(t)
			answer := l.postImage(t, field{"image", media, content}, field{"forwardId", "", "mine-1"})
			id := idOf(t, answer, http.StatusAccepted)
			assert.Equal(t, InProcessURL+"/receipts/v4/images/"+id, answer.header.Get("Location"), "as the page has it")
			at := "/receipts/v4/image-only-receipts/" + id
			assert.Equal(t, http.StatusNotFound, get(t, l.Simulator, at, l.bearer).status)
			l.through()
			var got imageOnlyReceipt
			get(t, l.Simulator, at, l.bearer).into(t, &got)
			assert.Equal(t, "Mon Mar 02 2026 09:30:00 GMT+00:00", got.DateTimeReceived)
			assert.Equal(t, "mine-1", got.ForwardID)
			assert.Equal(t, "NO_PROCESSING_REQUIRED", got.DigitizationStatus)
			shown := get(t, l.Simulator, at+"/image", l.bearer)
			if strings.HasPrefix(media, "image/tif") {
				assert.Equal(t, "application/pdf", shown.header.Get("Content-Type"), "a TIFF is made into a PDF")
				return
			}
			assert.Equal(t, content, shown.body)
			assert.Equal(t, http.StatusNotFound, get(t, l.Simulator, "/receipts/v4/"+id, l.bearer).status, "it is no e-receipt")
		})
	}
}

func TestABadImageIsRefused(t *testing.T) {
	t.Parallel()
	image := field{"image", "image/png", aPNG}
	for _, c := range []struct {
		name   string
		fields []field
		status int
		said   string
	}{
		{"no image", []field{{"forwardId", "", "x"}}, 400, "could not be parsed"},
		{"a type that is not taken", []field{{"image", "image/bmp", aPNG}}, 415, "Invalid image type"},
		{"a type that it is not", []field{{"image", "image/gif", aPNG}}, 415, "Invalid image type"},
		{"no type", []field{{"image", "", aPNG}}, 415, "Invalid image type"},
		{"too large", []field{{"image", "image/png", aPNG + strings.Repeat("x", receiptImageLimit)}}, 413, ""},
		{"a long forward id", []field{image, {"forwardId", "", strings.Repeat("x", 41)}}, 400, "could not be parsed"},
		{"client data that is no JSON", []field{image, {"clientData", "application/json", "{"}}, 400, "could not be parsed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			answer := newLibrary(t).postImage(t, c.fields...)
			assert.Equal(t, c.status, answer.status)
			assert.Contains(t, answer.body, c.said)
		})
	}
	l := newLibrary(t)
	json := send(t, l.Simulator, http.MethodPost, "/receipts/v4/users/"+l.userID+"/image-only-receipts", l.bearer, "{}",
		"Content-Type", "application/json")
	assert.Equal(t, http.StatusUnsupportedMediaType, json.status)
}

func TestAForwardIDIsTakenOnce(t *testing.T) {
	t.Parallel()
	l := newLibrary(t)
	image, mine := field{"image", "image/png", aPNG}, field{"forwardId", "", "mine"}
	id := idOf(t, l.postImage(t, image, mine), http.StatusAccepted)
	assert.Equal(t, http.StatusNotModified, l.postImage(t, image, mine).status)
	idOf(t, l.postImage(t, image), http.StatusAccepted)
	found := send(t, l.Simulator, http.MethodPost, "/receipts/v4/status", l.bearer, `{"forwardIds": ["mine", "other"]}`)
	assert.JSONEq(t, fmt.Sprintf(`[{"receiptId": %q, "forwardId": "mine", "responseCode": 200,
		"receiptStatus": {"status": "ACCEPTED", "digitizationStatus": "NO_PROCESSING_REQUIRED"},
		"receiptEventLogs": [{"logLevel": "INFO", "message": "Receipt accepted. Queued for processing.",
			"timestamp": "Mon, 02 Mar 2026 09:30:00 GMT"}]},
		{"forwardId": "other", "responseCode": 404}]`, id), found.body)
}

func TestAListOfImagesHasPages(t *testing.T) {
	t.Parallel()
	l := newLibrary(t)
	for range 2*receiptPage + 1 {
		idOf(t, l.postImage(t, field{"image", "image/png", aPNG}), http.StatusAccepted)
	}
	l.through()
	path, seen := "/receipts/v4/users/"+l.userID+"/image-only-receipts", map[string]bool{}
	sizes := []int{}
	for path != "" {
		var page struct {
			ReceiptsImages []imageOnlyReceipt
			Next           string
		}
		get(t, l.Simulator, path, l.bearer).into(t, &page)
		for _, r := range page.ReceiptsImages {
			seen[r.ID] = true
		}
		sizes = append(sizes, len(page.ReceiptsImages))
		path = strings.TrimPrefix(page.Next, InProcessURL)
		if path != "" {
			assert.Regexp(t, `/image-only-receipts/page/\d{13}_[0-9a-f]{32}$`, path)
		}
	}
	assert.Equal(t, []int{receiptPage, receiptPage, 2}, sizes, "with the one of the sample company")
	assert.Len(t, seen, 2*receiptPage+2)
	lost := get(t, l.Simulator, "/receipts/v4/users/"+l.userID+"/image-only-receipts/page/1_x", l.bearer)
	assert.Equal(t, http.StatusNotFound, lost.status)
}

func TestAnEncryptedPDFFails(t *testing.T) {
	t.Parallel()
	l := newLibrary(t)
	id := idOf(t, l.postImage(t, field{"image", "application/pdf", lockedReceipt}), http.StatusAccepted)
	assert.Equal(t, statusAccepted, l.state(t, id))
	l.through()
	var got processingStatus
	get(t, l.Simulator, "/receipts/v4/status/"+id, l.bearer).into(t, &got)
	assert.Equal(t, statusFailed, got.Status)
	assert.Equal(t, receiptEventLog{"ERROR", "Processing failed.", "Mon, 02 Mar 2026 09:30:03 GMT"}, got.Logs[len(got.Logs)-1])
	assert.Equal(t, http.StatusNotFound, get(t, l.Simulator, "/receipts/v4/image-only-receipts/"+id, l.bearer).status)
}

func TestHowLongAReceiptTakesIsAnOption(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		takes time.Duration
		want  string
	}{
		"at once": {-1, statusProcessed}, "as usual": {0, statusAccepted}, "long": {time.Hour, statusAccepted},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSimulator(t, Options{ReceiptTime: c.takes})
			l := library{s, nil, access(t, s, traveller), userID(t, s, traveller)}
			assert.Equal(t, c.want, l.state(t, idOf(t, l.postData(t, aReceipt), http.StatusCreated)))
		})
	}
}

func TestManyStatusesAreReadAtOnce(t *testing.T) {
	t.Parallel()
	l := newLibrary(t)
	id := idOf(t, l.postData(t, aReceipt), http.StatusCreated)
	ask := func(body string) received {
		return send(t, l.Simulator, http.MethodPost, "/receipts/v4/status", l.bearer, body)
	}
	var rows []bulkStatus
	ask(fmt.Sprintf(`{"receiptIds": [%q, "none"]}`, id)).into(t, &rows)
	require.Len(t, rows, 2)
	assert.Equal(t, statusAccepted, rows[0].Status.Status)
	assert.Equal(t, bulkStatus{ReceiptID: "none", ResponseCode: http.StatusNotFound}, rows[1])
	many := `"` + strings.Repeat(`x","`, 50) + `x"`
	for _, bad := range []string{"", "[]", "{}", `{"receiptIds": ["a"], "forwardIds": ["b"]}`, `{"receiptIds": [` + many + `]}`} {
		assert.Equal(t, http.StatusBadRequest, ask(bad).status, bad)
	}
	assert.Empty(t, l.Writes()[1:], "asking is no write")
}
