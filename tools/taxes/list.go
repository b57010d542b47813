package taxes

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type listExpenseTaxesIn struct {
	ReportID  concur.ReportID   `json:"report_id"`
	ExpenseID concur.ExpenseRef `json:"expense_id"`
	tools.Page
}

type listExpenseTaxesOut struct {
	Taxes render.Rows `json:"taxes"`
	render.Listing
}

func (k kit) listExpenseTaxes() tools.Tool {
	def := define("list_expense_taxes", "List the taxes of an expense", tools.Read)
	def.Description = "Lists the taxes of an expense and what of them is reclaimed, in the currency of the expense. Company connection. " +
		"list_report_expenses gives expense_id."
	def.Operations = []string{"get_expense_taxes"}
	def.Supporting = []string{"get_entry"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in listExpenseTaxesIn) (listExpenseTaxesOut, error) {
		ask, err := view.Ask(def.Name, in.Page, []string{string(in.ReportID), in.ExpenseID.String()})
		if err != nil {
			return listExpenseTaxesOut{}, err
		}
		session := k.concur.As(call.Caller)
		id, err := session.ExpenseOf(ctx, "", in.ExpenseID)
		if err != nil {
			return listExpenseTaxesOut{}, err
		}
		taxes, err := session.ExpenseTaxes(ctx, in.ReportID, id)
		if err != nil {
			return listExpenseTaxesOut{}, err
		}
		rows := make([]tax, len(taxes))
		for i, t := range taxes {
			rows[i] = shown(t)
		}
		var out listExpenseTaxesOut
		out.Taxes, out.Listing, err = render.Whole(rows, ask, summary())
		if len(rows) == 0 {
			out.Note = "Concur has no tax for this expense: there is none in its country, or the company does not track it."
		}
		return out, view.ListError(err)
	})
}
