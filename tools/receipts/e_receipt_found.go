package receipts

import (
	"context"
	"strings"
	"time"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
)

// lookForEReceipt looks whether an e-receipt was uploaded, of which nobody knows the id.
func (k kit) lookForEReceipt(ctx context.Context, call *tools.Call, in uploadEReceiptIn, sent tools.Sent) (tools.Seen, error) {
	session := k.concur.As(call.Caller)
	owner, err := session.LibraryOf(ctx, in.User, "ereceipt_create")
	if err != nil {
		return tools.Seen{Verdict: tools.Unknown}, err
	}
	_, seen, err := k.findEReceipt(ctx, session, owner, in, sent)
	return seen, err
}

// findEReceipt looks for an e-receipt that was sent in a library. A library has a receipt
// only once it is processed (Receipts v4 > Post a receipt), so that none proves nothing.
func (k kit) findEReceipt(
	ctx context.Context, session *concur.Session, owner concur.UserID, in uploadEReceiptIn, sent tools.Sent,
) (concur.ReceiptID, tools.Seen, error) {
	receipts, err := library(ctx, func(ctx context.Context, from string) (concur.ReceiptPage[concur.EReceipt], error) {
		return session.ListEReceipts(ctx, owner, from)
	})
	if err != nil {
		return "", tools.Seen{Verdict: tools.Unknown}, err
	}
	var alike []outcome.Alike
	for _, r := range receipts {
		if in.isLike(r.Data) {
			alike = append(alike, outcome.Alike{ID: string(r.ID), Written: outcome.WrittenAt(r.Received)})
		}
	}
	id, seen := k.creations.Find(alike, sent, "e-receipt", "get_e_receipt")
	if seen.Verdict == tools.NotDone {
		seen = tools.Seen{Verdict: tools.Unknown, Found: notYet("list_e_receipts")}
	}
	return concur.ReceiptID(id), seen, nil
}

// library reads all pages of a library, as far as they can be followed. What comes last
// is not documented, so none is left out; a hundred are more than people have.
func library[T any](
	ctx context.Context, read func(ctx context.Context, from string) (concur.ReceiptPage[T], error),
) ([]T, error) {
	const most = 100
	var all []T
	from := ""
	for range most {
		page, err := read(ctx, from)
		if err != nil {
			return nil, err
		}
		all = append(all, page.Receipts...)
		if from = page.Next; from == "" {
			break
		}
	}
	return all, nil
}

// isLike reports whether a receipt has the merchant, total, currency and time of one that
// is to be uploaded.
func (in uploadEReceiptIn) isLike(got concur.ReceiptData) bool {
	var total concur.Decimal
	return total.UnmarshalJSON([]byte(in.Total)) == nil && got.Total.Equal(total.Decimal) &&
		strings.EqualFold(got.Currency, string(in.Currency)) &&
		strings.EqualFold(strings.TrimSpace(got.SoldBy().Name), strings.TrimSpace(in.Merchant)) && sameTime(in.DateTime, got.DateTime)
}

func sameTime(sent, got string) bool {
	written, err := writeTime(strings.TrimSpace(sent))
	if err != nil {
		return false
	}
	a, errA := time.Parse(time.RFC3339, written)
	b, errB := time.Parse(time.RFC3339, got)
	return errA == nil && errB == nil && a.Equal(b)
}
