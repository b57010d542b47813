package exceptions

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type removedException struct {
	ReportID     concur.ReportID      `json:"report_id"`
	ExpenseID    concur.ExpenseID     `json:"expense_id,omitempty"`
	AllocationID concur.AllocationID  `json:"allocation_id,omitempty"`
	Code         concur.ExceptionCode `json:"removed_code"`
	outcome.Written
}

func (k kit) removeException() tools.Tool {
	def := define("remove_exception", "Remove an exception", tools.Delete)
	def.Description = "Removes an exception that was put on a report, an expense or an allocation through the API, until the report is " +
		"paid. " +
		"list_report_exceptions gives the codes. Company connection only."
	def.Operations = []string{"delete_report_exception", "delete_expense_exception", "delete_allocation_exception"}
	def.Supporting = supporting()
	return tools.NewWrite(def, k.runRemoveException, func(
		ctx context.Context, call *tools.Call, in target, sent tools.Sent,
	) (tools.Seen, error) {
		session := k.concur.As(call.Caller)
		spot, err := in.spot(ctx, session)
		if err != nil {
			return tools.Seen{Verdict: tools.Unknown}, err
		}
		seen, err := in.gone(ctx, session, spot)
		if seen.Verdict == tools.NotDone && sent.Late { // It has no id, and may be another one.
			seen = tools.Seen{Verdict: tools.Unknown, Found: "There is such an exception, which may have been added since."}
		}
		return seen, err
	})
}

func (k kit) runRemoveException(ctx context.Context, call *tools.Call, in target) (removedException, error) {
	session := k.concur.As(call.Caller)
	spot, err := in.spot(ctx, session)
	if err != nil {
		return removedException{}, err
	}
	switch before, err := in.find(ctx, session, spot); {
	case err != nil:
		outcome.NoFormer(call, err)
	case before == nil: // Nobody must take that for a removal whose answer was lost.
		return removedException{}, tools.Argumentf("exception_code", "there is no exception %s on it", in.Code).
			WithHint("list_report_exceptions shows what there is; on an expense or an allocation, name that too.")
	default:
		in.given(spot).putBack(call, *before)
	}
	gone := func(ctx context.Context) (tools.Seen, error) { return in.gone(ctx, session, spot) }
	written, err := outcome.Deleted(ctx, session.RemoveException(ctx, spot, in.Code), "exception", "list_report_exceptions", gone)
	if err != nil {
		err = view.Advise(err, "Only exceptions that were added through the API can be removed, and only until the report is paid: others "+
			"go when their cause does. list_report_exceptions shows them.")
		return removedException{}, outcome.LookWith(err, "list_report_exceptions")
	}
	return removedException{in.ReportID, spot.Expense, spot.Allocation, in.Code, written}, nil
}

// gone says whether the exception is not there any more.
func (t target) gone(ctx context.Context, session *concur.Session, spot concur.ExceptionSpot) (tools.Seen, error) {
	switch there, err := t.find(ctx, session, spot); {
	case err != nil:
		return tools.Seen{Verdict: tools.Unknown}, err
	case there != nil:
		return tools.Seen{Verdict: tools.NotDone, Found: "The exception is still there."}, nil
	default:
		return tools.Seen{Verdict: tools.Done, Found: "The exception is not there."}, nil
	}
}
