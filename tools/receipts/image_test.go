package receipts_test

import (
	"context"
	"encoding/json"
	"errors"
	"image"
	imagejpeg "image/jpeg"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/tools"
)

type given struct {
	ReportID  string `json:"report_id"`
	ExpenseID string `json:"expense_id"`
	MediaType string `json:"media_type"`
	Bytes     int    `json:"bytes"`
	SavedTo   string `json:"saved_to"`
	Note      string `json:"note"`
}

// show runs get_expense_receipt_image and gives what it shows besides its values.
func show(t *testing.T, kit *testkit.Kit, arguments args) []tools.Attachment {
	t.Helper()
	for _, tool := range kit.Tools {
		if tool.Name != "get_expense_receipt_image" {
			continue
		}
		text, err := json.Marshal(arguments)
		require.NoError(t, err)
		out, err := tool.Run(t.Context(), &tools.Call{Caller: "local"}, text)
		require.NoError(t, err)
		with, ok := out.(tools.Attached)
		require.True(t, ok)
		return with.Attachments()
	}
	require.Fail(t, "there is no such tool")
	return nil
}

func TestAReceiptIsShown(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.Call("attach_receipt_to_expense", args{"report_id": s.report, "expense_id": s.without, "file_content": encoded(png)}).Into(&attached{})
	s.Call("attach_receipt_to_expense", args{"report_id": s.report, "file_content": encoded(pdf)}).Into(&attached{})
	s.Sim.ResetJournal()

	var shown given
	s.Call("get_expense_receipt_image", args{"report_id": s.report, "expense_id": s.without}).Into(&shown)
	assert.Equal(t, given{ReportID: s.report, ExpenseID: s.without, MediaType: "image/png", Bytes: len(png)}, shown)
	assert.Equal(t, []string{"get_entry_image_url_v1"}, s.Operations())
	assert.Equal(t, []tools.Attachment{{Name: "receipt-" + s.without + ".png", MediaType: "image/png", Content: []byte(png)}},
		show(t, s.Kit, args{"report_id": s.report, "expense_id": s.without}))

	shown = given{}
	s.Call("get_expense_receipt_image", args{"report_id": s.report}).Into(&shown)
	assert.Equal(t, given{ReportID: s.report, MediaType: "application/pdf", Bytes: len(pdf)}, shown)
}

func TestTheAddressOfAReceiptIsNotTold(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	result := s.Call("get_expense_receipt_image", args{"report_id": s.report, "expense_id": s.having})
	result.Into(&given{})
	for _, text := range []string{result.Text, string(result.Structured)} {
		assert.NotContains(t, text, "http")
		assert.NotContains(t, text, "expires")
	}
}

func TestAReceiptIsSaved(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	var saved given
	ask := args{"report_id": s.report, "expense_id": s.having, "save_to": "dinner.pdf"}
	s.Call("get_expense_receipt_image", ask).Into(&saved)
	assert.Equal(t, filepath.Join(s.folder, "dinner.pdf"), saved.SavedTo)
	content, err := os.ReadFile(saved.SavedTo)
	require.NoError(t, err)
	assert.Len(t, content, saved.Bytes)
	assert.True(t, strings.HasPrefix(string(content), "%PDF-"))

	s.Sim.ResetJournal()
	failure := s.Call("get_expense_receipt_image", ask).Failure()
	assert.Contains(t, failure["message"], "already there")
	assert.Empty(t, s.Operations(), "it is not fetched in vain")
}

func TestAReceiptThatIsNotThere(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	failure := s.Call("get_expense_receipt_image", args{"report_id": s.report, "expense_id": s.without}).Failure()
	assert.Contains(t, failure["next_step"], "There is no receipt image")
	assert.Equal(t, "404", failure["http_status"])
	failure = s.Call("get_expense_receipt_image", args{"report_id": s.report, "expense_id": someExpense}).Failure()
	assert.Contains(t, failure["message"], "there is no top-level expense")
	s.Sim.AddFault(simulator.Fault{Operation: "get_report_image_url_v1", Kind: simulator.ServerError, Status: 403})
	failure = s.Call("get_expense_receipt_image", args{"report_id": s.report}).Failure()
	assert.NotContains(t, failure["next_step"], "There is no receipt image")
}

func TestAnApproverLooksAtAllReceiptsOfAReport(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.Call("attach_receipt_to_expense", args{"report_id": s.report, "file_content": encoded(pdf)}).Into(&attached{})
	tom := s.As(testkit.Tom)
	failure := tom.Call("get_expense_receipt_image", args{"report_id": s.report}).Failure()
	assert.Equal(t, "403", failure["http_status"], "it is not submitted")
	failure = tom.Call("get_expense_receipt_image", args{"report_id": s.report, "expense_id": s.having, "user": testkit.Rita}).Failure()
	assert.Contains(t, failure["next_step"], "An approver leaves out user")
	ada := s.As(testkit.Ada)
	var shown given
	ada.Call("get_expense_receipt_image", args{"report_id": s.report, "expense_id": s.having, "user": testkit.Rita}).Into(&shown)
	assert.Equal(t, "application/pdf", shown.MediaType)
}

func TestLookingAtAReceiptNeedsAUserConnection(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, testkit.CompanyOnly())
	failure := kit.Call("get_expense_receipt_image", args{"report_id": someReport}).Failure()
	assert.Contains(t, failure["message"], "user connection")
	assert.Empty(t, kit.Operations())
}

// web is what lies at addresses.
type web struct {
	content string
	err     error
}

func (w web) Get(context.Context, string, int64) (io.ReadCloser, int64, error) {
	return io.NopCloser(strings.NewReader(w.content)), int64(len(w.content)), w.err
}

func TestAReceiptComesFromAnAddressOrAResource(t *testing.T) {
	t.Parallel()
	for name, more := range map[string]args{
		"an address":           {"url": "https://shop.example/receipt"},
		"a resource":           {"resource": args{"uri": "receipt:/1", "mimeType": "application/pdf", "blob": encoded(pdf)}},
		"a data URL":           {"file_content": "data:application/pdf;base64," + encoded(pdf)},
		"an address, scalable": {"url": "https://shop.example/receipt", "scale_down": true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, testkit.Fetching(web{content: pdf}))
			more["report_id"], more["expense_id"] = s.report, s.without
			var done attached
			s.Call("attach_receipt_to_expense", more).Into(&done)
			assert.True(t, done.Verified)
			require.Len(t, s.Sim.Writes(), 1)
			assert.Equal(t, len(pdf), s.Sim.Writes()[0].RequestBytes)
		})
	}
	s := newScene(t, testkit.Fetching(web{err: errors.New("it is gone")}))
	failure := s.Call("attach_receipt_to_expense", args{"report_id": s.report, "url": "https://shop.example/receipt"})
	assert.True(t, failure.Failed)
	assert.Empty(t, s.Sim.Writes())
}

func TestALargePhotographIsScaledDown(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	var photograph strings.Builder
	require.NoError(t, imagejpeg.Encode(&photograph, image.NewGray(image.Rect(0, 0, 2600, 130)), nil))
	var done attached
	s.Call("attach_receipt_to_expense", args{
		"report_id": s.report, "expense_id": s.without, "file_path": s.file(t, "photo.jpg", photograph.String()), "scale_down": true,
	}).Into(&done)
	assert.True(t, done.Verified)
	shown := show(t, s.Kit, args{"report_id": s.report, "expense_id": s.without})
	require.Len(t, shown, 1)
	config, err := imagejpeg.DecodeConfig(strings.NewReader(string(shown[0].Content)))
	require.NoError(t, err)
	assert.Equal(t, 2200, config.Width)
	assert.Equal(t, 110, config.Height)
}

func TestTheImageOfAnEReceiptIsScaledDown(t *testing.T) {
	t.Parallel()
	var photograph strings.Builder
	require.NoError(t, imagejpeg.Encode(&photograph, image.NewGray(image.Rect(0, 0, 2600, 130)), nil))
	kit := testkit.New(t, atOnce())
	var done uploaded
	kit.Call("upload_e_receipt", aMeal(args{"file_content": encoded(photograph.String()), "scale_down": true})).Into(&done)
	var shown shownReceipt
	kit.Call("get_e_receipt", args{"receipt_id": done.ReceiptID, "include_image": true}).Into(&shown)
	require.NotNil(t, shown.Image)
	assert.Less(t, shown.Image.Bytes, photograph.Len())
}
