package allocations

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type getExpenseAllocationIn struct {
	ReportID     concur.ReportID     `json:"report_id"`
	AllocationID concur.AllocationID `json:"allocation_id"`
	User         concur.Ref          `json:"user,omitempty" jsonschema:"owner: UUID, login, e-mail or name"`
}

func (k kit) getExpenseAllocation() tools.Tool {
	def := define("get_expense_allocation", "Get an allocation of an expense", tools.Read)
	def.Description = "Reads one allocation of an expense in full. list_expense_allocations gives allocation_id, and shows them to " +
		"approvers too."
	def.Operations = []string{"get_allocation"}
	def.Supporting = []string{"identity_search_users", "identity_get_user"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in getExpenseAllocationIn) (allocation, error) {
		session := k.concur.As(call.Caller)
		on, err := session.OnOwner(ctx, in.User, "get_allocation")
		if err != nil {
			return allocation{}, err
		}
		read, err := session.GetAllocation(ctx, on, in.ReportID, in.AllocationID)
		return shown(session, read), view.Advise(err, "Concur shows a single allocation to the owner of the report and who acts for the owner, "+
			"whom user names. An approver lists them with list_expense_allocations and role manager.")
	})
}
