package allocations

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/concur-mcp/concur-mcp/internal/concur"
	"github.com/concur-mcp/concur-mcp/internal/render"
	"github.com/concur-mcp/concur-mcp/tools"
	"github.com/concur-mcp/concur-mcp/tools/view"
)

type listExpenseAllocationsIn struct {
	ReportID  concur.ReportID   `json:"report_id"`
	ExpenseID concur.ExpenseRef `json:"expense_id"`
	Role      reader            `json:"role,omitempty"`
	User      concur.Ref        `json:"user,omitempty"`
	tools.Page
}

// reader is a role in which Concur lists allocations.
type reader string

// Values lists the roles.
func (reader) Values() []string {
	return []string{string(concur.RoleTraveler), string(concur.RoleManager), string(concur.RoleProxy)}
}

type listExpenseAllocationsOut struct {
	Allocations render.Rows `json:"allocations"`
	// ListItems are in these allocations, where Concur does not say which is which.
	ListItems []customField `json:"list_items,omitempty"`
	render.Listing
}

func (k kit) listExpenseAllocations() tools.Tool {
	def := define("list_expense_allocations", "List the allocations of an expense", tools.Read)
	def.Description = "Lists how an expense is shared out among cost objects: percentages, amounts, accounts, custom fields. " +
		"system is what nobody allocated."
	def.Operations = []string{"list_allocations", "list_allocations_v3", "get_allocation_v3"}
	def.Supporting = []string{"get_entry", "list_entries", "identity_search_users", "identity_get_user"}
	return tools.New(def, func(ctx context.Context, call *tools.Call, in listExpenseAllocationsIn) (listExpenseAllocationsOut, error) {
		filters := []string{string(in.ReportID), in.ExpenseID.String(), string(in.Role), string(in.User)}
		ask, err := view.Ask(def.Name, in.Page, filters)
		if err != nil {
			return listExpenseAllocationsOut{}, err
		}
		session := k.concur.As(call.Caller)
		allocations, among, err := in.read(ctx, session)
		if err != nil {
			return listExpenseAllocationsOut{}, view.AdviseReading(err)
		}
		rows := make([]allocation, len(allocations))
		for i, a := range allocations {
			rows[i] = shown(session, a)
		}
		var out listExpenseAllocationsOut
		out.Allocations, out.Listing, err = render.Whole(rows, ask, summary())
		if out.ListItems, out.Note = among.items, among.note; len(rows) == 0 {
			out.Note = "Nobody allocated the expense. That is done in Concur; update_expense_allocation changes what is there."
		}
		return out, view.ListError(err)
	})
}

// read lists the allocations and makes sure that the list items in them have a text
// where Concur tells it.
func (in listExpenseAllocationsIn) read(ctx context.Context, session *concur.Session) ([]concur.Allocation, listItems, error) {
	on, err := session.OnOwner(ctx, in.User, "list_allocations")
	if err != nil {
		return nil, listItems{}, err
	}
	approving := false
	allocations, err := concur.ReadAs(on, concur.Role(in.Role), func(on concur.Subject) ([]concur.Allocation, error) {
		approving = on.Role == concur.RoleManager
		owner := on.User
		if approving {
			owner = "" // whose report it is, is not known
		}
		id, err := session.ExpenseOf(ctx, owner, in.ExpenseID)
		if err != nil {
			return nil, err
		}
		return session.Allocations(ctx, on, in.ReportID, id)
	})
	if err != nil || approving || textsKnown(session, allocations) {
		return allocations, listItems{}, err
	}
	self, err := session.Self(ctx)
	if err != nil || self == "" || (on.User != "" && on.User != self) {
		return allocations, listItems{}, err // v3 lists a person's own allocations only
	}
	return allocations, in.learn(ctx, session, allocations), nil
}

// textsKnown reports whether each list item has a text already.
func textsKnown(session *concur.Session, allocations []concur.Allocation) bool {
	for _, a := range allocations {
		for _, datum := range a.CustomData {
			if _, known := session.ListText(datum); concur.IsListValue(datum.Value) && !known {
				return false
			}
		}
	}
	return true
}

// listItems are list items that are not shown beside the values that they stand for.
type listItems struct {
	items []customField
	note  string
}

// learn reads the texts of list items from v3. They are an extra: what keeps them from
// being read does not keep the list from being shown.
func (in listExpenseAllocationsIn) learn(ctx context.Context, session *concur.Session, allocations []concur.Allocation) listItems {
	entry, err := session.EntryOf(ctx, "", in.ReportID, in.ExpenseID)
	var told []concur.V3Allocation
	if err == nil {
		told, err = session.V3AllocationsOf(ctx, in.ReportID, entry)
	}
	if err != nil {
		return listItems{note: fmt.Sprintf("What the list items are called could not be read: %s.", err)}
	}
	session.LearnAllocationTexts(allocations, told)
	if textsKnown(session, allocations) {
		return listItems{}
	}
	among := listItems{note: "Which of list_items stands for which id, Concur does not say: these allocations look alike otherwise."}
	for _, t := range told {
		for _, id := range slices.Sorted(maps.Keys(t.Custom)) {
			value := t.Custom[id]
			item := customField{ID: id, Label: render.Text(value.Label), Text: render.Text(value.Value), Code: render.Text(value.Code)}
			if value.Code != "" && !slices.Contains(among.items, item) {
				among.items = append(among.items, item)
			}
		}
	}
	return among
}
