package exceptions

import (
	"context"
	"slices"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// kit is what the tools of this toolset work with.
type kit struct{ concur *concur.Client }

// Tools lists the toolset in order.
func Tools(client *concur.Client) []tools.Tool {
	k := kit{client}
	return []tools.Tool{k.addException(), k.removeException()}
}

func define(name, title string, effect tools.Effect) tools.Definition {
	return tools.Definition{Name: name, Title: title, Toolset: "exceptions", Effect: effect, Optional: true}
}

// supporting are the operations that read back and that find an expense by its v3 id.
func supporting() []string {
	return []string{
		"get_report_exceptions_company", "get_expense_exceptions_company", "get_allocation_exceptions_company", "get_entry",
	}
}

// target is what an exception is on. No person is named: the paths are for the
// company, which sees all reports.
type target struct {
	ReportID     concur.ReportID      `json:"report_id"`
	Code         concur.ExceptionCode `json:"exception_code" max:"40"`
	ExpenseID    concur.ExpenseRef    `json:"expense_id,omitzero"`
	AllocationID concur.AllocationID  `json:"allocation_id,omitempty"`
}

func (t target) spot(ctx context.Context, session *concur.Session) (concur.ExceptionSpot, error) {
	spot := concur.ExceptionSpot{Report: t.ReportID, Allocation: t.AllocationID}
	if t.ExpenseID.IsZero() {
		if t.AllocationID != "" {
			return spot, tools.Argumentf("allocation_id", "needs expense_id, the expense that is allocated")
		}
		return spot, nil
	}
	var err error
	spot.Expense, err = session.ExpenseOf(ctx, "", t.ExpenseID)
	return spot, err
}

// find looks for the exception; nil if it is not there.
func (t target) find(ctx context.Context, session *concur.Session, spot concur.ExceptionSpot) (*concur.Exception, error) {
	exceptions, err := session.ExceptionsAt(ctx, spot)
	at := slices.IndexFunc(exceptions, func(e concur.Exception) bool { return strings.EqualFold(e.Code, string(t.Code)) })
	if err != nil || at < 0 {
		return nil, err
	}
	return &exceptions[at], nil
}

// given names the target of a call that undoes another.
func (t target) given(spot concur.ExceptionSpot) target {
	t.ExpenseID, t.AllocationID = concur.ExpenseRef{V4: spot.Expense}, spot.Allocation
	return t
}

type writtenException struct {
	ReportID concur.ReportID `json:"report_id"`
	outcome.Written
	Exception *view.Exception `json:"exception,omitempty"`
}

// show puts an exception into the result.
func (w *writtenException) show(e concur.Exception) {
	w.Exception = &view.OfExceptions([]concur.Exception{e})[0]
}
