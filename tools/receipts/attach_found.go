package receipts

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
)

// lookForAttached looks whether a receipt was attached. It is only attached to an expense
// that has none. What was on a report before is not known any more.
func (k kit) lookForAttached(ctx context.Context, call *tools.Call, in attachReceiptIn, _ tools.Sent) (tools.Seen, error) {
	session := k.concur.As(call.Caller)
	if in.ExpenseID.IsZero() {
		return seenOnReport(false), nil
	}
	on, err := session.On(ctx, in.User, concur.RoleTraveler)
	if err != nil {
		return tools.Seen{Verdict: tools.Unknown}, err
	}
	id, err := session.EntryOf(ctx, on.User, in.ReportID, in.ExpenseID)
	if err != nil {
		return tools.Seen{Verdict: tools.Unknown}, err
	}
	entry, err := session.GetEntry(ctx, on.User, id)
	return seenOn(entry), err
}

// seenOn is what an expense tells that had no receipt before. That it shows none settles
// nothing: Concur may show it later.
func seenOn(entry concur.Entry) tools.Seen {
	if entry.HasImage {
		return tools.Seen{Verdict: tools.Done, Found: "The expense has a receipt now, and had none before."}
	}
	return tools.Seen{
		Verdict: tools.Unknown, Found: "The expense shows no receipt so far. Look with get_report_expense in some minutes.",
	}
}

func seenOnReport(isAnother bool) tools.Seen {
	if isAnother {
		return tools.Seen{Verdict: tools.Done, Found: "The report has another image than before."}
	}
	return tools.Seen{
		Verdict: tools.Unknown, Found: "Whether the receipt is among those of the report, only looking at them tells: " +
			"get_expense_receipt_image without expense_id shows them.",
	}
}
