package receipts_test

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

func TestABadReceiptSendsNothing(t *testing.T) {
	t.Parallel()
	folder, elsewhere := t.TempDir(), t.TempDir()
	write := func(dir, name, content string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		return path
	}
	good := write(folder, "hotel.pdf", pdf)
	secret := write(elsewhere, "secret.pdf", pdf)
	link := filepath.Join(folder, "link.pdf")
	require.NoError(t, os.Symlink(secret, link))
	way := filepath.Join(folder, "way")
	require.NoError(t, os.Symlink(elsewhere, way))
	text := write(folder, "text.pdf", "this is text")
	empty := write(folder, "empty.pdf", "")
	gif := write(folder, "moving.gif", "GIF89a0000")
	large := write(folder, "large.pdf", pdf+strings.Repeat("x", tenMB))
	tooMuch := encoded(pdf + strings.Repeat("x", tenMB))
	kit := testkit.New(t, testkit.WithFolder(folder))
	for _, c := range []struct {
		name    string
		args    args
		message string
	}{
		{"no receipt", args{}, "there is no receipt"},
		{"two receipts", args{"file_path": good, "file_content": encoded(pdf), "media_type": "application/pdf"}, "file_path is given too"},
		{"a type of a file", args{"file_path": good, "media_type": "application/pdf"}, "media_type"},
		{"text that is not what it is said to be", args{"file_content": encoded(pdf), "media_type": "image/png"}, "not image/png"},
		{"text that is no base64", args{"file_content": "?!", "media_type": "image/png"}, "not base64"},
		{"text of nothing", args{"file_content": "", "media_type": "image/png"}, "there is no receipt"},
		{"text over the limit", args{"file_content": tooMuch, "media_type": "application/pdf"}, "at most 10.0 MB"},
		{"a type that Concur does not take", args{"file_content": encoded("GIF89a0000"), "media_type": "image/gif"}, "receipt.gif is image/gif"},
		{"a file over the limit", args{"file_path": large}, "at most 10.0 MB"},
		{"an empty file", args{"file_path": empty}, "empty"},
		{"a file that is not what its name says", args{"file_path": text}, "not a receipt by its content"},
		{"a file that Concur does not take", args{"file_path": gif}, "image/gif"},
		{"a file that is not there", args{"file_path": filepath.Join(folder, "none.pdf")}, "no file"},
		{"a folder", args{"file_path": folder}, "not a regular file"},
		{"a file outside of the folder", args{"file_path": secret}, "outside"},
		{"a path that climbs out", args{"file_path": "../" + filepath.Base(elsewhere) + "/secret.pdf"}, "outside"},
		{"a path that climbs out from inside", args{"file_path": folder + "/x/../../" + filepath.Base(elsewhere) + "/secret.pdf"}, "outside"},
		{"a link to a file outside", args{"file_path": link}, "link"},
		{"a way through a link", args{"file_path": filepath.Join(way, "secret.pdf")}, "no file"},
		{"a path with a control character", args{"file_path": "hotel\u0000.pdf"}, "U+0000"},
		{"an address where none is called", args{"url": "https://example.com/hotel.pdf"}, "calls no addresses"},
		{"a resource without content", args{"resource": args{"uri": "receipt:/1"}}, "resource.blob"},
		{"a resource with more", args{"resource": args{"uri": "receipt:/1", "text": "x"}}, "unknown argument text"},
		{"a PDF to be scaled down", args{"file_path": large, "scale_down": true}, "is a PDF"},
		{"an expense id that climbs", args{"file_path": good, "expense_id": "../x"}, "expense_id"},
		{"an expense id with an escape", args{"file_path": good, "expense_id": "a%2fb"}, "expense_id"},
		{"a report id that is none", args{"file_path": good, "report_id": "7A90"}, "report_id"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			call := args{"report_id": someReport, "expense_id": someExpense}
			maps.Copy(call, c.args)
			failure := kit.Call("attach_receipt_to_expense", call).Failure()
			assert.Contains(t, failure["message"], c.message)
			assert.Equal(t, "nothing_changed", failure["changed"])
			assert.NotEmpty(t, failure["next_step"])
			assert.Empty(t, kit.Sim.Journal())
		})
	}
}

func TestWithoutAFolderFilesAreNotRead(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	failure := kit.Call("attach_receipt_to_expense", args{"report_id": someReport, "file_path": "hotel.pdf"}).Failure()
	assert.Contains(t, failure["message"], "reads no files")
	assert.Contains(t, failure["next_step"], "base64")
	assert.Empty(t, kit.Sim.Journal())
}
