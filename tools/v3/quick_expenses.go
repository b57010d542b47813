package v3

import (
	"context"
	"errors"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/outcome"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// quickExpenseTools are those of Quick Expense v3, which Concur has retired. Most tenants
// refuse them, and the refusal names what to use instead.
func (k kit) quickExpenseTools() []tools.Tool {
	return []tools.Tool{
		k.listQuickExpenses(),
		k.getQuickExpense(),
		k.createQuickExpense(),
		k.updateQuickExpense(),
		k.deleteQuickExpense(),
	}
}

// retiredError is a refusal of what Concur has switched off.
type retiredError struct{ cause *concur.Error }

// Error implements error.
func (e *retiredError) Error() string {
	return "Concur has retired quick expenses v3, and this company no longer has them: " + e.cause.Error()
}

// Unwrap gives what Concur said.
func (e *retiredError) Unwrap() error { return e.cause }

// WhatChanged implements tools.Problem.
func (e *retiredError) WhatChanged() string { return string(tools.NothingChanged) }

// NextStep implements tools.Problem.
func (e *retiredError) NextStep() string {
	return "Do not call it again. create_quick_expense makes a quick expense with v4; Concur has nothing that lists or changes them."
}

// Details implements tools.Problem.
func (e *retiredError) Details() map[string]string { return e.cause.Details() }

// retired tells a refusal of something retired from others.
func retired(err error) error {
	if refused, ok := errors.AsType[*concur.Error](err); ok && concur.IsRetired(err) {
		return &retiredError{refused}
	}
	return err
}

// quickExpense is a quick expense as it is shown.
type quickExpense struct {
	ID              string        `json:"id"`
	ExpenseType     render.Text   `json:"expense_type,omitempty"`
	ExpenseTypeCode string        `json:"expense_type_code,omitempty"`
	Date            string        `json:"date,omitempty"`
	Amount          *render.Money `json:"amount,omitempty"`
	Vendor          render.Text   `json:"vendor,omitempty"`
	Location        render.Text   `json:"location,omitempty"`
	Comment         render.Text   `json:"comment,omitempty"`
	PaymentType     string        `json:"payment_type,omitempty"`
	ReceiptImageID  string        `json:"receipt_image_id,omitempty"`
	OwnerLogin      string        `json:"owner_login,omitempty"`
	OwnerName       render.Text   `json:"owner_name,omitempty"`
}

func quickExpenseSummary() []string {
	return []string{"id", "expense_type", "date", "amount", "vendor", "location", "payment_type"}
}

func ofQuickExpense(q concur.V3QuickExpense) quickExpense {
	row := quickExpense{
		ID: q.ID, ExpenseType: render.Text(q.ExpenseTypeName), ExpenseTypeCode: q.ExpenseTypeCode, Date: view.Day(q.TransactionDate),
		Vendor: render.Text(q.VendorDescription), Location: render.Text(q.LocationName), Comment: render.Text(q.Comment),
		PaymentType: q.PaymentTypeCode, ReceiptImageID: q.ReceiptImageID, OwnerLogin: q.OwnerLoginID, OwnerName: render.Text(q.OwnerName),
	}
	if q.CurrencyCode != "" {
		row.Amount = view.MoneyOf(q.TransactionAmount, q.CurrencyCode)
	}
	return row
}

type listQuickExpensesIn struct {
	quickExpenseFilter
	tools.Page
}

type quickExpenseFilter struct {
	ModifiedAfter  tools.Date `json:"modified_after,omitzero"`
	ModifiedBefore tools.Date `json:"modified_before,omitzero"`
	User           concur.Ref `json:"user,omitempty"           jsonschema:"or ALL"`
}

func (f quickExpenseFilter) days() (concur.Days, error) {
	after, before := f.ModifiedAfter, f.ModifiedBefore
	if !after.IsZero() && !before.IsZero() && !after.Time().Before(before.Time()) {
		return concur.Days{}, tools.Argumentf("modified_after", "%s is not before modified_before, %s", after, before)
	}
	return concur.Days{From: after.Time(), Before: before.Time()}, nil
}

type listQuickExpensesOut struct {
	QuickExpenses render.Rows `json:"quick_expenses"`
	render.Listing
}

func (k kit) listQuickExpenses() tools.Tool {
	def := define("v3_list_quick_expenses", "List quick expenses (v3)", tools.Read)
	def.Description = "Lists quick expenses that are on no report yet. Retired by Concur: most companies refuse it. " +
		"UTC days: after includes its day, before does not."
	def.Operations = []string{"list_quick_expenses"}
	def.Supporting = people()
	return tools.New(def, func(ctx context.Context, call *tools.Call, in listQuickExpensesIn) (listQuickExpensesOut, error) {
		ask, err := view.Ask(def.Name, in.Page, in.quickExpenseFilter)
		if err != nil {
			return listQuickExpensesOut{}, err
		}
		days, err := in.days()
		if err != nil {
			return listQuickExpensesOut{}, err
		}
		session := k.concur.As(call.Caller)
		rows, listing, err := render.Paged(ctx, ask, quickExpenseSummary(),
			func(ctx context.Context, offset string, _ int) (render.Batch[quickExpense], error) {
				page, err := session.V3QuickExpenses(ctx, anybody(in.User), days, offset)
				batch := render.Batch[quickExpense]{Next: page.Next}
				for _, q := range page.QuickExpenses {
					batch.Rows = append(batch.Rows, ofQuickExpense(q))
				}
				return batch, err
			})
		if err != nil {
			return listQuickExpensesOut{}, view.ListError(retired(err))
		}
		if rows.Len() == 0 && listing.NextCursor == "" {
			listing.Note = whyEmpty("quick expense", in.User)
		}
		return listQuickExpensesOut{QuickExpenses: rows, Listing: listing}, nil
	})
}

type quickExpenseIn struct {
	ID   concur.V3QuickExpenseID `json:"id"`
	User concur.Ref              `json:"user,omitempty" jsonschema:"owner"`
}

func (k kit) getQuickExpense() tools.Tool {
	def := define("v3_get_quick_expense", "Get a quick expense (v3)", tools.Read)
	def.Description = "Shows a quick expense. Retired by Concur: most companies refuse it. v3_list_quick_expenses gives the id."
	def.Operations = []string{"get_quick_expense"}
	def.Supporting = people()
	return tools.New(def, func(ctx context.Context, call *tools.Call, in quickExpenseIn) (quickExpense, error) {
		found, err := k.concur.As(call.Caller).GetV3QuickExpense(ctx, in.User, in.ID)
		if err != nil {
			return quickExpense{}, retired(err)
		}
		found.ID = string(in.ID)
		return ofQuickExpense(found), nil
	})
}

type deletedQuickExpenseOut struct {
	ID concur.V3QuickExpenseID `json:"deleted_id"`
	outcome.Written
}

func (k kit) deleteQuickExpense() tools.Tool {
	def := define("v3_delete_quick_expense", "Delete a quick expense (v3)", tools.Delete)
	def.Description = "Deletes a quick expense that is on no report. Retired by Concur: most companies refuse it. " +
		"v3_list_quick_expenses gives the id."
	def.Operations = []string{"delete_quick_expense"}
	def.Supporting = append(people(), "get_quick_expense")
	look := func(ctx context.Context, call *tools.Call, in quickExpenseIn, _ tools.Sent) (tools.Seen, error) {
		_, err := k.concur.As(call.Caller).GetV3QuickExpense(ctx, in.User, in.ID)
		return outcome.SeenGone("quick expense", err)
	}
	return tools.NewWrite(def, k.removeQuickExpense, look)
}

func (k kit) removeQuickExpense(ctx context.Context, call *tools.Call, in quickExpenseIn) (deletedQuickExpenseOut, error) {
	session := k.concur.As(call.Caller)
	former, err := session.GetV3QuickExpense(ctx, in.User, in.ID)
	if err != nil {
		return deletedQuickExpenseOut{}, retired(err)
	}
	undoDeleted(call, former, in.User)
	written, err := deleted(ctx, session.DeleteV3QuickExpense(ctx, in.User, in.ID), "quick expense", func(ctx context.Context) error {
		_, err := session.GetV3QuickExpense(ctx, in.User, in.ID)
		return err
	}, "v3_list_quick_expenses")
	return deletedQuickExpenseOut{ID: in.ID, Written: written}, retired(err)
}
