package concur

import (
	"context"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/concur-mcp/concur-mcp/internal/auth"
)

const (
	oldQuickID = V3QuickExpenseID("nVhqwaJg$sN3bu8IVk$pA7Lyp")
	receiptID  = ReceiptImageID("3C1F0E9D8B7A4655A2B1")
)

func TestQuickExpensesOfV3(t *testing.T) {
	t.Parallel()
	session := playing(t, auth.User, "list_quick_expenses/page", "get_quick_expense/one", "create_quick_expense/created",
		"update_quick_expense/updated", "delete_quick_expense/deleted")
	page, err := session.V3QuickExpenses(t.Context(), "", Days{From: time.Date(2024, 3, 26, 0, 0, 0, 0, time.UTC)}, "")
	require.NoError(t, err)
	assert.Equal(t, "gWDs7", page.Next)
	one, err := session.GetV3QuickExpense(t.Context(), "", oldQuickID)
	require.NoError(t, err)
	require.Len(t, page.QuickExpenses, 1)
	assert.Equal(t, one, page.QuickExpenses[0])
	assert.Equal(t, "84.2", one.TransactionAmount.String())
	id, err := session.CreateV3QuickExpense(t.Context(), "", dinnerWrite())
	require.NoError(t, err)
	assert.Equal(t, oldQuickID, id)
	require.NoError(t, session.UpdateV3QuickExpense(t.Context(), "", oldQuickID, V3QuickExpenseWrite{Comment: new("Team dinner")}))
	require.NoError(t, session.DeleteV3QuickExpense(t.Context(), "", oldQuickID))
}

func dinnerWrite() V3QuickExpenseWrite {
	return V3QuickExpenseWrite{
		ExpenseTypeCode: new("DINNR"), TransactionDate: new("2024-03-26"), CurrencyCode: new("EUR"),
		TransactionAmount: &Decimal{decimal.RequireFromString("84.20")},
	}
}

func TestWhatIsRetiredIsKnownAsSuch(t *testing.T) {
	t.Parallel()
	list := func(ctx context.Context, s *Session) error {
		_, err := s.V3QuickExpenses(ctx, "", Days{From: time.Date(2024, 3, 26, 0, 0, 0, 0, time.UTC)}, "")
		return err
	}
	remove := func(ctx context.Context, s *Session) error { return s.DeleteV3QuickExpense(ctx, "", oldQuickID) }
	for _, c := range []struct {
		exchange string
		call     func(context.Context, *Session) error
		retired  bool
	}{
		{"list_quick_expenses/retired", list, true},
		{"list_quick_expenses/retired_in_success", list, true},
		{"list_quick_expenses/retired_bare", list, true},
		{"create_quick_expense/retired", func(ctx context.Context, s *Session) error {
			_, err := s.CreateV3QuickExpense(ctx, "", dinnerWrite())
			return err
		}, true},
		{"update_quick_expense/retired", func(ctx context.Context, s *Session) error {
			return s.UpdateV3QuickExpense(ctx, "", oldQuickID, V3QuickExpenseWrite{Comment: new("Team dinner")})
		}, true},
		{"delete_quick_expense/retired", remove, true},
		{"delete_quick_expense/retired_in_success", remove, true},
		{"get_quick_expense/unknown", func(ctx context.Context, s *Session) error {
			_, err := s.GetV3QuickExpense(ctx, "", oldQuickID)
			return err
		}, false},
		{"create_quick_expense/without_id", func(ctx context.Context, s *Session) error {
			_, err := s.CreateV3QuickExpense(ctx, "", dinnerWrite())
			return err
		}, false},
		{"get_receipt_image/unknown", func(ctx context.Context, s *Session) error {
			return s.HasReceiptImage(ctx, "", receiptID)
		}, false},
	} {
		t.Run(c.exchange, func(t *testing.T) {
			t.Parallel()
			err := c.call(t.Context(), playing(t, auth.User, c.exchange))
			require.Error(t, err)
			assert.Equal(t, c.retired, IsRetired(err), err)
		})
	}
}

func TestReceiptImagesOfV3(t *testing.T) {
	t.Parallel()
	const png = "\x89PNG\r\n\x1a\n\x00\x01\x02\x03"
	image := upload(png)
	image.MediaType = "image/png"
	session := playing(t, auth.User, "list_receipt_images/page", "create_receipt_image/created", "append_receipt_image/appended",
		"delete_receipt_image/deleted")
	page, err := session.ReceiptImages(t.Context(), "", dinnerEntry, "")
	require.NoError(t, err)
	assert.Equal(t, ReceiptImagePage{Images: []ReceiptImage{{ID: string(receiptID)}}}, page)
	id, err := session.CreateReceiptImage(t.Context(), "", image)
	require.NoError(t, err)
	assert.Equal(t, receiptID, id)
	require.NoError(t, session.AppendReceiptImage(t.Context(), "", receiptID, image))
	require.NoError(t, session.DeleteReceiptImage(t.Context(), "", receiptID))

	for _, form := range []string{"get_receipt_image/xml", "get_receipt_image/json"} {
		shown, err := playing(t, auth.User, form).receiptImage(t.Context(), "", receiptID)
		require.NoError(t, err)
		assert.Equal(t, "https://imaging.example.com/file/p1?id=3C1F0E9D8B7A4655A2B1&e=1712052000", shown.address(), form)
	}
}

func TestReceiptImagesOfV3ThatAreRefused(t *testing.T) {
	t.Parallel()
	const png = "\x89PNG\r\n\x1a\n\x00\x01\x02\x03"
	image := upload(png)
	image.MediaType = "image/png"
	for exchange, call := range map[string]func(context.Context, *Session) error{
		"create_receipt_image/bad_type": func(ctx context.Context, s *Session) error {
			_, err := s.CreateReceiptImage(ctx, "", image)
			return err
		},
		"append_receipt_image/unknown": func(ctx context.Context, s *Session) error {
			return s.AppendReceiptImage(ctx, "", receiptID, image)
		},
		"delete_receipt_image/unknown": func(ctx context.Context, s *Session) error {
			return s.DeleteReceiptImage(ctx, "", receiptID)
		},
		"list_receipt_images/forbidden": func(ctx context.Context, s *Session) error {
			var page v3Page[ReceiptImage]
			return s.do(ctx, request{operation: "list_receipt_images", query: query("limit", "100", "user", "tom.berg@example.com")}, &page)
		},
	} {
		err := call(t.Context(), playing(t, auth.User, exchange))
		assert.Equal(t, "nothing_changed", refusalOf(t, err).WhatChanged(), exchange)
	}
	_, err := playing(t, auth.User, "create_receipt_image/without_id").CreateReceiptImage(t.Context(), "", image)
	assert.True(t, refusalOf(t, err).MayHaveHappened(), "it may be there all the same")
	var id ReceiptImageID
	assert.Error(t, id.UnmarshalText([]byte("../x")))
}
