package v3_test

import (
	"encoding/base64"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
)

const storedReceipt = "D8948FB40AF87F3303F5" // Rita's; the sample company always has the same ids

type storedImage struct {
	ID       string
	Verified bool
	Note     string
	Bytes    int
	Media    string `json:"media_type"`
}

type storedImages struct {
	Images []storedImage `json:"receipt_images"`
	Note   string
}

func receipt(content string, more ...any) args {
	arguments := args{"file_content": base64.StdEncoding.EncodeToString([]byte(content)), "media_type": "application/pdf"}
	for i := 0; i+1 < len(more); i += 2 {
		arguments[more[i].(string)] = more[i+1]
	}
	return arguments
}

const onePage = "%PDF-1.4\n%%EOF\n"

func stored(kit *testkit.Kit, arguments args) storedImages {
	var list storedImages
	kit.Call("v3_list_receipt_images", arguments).Into(&list)
	return list
}

func TestAReceiptIsStoredExtendedShownAndDeleted(t *testing.T) {
	t.Parallel()
	kit := oldKit(t)
	assert.Len(t, stored(kit, nil).Images, 2)
	var made, more, shown, deleted storedImage
	kit.Call("v3_create_receipt_image", receipt(onePage)).Into(&made)
	assert.True(t, made.Verified, made.Note)
	assert.Len(t, stored(kit, nil).Images, 3)
	kit.Call("v3_create_receipt_image", receipt(onePage+"more", "append_to", made.ID)).Into(&more)
	assert.Equal(t, made.ID, more.ID)
	assert.Contains(t, more.Note, "pages")
	assert.Equal(t, 1, times(kit, "append_receipt_image"))
	kit.Call("v3_get_receipt_image", args{"id": made.ID}).Into(&shown)
	assert.Equal(t, []any{"application/pdf", len(onePage + "more")}, []any{shown.Media, shown.Bytes})
	kit.Call("v3_delete_receipt_image", args{"id": made.ID}).Into(&deleted)
	assert.True(t, deleted.Verified)
	assert.Equal(t, "nothing_changed", kit.Call("v3_get_receipt_image", args{"id": made.ID}).Failure()["changed"])
}

func TestReceiptsOfOthersAndOfExpenses(t *testing.T) {
	t.Parallel()
	kit := oldKit(t)
	ada := kit.As(testkit.Ada)
	assert.Contains(t, stored(ada, nil).Note, "v3_create_receipt_image", "she has none")
	assert.Len(t, stored(ada, args{"user": testkit.Rita}).Images, 2)
	var made storedImage
	ada.Call("v3_create_receipt_image", receipt(onePage, "user", testkit.Luca)).Into(&made)
	assert.Len(t, stored(kit.As(testkit.Luca), nil).Images, 2)

	var entries struct {
		Expenses []struct {
			ExpenseID  string `json:"expense_id"`
			HasReceipt bool   `json:"has_receipt"`
		}
	}
	kit.Call("list_report_expenses", args{"report_id": "AE3D2FDA3E4D229680D4"}).Into(&entries)
	require.NotEmpty(t, entries.Expenses)
	unknown := kit.Call("v3_list_receipt_images", args{"entry_id": entries.Expenses[0].ExpenseID}).Failure()
	assert.Contains(t, unknown["next_step"], "v3_list_entries")
	found, err := kit.Session.EntriesOf(t.Context(), "", "AE3D2FDA3E4D229680D4")
	require.NoError(t, err)
	kit.Call("v3_list_entries", args{"report_id": "AE3D2FDA3E4D229680D4"}).Into(&struct{}{})
	for _, e := range found {
		images := stored(kit, args{"entry_id": e.ID}).Images
		assert.Equal(t, e.HasImage, len(images) == 1)
		assert.Equal(t, images, stored(kit, args{"entry_id": e.ExpenseID}).Images, "known by now")
	}
}

func TestLostAnswersAboutReceipts(t *testing.T) {
	t.Parallel()
	const create, remove = "v3_create_receipt_image", "v3_delete_receipt_image"
	for name, c := range map[string]struct {
		tool, operation string
		arguments       args
		fault           simulator.FaultKind
		changed, next   string
	}{
		"stored":          {create, "create_receipt_image", receipt(onePage), simulator.CommitThenDrop, "", ""},
		"stored, unread":  {create, "create_receipt_image", receipt(onePage), simulator.Malformed, "", ""},
		"stored, no word": {create, "create_receipt_image", receipt(onePage), simulator.EmptyBody, "", ""},
		"not stored":      {create, "create_receipt_image", receipt(onePage), simulator.ResetBefore, "unknown", "v3_list_receipt_images"},
		"extended": {
			create, "append_receipt_image", receipt(onePage, "append_to", storedReceipt), simulator.CommitThenDrop,
			"unknown", "v3_get_receipt_image",
		},
		"deleted":     {remove, "delete_receipt_image", args{"id": storedReceipt}, simulator.CommitThenDrop, "", ""},
		"not deleted": {remove, "delete_receipt_image", args{"id": storedReceipt}, simulator.ResetBefore, "nothing_changed", "safe"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kit := oldKit(t)
			kit.Sim.AddFault(simulator.Fault{Operation: c.operation, Nth: 1, Kind: c.fault})
			result := kit.Call(c.tool, c.arguments)
			assert.Equal(t, 1, times(kit, c.operation), "sent once")
			if c.changed == "" {
				var done storedImage
				result.Into(&done)
				assert.True(t, done.Verified)
				return
			}
			assert.Equal(t, c.changed, result.Failure()["changed"])
			assert.Contains(t, result.Failure()["next_step"], c.next)
		})
	}
	for _, arguments := range []args{receipt(onePage), receipt(onePage, "append_to", storedReceipt)} {
		kit := oldKit(t)
		kit.Sim.AddFault(simulator.Fault{Operation: "get_receipt_image", Kind: simulator.EmptyBody})
		var unseen storedImage
		kit.Call("v3_create_receipt_image", arguments).Into(&unseen)
		assert.False(t, unseen.Verified)
		assert.Contains(t, unseen.Note, "could not be read back")
	}
}

func TestBadArgumentsOfReceipts(t *testing.T) {
	t.Parallel()
	kit := oldKit(t)
	for _, c := range []struct {
		tool, names string
		arguments   args
	}{
		{"v3_create_receipt_image", "file_path", args{}},
		{"v3_create_receipt_image", "append_to", receipt(onePage, "append_to", "../x")},
		{"v3_create_receipt_image", "not take here", args{
			"file_content": base64.StdEncoding.EncodeToString([]byte("GIF89a")), "media_type": "image/gif",
		}},
		{"v3_get_receipt_image", "id", args{"id": "a/b"}},
		{"v3_delete_receipt_image", "id", args{}},
		{"v3_list_receipt_images", "fields", args{"fields": "url"}},
	} {
		assert.Contains(t, kit.Call(c.tool, c.arguments).Failure()["message"], c.names, c.tool)
	}
	assert.Empty(t, kit.Sim.Journal(), "nothing was sent")
}
