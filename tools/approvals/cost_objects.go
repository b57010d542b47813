package approvals

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type costObjectsIn struct {
	ReportID concur.ReportID `json:"report_id"`
	User     concur.Ref      `json:"user,omitempty" jsonschema:"approver: UUID, login, e-mail or name"`
	tools.Page
}

type costObjectsOut struct {
	CostObjects render.Rows `json:"cost_objects"`
	render.Listing
}

// costObject is who bears a part of the report.
type costObject struct {
	Name         render.Text         `json:"name"`
	Claimed      *render.Money       `json:"claimed,omitempty"`
	Approved     *render.Money       `json:"approved,omitempty"`
	ApproverID   concur.UserID       `json:"approver_id,omitempty"`
	Decided      bool                `json:"fully_approved"`
	CanApprove   bool                `json:"can_approve"`
	AsDelegate   bool                `json:"as_delegate,omitempty"`
	ExpenseCount int                 `json:"expense_count"`
	Expenses     []costObjectExpense `json:"expenses,omitempty"`
}

type costObjectExpense struct {
	ExpenseID concur.ExpenseID `json:"expense_id"`
	Claimed   *render.Money    `json:"claimed,omitempty"`
	Approved  *render.Money    `json:"approved,omitempty"`
}

func (k kit) getApprovalCostObjects() tools.Tool {
	def := define("get_approval_cost_objects", "Get the cost objects of a report to approve", tools.Read)
	def.Optional = true
	def.Description = "Shows which cost objects, such as cost centers, bear a report that an approver decides on, and how much each. " +
		"list_reports_to_approve gives the id; fields all adds the expenses."
	def.Operations = []string{"get_cost_objects_for_approver"}
	def.Supporting = []string{"identity_search_users"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in costObjectsIn) (costObjectsOut, error) {
		page := in.Page
		in.Page = tools.Page{}
		ask, err := view.Ask(def.Name, page, in)
		if err != nil {
			return costObjectsOut{}, err
		}
		session := k.concur.As(call.Caller)
		on, err := session.On(ctx, in.User, concur.RoleManager)
		if err != nil {
			return costObjectsOut{}, err
		}
		found, err := session.CostObjects(ctx, on.User, in.ReportID)
		if err != nil {
			return costObjectsOut{}, err
		}
		rows := make([]costObject, len(found))
		for i, o := range found {
			rows[i] = showCostObject(o)
		}
		var out costObjectsOut
		out.CostObjects, out.Listing, err = render.Whole(rows, ask,
			[]string{"name", "claimed", "approved", "approver_id", "fully_approved", "can_approve", "as_delegate", "expense_count"})
		if len(rows) == 0 {
			out.Note = "No cost object of this report is this approver's to decide on."
		}
		return out, view.ListError(err)
	})
}

func showCostObject(o concur.CostObject) costObject {
	shown := costObject{
		Name: render.Text(o.Name), Claimed: view.Money(o.ClaimedAmount), Approved: view.Money(o.ApprovedAmount), ApproverID: o.ApproverID,
		Decided: o.IsFullyApproved, CanApprove: o.AsUser || o.AsDelegate, AsDelegate: o.AsDelegate, ExpenseCount: len(o.Expenses),
	}
	for _, e := range o.Expenses {
		shown.Expenses = append(shown.Expenses, costObjectExpense{
			ExpenseID: e.ID, Claimed: view.Money(e.Claimed()), Approved: view.Money(e.ApprovedAmount),
		})
	}
	return shown
}
