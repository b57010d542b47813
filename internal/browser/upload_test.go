package browser_test

import (
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/files"
	"github.com/concur-mcp/concur-mcp/internal/tokenstore"
	"github.com/concur-mcp/concur-mcp/internal/uploads"
)

func TestAPersonHandsOverAReceipt(t *testing.T) {
	t.Parallel()
	for _, width := range []int64{phone, desk} {
		t.Run(fmt.Sprintf("%d pixels", width), func(t *testing.T) {
			t.Parallel()
			var base string
			service := uploads.New(uploads.Settings{Store: tokenstore.NewMemory(), Base: func() string { return base }})
			server := httptest.NewServer(service.Handler())
			t.Cleanup(server.Close)
			base = server.URL
			link, err := service.Start(t.Context(), uploads.Wanted{
				Principal: "local", Who: "Rita Alves", About: "the receipt of Taxi, 25.00 EUR on 2026-11-20 at Taxi Lisboa",
				MediaTypes: []string{files.PDF, files.PNG, files.JPEG}, Bytes: 10 << 20,
			})
			require.NoError(t, err)
			folder := t.TempDir()
			wrong, right := filepath.Join(folder, "notes.txt"), filepath.Join(folder, "taxi.pdf")
			require.NoError(t, os.WriteFile(wrong, []byte("no receipt"), 0o600))
			require.NoError(t, os.WriteFile(right, []byte("%PDF-1.4\n%%EOF\n"), 0o600))

			b := openTab(t, width)
			b.goTo(link.URL)
			assert.Contains(t, b.sees("Hand over a receipt"), "Taxi Lisboa")
			b.fits(fmt.Sprintf("upload-%d", width))
			b.do(chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), []string{wrong}))
			b.press("Send")
			b.do(chromedp.WaitVisible(chromedp.CSS("[role=alert]")))
			assert.Contains(t, b.shown(), "notes.txt is not one of the kinds")
			b.fits(fmt.Sprintf("upload-wrong-%d", width))
			b.do(chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), []string{right}))
			b.press("Send")
			assert.Contains(t, b.sees("Thank you"), "taxi.pdf arrived")
			b.fits(fmt.Sprintf("upload-done-%d", width))
			require.NoError(t, service.Wait(t.Context(), "local", link.ID))
			b.goTo(link.URL)
			b.sees("A file was handed over already")
			b.fits(fmt.Sprintf("upload-used-%d", width))
		})
	}
}

func TestAReceiptGoesFromABrowserToAnExpense(t *testing.T) {
	t.Parallel()
	receipt := filepath.Join(t.TempDir(), "dinner.pdf")
	require.NoError(t, os.WriteFile(receipt, []byte("%PDF-1.4\n%%EOF\n"), 0o600))
	d := serveDemo(t, "--demo-user", "rita.alves@haldenreyes.example")
	b := openTab(t, phone)
	agent := d.agent(func(link string) {
		b.goTo(link)
		assert.Contains(t, b.sees("Hand over a receipt"), "Casa do Rio")
		b.do(chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), []string{receipt}))
		b.press("Send")
		b.sees("Thank you")
	})
	report := d.member(agent, "create_report", map[string]any{"name": "Lisbon"}, "report_id")
	expense := d.member(agent, "create_report_expense", map[string]any{
		"report_id": report, "expense_type": "Dinner", "transaction_date": "2026-01-15", "amount": 12.5, "currency": "EUR",
		"vendor": "Casa do Rio",
	}, "expense_id")
	text, failed := d.call(agent, "attach_receipt_to_expense", map[string]any{"report_id": report, "expense_id": expense, "file": "ask"})
	assert.False(t, failed, text)
	assert.Contains(t, text, `"verified":true`)
}
