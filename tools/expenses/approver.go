package expenses

import (
	"context"
	"errors"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// toApprove reads the expenses of a report for its approver. v4 documents its
// list for travellers only, so it is the company that asks in the name of the
// owner, or else v3 is asked for the entries of the report.
func toApprove(ctx context.Context, session *concur.Session, on concur.Subject, id concur.ReportID) ([]view.Expense, error) {
	report, err := session.GetReport(ctx, on, id)
	if err != nil {
		return nil, err
	}
	owner, err := concur.ParseUserID(string(report.UserID))
	if err == nil && session.HasCompany(ctx) {
		expenses, err := session.ListExpenses(ctx, concur.Subject{User: owner}, id)
		if err == nil {
			return rowsOf(expenses), nil
		}
		if !cannot(err) {
			return nil, err
		}
	}
	entries, err := session.EntriesOf(ctx, "", id)
	if cannot(err) || (err == nil && len(entries) == 0) {
		return nil, notShown()
	}
	if err != nil {
		return nil, err
	}
	rows := make([]view.Expense, len(entries))
	for i, e := range entries {
		rows[i] = view.OfEntry(e, report.CurrencyCode)
	}
	return rows, nil
}

// cannot reports whether a connection cannot do something, so that another way
// is worth trying.
func cannot(err error) bool {
	if _, missing := errors.AsType[*concur.NoTokenError](err); missing {
		return true
	}
	failed, ok := errors.AsType[*concur.Error](err)
	return ok && failed.Fault == concur.Refused
}

// notShown says that no way leads to the expenses of a report that somebody approves.
func notShown() error {
	return &tools.StoppedError{
		Reason: "Concur does not show the expenses of this report to its approver over this connection",
		Next: "get_report and list_report_exceptions with role manager show its totals and findings. " +
			"For the expenses the operator adds a company connection, or the approver opens the report in Concur.",
	}
}
