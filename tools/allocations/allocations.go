package allocations

import (
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

// kit is what the tools of this toolset work with.
type kit struct{ concur *concur.Client }

// Tools lists the toolset in order.
func Tools(client *concur.Client) []tools.Tool {
	k := kit{client}
	return []tools.Tool{k.listExpenseAllocations(), k.getExpenseAllocation(), k.updateExpenseAllocation()}
}

func define(name, title string, effect tools.Effect) tools.Definition {
	return tools.Definition{Name: name, Title: title, Toolset: "allocations", Optional: true, Effect: effect}
}

// allocation is a share of an expense as an agent reads it.
type allocation struct {
	AllocationID string           `json:"allocation_id"`
	ExpenseID    concur.ExpenseID `json:"expense_id,omitempty"` // of an itemization, where there are any
	Percentage   concur.Decimal   `json:"percentage"`
	Amount       *render.Money    `json:"amount,omitempty"`
	Claimed      *render.Money    `json:"claimed,omitempty"`
	Approved     *render.Money    `json:"approved,omitempty"`
	AccountCode  string           `json:"account_code,omitempty"`
	// OverLimitAccountCode is the account for what is above a limit.
	OverLimitAccountCode string `json:"over_limit_account_code,omitempty"`
	PercentageTyped      bool   `json:"percentage_typed,omitempty"`
	// System marks what nobody allocated.
	System       bool          `json:"system,omitempty"`
	CustomFields []customField `json:"custom_fields,omitempty"`
}

// customField is a custom field that has a value. Text and Code are what people know
// of the list item whose id the value is.
type customField struct {
	ID    string      `json:"id"`
	Label render.Text `json:"label,omitempty"`
	Value render.Text `json:"value,omitempty"`
	Text  render.Text `json:"text,omitempty"`
	Code  render.Text `json:"code,omitempty"`
}

func summary() []string {
	return []string{"allocation_id", "expense_id", "percentage", "amount", "account_code", "system", "custom_fields"}
}

// shown shows an allocation, with the texts of list items as far as they are known.
func shown(session *concur.Session, a concur.Allocation) allocation {
	row := allocation{
		AllocationID: a.ID, ExpenseID: a.ExpenseID, Percentage: a.Percentage, Amount: view.Money(a.Amount), Claimed: view.Money(a.ClaimedAmount),
		Approved: view.Money(a.ApprovedAmount), AccountCode: a.AccountCode, OverLimitAccountCode: a.OverLimitAccountCode,
		PercentageTyped: a.IsPercentEdited, System: a.IsSystem,
	}
	for _, datum := range a.CustomData {
		if datum.Value == "" {
			continue
		}
		field := customField{ID: datum.ID, Value: render.Text(datum.Value)}
		if item, known := session.ListText(datum); known {
			field.Label, field.Text, field.Code = render.Text(item.Label), render.Text(item.Value), render.Text(item.Code)
		}
		row.CustomFields = append(row.CustomFields, field)
	}
	return row
}
