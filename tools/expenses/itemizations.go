package expenses

import (
	"context"
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type listExpenseItemizationsIn struct {
	ReportID  concur.ReportID   `json:"report_id"`
	ExpenseID concur.ExpenseRef `json:"expense_id"`
	Role      reader            `json:"role,omitempty"`
	User      concur.Ref        `json:"user,omitempty" jsonschema:"owner"`
	tools.Page
}

type listExpenseItemizationsOut struct {
	Itemizations render.Rows `json:"itemizations"`
	// Itemized is the sum of all of them; it has to be the amount of the expense.
	Itemized *render.Money `json:"itemized,omitempty"`
	render.Listing
}

func (k kit) listExpenseItemizations() tools.Tool {
	def := define("list_expense_itemizations", "List the itemizations of an expense", tools.Read)
	def.Description = "Lists the parts of an expense, such as the nights of a hotel, and their sum. Either id of a part works elsewhere."
	def.Operations = []string{"get_itemizations", "list_itemizations", "get_itemization"}
	def.Supporting = []string{"get_entry", "list_entries", "get_report", "identity_search_users", "identity_get_user"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in listExpenseItemizationsIn) (listExpenseItemizationsOut, error) {
		filters := []string{string(in.ReportID), in.ExpenseID.String(), string(in.Role), string(in.User)}
		ask, err := view.Ask(def.Name, in.Page, filters)
		if err != nil {
			return listExpenseItemizationsOut{}, err
		}
		parts, err := partsOf(ctx, k.concur.As(call.Caller), in)
		if err != nil {
			return listExpenseItemizationsOut{}, view.AdviseReading(err)
		}
		var out listExpenseItemizationsOut
		if !parts.single {
			out.Itemized = sumOf(parts.rows)
		}
		out.Itemizations, out.Listing, err = render.Whole(parts.rows, ask, view.ItemizationSummary())
		out.Note = parts.note
		if len(parts.rows) == 0 {
			out.Note = "The expense is in one piece. create_expense_itemization adds a part."
		}
		return out, view.ListError(err)
	})
}

// parts are the itemizations of an expense.
type parts struct {
	rows []view.Expense
	note string
	// single is set where only one of them was looked at.
	single bool
}

// partsOf reads the itemizations in the role that is asked for, as expensesOf does.
func partsOf(ctx context.Context, session *concur.Session, in listExpenseItemizationsIn) (parts, error) {
	on, err := session.OnOwner(ctx, in.User, "get_itemizations")
	if err != nil {
		return parts{}, err
	}
	return concur.ReadAs(on, concur.Role(in.Role), func(on concur.Subject) (parts, error) {
		if on.Role == concur.RoleManager {
			return partsToApprove(ctx, session, on, in)
		}
		id, err := session.ExpenseOf(ctx, on.User, in.ExpenseID)
		if concur.IsNotFound(err) && in.ExpenseID.V3 != "" {
			return onePart(ctx, session, on.User, in, err)
		}
		if err != nil {
			return parts{}, err
		}
		items, err := session.Itemizations(ctx, on, in.ReportID, id)
		if err != nil {
			return parts{}, err
		}
		return withV3IDs(ctx, session, on.User, in, items), nil
	})
}

// onePart shows the part that a v3 id names which is no expense's. That is all that is
// known of a part right after it was made. Otherwise the refusal stands.
func onePart(
	ctx context.Context, session *concur.Session, owner concur.UserID, in listExpenseItemizationsIn, refusal error,
) (parts, error) {
	part, err := session.GetItemization(ctx, owner, in.ExpenseID.V3)
	if err != nil || part.ReportID != in.ReportID || part.EntryID == "" {
		return parts{}, refusal
	}
	entry, err := session.GetEntry(ctx, owner, part.EntryID)
	if err != nil {
		return parts{}, err
	}
	part.ID = in.ExpenseID.V3
	return parts{
		rows:   partRows([]concur.Itemization{part}, entry.TransactionCurrencyCode),
		note:   fmt.Sprintf("This is one part of expense %s, whose id lists them all.", entry.ExpenseID),
		single: true,
	}, nil
}

// withV3IDs shows itemizations with the ids by which v3 changes them, as far as
// these are certain. They are an extra: what keeps them from being read does not
// keep the list from being shown.
func withV3IDs(
	ctx context.Context, session *concur.Session, owner concur.UserID, in listExpenseItemizationsIn, items []concur.Expense,
) parts {
	var shown parts
	pairs, all := session.KnownItemizations(items)
	var told []concur.Itemization
	if !all && session.HasPerson(ctx) {
		var err error
		told, err = v3Parts(ctx, session, owner, in)
		switch {
		case err == nil:
			pairs = session.PairItemizations(items, told)
		case !cannot(err):
			shown.note = fmt.Sprintf("The v3 ids could not be read: %s.", err)
		}
	}
	for _, item := range items {
		row := view.OfExpense(item)
		row.V3ID = pairs[item.ID]
		shown.rows = append(shown.rows, row)
	}
	if len(told) > 0 && len(pairs) < len(items) {
		shown.note = unpaired(pairs, told)
	}
	return shown
}

func v3Parts(
	ctx context.Context, session *concur.Session, owner concur.UserID, in listExpenseItemizationsIn,
) ([]concur.Itemization, error) {
	entry, err := session.EntryOf(ctx, owner, in.ReportID, in.ExpenseID)
	if err != nil {
		return nil, err
	}
	return session.ItemizationsOf(ctx, owner, in.ReportID, entry)
}

// unpaired names the v3 ids of which nothing tells what they are in v4.
func unpaired(pairs map[concur.ExpenseID]concur.EntryID, told []concur.Itemization) string {
	paired := map[concur.EntryID]bool{}
	for _, id := range pairs {
		paired[id] = true
	}
	var left []string
	for _, i := range told {
		if !paired[i.ID] {
			left = append(left, fmt.Sprintf("%s (%s, %s, %s)", i.ID, i.ExpenseTypeCode, i.Date(), i.TransactionAmount))
		}
	}
	return "Some rows look alike, so their v3_id is not certain. The v3 ids among them: " + strings.Join(left, "; ") + "."
}

// partsToApprove reads itemizations for the approver of a report, as toApprove does
// expenses.
func partsToApprove(
	ctx context.Context, session *concur.Session, on concur.Subject, in listExpenseItemizationsIn,
) (parts, error) {
	report, err := session.GetReport(ctx, on, in.ReportID)
	if err != nil {
		return parts{}, err
	}
	owner, err := concur.ParseUserID(string(report.UserID))
	if err == nil && session.HasCompany(ctx) {
		id, err := session.ExpenseOf(ctx, "", in.ExpenseID)
		if err != nil {
			return parts{}, err
		}
		items, err := session.Itemizations(ctx, concur.Subject{User: owner}, in.ReportID, id)
		if err == nil {
			return parts{rows: rowsOf(items)}, nil
		}
		if !cannot(err) {
			return parts{}, err
		}
	}
	entries, err := session.EntriesOf(ctx, "", in.ReportID)
	for _, entry := range entries {
		if entry.ID == "" || in.ExpenseID != (concur.ExpenseRef{V4: entry.ExpenseID}) && in.ExpenseID != (concur.ExpenseRef{V3: entry.ID}) {
			continue
		}
		items, err := session.ItemizationsOf(ctx, "", in.ReportID, entry.ID)
		if err != nil {
			return parts{}, err
		}
		return parts{rows: partRows(items, entry.TransactionCurrencyCode)}, nil
	}
	if err == nil || cannot(err) {
		return parts{}, notShown()
	}
	return parts{}, err
}

func partRows(items []concur.Itemization, currency string) []view.Expense {
	rows := make([]view.Expense, len(items))
	for i, item := range items {
		rows[i] = view.OfItemization(item, currency).Expense
	}
	return rows
}

// sumOf adds up the amounts of itemizations, which have the currency of their expense.
func sumOf(rows []view.Expense) *render.Money {
	var sum *render.Money
	for _, row := range rows {
		if row.Amount == nil {
			return nil
		}
		if sum == nil {
			sum = new(*row.Amount)
			sum.Value = decimal.Zero
		}
		sum.Value = sum.Value.Add(row.Amount.Value)
	}
	return sum
}
