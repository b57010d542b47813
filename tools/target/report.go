package target

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/concur-mcp/concur-mcp/internal/auth"
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// report reads a report: its header, how many expenses it has, what blocks it, and the
// expense that is meant.
func (l *look) report(ctx context.Context, id string) (Target, error) {
	report, err := concur.ParseReportID(id)
	if err != nil {
		return Target{}, tools.Argumentf("report_id", "%v", err)
	}
	header, err := concur.ReadAs(l.on, concur.Role(""), func(on concur.Subject) (concur.Report, error) {
		header, err := l.session.GetReport(ctx, on, report)
		if err == nil {
			l.on = on
		}
		return header, err
	})
	if l.unseen(err) {
		t := Target{Kind: "report", ID: string(report), Status: "could not be read over this connection"}
		err := l.comment(ctx, report, &t)
		return t, err
	}
	if err != nil {
		return Target{}, l.unread(err)
	}
	l.saw(header)
	t := Target{
		Kind: "report", ID: string(report), Name: header.Name, OwnerID: header.UserID, Status: header.ApprovalStatus,
		Total: total(header), PolicyID: header.PolicyID, Policy: header.Policy,
	}
	if t.OwnerID == "" && l.on.Role != concur.RoleManager {
		t.OwnerID = l.on.User
	}
	l.owner(ctx, &t)
	if l.depth == Brief {
		err = l.part(ctx, report, header, &t)
		return t, err
	}
	if t.Count, err = l.count(ctx, report, header); err != nil {
		return Target{}, err
	}
	if err := l.blocking(ctx, report, &t); err != nil {
		return Target{}, err
	}
	if err := l.part(ctx, report, header, &t); err != nil {
		return Target{}, err
	}
	err = l.comment(ctx, report, &t)
	return t, err
}

// total is what a report claims; all of it where it does not say what is claimed.
func total(r concur.Report) *render.Money {
	if claimed := view.Money(r.ClaimedAmount); claimed != nil {
		return claimed
	}
	return view.Money(r.ReportTotal)
}

// unseen reports whether a report is one that the company writes to by its id, whoever owns
// it, and that Concur shows to nobody without the owner's name. What is decided about a
// report is not decided unseen, and nothing of it is deleted unseen.
func (l *look) unseen(err error) bool {
	if l.write.Kind != auth.Company || l.write.Person != "" || l.named.User != "" ||
		slices.Contains([]string{"approve_report_company", "send_back_report_company", "delete_expense"}, l.write.Operation.Name) {
		return false
	}
	missing, ok := errors.AsType[*concur.NoTokenError](err)
	return concur.IsForbidden(err) || concur.IsNotFound(err) || ok && missing.Unnamed
}

// unread explains that a report cannot be read before it is written. A company connection
// alone has to be told whose it is (Expense Reports v4 > Get a report).
func (l *look) unread(err error) error {
	if missing, ok := errors.AsType[*concur.NoTokenError](err); ok && missing.Unnamed {
		return tools.Argumentf("user", "is needed: with a company connection alone, the report can only be shown to be confirmed "+
			"if its owner is named").WithHint("Give `user`: the owner's UUID, login, e-mail or name.")
	}
	return err
}

// owner says whose a target is. Who may not look people up sees the id.
func (l *look) owner(ctx context.Context, t *Target) {
	self, _ := l.session.Self(ctx)
	t.Own = self != "" && (t.OwnerID == self || t.OwnerID == "" && l.on == concur.Subject{})
	if t.OwnerID == "" && t.Own {
		t.OwnerID = self
	}
	if t.OwnerID == "" || t.Own || l.depth == Brief {
		return
	}
	if l.on.Role == concur.RoleManager && l.queued(ctx, t) {
		return
	}
	if !l.session.HasCompany(ctx) {
		return // Concur lets few people look others up, and says so as if the token had expired.
	}
	if person, err := l.session.Person(ctx, t.OwnerID); err == nil {
		t.Owner, t.OwnerLogin = person.FullName(), person.UserName
	}
}

// queued takes the owner's name from the queue of the approver, who may see it there.
func (l *look) queued(ctx context.Context, t *Target) bool {
	queue, err := l.session.ReportsToApprove(ctx, l.on.User, concur.QueueOrder{IncludeDelegates: true})
	if err != nil {
		return false
	}
	for _, waiting := range queue {
		if string(waiting.ID) == t.ID {
			t.Owner = strings.TrimSpace(waiting.FirstName + " " + waiting.LastName)
		}
	}
	return t.Owner != ""
}

// count counts the expenses of a report. Concur documents the list of v4 for travellers
// and proxies only; an approver sees the entries of v3, where Concur shows them.
func (l *look) count(ctx context.Context, report concur.ReportID, header concur.Report) (*int, error) {
	if l.on.Role != concur.RoleManager {
		expenses, err := l.session.ListExpenses(ctx, l.on, report)
		if err != nil {
			return nil, err
		}
		l.saw(expenses)
		return new(len(expenses)), nil
	}
	if header.UserID != "" && l.session.HasCompany(ctx) {
		if expenses, err := l.session.ListExpenses(ctx, concur.Subject{User: header.UserID}, report); err == nil {
			l.saw(expenses)
			return new(len(expenses)), nil
		}
	}
	entries, err := l.session.EntriesOf(ctx, "", report)
	if err != nil || len(entries) == 0 {
		return nil, nil //nolint:nilerr // Nobody promises an approver this list: the count is left out.
	}
	l.saw(entries)
	return new(len(entries)), nil
}

// blocking lists in words what keeps the report from being submitted. Who may not read it
// is not told that there is nothing.
func (l *look) blocking(ctx context.Context, report concur.ReportID, t *Target) error {
	found, err := l.session.ReportExceptions(ctx, l.on, report, false)
	if err != nil {
		if _, missing := errors.AsType[*concur.NoTokenError](err); missing || concur.IsForbidden(err) {
			return nil
		}
		return err
	}
	l.saw(found)
	t.Checked = true
	for _, one := range found {
		if one.IsBlocking {
			t.Blocking = append(t.Blocking, fmt.Sprintf("%s (%s)", one.Message, one.Code))
		}
	}
	return nil
}

// part reads the expense of the report that is meant, if one is.
func (l *look) part(ctx context.Context, report concur.ReportID, header concur.Report, t *Target) error {
	if l.named.ExpenseID == "" {
		return nil
	}
	ref, err := concur.ParseExpenseRef(l.named.ExpenseID)
	if err != nil {
		return tools.Argumentf("expense_id", "%v", err)
	}
	id, err := l.session.ExpenseOf(ctx, l.on.User, ref)
	if err != nil {
		return err
	}
	expense, err := l.session.GetExpense(ctx, l.on, report, id)
	if err != nil {
		return err
	}
	l.saw(expense)
	t.PartAmount = view.Money(expense.TransactionAmount)
	t.Part = "the expense " + words(expense.ExpenseType.Name, expense.TransactionDate, t.PartAmount, vendor(expense))
	if l.named.ItemizationID == "" {
		return nil
	}
	return l.itemization(ctx, header.CurrencyCode, t)
}

func vendor(e concur.Expense) string {
	if e.Vendor == nil {
		return ""
	}
	if e.Vendor.Name != "" {
		return e.Vendor.Name
	}
	return e.Vendor.Description
}

// words joins what is known of an expense. What people typed is quoted.
func words(kind, date string, amount *render.Money, vendor string) string {
	var parts []string
	if kind != "" {
		parts = append(parts, kind)
	}
	if date != "" {
		parts = append(parts, "of "+date)
	}
	if amount != nil {
		parts = append(parts, "over "+amount.String())
	}
	if vendor != "" {
		parts = append(parts, fmt.Sprintf("at %q", vendor))
	}
	return strings.Join(parts, " ")
}
