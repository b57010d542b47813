package expenses

import (
	"context"
	"slices"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type deleteReportExpenseIn struct {
	ReportID  concur.ReportID   `json:"report_id"`
	ExpenseID concur.ExpenseRef `json:"expense_id"`
	User      concur.Ref        `json:"user,omitempty" jsonschema:"owner: UUID, login, e-mail or name"`
}

type deletedExpenseOut struct {
	ReportID  concur.ReportID  `json:"report_id"`
	ExpenseID concur.ExpenseID `json:"deleted_expense_id"`
	outcome.Written
}

func (k kit) deleteReportExpense() tools.Tool {
	def := define("delete_report_expense", "Delete an expense of a report", tools.Delete)
	def.Description = "Deletes an expense, with its itemizations, from a report that is not submitted. list_report_expenses gives expense_id."
	def.Operations = []string{"delete_expense"}
	def.Supporting = []string{"get_expense", "get_entry", "list_entries", "identity_search_users", "identity_get_user"}
	return tools.NewWrite(def, k.removeExpense, k.lookForRemoval)
}

func (k kit) removeExpense(ctx context.Context, call *tools.Call, in deleteReportExpenseIn) (deletedExpenseOut, error) {
	session := k.concur.As(call.Caller)
	on, id, err := in.resolved(ctx, session)
	if err != nil {
		return deletedExpenseOut{}, err
	}
	if _, err := session.GetExpense(ctx, on, in.ReportID, id); concur.IsNotFound(err) {
		return deletedExpenseOut{}, err // Nobody must take that for a deletion whose answer was lost.
	}
	in.undo(ctx, call, session, on.User, id)
	gone := func(ctx context.Context) (tools.Seen, error) {
		_, err := session.GetExpense(ctx, on, in.ReportID, id)
		return outcome.SeenGone("expense", err)
	}
	written, err := outcome.Deleted(ctx, session.DeleteExpense(ctx, on, in.ReportID, id), "expense", "get_report_expense", gone)
	return deletedExpenseOut{ReportID: in.ReportID, ExpenseID: id, Written: written}, view.Advise(err, takenBackFirst)
}

func (in deleteReportExpenseIn) resolved(ctx context.Context, session *concur.Session) (concur.Subject, concur.ExpenseID, error) {
	on, err := session.OnOwner(ctx, in.User, "get_expense")
	if err != nil {
		return on, "", err
	}
	id, err := session.ExpenseOf(ctx, on.User, in.ExpenseID)
	return on, id, err
}

// lookForRemoval looks whether an expense is gone.
func (k kit) lookForRemoval(ctx context.Context, call *tools.Call, in deleteReportExpenseIn, _ tools.Sent) (tools.Seen, error) {
	session := k.concur.As(call.Caller)
	on, id, err := in.resolved(ctx, session)
	if err == nil {
		_, err = session.GetExpense(ctx, on, in.ReportID, id)
	}
	return outcome.SeenGone("expense", err)
}

// undo says how the expense can be made again. What it was is read from v3, which shows
// it in the form in which it is made, and for which it needs the person's connection.
func (in deleteReportExpenseIn) undo(
	ctx context.Context, call *tools.Call, session *concur.Session, owner concur.UserID, id concur.ExpenseID,
) {
	if !session.HasPerson(ctx) {
		call.NoUndo("Only over the person's connection can the expense be made again.")
		return
	}
	entries, err := session.EntriesOf(ctx, owner, in.ReportID)
	at := slices.IndexFunc(entries, func(e concur.Entry) bool { return e.ExpenseID == id })
	switch {
	case err != nil:
		call.NoUndo("What the expense was could not be read: " + err.Error())
	case at < 0:
		call.NoUndo("It is not one of the expenses that v3 lists for the report, so that what it was is not known.")
	default:
		outcome.UndoDeletedExpense(call, entries[at], in.User)
	}
}
