package receipts_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/simulator"
	"github.com/concur-mcp/concur-mcp/internal/testkit"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/receipts"
)

type statusList struct {
	Receipts []struct {
		ReceiptID string   `json:"receipt_id"`
		Status    string   `json:"status"`
		Message   string   `json:"message"`
		At        string   `json:"at"`
		Problems  []string `json:"problems"`
	} `json:"receipts"`
	Note string `json:"note"`
}

// timed is a kit whose clock moves only while somebody waits.
type timed struct {
	*testkit.Kit
	passed atomic.Int64
	waits  []time.Duration
	told   []string
}

func newTimed(t *testing.T, takes time.Duration) *timed {
	t.Helper()
	k := &timed{}
	start := time.Date(2026, time.November, 20, 9, 0, 0, 0, time.UTC)
	now := func() time.Time { return start.Add(time.Duration(k.passed.Load())) }
	k.Kit = testkit.New(t, testkit.WithSimulator(simulator.Options{Now: now, ReceiptTime: takes}))
	return k
}

func (k *timed) pause(_ context.Context, wait time.Duration) error {
	k.passed.Add(int64(wait))
	k.waits = append(k.waits, wait)
	return nil
}

// wait calls get_receipt_status with wait.
func (k *timed) wait(t *testing.T, pause func(context.Context, time.Duration) error, ids ...string) (statusList, error) {
	t.Helper()
	call := &tools.Call{Caller: "local", OnProgress: func(_ context.Context, _, _ int, message string) { k.told = append(k.told, message) }}
	sent, err := json.Marshal(args{"receipt_ids": ids, "wait": true})
	require.NoError(t, err)
	result, err := receipts.StatusTool(k.Client, pause).Run(t.Context(), call, sent)
	if err != nil {
		return statusList{}, err
	}
	text, err := json.Marshal(result)
	require.NoError(t, err)
	var list statusList
	require.NoError(t, json.Unmarshal(text, &list))
	return list, nil
}

func (k *timed) upload(t *testing.T, content string) string {
	t.Helper()
	var done uploaded
	k.Call("upload_image_only_receipt", args{"file_content": encoded(content), "media_type": "application/pdf"}).Into(&done)
	return done.ReceiptID
}

func TestWaitingEndsWhenAllReceiptsAreThrough(t *testing.T) {
	t.Parallel()
	k := newTimed(t, 5*time.Second)
	good, bad := k.upload(t, pdf), k.upload(t, "%PDF-1.4\n/Encrypt\n%%EOF\n")
	list, err := k.wait(t, k.pause, good, bad, good)
	require.NoError(t, err)
	require.Len(t, list.Receipts, 2, "asked for twice, told once")
	assert.Equal(t, "PROCESSED", list.Receipts[0].Status)
	assert.Equal(t, "2026-11-20T09:00:05Z", list.Receipts[0].At)
	assert.Equal(t, "FAILED", list.Receipts[1].Status)
	assert.Equal(t, []string{
		"Error during image generation or retrieval. Queued for reprocessing.", "Processing failed.",
	}, list.Receipts[1].Problems)
	assert.Contains(t, list.Note, "FAILED")
	assert.Equal(t, []time.Duration{time.Second, 2 * time.Second, 4 * time.Second}, k.waits)
	assert.Equal(t, []string{
		"Concur is processing 2 of 2 receipts", "Concur is processing 2 of 2 receipts", "Concur is processing 2 of 2 receipts",
		"Concur is processing 0 of 2 receipts",
	}, k.told)
	looks := slices.DeleteFunc(k.Operations(), func(name string) bool { return name != "receipt_bulk_status" })
	assert.Len(t, looks, 4, "each look is one request")
}

func TestWaitingHasAnEnd(t *testing.T) {
	t.Parallel()
	k := newTimed(t, time.Hour)
	list, err := k.wait(t, k.pause, k.upload(t, pdf))
	require.NoError(t, err)
	assert.Equal(t, "ACCEPTED", list.Receipts[0].Status)
	assert.Contains(t, list.Note, "1 still in work after 45s")
	total := time.Duration(0)
	for _, wait := range k.waits {
		total += wait
	}
	assert.LessOrEqual(t, total, 45*time.Second)
	assert.Greater(t, total, 35*time.Second)
}

func TestWaitingEndsWithTheCall(t *testing.T) {
	t.Parallel()
	k := newTimed(t, time.Hour)
	gone := func(context.Context, time.Duration) error { return context.Canceled }
	_, err := k.wait(t, gone, k.upload(t, pdf))
	assert.ErrorIs(t, err, context.Canceled)
}

func TestTheLooksAreBoundedToo(t *testing.T) {
	t.Parallel()
	k := newTimed(t, time.Hour)
	id := k.upload(t, pdf)
	_, err := k.wait(t, func(ctx context.Context, _ time.Duration) error {
		_, bounded := ctx.Deadline()
		assert.True(t, bounded, "a slow Concur counts as well")
		return context.Canceled
	}, id)
	assert.ErrorIs(t, err, context.Canceled)
}

func TestNobodyWaitsForWhatIsThroughOrUnknown(t *testing.T) {
	t.Parallel()
	k := newTimed(t, 0)
	id := listOf(k.Kit, "list_image_only_receipts", nil).Receipts[0].ReceiptID
	list, err := k.wait(t, k.pause, id, strings.Repeat("0", 32))
	require.NoError(t, err)
	assert.Equal(t, "UNKNOWN", list.Receipts[1].Status)
	assert.Contains(t, list.Note, "two weeks ago")
	assert.Empty(t, k.waits)
}

func TestAStatusIsOneRequest(t *testing.T) {
	t.Parallel()
	k := newTimed(t, 0)
	first, second := k.upload(t, pdf), k.upload(t, pdf+"%%EOF\n")
	k.Sim.ResetJournal()
	var list statusList
	k.Call("get_receipt_status", args{"receipt_ids": first}).Into(&list)
	assert.Equal(t, "ACCEPTED", list.Receipts[0].Status)
	assert.Equal(t, "Receipt accepted. Queued for processing.", list.Receipts[0].Message)
	assert.Contains(t, list.Note, "Until a receipt is PROCESSED")
	k.Call("get_receipt_status", args{"receipt_ids": []string{first, second}}).Into(&list)
	assert.Len(t, list.Receipts, 2)
	assert.Equal(t, []string{"receipt_get_status", "receipt_bulk_status"}, k.Operations())
	assert.Empty(t, k.Sim.Writes())
}

func TestTheCompanySeesTheStatusOfAnybodysReceipt(t *testing.T) {
	t.Parallel()
	rita := newTimed(t, 0)
	id := rita.upload(t, pdf)
	company := testkit.New(t, testkit.WithCompany())
	luca := listOf(company, "list_image_only_receipts", args{"user": testkit.Luca}).Receipts[0].ReceiptID
	var list statusList
	company.Call("get_receipt_status", args{"receipt_ids": []string{luca}, "user": testkit.Luca}).Into(&list)
	assert.Equal(t, "PROCESSED", list.Receipts[0].Status)
	assert.Equal(t, "404", rita.As(testkit.Tom).Call("get_receipt_status", args{"receipt_ids": []string{id}}).Failure()["http_status"])
}
