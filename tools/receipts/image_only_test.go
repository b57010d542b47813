package receipts_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/tools"
)

func TestAScanGoesIntoTheLibrary(t *testing.T) {
	t.Parallel()
	for media, content := range map[string]string{
		"application/pdf": pdf, "image/png": png, "image/jpeg": jpeg, "image/gif": "GIF89a0000", "image/tiff": "II*\x00\x08\x00\x00\x00\x00\x00",
	} {
		t.Run(media, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t, atOnce())
			var done uploaded
			kit.Call("upload_image_only_receipt", args{"file_content": encoded(content), "media_type": media}).Into(&done)
			assert.True(t, done.Verified)
			assert.Equal(t, []string{"image_only_receipt_create", "receipt_get_status"}, kit.Operations())
			ids := []string{}
			for _, r := range listOf(kit, "list_image_only_receipts", nil).Receipts {
				ids = append(ids, r.ReceiptID)
			}
			assert.Contains(t, ids, done.ReceiptID)
		})
	}
}

func TestALostScanIsFoundByItsForwardID(t *testing.T) {
	t.Parallel()
	scan := args{"file_content": encoded(png), "media_type": "image/png"}
	attempts := func(kit *testkit.Kit) int {
		return len(slices.DeleteFunc(kit.Operations(), func(name string) bool { return name != "image_only_receipt_create" }))
	}
	t.Run("it was taken", func(t *testing.T) {
		t.Parallel()
		for _, options := range [][]testkit.Option{nil, {testkit.WithCompany()}} {
			kit := testkit.New(t, options...)
			kit.Sim.AddFault(simulator.Fault{Operation: "image_only_receipt_create", Kind: simulator.CommitThenDrop})
			var done uploaded
			kit.Call("upload_image_only_receipt", scan).Into(&done)
			assert.True(t, done.Verified)
			assert.Equal(t, 1, attempts(kit))
		}
	})
	t.Run("nobody can tell", func(t *testing.T) {
		t.Parallel()
		kit := testkit.New(t)
		kit.Sim.AddFault(simulator.Fault{Operation: "image_only_receipt_create", Kind: simulator.ResetBefore})
		failure := kit.Call("upload_image_only_receipt", scan).Failure()
		assert.Equal(t, "unknown", failure["changed"])
		assert.Contains(t, failure["next_step"], "list_image_only_receipts")
		assert.Equal(t, 1, attempts(kit))
	})
	t.Run("the look fails as well", func(t *testing.T) {
		t.Parallel()
		kit := testkit.New(t)
		kit.Sim.AddFault(simulator.Fault{Operation: "image_only_receipt_create", Kind: simulator.CommitThenDrop})
		kit.Sim.AddFault(simulator.Fault{Operation: "receipt_bulk_status", Kind: simulator.ServerError, Status: 400})
		assert.Equal(t, "unknown", kit.Call("upload_image_only_receipt", scan).Failure()["changed"])
		assert.Equal(t, 1, attempts(kit))
	})
	t.Run("it was refused", func(t *testing.T) {
		t.Parallel()
		kit := testkit.New(t)
		kit.Sim.AddFault(simulator.Fault{Operation: "image_only_receipt_create", Kind: simulator.ServerError, Status: 415})
		failure := kit.Call("upload_image_only_receipt", scan).Failure()
		assert.Equal(t, "nothing_changed", failure["changed"])
		assert.Equal(t, []string{"image_only_receipt_create"}, kit.Operations())
	})
}

func TestALookAfterACrashFindsTheScanByTheKeyOfTheCall(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, atOnce())
	scan := args{"file_content": encoded(png), "media_type": "image/png"}
	var done uploaded
	kit.Call("upload_image_only_receipt", testkit.With(scan, args{"idempotency_key": "scan"})).Into(&done)
	at := slices.IndexFunc(kit.Tools, func(tool tools.Tool) bool { return tool.Name == "upload_image_only_receipt" })
	for key, want := range map[string]tools.Verdict{"scan": tools.Done, "another": tools.Unknown} {
		call := &tools.Call{Caller: "local", Tool: "upload_image_only_receipt", Key: key}
		encoded, err := json.Marshal(scan)
		require.NoError(t, err)
		seen, err := kit.Tools[at].LookAfterwards(t.Context(), call, encoded, time.Now())
		require.NoError(t, err)
		assert.Equal(t, want, seen.Verdict, seen.Found)
		if key == "scan" {
			assert.Contains(t, seen.Found, done.ReceiptID)
		} else {
			assert.Contains(t, seen.Found, "list_image_only_receipts", "Concur may still be processing it")
		}
	}
}

func TestABadScanSendsNothing(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := scene{folder: folder, Kit: testkit.New(t, testkit.WithFolder(folder))}
	const limit = 25 << 20
	for name, sent := range map[string]args{
		"none":         {},
		"of no type":   {"file_path": s.file(t, "text.pdf", "this is text")},
		"over 25 MB":   {"file_path": s.file(t, "large.pdf", pdf+strings.Repeat("x", limit))},
		"a wrong type": {"file_content": encoded(png), "media_type": "image/gif"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			failure := s.Call("upload_image_only_receipt", sent).Failure()
			assert.Equal(t, "nothing_changed", failure["changed"])
			assert.Empty(t, s.Sim.Journal())
		})
	}
	content := make([]byte, limit)
	copy(content, pdf)
	large := testkit.New(t, testkit.WithFolder(folder))
	var done uploaded
	large.Call("upload_image_only_receipt", args{"file_path": s.file(t, "just.pdf", string(content))}).Into(&done)
	require.True(t, done.Verified, "just 25 MB")
}
