package view

import (
	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
)

// Exception is a finding on a report or on something in it.
type Exception struct {
	Code    string      `json:"code"`
	Message render.Text `json:"message,omitempty"` // each company writes its own
	// Blocking exceptions keep the report from being submitted.
	Blocking   bool   `json:"blocking"`
	Visibility string `json:"visibility,omitempty"`
	// ExpenseID is absent where the report as a whole is meant.
	ExpenseID       concur.ExpenseID `json:"expense_id,omitempty"`
	ParentExpenseID concur.ExpenseID `json:"parent_expense_id,omitempty"`
	AllocationID    string           `json:"allocation_id,omitempty"`
}

// OfExceptions shows exceptions in Concur's order.
func OfExceptions(exceptions []concur.Exception) []Exception {
	views := make([]Exception, len(exceptions))
	for i, e := range exceptions {
		views[i] = Exception{
			Code: e.Code, Message: render.Text(e.Message), Blocking: e.IsBlocking, Visibility: e.Visibility,
			ExpenseID: e.ExpenseID, ParentExpenseID: e.ParentExpenseID, AllocationID: e.AllocationID,
		}
	}
	return views
}
