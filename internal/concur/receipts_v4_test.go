package concur

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/exchange"
)

const (
	someReceipt  ReceiptID = "0f3c9a7e5b1d42688c90ab12cd34ef56"
	otherReceipt ReceiptID = "a17b0c44d2e94f5f8f1b6a7720c9e3d8"
)

// aMeal is the receipt of the exchanges.
func aMeal(t *testing.T) map[string]any {
	t.Helper()
	e, err := exchange.Read(exchanges, "ereceipt_create/created")
	require.NoError(t, err)
	var receipt map[string]any
	require.NoError(t, json.Unmarshal(e.Request.Body, &receipt))
	return receipt
}

func aPicture() *Upload {
	picture := upload("\x89PNG\r\n\x1a\n\x00\x01")
	picture.MediaType = "image/png"
	return picture
}

func TestPostedReceiptsArePlayed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		image   *Upload
		fault   Fault // empty for a success
		says    string
		unknown bool
	}{
		{"ereceipt_create/created", nil, "", "", false},
		{"ereceipt_create/with_image", aPicture(), "", "", false},
		{"ereceipt_create/link_only", nil, "", "", false},
		{"ereceipt_create/no_id", nil, Unreadable, "empty", true},
		{
			"ereceipt_create/not_valid", nil, Refused,
			`does not fit its schema: instance requires property "seller", "total is too odd", { "code": 7 }`, false,
		},
		{"ereceipt_create/no_schema", nil, Refused, "The specified receipt schema is not valid", false},
		{"ereceipt_create/too_large", nil, Refused, "413", false},
		{"ereceipt_create/not_an_image", nil, Refused, "Invalid image type", false},
		{"ereceipt_create/broken", nil, Broken, "Unable to save receipt into the database", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			id, err := playing(t, auth.User, c.name).CreateEReceipt(t.Context(), "", "general-receipt", aMeal(t), c.image)
			if c.fault == "" {
				require.NoError(t, err)
				assert.Equal(t, someReceipt, id)
				return
			}
			held(t, err, c.fault, c.says, c.unknown)
		})
	}
}

func held(t *testing.T, err error, fault Fault, says string, unknown bool) {
	t.Helper()
	var failed *Error
	require.ErrorAs(t, err, &failed)
	assert.Equal(t, fault, failed.Fault)
	assert.Contains(t, failed.Error(), says)
	assert.Equal(t, unknown, failed.MayHaveHappened())
}

// TestABareRefusalMayBeAnExpiredToken holds the client to one refresh and one more try:
// Receipts v4 says nothing of why it refuses a token.
func TestABareRefusalMayBeAnExpiredToken(t *testing.T) {
	t.Parallel()
	_, err := playing(t, auth.User, "ereceipt_create/forbidden", "ereceipt_create/forbidden").
		CreateEReceipt(t.Context(), "", "general-receipt", aMeal(t), nil)
	assert.True(t, IsForbidden(err))
	id, err := playing(t, auth.User, "ereceipt_create/forbidden", "ereceipt_create/created").
		CreateEReceipt(t.Context(), "", "general-receipt", aMeal(t), nil)
	require.NoError(t, err)
	assert.Equal(t, someReceipt, id)
	_, err = playing(t, auth.User, "ereceipt_create/other_person", "ereceipt_create/other_person").
		CreateEReceipt(t.Context(), "", "general-receipt", aMeal(t), nil)
	held(t, err, Refused, "User ID in the URL must match", false)
}

func TestEReceiptsArePlayed(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User, "ereceipt_list_by_user/two", "ereceipt_list_by_user/none", "ereceipt_get/found", "ereceipt_get/not_found")
	page, err := session.ListEReceipts(t.Context(), "", "")
	require.NoError(t, err)
	require.Len(t, page.Receipts, 2)
	meal := page.Receipts[0]
	assert.Equal(t, someReceipt, meal.ID)
	assert.Equal(t, "2026-03-03T12:07:31Z", meal.Received)
	assert.Equal(t, "general-receipt", meal.Schema)
	assert.Equal(t, "Cafe Mitte", meal.Data.SoldBy().Name)
	assert.Equal(t, "23.8", meal.Data.Total.String())
	assert.Equal(t, "DE", meal.Data.Taxes[0].Authority.Country)
	assert.Equal(t, "4821", meal.Data.Payments[0].Card.LastFour)
	assert.True(t, meal.HasImage)
	odd := page.Receipts[1]
	assert.Equal(t, "17", odd.Data.Total.String(), "an odd receipt hides no other, and shows what can be read")
	assert.False(t, odd.HasImage)
	assert.Equal(t, "PROCESSED", odd.Digitization)

	none, err := session.ListEReceipts(t.Context(), "", "")
	require.NoError(t, err)
	assert.Empty(t, none.Receipts)
	assert.Equal(t, ReceiptPage[EReceipt]{Receipts: []EReceipt{}}, none)
	one, err := session.GetEReceipt(t.Context(), "", someReceipt)
	require.NoError(t, err)
	assert.Equal(t, meal, one)
	_, err = session.GetEReceipt(t.Context(), "", someReceipt)
	assert.True(t, IsNotFound(err))
}

func TestAListOfEReceiptsIsFollowedByItsQuery(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User, "ereceipt_list_by_user/continues", "ereceipt_list_by_user/second_page",
		"ereceipt_list_by_user/continues_elsewhere", "ereceipt_list_by_user/broken", "ereceipt_list_by_user/broken")
	first, err := session.ListEReceipts(t.Context(), "", "")
	require.NoError(t, err)
	assert.Regexp(t, `^[A-Za-z0-9_-]+$`, first.Next, "so that a cursor can hold it")
	second, err := session.ListEReceipts(t.Context(), "", first.Next)
	require.NoError(t, err)
	assert.Equal(t, otherReceipt, second.Receipts[0].ID)
	assert.Empty(t, second.Next)
	elsewhere, err := session.ListEReceipts(t.Context(), "", "")
	require.NoError(t, err)
	assert.True(t, elsewhere.Elsewhere)
	assert.Empty(t, elsewhere.Next)
	_, err = session.ListEReceipts(t.Context(), "", "")
	held(t, err, Refused, "User ID in the URL must match", false)
	for _, forged := range []string{"!", "JXp6"} { // no base64, and no query
		_, err = session.ListEReceipts(t.Context(), "", forged)
		require.Error(t, err)
	}
}

func TestPicturesOfReceiptsArePlayed(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User, "ereceipt_get_image/pdf", "ereceipt_get_image/none",
		"image_only_receipt_get_image/png", "image_only_receipt_get_image/not_found")
	drawn, err := session.EReceiptImage(t.Context(), "", someReceipt)
	require.NoError(t, err)
	assert.Equal(t, "application/pdf", drawn.MediaType)
	assert.Equal(t, "%PDF-1.4\n%%EOF\n", readDownload(t, drawn))
	_, err = session.EReceiptImage(t.Context(), "", someReceipt)
	assert.True(t, IsNotFound(err))
	photo, err := session.ImageOnlyReceiptImage(t.Context(), "", someReceipt)
	require.NoError(t, err)
	assert.Equal(t, "\x89PNG\r\n\x1a\n\x00\x01", readDownload(t, photo))
	_, err = session.ImageOnlyReceiptImage(t.Context(), "", someReceipt)
	assert.True(t, IsNotFound(err))
}

func readDownload(t *testing.T, download Download) string {
	t.Helper()
	content, err := io.ReadAll(download.Content)
	require.NoError(t, err)
	require.NoError(t, download.Content.Close())
	return string(content)
}

func TestStatusesOfReceiptsArePlayed(t *testing.T) {
	t.Parallel()
	both := []ReceiptID{someReceipt, otherReceipt}
	failed, err := playing(t, auth.User, "receipt_get_status/failed").GetReceiptStatus(t.Context(), "", someReceipt)
	require.NoError(t, err)
	assert.True(t, failed.Final())
	assert.Equal(t, ReceiptEvent{"WARNING", "Error from Imaging service. Queued for reprocessing.", "2026-03-03T10:11:13Z"}, failed.Log[1])
	session := playing(t, auth.User, "receipt_get_status/processed", "receipt_get_status/too_old", "receipt_bulk_status/mixed",
		"receipt_bulk_status/odd_logs", "receipt_bulk_status/too_many")
	one, err := session.GetReceiptStatus(t.Context(), "", someReceipt)
	require.NoError(t, err)
	assert.Equal(t, ReceiptStatus{ID: someReceipt, State: ReceiptProcessed, Log: []ReceiptEvent{
		{"INFO", "Receipt accepted. Queued for processing.", "2026-03-03T10:11:12Z"},
		{"INFO", "Processing finished.", "2026-03-03T10:11:15Z"},
	}}, one)
	assert.True(t, one.Final())
	_, err = session.GetReceiptStatus(t.Context(), "", someReceipt)
	assert.True(t, IsNotFound(err))
	mixed, err := session.ListReceiptStatuses(t.Context(), "", both)
	require.NoError(t, err)
	assert.Equal(t, ReceiptProcessing, mixed[0].State)
	assert.Len(t, mixed[0].Log, 1)
	assert.Equal(t, ReceiptStatus{ID: otherReceipt}, mixed[1])
	odd, err := session.ListReceiptStatuses(t.Context(), "", both)
	require.NoError(t, err)
	assert.Equal(t, ReceiptFailed, odd[0].State)
	_, err = session.ListReceiptStatuses(t.Context(), "", both)
	held(t, err, Refused, "Request body could not be parsed", false)
}

func TestImageOnlyReceiptsArePlayed(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User, "image_only_receipt_list_by_user/continues", "image_only_receipt_list_page/last",
		"image_only_receipt_list_page/not_found", "image_only_receipt_list_by_user/other_name",
		"image_only_receipt_list_by_user/continues_elsewhere", "image_only_receipt_list_by_user/refused",
		"image_only_receipt_list_by_user/refused", "image_only_receipt_get/found", "image_only_receipt_get/in_process")
	first, err := session.ListImageOnlyReceipts(t.Context(), "", "")
	require.NoError(t, err)
	assert.Equal(t, "2026-03-03T12:14:17Z", first.Receipts[0].Received)
	last, err := session.ListImageOnlyReceipts(t.Context(), "", first.Next)
	require.NoError(t, err)
	assert.Equal(t, otherReceipt, last.Receipts[0].ID)
	assert.Empty(t, last.Next)
	_, err = session.ListImageOnlyReceipts(t.Context(), "", first.Next)
	assert.True(t, IsNotFound(err))
	other, err := session.ListImageOnlyReceipts(t.Context(), "", "")
	require.NoError(t, err)
	want := ImageOnlyReceipt{
		ID: someReceipt, UserID: rita, Received: "2026-03-03T12:14:17Z", Digitization: "PROCESSED", ForwardID: "mine",
	}
	assert.Equal(t, []ImageOnlyReceipt{want}, other.Receipts)
	elsewhere, err := session.ListImageOnlyReceipts(t.Context(), "", "")
	require.NoError(t, err)
	assert.True(t, elsewhere.Elsewhere)
	_, err = session.ListImageOnlyReceipts(t.Context(), "", "")
	held(t, err, Refused, "User ID in the URL must match", false)
	one, err := session.GetImageOnlyReceipt(t.Context(), "", someReceipt)
	require.NoError(t, err)
	assert.Equal(t, someReceipt, one.ID)
	_, err = session.GetImageOnlyReceipt(t.Context(), "", someReceipt)
	assert.True(t, IsNotFound(err))
}

func TestPostedImagesArePlayed(t *testing.T) {
	t.Parallel()
	const forward = "FORWARD7"
	for _, taken := range []string{
		"image_only_receipt_create/accepted", "image_only_receipt_create/other_location", "image_only_receipt_create/link_only",
	} {
		id, err := playing(t, auth.User, taken).CreateImageOnlyReceipt(t.Context(), "", aPicture(), forward)
		require.NoError(t, err)
		assert.Equal(t, someReceipt, id, "the last segment of an address, whether something answers there or not")
	}

	session := playing(t, auth.User,
		"image_only_receipt_create/duplicate", "receipt_bulk_status/forwarded", "receipt_bulk_status/not_forwarded")
	_, err := session.CreateImageOnlyReceipt(t.Context(), "", aPicture(), forward)
	held(t, err, Unreadable, "", true)
	found, err := session.ForwardedReceipt(t.Context(), "", forward)
	require.NoError(t, err)
	assert.Equal(t, someReceipt, found)
	found, err = session.ForwardedReceipt(t.Context(), "", forward)
	require.NoError(t, err)
	assert.Empty(t, found)

	for name, says := range map[string]string{
		"image_only_receipt_create/too_large": "413", "image_only_receipt_create/not_supported": "Specified Content-Type is not supported",
	} {
		_, err := playing(t, auth.User, name).CreateImageOnlyReceipt(t.Context(), "", aPicture(), forward)
		held(t, err, Refused, says, false)
	}
}

func TestAReceiptIsHeldToConcursSchema(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User, "receipts_schema_get/general", "receipts_schema_get/core")
	meal := aMeal(t)
	require.NoError(t, session.CheckReceipt(t.Context(), "general-receipt", meal))
	for name, spoil := range map[string]func(map[string]any){
		"seller": func(r map[string]any) { delete(r, "seller") },
		"total":  func(r map[string]any) { r["total"] = 23.8 },
		"name":   func(r map[string]any) { r["seller"] = map[string]any{"name": "  "} },
		"rank":   func(r map[string]any) { r["rank"] = "first" },
	} {
		spoilt := aMeal(t)
		spoil(spoilt)
		var misfit *SchemaError
		require.ErrorAs(t, session.CheckReceipt(t.Context(), "general-receipt", spoilt), &misfit, name)
		assert.NotContains(t, misfit.Reason, "validating root")
	}
}

func TestASchemaThatCannotBeUsedSaysSo(t *testing.T) {
	t.Parallel()
	for name, says := range map[string]string{
		"receipts_schema_get/not_found": "404", "receipts_schema_get/foreign": "not of Concur",
		"receipts_schema_get/not_a_schema": "read the schema general-receipt.schema.json",
	} {
		err := playing(t, auth.User, name).CheckReceipt(t.Context(), "general-receipt", aMeal(t))
		var misfit *SchemaError
		require.Error(t, err, name)
		assert.NotErrorAs(t, err, &misfit, name)
		assert.Contains(t, err.Error(), says)
	}
}

func TestAnAnswerThatIsAPageHasNoReceipt(t *testing.T) {
	t.Parallel()
	w := newWire(t, auth.User)
	page := httpmock.NewStringResponder(http.StatusForbidden, "<!DOCTYPE html><html><body>expired</body></html>")
	w.mock.RegisterNoResponder(page)
	_, err := w.session.GetEReceipt(t.Context(), "", someReceipt)
	held(t, err, Refused, "HTML page", false)
}

func TestIDsOfReceiptsAreHeldToTheirForm(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]ReceiptID{
		"0F3C9A7E5B1D42688C90AB12CD34EF56": someReceipt, "img_7-A": "img_7-A",
		"0f3c9a7e-5b1d-4268-8c90-ab12cd34ef56": "0f3c9a7e-5b1d-4268-8c90-ab12cd34ef56",
	} {
		id, err := ParseReceiptID(given)
		require.NoError(t, err)
		assert.Equal(t, want, id)
	}
	for _, bad := range []string{"", ".", "..", "a/b", "a%2fb", "a b", "é", strings.Repeat("a", 65)} {
		_, err := ParseReceiptID(bad)
		assert.Error(t, err, bad)
	}
}
