package v3

import (
	"context"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

func (k kit) groupTools() []tools.Tool { return []tools.Tool{k.listGroups(), k.getGroup()} }

type listGroupsIn struct {
	User concur.Ref `json:"user,omitempty" jsonschema:"or ALL; administrators only"`
	tools.Page
}

type groupList struct {
	Groups render.Rows `json:"groups"`
	render.Listing
}

func (k kit) listGroups() tools.Tool {
	def := define("v3_list_group_configurations", "List expense group configurations (v3)", tools.Read)
	def.Description = "Lists your expense groups with their policies and payment types, by the ids that Expense v3 takes. " +
		"Deprecated by Concur: list_policies and list_payment_types give those of v4."
	def.Operations, def.Supporting = []string{"list_expense_group_configurations"}, people()
	return tools.New(def, func(ctx context.Context, call *tools.Call, in listGroupsIn) (groupList, error) {
		ask, err := view.Ask(def.Name, in.Page, in.User)
		if err != nil {
			return groupList{}, err
		}
		rows, listing, err := whole(ctx, ask, groupSummary(), func(ctx context.Context) ([]group, error) {
			groups, err := k.concur.As(call.Caller).V3GroupsFor(ctx, anybody(in.User))
			rows := make([]group, len(groups))
			for i, g := range groups {
				rows[i] = ofGroup(g)
			}
			return rows, err
		})
		if err != nil {
			return groupList{}, advise(err)
		}
		if *listing.Total == 0 {
			listing.Note = whyEmpty("expense group", in.User)
		}
		return groupList{Groups: rows, Listing: listing}, nil
	})
}

type getGroupIn struct {
	ID   concur.Ref `json:"id" jsonschema:"or name"`
	User concur.Ref `json:"user,omitempty"`
	tools.Page
}

// oneGroup is a group with the expense types of its policies, which are many.
type oneGroup struct {
	group
	ExpenseTypes render.Rows `json:"expense_types"`
	render.Listing
}

func (k kit) getGroup() tools.Tool {
	def := define("v3_get_group_configuration", "Get an expense group configuration (v3)", tools.Read)
	def.Description = "Reads one expense group with the expense types of its policies. v3_list_group_configurations gives id. " +
		"list_expense_types is its successor."
	def.Operations = []string{"get_expense_group_configuration"}
	def.Supporting = append(people(), "list_expense_group_configurations")
	return tools.New(def, func(ctx context.Context, call *tools.Call, in getGroupIn) (oneGroup, error) {
		ask, err := view.Ask(def.Name, in.Page, []concur.Ref{in.ID, in.User})
		if err == nil {
			err = somebody(in.User)
		}
		if err != nil {
			return oneGroup{}, err
		}
		var read concur.V3Group
		rows, listing, err := whole(ctx, ask, nil, func(ctx context.Context) ([]expenseType, error) {
			var err error
			read, err = k.concur.As(call.Caller).GetV3Group(ctx, in.User, in.ID)
			return typesOf(read), err
		})
		if err != nil {
			return oneGroup{}, advise(err)
		}
		if *listing.Total == 0 {
			listing.Note = "Its policies have no expense types, or none that this person may use."
		}
		return oneGroup{group: ofGroup(read), ExpenseTypes: rows, Listing: listing}, nil
	})
}
