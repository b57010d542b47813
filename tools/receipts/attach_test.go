package receipts_test

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/tools"
)

type args = testkit.Args

const (
	someReport  = "7A90C4E15B2D4F6883AC"
	someExpense = "F0A1B2C3D4E5460798A9BACBDCEDFE0F"
	pdf         = "%PDF-1.4\n%%EOF\n"
	png         = "\x89PNG\r\n\x1a\n0000"
	jpeg        = "\xff\xd8\xff\xe0\x00\x10JFIF\x00"
	tenMB       = 10 << 20
)

type attached struct {
	ReportID       string `json:"report_id"`
	ExpenseID      string `json:"expense_id"`
	ReceiptImageID string `json:"receipt_image_id"`
	Verified       bool   `json:"verified"`
	Note           string `json:"note"`
}

// scene is Rita's open report with one expense that has a receipt and one that
// has none.
type scene struct {
	*testkit.Kit
	folder          string
	report          string
	without, having string
}

func newScene(t *testing.T, options ...testkit.Option) scene {
	t.Helper()
	s := scene{folder: t.TempDir()}
	s.Kit = testkit.New(t, append(options, testkit.WithFolder(s.folder))...)
	var reports struct {
		Reports []struct {
			ReportID string `json:"report_id"`
			Name     string `json:"name"`
		} `json:"reports"`
	}
	rita := s.Kit
	if len(options) > 0 {
		rita = s.As(testkit.Rita)
	}
	rita.Call("list_reports", args{"limit": 200}).Into(&reports)
	for _, r := range reports.Reports {
		if r.Name == "Porto plant visit" {
			s.report = r.ReportID
		}
	}
	var list struct {
		Expenses []struct {
			ExpenseID  string `json:"expense_id"`
			HasReceipt bool   `json:"has_receipt"`
		} `json:"expenses"`
	}
	rita.Call("list_report_expenses", args{"report_id": s.report}).Into(&list)
	for _, e := range list.Expenses {
		if e.HasReceipt {
			s.having = e.ExpenseID
		} else {
			s.without = e.ExpenseID
		}
	}
	require.NotEmpty(t, s.without)
	require.NotEmpty(t, s.having)
	s.Sim.ResetJournal()
	return s
}

// file puts a file into the folder of the scene and gives its path.
func (s scene) file(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(s.folder, name)
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

func encoded(content string) string { return base64.StdEncoding.EncodeToString([]byte(content)) }

func TestAReceiptIsAttachedFromAFileOrFromText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		content string
		file    string // empty: as text
		said    string
	}{
		{"a PDF file", pdf, "hotel.pdf", ""},
		{"a PNG file", png, "hotel.png", ""},
		{"a JPEG file, whatever its name", jpeg, "hotel.bin", ""},
		{"a PDF as text", pdf, "", "application/pdf"},
		{"a JPEG as text", jpeg, "", "image/jpeg"},
		{"a JPEG as people call it", jpeg, "", "image/jpg"},
		{"a PNG of no type", png, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			receipt := args{"report_id": s.report, "expense_id": s.without}
			if c.file != "" {
				receipt["file_path"] = s.file(t, c.file, c.content)
			} else {
				receipt["file_content"], receipt["media_type"] = encoded(c.content), c.said
				if c.said == "" {
					delete(receipt, "media_type")
				}
			}
			var done attached
			s.Call("attach_receipt_to_expense", receipt).Into(&done)
			assert.True(t, done.Verified)
			assert.Equal(t, s.without, done.ExpenseID)
			assert.Equal(t, []string{"list_entries", "get_entry", "upload_entry_image_v1", "get_entry"}, s.Operations())
			for _, entry := range s.Sim.Writes() {
				assert.Equal(t, len(c.content), entry.RequestBytes)
			}
			var shown struct {
				HasReceipt     bool   `json:"has_receipt"`
				ReceiptImageID string `json:"receipt_image_id"`
			}
			s.Call("get_report_expense", args{"report_id": s.report, "expense_id": s.without}).Into(&shown)
			assert.True(t, shown.HasReceipt)
			assert.Equal(t, done.ReceiptImageID, shown.ReceiptImageID)
		})
	}
}

func TestAReceiptWithoutAnExpenseGoesOnTheReport(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	receipt := args{"report_id": s.report, "file_path": s.file(t, "all.pdf", pdf)}
	var first, second attached
	s.Call("attach_receipt_to_expense", receipt).Into(&first)
	assert.True(t, first.Verified)
	assert.Empty(t, first.ExpenseID)
	assert.Equal(t, []string{"get_report_image_url_v1", "upload_report_image_v1", "get_report_image_url_v1"}, s.Operations())
	s.Call("attach_receipt_to_expense", testkit.With(receipt, args{"idempotency_key": "the second"})).Into(&second)
	assert.Equal(t, first.ReceiptImageID, second.ReceiptImageID, "it is put behind the first")
}

func TestASecondReceiptOfAnExpenseIsExplained(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	failure := s.Call("attach_receipt_to_expense", args{
		"report_id": s.report, "expense_id": s.having, "file_path": s.file(t, "again.pdf", pdf),
	}).Failure()
	assert.Contains(t, failure["message"], "already has a receipt")
	assert.Contains(t, failure["next_step"], "Leave out expense_id")
	assert.Equal(t, "nothing_changed", failure["changed"])
	assert.Empty(t, s.Sim.Writes(), "whether Concur refuses a second one is not documented")
}

func TestAnotherRefusalIsConcursOwn(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.Sim.AddFault(simulator.Fault{Operation: "upload_entry_image_v1", Kind: simulator.ServerError, Status: 403})
	failure := s.Call("attach_receipt_to_expense", args{
		"report_id": s.report, "expense_id": s.without, "file_path": s.file(t, "hotel.pdf", pdf),
	}).Failure()
	assert.NotContains(t, failure["message"], "already")
	assert.Equal(t, "403", failure["http_status"])
}

func TestALostUploadIsNotRepeated(t *testing.T) {
	t.Parallel()
	spoilt := []simulator.FaultKind{simulator.CommitThenDrop, simulator.Malformed, simulator.EmptyBody, simulator.Truncated}
	once := func(t *testing.T, s scene, operation string) {
		t.Helper()
		assert.Len(t, slices.DeleteFunc(s.Operations(), func(name string) bool { return name != operation }), 1)
	}
	for _, kind := range append(spoilt, simulator.ResetBefore) {
		t.Run("on a report: "+string(kind), func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			s.Sim.AddFault(simulator.Fault{Operation: "upload_report_image_v1", Kind: kind})
			receipt := args{"report_id": s.report, "file_path": s.file(t, "hotel.pdf", pdf)}
			result := s.Call("attach_receipt_to_expense", receipt)
			once(t, s, "upload_report_image_v1")
			if kind == simulator.ResetBefore {
				assert.Equal(t, "unknown", result.Failure()["changed"])
				assert.Contains(t, result.Failure()["next_step"], "get_expense_receipt_image")
				return
			}
			var done attached
			result.Into(&done)
			assert.True(t, done.Verified, "the report had no image before, and has one now")
			assert.NotEmpty(t, done.ReceiptImageID)
			s.Sim.ClearFaults()
			s.Sim.AddFault(simulator.Fault{Operation: "upload_report_image_v1", Kind: kind})
			second := s.Call("attach_receipt_to_expense", testkit.With(receipt, args{"idempotency_key": "the second"}))
			assert.Equal(t, "unknown", second.Failure()["changed"], "the pages are put behind those of the image that is there")
		})
		t.Run("on an expense: "+string(kind), func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			s.Sim.AddFault(simulator.Fault{Operation: "upload_entry_image_v1", Kind: kind})
			result := s.Call("attach_receipt_to_expense", args{
				"report_id": s.report, "expense_id": s.without, "file_path": s.file(t, "hotel.pdf", pdf),
			})
			if kind == simulator.ResetBefore {
				assert.Equal(t, "unknown", result.Failure()["changed"], "it may be shown later")
				assert.Contains(t, result.Failure()["next_step"], "get_report_expense")
			} else {
				var done attached
				result.Into(&done)
				assert.True(t, done.Verified, "the expense had none before, and has one now")
			}
			once(t, s, "upload_entry_image_v1")
		})
	}
}

func TestAReceiptThatCannotBeReadBackSaysSo(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.Sim.AddFault(simulator.Fault{Operation: "get_entry", Kind: simulator.ServerError, Status: 400, Nth: 2})
	s.Sim.AddFault(simulator.Fault{
		Operation: "get_report_image_url_v1", After: "upload_report_image_v1", Kind: simulator.ServerError, Status: 400,
	})
	for _, expense := range []any{s.without, nil} {
		receipt := args{"report_id": s.report, "file_path": s.file(t, "hotel.pdf", pdf)}
		if expense != nil {
			receipt["expense_id"] = expense
		}
		var done attached
		s.Call("attach_receipt_to_expense", receipt).Into(&done)
		assert.False(t, done.Verified)
		assert.NotEmpty(t, done.ReceiptImageID)
		assert.Contains(t, done.Note, "could not be read back")
	}
}

func TestAnAdministratorAttachesForSomebodyElse(t *testing.T) {
	t.Parallel()
	s := newScene(t, testkit.As(testkit.Ada))
	var done attached
	s.Call("attach_receipt_to_expense", args{
		"report_id": s.report, "expense_id": s.without, "user": testkit.Rita, "file_path": s.file(t, "hotel.pdf", pdf),
	}).Into(&done)
	assert.True(t, done.Verified)
}

func TestTheLargestReceiptIsTaken(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	content := make([]byte, tenMB)
	copy(content, pdf)
	var done attached
	s.Call("attach_receipt_to_expense", args{
		"report_id": s.report, "expense_id": s.without, "file_path": s.file(t, "large.pdf", string(content)),
	}).Into(&done)
	assert.True(t, done.Verified)
}

func TestALookAfterACrashSeesAReceiptOnAnExpense(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	receipt := args{"report_id": s.report, "expense_id": s.without, "file_path": s.file(t, "hotel.pdf", pdf)}
	assert.Equal(t, tools.Unknown, s.Look("attach_receipt_to_expense", receipt).Verdict, "it may be shown later")
	undo := s.Undoing("attach_receipt_to_expense", receipt)
	assert.Empty(t, undo.Tool)
	assert.Contains(t, undo.Note, "the person removes it")
	assert.Equal(t, tools.Done, s.Look("attach_receipt_to_expense", receipt).Verdict)
	seen := s.Look("attach_receipt_to_expense", testkit.With(receipt, args{"expense_id": nil}))
	assert.Equal(t, tools.Unknown, seen.Verdict)
	assert.Contains(t, seen.Found, "get_expense_receipt_image")
}
