package itemizations

import (
	"context"
	"fmt"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
)

// lookForPart looks whether a part was added, of which nobody knows the id.
func (k kit) lookForPart(ctx context.Context, call *tools.Call, in createExpenseItemizationIn, sent tools.Sent) (tools.Seen, error) {
	p, write, err := in.resolved(ctx, k.concur.As(call.Caller))
	if err != nil {
		return tools.Seen{Verdict: tools.Unknown}, err
	}
	_, seen, err := k.findPart(ctx, p, write, sent)
	return seen, err
}

// findPart looks for a part that was sent among those of its expense.
func (k kit) findPart(
	ctx context.Context, p parent, wanted concur.ItemizationWrite, sent tools.Sent,
) (concur.EntryID, tools.Seen, error) {
	parts, err := p.parts(ctx)
	if err != nil {
		return "", tools.Seen{Verdict: tools.Unknown}, err
	}
	there := make([]outcome.Alike, len(parts))
	for i, part := range parts {
		isLike := part.ExpenseTypeCode == wanted.ExpenseTypeCode && part.Date() == wanted.TransactionDate &&
			part.TransactionAmount.Equal(wanted.TransactionAmount.Decimal)
		there[i] = outcome.Alike{ID: string(part.ID), Written: outcome.WrittenAt(part.LastModified), Other: !isLike}
	}
	id, seen := k.creations.Find(there, sent, "itemization", "list_expense_itemizations")
	return concur.EntryID(id), seen, nil
}

// likenessOf is what parts have in common that are taken for the same.
func likenessOf(i concur.ItemizationWrite) string {
	return fmt.Sprint(i.EntryID, i.ExpenseTypeCode, i.TransactionDate, i.TransactionAmount)
}

// lookForChange looks whether a part shows a change.
func (k kit) lookForChange(ctx context.Context, call *tools.Call, in updateExpenseItemizationIn, _ tools.Sent) (tools.Seen, error) {
	_, now, write, err := in.resolved(ctx, k.concur.As(call.Caller))
	if err != nil {
		return tools.Seen{Verdict: tools.Unknown}, err
	}
	missing := ignored(write, now)
	if write.Comment != "" && now.HasComments && fieldsOf(write) == 1 {
		return unseenComment(), nil
	}
	return outcome.SeenChanged("itemization", missing, fieldsOf(write)), nil
}

// seenChanged says whether a change was made, by what a part shows that was otherwise
// before. v3 does not show which comment a part has, so that one more proves nothing.
func seenChanged(sent concur.ItemizationWrite, missing []string, former concur.Itemization) tools.Seen {
	otherwise := len(ignored(sent, former))
	if otherwise == 0 && sent.Comment != "" {
		return unseenComment()
	}
	return outcome.SeenChanged("itemization", missing, otherwise)
}

func unseenComment() tools.Seen {
	return tools.Seen{
		Verdict: tools.Unknown, Found: "The itemization had comments before, and this interface does not show them. Look with list_comments.",
	}
}

// without takes back that a comment was verified where there had been others: v3 tells
// that there are some, and not which.
func (out *partOut) without(sent concur.ItemizationWrite, former concur.Itemization) {
	if sent.Comment == "" || !former.HasComments {
		return
	}
	out.Verified = out.Verified && fieldsOf(sent) > 1
	out.Note = joined(out.Note, "The comment was not checked: list_comments shows it.")
}
