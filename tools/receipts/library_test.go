package receipts_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/tools"
)

type receiptList struct {
	Receipts   []shownReceipt `json:"receipts"`
	Total      *int           `json:"total"`
	NextCursor string         `json:"next_cursor"`
	Note       string         `json:"note"`
}

func listOf(kit *testkit.Kit, tool string, with args) receiptList {
	var list receiptList
	kit.Call(tool, with).Into(&list)
	return list
}

func TestTheLibraryIsListed(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	list := listOf(kit, "list_e_receipts", nil)
	require.NotEmpty(t, list.Receipts)
	assert.Equal(t, len(list.Receipts), *list.Total)
	assert.Empty(t, list.Note)
	types := map[string]bool{}
	for _, r := range list.Receipts {
		types[r.ReceiptType] = true
		assert.NotEmpty(t, r.Merchant)
		assert.NotEmpty(t, r.Total.Value)
		assert.Empty(t, r.Payment, "only a summary")
	}
	assert.Len(t, types, 4)
	paid := listOf(kit, "list_e_receipts", args{"fields": []string{"payment"}})
	assert.NotEmpty(t, paid.Receipts[0].Payment)
	assert.NotEmpty(t, listOf(kit, "list_image_only_receipts", nil).Receipts)
	assert.Equal(t, []string{"ereceipt_list_by_user", "ereceipt_list_by_user", "image_only_receipt_list_by_user"}, kit.Operations())
}

func TestAnEmptyLibrarySaysWhatIsNotInIt(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t, testkit.As(testkit.Tom))
	for _, tool := range []string{"list_e_receipts", "list_image_only_receipts"} {
		list := listOf(kit, tool, nil)
		assert.Empty(t, list.Receipts)
		assert.Contains(t, list.Note, "Images attached to expenses are not among them", tool)
	}
}

func TestALongLibraryIsReadPageByPage(t *testing.T) {
	t.Parallel()
	for tool, upload := range map[string]string{
		"list_e_receipts": "upload_e_receipt", "list_image_only_receipts": "upload_image_only_receipt",
	} {
		t.Run(tool, func(t *testing.T) {
			t.Parallel()
			kit := testkit.New(t, atOnce(), testkit.As(testkit.Tom))
			const count = 60
			for i := range count {
				sent := args{"file_content": encoded(png), "media_type": "image/png"}
				if upload == "upload_e_receipt" {
					sent = aMeal()
				}
				sent["idempotency_key"] = strconv.Itoa(i)
				require.False(t, kit.Call(upload, sent).Failed)
			}
			seen, with := map[string]bool{}, args{"limit": 40}
			for range 2 {
				list := listOf(kit, tool, with)
				for _, r := range list.Receipts {
					seen[r.ReceiptID] = true
				}
				with = args{"limit": 40, "cursor": list.NextCursor}
			}
			assert.Len(t, seen, count)
			assert.Empty(t, with["cursor"])
			other := kit.Call(tool, args{"limit": 40, "cursor": "bm9uZQ"}).Failure()
			assert.Equal(t, "cursor", other["argument"])
		})
	}
}

func TestTheImageOfAReceiptIsShownOrSaved(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	kit := testkit.New(t, testkit.WithFolder(folder))
	for list, get := range map[string]string{"list_e_receipts": "get_e_receipt", "list_image_only_receipts": "get_image_only_receipt"} {
		id := listOf(kit, list, nil).Receipts[0].ReceiptID
		var plain, shown, saved shownReceipt
		kit.Call(get, args{"receipt_id": id}).Into(&plain)
		assert.Nil(t, plain.Image)
		kit.Call(get, args{"receipt_id": id, "include_image": true}).Into(&shown)
		assert.Equal(t, "application/pdf", shown.Image.MediaType)
		kit.Call(get, args{"receipt_id": id, "save_to": get + ".pdf"}).Into(&saved)
		content, err := os.ReadFile(filepath.Join(folder, get+".pdf"))
		require.NoError(t, err)
		assert.Len(t, content, saved.Image.Bytes)

		kit.Sim.ResetJournal()
		failure := kit.Call(get, args{"receipt_id": id, "save_to": "../x.pdf"}).Failure()
		assert.Equal(t, "nothing_changed", failure["changed"])
		assert.Empty(t, kit.Sim.Journal())

		for _, tool := range kit.Tools {
			if tool.Name != get {
				continue
			}
			result, err := tool.Run(t.Context(), &tools.Call{Caller: "local"}, []byte(fmt.Sprintf(`{"receipt_id": %q, "include_image": true}`, id)))
			require.NoError(t, err)
			attached := result.(tools.Attached).Attachments()
			require.Len(t, attached, 1)
			assert.Equal(t, "receipt-"+id+".pdf", attached[0].Name)
			assert.True(t, strings.HasPrefix(string(attached[0].Content), "%PDF"))
		}
	}
}

func TestAReceiptWithoutAnImageIsReadAllTheSame(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	id := listOf(kit, "list_e_receipts", nil).Receipts[0].ReceiptID
	kit.Sim.AddFault(simulator.Fault{Operation: "ereceipt_get_image", Kind: simulator.ServerError, Status: 404})
	var shown shownReceipt
	kit.Call("get_e_receipt", args{"receipt_id": id, "include_image": true}).Into(&shown)
	assert.Equal(t, "Concur has no image of it.", shown.ImageNote)
	assert.NotEmpty(t, shown.Merchant)
	kit.Sim.ClearFaults()
	kit.Sim.AddFault(simulator.Fault{Operation: "ereceipt_get_image", Kind: simulator.ServerError, Status: 400})
	assert.Equal(t, "400", kit.Call("get_e_receipt", args{"receipt_id": id, "include_image": true}).Failure()["http_status"])
}

func TestAReceiptThatIsNotFoundMayBeInWork(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	for _, get := range []string{"get_e_receipt", "get_image_only_receipt", "get_receipt_status"} {
		with := args{"receipt_id": strings.Repeat("0", 32)}
		if get == "get_receipt_status" {
			with = args{"receipt_ids": []string{strings.Repeat("0", 32)}}
		}
		failure := kit.Call(get, with).Failure()
		assert.Equal(t, "404", failure["http_status"])
		assert.Contains(t, failure["next_step"], "get_receipt_status")
		assert.Contains(t, failure["next_step"], "list_")
		assert.Contains(t, failure["next_step"], "user")
	}
}

func TestGarbageIsNoLibrary(t *testing.T) {
	t.Parallel()
	id, kit := strings.Repeat("0", 32), testkit.New(t)
	for tool, c := range map[string]struct {
		operation string
		with      args
	}{
		"list_e_receipts":          {"ereceipt_list_by_user", nil},
		"list_image_only_receipts": {"image_only_receipt_list_by_user", nil},
		"get_e_receipt":            {"ereceipt_get", args{"receipt_id": id}},
		"get_image_only_receipt":   {"image_only_receipt_get", args{"receipt_id": id}},
		"get_receipt_status":       {"receipt_get_status", args{"receipt_ids": id}},
	} {
		for _, fault := range []simulator.Fault{
			{Kind: simulator.Garbage, Bytes: 2000}, {Kind: simulator.EmptyBody}, {Kind: simulator.HTMLPage, Status: 200},
		} {
			fault.Operation = c.operation
			kit.Sim.ClearFaults()
			kit.Sim.AddFault(fault)
			failure := kit.Call(tool, c.with).Failure()
			assert.Equal(t, "nothing_changed", failure["changed"], tool)
		}
	}
}

func TestABadIDSendsNothing(t *testing.T) {
	t.Parallel()
	kit := testkit.New(t)
	for _, id := range []string{"", "..", "a/b", "a%2fb"} {
		for _, tool := range []string{"get_e_receipt", "get_image_only_receipt"} {
			failure := kit.Call(tool, args{"receipt_id": id}).Failure()
			assert.Equal(t, "receipt_id", failure["argument"])
		}
	}
	many := make([]string, 51)
	for i := range many {
		many[i] = fmt.Sprintf("%032d", i)
	}
	for _, ids := range [][]string{{}, many} {
		failure := kit.Call("get_receipt_status", args{"receipt_ids": ids}).Failure()
		assert.Equal(t, "receipt_ids", failure["argument"])
		assert.Contains(t, failure["message"], "not 1 to 50")
	}
	assert.Empty(t, kit.Sim.Journal())
}
